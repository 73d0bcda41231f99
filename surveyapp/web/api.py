"""Releases for programs: read-only JSON, with a token of an evaluator."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, url_for
from flask.typing import ResponseReturnValue

from surveyapp.rounds.releases import Bundle, all_releases, bundle_of, find_release, releases_of
from surveyapp.store.results import Release
from surveyapp.web import access
from surveyapp.web.api_description import describe
from surveyapp.web.current import find_round, installation

bp = Blueprint("api", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
@access.everyone
def description() -> ResponseReturnValue:
    return jsonify(describe(installation().settings.base_url))


@bp.get("/releases")
@access.token
def releases() -> ResponseReturnValue:
    """Every release, the newest first."""
    with installation().store.reading() as session:
        return jsonify(releases=[_release(each) for each in all_releases(session)])


@bp.get("/releases/<round:name>")
@access.token
def releases_of_round(name: str) -> ResponseReturnValue:
    """The releases of one round, the newest first."""
    with installation().store.reading() as session:
        found = releases_of(session, find_round(session, name))
        return jsonify(releases=[_release(each) for each in found])


@bp.get("/releases/<round:name>/<int:number>")
@access.token
def release(name: str, number: int) -> ResponseReturnValue:
    """One release, with the names, sizes and hashes of its files."""
    with installation().store.reading() as session:
        found = find_release(session, find_round(session, name), number)
        bundle = bundle_of(installation().settings, found)
        hashes = json.loads(bundle.member("manifest.json") or b"{}").get("members", {})
        files = [
            {"name": member, "bytes": size, "sha256": hashes.get(member)}
            for member, size in bundle.members().items()
        ]
        return jsonify(**_release(found), files=files)


@bp.get("/releases/<round:name>/<int:number>/summary")
@access.token
def summary(name: str, number: int) -> ResponseReturnValue:
    """Scores, intervals, ranks, reasons and everything else that reports print."""
    return _member(name, number, "summary.json")


@bp.get("/releases/<round:name>/<int:number>/table")
@access.token
def table(name: str, number: int) -> ResponseReturnValue:
    """Table T: all that was computed from answers."""
    return _member(name, number, "table.json")


def _member(name: str, number: int, member: str) -> Response:
    content = _bundle(name, number).member(member)
    if content is None:
        abort(404)
    return Response(content, mimetype="application/json")


def _bundle(name: str, number: int) -> Bundle:
    with installation().store.reading() as session:
        found = find_release(session, find_round(session, name), number)
        return bundle_of(installation().settings, found)


def _release(found: Release) -> dict[str, Any]:
    name, number = found.round.name, found.number
    return {
        "round": name,
        "number": number,
        "rehearsal": found.round.rehearsal,
        "made_at": found.made_at.isoformat(),
        "corrects": found.corrects,
        "why": found.why,
        "configuration": found.round.configuration_hash,
        "sha256": found.bundle_hash,
        "summary": url_for("api.summary", name=name, number=number),
        "table": url_for("api.table", name=name, number=number),
    }
