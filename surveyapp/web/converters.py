"""Parameters in paths: each names its shape, so that nothing else reaches a view."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter


class RoundName(BaseConverter):
    """The name of a round."""

    regex = r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]"


class Id(BaseConverter):
    """The id of a cluster, a group, an item or a role."""

    regex = r"[a-z][a-z0-9_]{0,39}"


class Token(BaseConverter):
    """A secret as ``secrets.token_urlsafe`` makes it."""

    regex = r"[A-Za-z0-9_-]{16,90}"


class FileName(BaseConverter):
    """The name of a file, without folders."""

    regex = r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}"


def init_app(app: Flask) -> None:
    """Make the converters known to routes."""
    app.url_map.converters |= {
        "round": RoundName, "id": Id, "token": Token, "file": FileName,
    }  # fmt: skip
