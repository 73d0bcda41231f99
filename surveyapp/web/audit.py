"""The audit log: read it, filter it, check its chain, take it along."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from surveyapp.store import audit
from surveyapp.store.audit_search import PAGE, Wanted, entries, find_entries, verbs
from surveyapp.store.session import Store
from surveyapp.web import access
from surveyapp.web.current import installation
from surveyapp.web.filled import show

bp = Blueprint("audit", __name__, url_prefix="/audit")


@bp.get("")
@access.auditor
def index() -> ResponseReturnValue:
    wanted = Wanted(
        request.args.get("verb", ""), request.args.get("actor", ""),
        request.args.get("subject", ""),
    )  # fmt: skip
    page = max(request.args.get("page", 1, int), 1)
    with installation().store.reading() as session:
        found, total = find_entries(session, wanted, page)
        return show(
            "audit/log.html", entries=found, total=total, page=page, pages=-(-total // PAGE),
            wanted=wanted, verbs=verbs(session), head=audit.head(session),
        )  # fmt: skip


@bp.get("/check")
@access.auditor
def check() -> ResponseReturnValue:
    """Go through the whole chain."""
    with installation().store.reading() as session:
        broken = audit.broken(entries(session))
        return show("audit/check.html", broken=broken, head=audit.head(session))


@bp.get("/log.jsonl")
@access.auditor
def download() -> ResponseReturnValue:
    """Return the whole log, an entry a line; its hashes let anybody check the chain."""
    reply = Response(_lines(installation().store), mimetype="application/jsonl")
    reply.headers.set("Content-Disposition", "attachment", filename="audit.jsonl")
    return reply


def _lines(store: Store) -> Iterator[str]:
    columns = ("number", "at", "actor", "verb", "subject", "details", "previous", "hash")
    with store.reading() as session:
        for entry in entries(session):
            values = {name: getattr(entry, name) for name in columns}
            values["at"] = entry.at.isoformat()
            yield json.dumps(values, ensure_ascii=False) + "\n"
