"""What the application says while it runs: events without codes, addresses or answers."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask

log = structlog.get_logger()


def configure() -> None:
    """Write events as JSON lines to standard error; quieten libraries that log requests."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def init_app(app: Flask) -> None:
    """Keep tracebacks, which quote values, out of the application's log."""
    configure()
    app.logger.disabled = True
