"""Style sheets and scripts of our own, under addresses that change with their content."""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, abort, url_for
from flask.typing import ResponseReturnValue

from surveyapp.web import access, packing
from surveyapp.words import PRODUCT

bp = Blueprint("assets", __name__)
# drawn in the address itself: one request less
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "d='M1 2h14v12H1zm2 2v8h10V4zm2 1h6v2H5z' fill='%230b5c4f' fill-rule='evenodd'/%3E%3C/svg%3E"
)
FOLDER = Path(__file__).parents[1] / "static"
# sent as one file with what they build on: a respondent's page has a budget of requests as well
BUILT_ON = {
    "respondent.css": ("tokens.css",),
    "signed-in.css": ("tokens.css", "pages.css", "charts.css"),
}


@bp.get("/assets/<string:digest>/<string:name>")
@access.everyone
def show(digest: str, name: str) -> ResponseReturnValue:
    if name not in _names() or digest != _read(name)[0]:
        abort(404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return packing.respond([_read(name)[1]], f"{kind}; charset=utf-8")


def address(name: str) -> str:
    """Return the address of a file of ours."""
    return url_for("assets.show", digest=_read(name)[0], name=name)


def init_app(app: Flask) -> None:
    """Let templates name files by ``asset('respondent.css')``, and the product by its name."""
    contact = app.extensions["installation"].settings.contact
    app.jinja_env.globals.update(asset=address, product=PRODUCT, contact=contact, icon=ICON)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.name for path in FOLDER.iterdir() if path.suffix in {".css", ".js"})


@lru_cache(maxsize=32)
def _read(name: str) -> tuple[str, packing.Piece]:
    content = b"".join((FOLDER / part).read_bytes() for part in (*BUILT_ON.get(name, ()), name))
    return hashlib.sha256(content).hexdigest()[:16], packing.pack(content)
