"""Keyholders: make a card, try it, and close a round with it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from forms.close import DepositForm, TryCardForm
from surveyapp.accounts import people
from surveyapp.codes import show as in_groups
from surveyapp.rounds import ceremony, keyholders, state
from surveyapp.rounds.overview import Overview, overview
from surveyapp.rounds.records import record_of
from surveyapp.store.round import Round
from surveyapp.web import access
from surveyapp.web.current import account, acting, actor, find_round, installation, on_round
from surveyapp.web.filled import carry_out, show

bp = Blueprint("close", __name__, url_prefix="/close")


@bp.get("")
@access.keyholder
def index() -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        seen = [overview(session, each, site.keys) for each in state.all_rounds(session)]
        return show("close/rounds.html", rounds=seen, me=account(), now=site.clock())


@bp.get("/<round:name>")
@access.keyholder
def show_round(name: str) -> ResponseReturnValue:
    with installation().store.reading() as session:
        return _round_page(session, name)


@bp.post("/<round:name>/card")
@access.keyholder
def make_card(name: str) -> ResponseReturnValue:
    """Show a new card, this once: neither page nor server has it afterwards."""
    card = on_round(
        name,
        lambda session, round_: keyholders.make_card(
            session, round_, people.find(session, account().email), **acting()
        ),
    )
    with installation().store.reading() as session:
        return show("close/card.html", overview=_seen(session, name), card=in_groups(card))


@bp.post("/<round:name>/give-back")
@access.keyholder
def give_back(name: str) -> ResponseReturnValue:
    on_round(
        name, lambda session, round_: keyholders.give_back(session, round_, account(), **acting())
    )
    flash(gettext("Your card is worthless now. Destroy it."))
    return redirect(url_for("close.show_round", name=name))


@bp.route("/<round:name>/try", methods=["GET", "POST"])
@access.keyholder
def try_card(name: str) -> ResponseReturnValue:
    form = TryCardForm()
    if carry_out(form, lambda: _try(name, form)):
        flash(gettext("This is your card of this round. Nothing was done with it."), "success")
        return redirect(url_for("close.show_round", name=name))
    with installation().store.reading() as session:
        return show("close/try.html", overview=_seen(session, name), form=form)


@bp.post("/<round:name>")
@access.keyholder
def deposit(name: str) -> ResponseReturnValue:
    form = DepositForm()
    if carry_out(form, lambda: _deposit(name, form)):
        flash(gettext("Your card is deposited."))
        return redirect(url_for("close.show_round", name=name))
    with installation().store.reading() as session:
        return _round_page(session, name, form)


@bp.post("/<round:name>/again")
@access.keyholder
def again(name: str) -> ResponseReturnValue:
    """Go on with a close that broke off; the deposits are still there."""
    site = installation()
    with site.store.reading() as session:
        ready = ceremony.is_ready(session, find_round(session, name))
    if ready:
        ceremony.start_close(site.settings, name, actor())
    return redirect(url_for("close.show_round", name=name))


def _round_page(
    session: Session, name: str, form: DepositForm | None = None
) -> ResponseReturnValue:
    site = installation()
    seen = _seen(session, name)
    round_ = seen.round
    return show(
        "close/round.html",
        overview=seen,
        form=form or DepositForm(formdata=None),
        me=account(),
        now=site.clock(),
        missing=keyholders.cards_missing(session, round_),
        is_closing=ceremony.is_closing(site.settings, name),
        last_words=ceremony.last_words(site.settings, name),
        has_key=site.keys.has_round_key(name),
        records={kind: _record(session, round_, kind) for kind in ("S0", "S1", "S2")},
    )


def _seen(session: Session, name: str) -> Overview:
    return overview(session, find_round(session, name), installation().keys)


def _record(session: Session, round_: Round, kind: str) -> dict[str, Any] | None:
    record = record_of(session, round_, kind)
    return json.loads(record.content) if record else None


def _try(name: str, form: TryCardForm) -> None:
    with installation().store.reading() as session:
        keyholders.try_card(session, find_round(session, name), account(), form.card.data)


def _deposit(name: str, form: DepositForm) -> None:
    ceremony.deposit_card(
        installation(), name, account(), form.card.data, ends_now=form.ends_now.data,
        actor=actor(),
    )  # fmt: skip
