"""Numbers for Prometheus: off by default, and for this machine only.

Nothing here may order answers. So there are no numbers of requests or sealed rows, no times, no
use of processor or disk; used invitations and mails that tell who has not answered move in steps.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy.orm import Session

from surveyapp.rounds import state
from surveyapp.rounds.mails import mail_counts
from surveyapp.rounds.progress import answered_in_all, progress
from surveyapp.store.round import Round, State
from surveyapp.web import access
from surveyapp.web.current import installation

bp = Blueprint("metrics", __name__)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


@bp.get("/metrics")
@access.everyone
def metrics() -> ResponseReturnValue:
    if installation().settings.metrics != "on" or not _is_from_here():
        abort(404)
    registry = CollectorRegistry()
    with installation().store.reading() as session:
        rounds = state.all_rounds(session)
        states = Gauge("survey_rounds", "Rounds by state.", ["state"], registry=registry)
        for name, count in Counter(each.state for each in rounds).items():
            states.labels(name).set(count)
        _add_open_rounds(registry, session, [r for r in rounds if r.state == State.OPEN])
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _add_open_rounds(registry: CollectorRegistry, session: Session, rounds: list[Round]) -> None:
    invited = Gauge("survey_invited", "Invitations.", ["round"], registry=registry)
    answered = Gauge("survey_answered", "Used, at least, in steps.", ["round"], registry=registry)
    key = Gauge("survey_key_file", "1: the key file is there.", ["round"], registry=registry)
    labels = ["round", "kind", "state"]
    mails = Gauge("survey_mails", "Mails by kind and state.", labels, registry=registry)
    for each in rounds:
        cells = progress(session, each)
        invited.labels(each.name).set(sum(cell.invited for cell in cells))
        answered.labels(each.name).set(answered_in_all(cells))
        key.labels(each.name).set(installation().keys.has_round_key(each.name))
        for kind, by_state in mail_counts(session, each).items():
            for name, count in by_state.items():
                mails.labels(each.name, kind, name).set(count)


def _is_from_here() -> bool:
    """Return whether a program on this machine asks, and not a proxy on it for somebody else."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
