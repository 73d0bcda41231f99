"""Evaluators: analyse, release, read results, download them."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy.orm import Session

from forms.evaluate import CorrectForm, ReleaseForm
from surveyapp.rounds import errands, state
from surveyapp.rounds.overview import overview
from surveyapp.rounds.releases import Bundle, bundle_of, find_release, releases_of
from surveyapp.rounds.review import review_counts
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Round, State
from surveyapp.web import access, asking
from surveyapp.web.current import account, find_round, installation
from surveyapp.web.filled import carry_out, show

bp = Blueprint("evaluate", __name__, url_prefix="/evaluate")
CHARTS = ("scores", "rank-sets", "heat-map", "acceptability", "themes")
DONE = frozenset({State.CLOSED, State.RELEASED})


@bp.get("")
@access.evaluator
def index() -> ResponseReturnValue:
    with installation().store.reading() as session:
        rounds = state.all_rounds(session)
        newest = {each.name: next(iter(releases_of(session, each)), None) for each in rounds}
        return show("evaluate/rounds.html", rounds=rounds, newest=newest)


@bp.route("/<round:name>", methods=["GET", "POST"])
@access.evaluator
def show_round(name: str) -> ResponseReturnValue:
    """Show how far results are; a posted form asks for a release."""
    site = installation()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        releases = releases_of(session, round_)
        form: FlaskForm = CorrectForm() if releases else ReleaseForm()
        if carry_out(form, lambda: _ask_release(session, name, form)):
            flash(gettext("The release is being made."))
            return redirect(url_for("evaluate.show_round", name=name))
        kept = session.get(ResultTable, round_.id)
        return show(
            "evaluate/round.html",
            overview=overview(session, round_, site.keys),
            releases=releases,
            form=form,
            reviewed=review_counts(session, round_),
            is_analysed=kept is not None and kept.comments is not None,
            errands={
                kind: errands.errand_of(site.settings, kind, name)
                for kind in ("analyse", "release")
            },
            now=site.clock(),
        )


@bp.post("/<round:name>/analyse")
@access.evaluator
def analyse(name: str) -> ResponseReturnValue:
    return asking.ask(
        "analyse",
        lambda session: _done(session, name),
        said=gettext("The comments are being analysed."),
        back=url_for("evaluate.show_round", name=name),
    )


@bp.get("/<round:name>/<int:number>")
@access.evaluator
def show_release(name: str, number: int) -> ResponseReturnValue:
    """Show a release's own figures: what was frozen, whatever the database says now."""
    site = installation()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        release = find_release(session, round_, number)
        bundle = bundle_of(site.settings, release)
        return show(
            "evaluate/release.html",
            overview=overview(session, round_, site.keys),
            release=release,
            summary=bundle.summary(),
            members=bundle.members(),
            reviewed=review_counts(session, round_),
            charts=frozen_charts(bundle, CHARTS),
        )


@bp.get("/<round:name>/<int:number>/<any(full,public):edition>.zip")
@access.evaluator
def download(name: str, number: int, edition: str) -> ResponseReturnValue:
    suffix = "" if edition == "full" else "-public"
    content = _bundle(name, number, edition).content
    return _attachment(content, f"{name}-{number}{suffix}.zip")


@bp.get("/<round:name>/<int:number>/files/<path:member>")
@access.evaluator
def download_member(name: str, number: int, member: str) -> ResponseReturnValue:
    content = _bundle(name, number, "full").member(member)
    if content is None:
        abort(404)
    return _attachment(content, f"{name}-{number}-{member.replace('/', '-')}")


def frozen_charts(bundle: Bundle, names: Iterable[str]) -> dict[str, Markup]:
    """Return charts of a release, ready to stand in a page.

    They are drawn by templates that escape, and the bundle's hash has been compared.
    """
    language = str(get_locale() or "en")
    return {
        name: Markup(svg)  # noqa: S704
        for name, svg in bundle.charts(names, language).items()
    }


def _bundle(name: str, number: int, edition: str) -> Bundle:
    site = installation()
    with site.store.reading() as session:
        release = find_release(session, find_round(session, name), number)
        return bundle_of(site.settings, release, edition)


def _done(session: Session, name: str) -> Round:
    """Return a round whose answers are there to be read; raise ``WrongState``."""
    round_ = find_round(session, name)
    state.require(round_, *DONE)
    return round_


def _ask_release(session: Session, name: str, form: Any) -> None:
    round_ = find_round(session, name)
    state.require(round_, *DONE)
    why = form.why.data if "why" in form else ""
    errands.ask(installation(), "release", round_, account(), why)


def _attachment(content: bytes, name: str) -> Response:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    reply = Response(content, mimetype=kind)
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
