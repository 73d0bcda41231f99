"""Rounds as an administrator moves them: list, create, open, extend, cancel."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from analysis.configuration import Configuration
from forms.admin import CancelForm, ConfigurationForm, ExtendForm, RoundForm
from surveyapp.jobs import enqueue
from surveyapp.rounds import approve, assemble, create, state
from surveyapp.rounds.assemble import Chosen
from surveyapp.rounds.cancel import cancel
from surveyapp.rounds.open import open_round
from surveyapp.rounds.overview import Overview, overview
from surveyapp.rounds.progress import answered_in_all, progress
from surveyapp.store.round import Round
from surveyapp.web import access
from surveyapp.web.current import acting, actor, find_round, installation, local, on_round
from surveyapp.web.filled import carry_out, show

bp = Blueprint("rounds", __name__, url_prefix="/admin")


@bp.get("")
@access.admin
def index() -> ResponseReturnValue:
    with installation().store.reading() as session:
        return show("admin/rounds.html", rounds=state.all_rounds(session))


@bp.route("/create-round", methods=["GET", "POST"])
@access.admin
def create_round() -> ResponseReturnValue:
    form = RoundForm()
    _fill_choices(form)
    if carry_out(form, lambda: _create(form)):
        flash(gettext("The round is a draft now. Import the participants next."))
        return redirect(url_for("rounds.show_round", name=form.name.data))
    return show("admin/create_round.html", form=form)


@bp.get("/rounds/<round:name>")
@access.admin
def show_round(name: str) -> ResponseReturnValue:
    site = installation()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        cells = progress(session, round_)
        return show(
            "admin/round.html",
            overview=overview(session, round_, site.keys),
            invited=sum(cell.invited for cell in cells),
            answered=answered_in_all(cells),
            now=site.clock(),
        )


@bp.route("/rounds/<round:name>/configuration", methods=["GET", "POST"])
@access.admin
def configure(name: str) -> ResponseReturnValue:
    form = ConfigurationForm()
    _fill_choices(form)
    if carry_out(form, lambda: _configure(name, form)):
        flash(gettext("The draft has another configuration; approvals of the one before are void."))
        return redirect(url_for("rounds.show_round", name=name))
    with installation().store.reading() as session:
        return show("admin/configure.html", overview=_seen(session, name), form=form)


@bp.post("/rounds/<round:name>/open")
@access.admin
def open_now(name: str) -> ResponseReturnValue:
    site = installation()
    on_round(name, lambda session, round_: open_round(session, round_, keys=site.keys, **acting()))
    enqueue(site.settings, "mail.sweep")
    flash(gettext("The round is open. Keep a copy of its key file on another disk, today."))
    return redirect(url_for("rounds.show_round", name=name))


@bp.post("/rounds/<round:name>/back-to-draft")
@access.admin
def back_to_draft(name: str) -> ResponseReturnValue:
    on_round(name, lambda session, round_: approve.back_to_draft(session, round_, **acting()))
    flash(gettext("The round is a draft again, and the approvals of its configuration are void."))
    return redirect(url_for("rounds.show_round", name=name))


@bp.route("/rounds/<round:name>/extend", methods=["GET", "POST"])
@access.admin
def extend(name: str) -> ResponseReturnValue:
    form = ExtendForm()

    def act(session: Session, round_: Round) -> None:
        create.extend(session, round_, local(form.closes.data), form.why.data, **acting())

    if carry_out(form, lambda: on_round(name, act)):
        flash(gettext("The round ends later now."))
        return redirect(url_for("rounds.show_round", name=name))
    with installation().store.reading() as session:
        return show("admin/extend.html", overview=_seen(session, name), form=form)


@bp.route("/rounds/<round:name>/cancel", methods=["GET", "POST"])
@access.admin
def cancel_round(name: str) -> ResponseReturnValue:
    form = CancelForm()
    form.expected = name
    if carry_out(form, lambda: cancel(installation(), name, form.why.data, actor=actor())):
        flash(gettext("The round is cancelled and its key destroyed."))
        return redirect(url_for("rounds.show_round", name=name))
    with installation().store.reading() as session:
        return show("admin/cancel.html", overview=_seen(session, name), form=form)


def _seen(session: Session, name: str) -> Overview:
    return overview(session, find_round(session, name), installation().keys)


def _fill_choices(form: ConfigurationForm) -> None:
    with installation().store.reading() as session:
        form.instrument.choices = assemble.choices(session, "instrument")
        form.parameters.choices = assemble.choices(session, "parameters")


def _create(form: RoundForm) -> None:
    configuration = _assembled(form)
    with installation().store.writing() as session:
        create.create(
            session, form.name.data, configuration, local(form.opens.data),
            local(form.closes.data), rehearsal=form.rehearsal.data, **acting(),
        )  # fmt: skip


def _configure(name: str, form: ConfigurationForm) -> None:
    configuration = _assembled(form)
    on_round(
        name,
        lambda session, round_: create.configure(session, round_, configuration, **acting()),
    )


def _assembled(form: ConfigurationForm) -> Configuration:
    with installation().store.reading() as session:  # reading takes long: no writer waits for it
        return assemble.assemble(
            session,
            Chosen(form.instrument.data, _read(form.instrument_files.data)),
            Chosen(form.parameters.data, _read(form.parameters_files.data)),
        )


def _read(files: list[FileStorage] | None) -> dict[str, bytes]:
    """Return what was handed in by file name; a browser sends one nameless file for none."""
    return {str(each.filename): each.read() for each in files or () if each and each.filename}
