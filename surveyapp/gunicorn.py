"""How gunicorn serves: threads, no access log (it would order respondents), few processes."""

from __future__ import annotations

from typing import Any

from surveyapp.process import harden
from surveyapp.server_log import QuietLogger
from surveyapp.settings import read_settings

harden()
_sqlite = read_settings().is_sqlite
worker_class = "gthread"
# SQLite has one writer, and threads of one process wait for it cheaply
workers = 1 if _sqlite else 2
threads = 4
accesslog = None
logger_class = QuietLogger
errorlog = "-"
loglevel = "warning"
preload_app = False
control_socket_disable = True


def post_fork(_server: Any, _worker: Any) -> None:
    """Let each worker be as its master."""
    harden()
