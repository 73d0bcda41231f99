"""Invitations and reminders of a round, and what became of them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext

from analysis.parameters import in_language
from forms.admin import MailingForm
from surveyapp.jobs import enqueue
from surveyapp.rounds.invite import send_invitations, send_reminders
from surveyapp.rounds.mails import mail_counts, send_again, troubled_mails
from surveyapp.rounds.overview import Overview, overview
from surveyapp.store.mail import MailState
from surveyapp.web import access
from surveyapp.web.current import acting, find_round, installation, on_round
from surveyapp.web.filled import carry_out, show

bp = Blueprint("mails", __name__, url_prefix="/admin/rounds/<round:name>/mails")


@bp.route("", methods=["GET", "POST"])
@access.admin
def index(name: str) -> ResponseReturnValue:
    site, form = installation(), MailingForm()
    with site.store.reading() as session:
        round_ = find_round(session, name)
        seen = overview(session, round_, site.keys)
        _fill_choices(form, seen)
        if carry_out(form, lambda: _send(name, form)):
            return redirect(url_for("mails.index", name=name))
        return show(
            "admin/mails.html",
            form=form,
            overview=seen,
            states=list(MailState),
            counts=mail_counts(session, round_),
            troubled=troubled_mails(session, round_),
        )


@bp.post("/again/<uuid:identity>")
@access.admin
def again(name: str, identity: UUID) -> ResponseReturnValue:
    site = installation()
    with site.store.writing() as session:
        send_again(session, identity, **acting())
    enqueue(site.settings, "mail.sweep")
    flash(gettext("The mail waits to be sent again."))
    return redirect(url_for("mails.index", name=name))


def _fill_choices(form: MailingForm, seen: Overview) -> None:
    language = str(get_locale() or "en")
    groups = [(group.id, in_language(group.name, language)) for group in seen.parameters.groups]
    form.only.choices = [("", gettext("Everybody")), *groups]


def _send(name: str, form: MailingForm) -> None:
    site, reminds = installation(), form.kind.data == "reminder"
    verb = send_reminders if reminds else send_invitations
    count = on_round(
        name,
        lambda session, round_: verb(session, round_, only=form.only.data or None, **acting()),
    )
    enqueue(site.settings, "mail.sweep")
    if reminds:  # an exact number would tell how many have answered
        flash(gettext("Reminders wait to be sent to all who have not answered."))
    else:
        flash(ngettext("%(num)d invitation waits.", "%(num)d invitations wait.", count))
