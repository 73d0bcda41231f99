"""The web server's own log: of requests it quotes neither senders nor words."""

from __future__ import annotations

import sys
from typing import Any

from gunicorn.glogging import Logger

OF_REQUESTS = ("Error handling request", "Invalid request from", "Socket error", "HTTP/2")


class QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's logger, which would name addresses, request lines and what exceptions quote."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith(OF_REQUESTS):
            super().warning("a request was not understood and refused")
        else:
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith(OF_REQUESTS):
            kind = sys.exc_info()[0]
            super().error("a request failed: %s", kind.__name__ if kind else "unknown")
        else:
            super().exception(msg, *args, **kwargs)
