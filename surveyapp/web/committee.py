"""The committee: read everything that a round consists of, and approve it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from forms.committee import ApproveForm
from surveyapp.accounts import people
from surveyapp.participants.census import take_census
from surveyapp.participants.listing import list_root
from surveyapp.rounds import approve, errands, state
from surveyapp.rounds.differences import differences_to, previous_round
from surveyapp.rounds.overview import Overview, overview
from surveyapp.rounds.power import simulated
from surveyapp.rounds.progress import progress
from surveyapp.store.round import Round
from surveyapp.web import access, asking
from surveyapp.web.current import account, acting, find_round, installation, on_round
from surveyapp.web.filled import carry_out, show

bp = Blueprint("committee", __name__, url_prefix="/committee")


@bp.get("")
@access.committee
def index() -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        seen = [overview(session, each, site.keys) for each in state.all_rounds(session)]
        return show("committee/rounds.html", rounds=seen, me=account())


@bp.route("/<round:name>", methods=["GET", "POST"])
@access.committee
def show_round(name: str) -> ResponseReturnValue:
    """Show the parts of a configuration, and take approvals of it."""
    form = ApproveForm()
    if carry_out(form, lambda: _approve_configuration(name, form)):
        flash(gettext("You have approved the configuration."))
        return redirect(url_for("committee.show_round", name=name))
    with installation().store.reading() as session:
        seen = _seen(session, name)
        form.read.data = seen.round.configuration_hash
        return show(
            "committee/round.html",
            form=form,
            **_standing(seen, "configuration"),
            previous=previous_round(session, seen.round),
        )


@bp.get("/<round:name>/questionnaire")
@access.committee
def questionnaire(name: str) -> ResponseReturnValue:
    with installation().store.reading() as session:
        seen = _seen(session, name)
        instrument = seen.configuration.instrument
        wanted = request.args.get("in", instrument.language)
        if wanted not in instrument.languages:
            abort(404)
        return show(
            "committee/questionnaire.html",
            overview=seen,
            shown=instrument.in_language(wanted),
            instrument=instrument,
            wanted=wanted,
        )


@bp.get("/<round:name>/parameters")
@access.committee
def parameters(name: str) -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        seen = _seen(session, name)
        return show(
            "committee/parameters.html",
            overview=seen,
            simulated=simulated(site.settings, seen.parameters),
            errand=errands.errand_of(site.settings, "power", name),
            now=site.clock(),
        )


@bp.post("/<round:name>/power")
@access.committee
def power(name: str) -> ResponseReturnValue:
    """Ask the worker to simulate rounds under these parameters."""
    return asking.ask(
        "power",
        lambda session: find_round(session, name),
        said=gettext("Rounds are being simulated under these parameters."),
        back=url_for("committee.parameters", name=name, _anchor="power"),
    )


@bp.get("/<round:name>/codebook")
@access.committee
def codebook(name: str) -> ResponseReturnValue:
    with installation().store.reading() as session:
        return show("committee/codebook.html", overview=_seen(session, name))


@bp.get("/<round:name>/differences")
@access.committee
def differences(name: str) -> ResponseReturnValue:
    with installation().store.reading() as session:
        seen = _seen(session, name)
        previous = previous_round(session, seen.round)
        found = differences_to(session, previous, seen.round) if previous else []
        return show(
            "committee/differences.html", overview=seen, previous=previous, differences=found
        )


@bp.route("/<round:name>/list", methods=["GET", "POST"])
@access.committee
def participants(name: str) -> ResponseReturnValue:
    """Show the list in numbers, and take approvals of it."""
    site, form = installation(), ApproveForm()
    if carry_out(form, lambda: _approve_list(name, form)):
        flash(gettext("You have approved the list."))
        return redirect(url_for("committee.participants", name=name))
    with site.store.reading() as session:
        seen = _seen(session, name)
        form.read.data = list_root(session, seen.round, site.keys.installation().address_key)
        return show(
            "committee/list.html",
            form=form,
            **_standing(seen, "list"),
            cells=progress(session, seen.round),
            census=take_census(session, seen.round),
        )


def _seen(session: Session, name: str) -> Overview:
    return overview(session, find_round(session, name), installation().keys)


def _standing(seen: Overview, kind: str) -> dict[str, Any]:
    """Return what a page says about approvals of one kind, given and still possible."""
    given = seen.configuration_approvals if kind == "configuration" else seen.list_approvals
    return {
        "overview": seen,
        "given": given,
        "is_mine": account().id in {approval.account_id for approval in given},
        "hindrance": approve.hindrance(seen.round, account(), kind),
    }


def _approve_configuration(name: str, form: ApproveForm) -> None:
    def act(session: Session, round_: Round) -> None:
        member = people.find(session, account().email)
        approve.approve_configuration(session, round_, member, read=form.read.data, **acting())

    on_round(name, act)


def _approve_list(name: str, form: ApproveForm) -> None:
    key = installation().keys.installation().address_key

    def act(session: Session, round_: Round) -> None:
        member = people.find(session, account().email)
        approve.approve_list(session, round_, member, list_key=key, read=form.read.data, **acting())

    on_round(name, act)
