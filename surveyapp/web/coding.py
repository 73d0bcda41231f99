"""Coders: review what is hidden in comments, and code them by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from forms.coding import CodeForm, ReviewForm
from surveyapp.refusal import gettext_noop
from surveyapp.rounds import errands, state
from surveyapp.rounds.coding_plan import Plan, Suggestion, plan_of
from surveyapp.rounds.hand_code import (
    LABELS,
    coded,
    hand_code,
    latest_codes,
    next_to_code,
)
from surveyapp.rounds.overview import Overview, overview
from surveyapp.rounds.review import accept, found_in, next_to_review, review_counts, withhold
from surveyapp.store.answers import Comment
from surveyapp.store.round import State
from surveyapp.web import access, asking
from surveyapp.web.current import account, acting, find_round, installation
from surveyapp.web.filled import carry_out, show

bp = Blueprint("coding", __name__, url_prefix="/coding")
READY = frozenset({State.CLOSED, State.RELEASED})
SKIPPED = "skipped"
WORDS = {
    "negative": gettext_noop("negative"),
    "neutral": gettext_noop("neutral, or only facts that sound neither way"),
    "positive": gettext_noop("positive"),
}


@bp.get("")
@access.coder
def index() -> ResponseReturnValue:
    with installation().store.reading() as session:
        rounds = [each for each in state.all_rounds(session) if State(each.state) in READY]
        counts = {each.name: review_counts(session, each) for each in rounds}
        return show("coding/rounds.html", rounds=rounds, counts=counts)


@bp.get("/<round:name>")
@access.coder
def show_round(name: str) -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        seen = _seen(session, name)
        plan = plan_of(site.settings, name)
        return show(
            "coding/round.html",
            overview=seen,
            counts=review_counts(session, seen.round),
            coded=coded(session, seen.round, plan, account()),
            agreement=plan.agreement,
            errand=errands.errand_of(site.settings, "prepare", name),
            now=site.clock(),
        )


@bp.post("/<round:name>/prepare")
@access.coder
def prepare(name: str) -> ResponseReturnValue:
    return asking.ask(
        "prepare",
        lambda session: _seen(session, name).round,
        said=gettext("The comments are being prepared."),
        back=url_for("coding.show_round", name=name),
    )


@bp.get("/<round:name>/review")
@access.coder
def review_next(name: str) -> ResponseReturnValue:
    with installation().store.reading() as session:
        comment = next_to_review(session, _seen(session, name).round)
    if comment is None:
        flash(gettext("Every comment has been reviewed."))
        return redirect(url_for("coding.show_round", name=name))
    return redirect(url_for("coding.review", name=name, identity=comment.id))


@bp.route("/<round:name>/review/<uuid:identity>", methods=["GET", "POST"])
@access.coder
def review(name: str, identity: UUID) -> ResponseReturnValue:
    site, form = installation(), ReviewForm()
    with site.store.reading() as session:
        seen = _seen(session, name)
        comment = _comment(session, seen, identity)
        _offer_marks(form, comment)
        if carry_out(form, lambda: _decide(identity, form)):
            return redirect(url_for("coding.review_next", name=name))
        return show(
            "coding/review.html", overview=seen, comment=comment, form=form,
            question=_question(seen, comment), counts=review_counts(session, seen.round),
        )  # fmt: skip


@bp.get("/<round:name>/code")
@access.coder
def code_next(name: str) -> ResponseReturnValue:
    site = installation()
    skipped = [UUID(each) for each in cookie.get(SKIPPED, [])]
    with site.store.reading() as session:
        round_ = _seen(session, name).round
        plan = plan_of(site.settings, name)
        comment = next_to_code(session, round_, plan, account(), skipped)
        why = _why_none(plan, review_counts(session, round_), bool(skipped))
    if comment is None:
        cookie.pop(SKIPPED, None)
        flash(why)
        return redirect(url_for("coding.show_round", name=name))
    return redirect(url_for("coding.code", name=name, identity=comment.id))


@bp.route("/<round:name>/code/<uuid:identity>", methods=["GET", "POST"])
@access.coder
def code(name: str, identity: UUID) -> ResponseReturnValue:
    site, form = installation(), CodeForm()
    suggestion = plan_of(site.settings, name).of(identity)
    with site.store.reading() as session:
        seen = _seen(session, name)
        comment = _comment(session, seen, identity)
        if comment.review != "accepted":
            abort(404)
        _offer_codes(form, seen, latest_codes(session, comment, account()), suggestion)
        if carry_out(form, lambda: _code(name, identity, form, suggestion)):
            return redirect(url_for("coding.code_next", name=name))
        return show(
            "coding/code.html", overview=seen, comment=comment, form=form, drawn=suggestion.drawn,
            question=_question(seen, comment),
        )  # fmt: skip


@bp.post("/<round:name>/skip/<uuid:identity>")
@access.coder
def skip(name: str, identity: UUID) -> ResponseReturnValue:
    """Leave a comment to others, until this browser's session ends."""
    cookie[SKIPPED] = [*cookie.get(SKIPPED, [])[-50:], str(identity)]
    return redirect(url_for("coding.code_next", name=name))


def _why_none(plan: Plan, counts: dict[str, int], has_skipped: bool) -> str:
    """Say why there is nothing to code, and what comes next."""
    if not plan.order:
        words = gettext_noop(
            "Nothing is drawn for coding yet: have the program prepare the comments first."
        )
    elif counts["waiting"]:
        words = gettext_noop(
            "What is drawn and may be read is coded. Other comments wait for review: a comment "
            "can be coded once it has been reviewed."
        )
    elif has_skipped:
        words = gettext_noop(
            "Only comments that you left to others are still to be coded. They are offered to you "
            "again from now on."
        )
    else:
        words = gettext_noop(
            "You are done: what is drawn for coding is coded. The evaluators can now analyse the "
            "comments."
        )
    return str(gettext(words))


def _seen(session: Session, name: str) -> Overview:
    round_ = find_round(session, name)
    if State(round_.state) not in READY:
        abort(404)
    return overview(session, round_, installation().keys)


def _comment(session: Session, seen: Overview, identity: UUID) -> Comment:
    comment = session.get(Comment, identity)
    if comment is None or comment.round_id != seen.round.id or comment.redacted is None:
        abort(404)
    return comment


def _question(seen: Overview, comment: Comment) -> str:
    """Return what was asked; in which city is left out, so that nobody codes by it."""
    item = seen.configuration.instrument.items.get(comment.question)
    return item.text.replace("{city}", "…") if item else comment.question


def _offer_marks(form: ReviewForm, comment: Comment) -> None:
    form.hidden.choices = [
        SelectChoice(str(number), f"[{kind}] {comment.text[start:end]}")
        for number, (start, end, kind) in enumerate(found_in(comment.text))
    ]
    if not form.is_submitted():
        form.hidden.data = [choice.value for choice in form.hidden.choices]


def _decide(identity: UUID, form: ReviewForm) -> None:
    with installation().store.writing() as session:
        comment = session.get_one(Comment, identity)
        if request.form.get("decision") == "withhold":
            withhold(session, comment, **acting())
            return
        found = found_in(comment.text)
        marks = [found[int(number)] for number in form.hidden.data]
        phrases = [line.strip() for line in (form.more.data or "").splitlines() if line.strip()]
        accept(session, comment, marks, phrases, **acting())


def _offer_codes(
    form: CodeForm, seen: Overview, mine: tuple[str | None, set[str]] | None,
    suggestion: Suggestion,
) -> None:  # fmt: skip
    language = str(get_locale() or "en")
    codebook = seen.configuration.codebook
    form.label.choices = [SelectChoice(label, gettext(WORDS[label])) for label in LABELS]
    form.themes.choices = [
        SelectChoice(theme.id, theme.named(language))
        for theme in (codebook.active if codebook else ())
    ]
    if not form.is_submitted():
        label, themes = mine or (suggestion.label, set(suggestion.themes))
        form.label.data = label if mine else None  # a label that stands there is too easily kept
        form.themes.data = sorted(themes)


def _code(name: str, identity: UUID, form: CodeForm, suggestion: Suggestion) -> None:
    with installation().store.writing() as session:
        round_ = find_round(session, name)
        seen = overview(session, round_, installation().keys)
        codebook = seen.configuration.codebook
        known = {theme.id for theme in codebook.active} if codebook else set()
        values: dict[str, Any] = acting()
        hand_code(
            session, round_, session.get_one(Comment, identity), account(),
            label=form.label.data or "", themes=form.themes.data or [], known=known,
            suggested=suggestion, version=codebook.version if codebook else 0, **values,
        )  # fmt: skip
