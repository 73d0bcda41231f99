"""Accounts and their roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from forms.admin import RoleForm
from surveyapp.accounts import people, sign_in
from surveyapp.accounts.ask_link import ask_link
from surveyapp.jobs import enqueue
from surveyapp.store.account import Account, Role
from surveyapp.web import access
from surveyapp.web.current import acting, installation
from surveyapp.web.filled import carry_out, show
from surveyapp.web.wording import ROLES

bp = Blueprint("accounts", __name__, url_prefix="/admin/accounts")


@bp.route("", methods=["GET", "POST"])
@access.admin
def index() -> ResponseReturnValue:
    form = RoleForm()
    form.role.choices = [(str(role), gettext(ROLES[role])) for role in Role]
    if carry_out(form, lambda: _give(form)):
        flash(gettext("The role is given."))
        return redirect(url_for("accounts.index"))
    with installation().store.reading() as session:
        return show(
            "admin/accounts.html",
            form=form,
            accounts=people.everybody(session),
            overlaps=people.overlaps(session),
        )


@bp.get("/<uuid:identity>")
@access.admin
def show_account(identity: UUID) -> ResponseReturnValue:
    with installation().store.reading() as session:
        return show("admin/account.html", account=_find(session, identity))


@bp.post("/<uuid:identity>/take-role")
@access.admin
def take_role(identity: UUID) -> ResponseReturnValue:
    role = request.form.get("role", "")
    if role not in set(Role):
        abort(400)
    return _on(
        identity,
        lambda session, account: people.take_role(session, account.email, Role(role), **acting()),
        gettext("The role is taken away."),
    )


@bp.post("/<uuid:identity>/disable")
@access.admin
def disable(identity: UUID) -> ResponseReturnValue:
    return _on(
        identity,
        lambda session, account: people.disable(session, account.email, **acting()),
        gettext("The account cannot sign in any more."),
    )


@bp.post("/<uuid:identity>/enable")
@access.admin
def enable(identity: UUID) -> ResponseReturnValue:
    return _on(
        identity,
        lambda session, account: people.enable(session, account.email, **acting()),
        gettext("The account can sign in again."),
    )


@bp.post("/<uuid:identity>/send-link")
@access.admin
def send_link(identity: UUID) -> ResponseReturnValue:
    reply = _on(
        identity,
        lambda session, account: ask_link(session, account.email, installation().clock()),
        gettext("A link to sign in is on its way."),
    )
    enqueue(installation().settings, "mail.sweep")
    return reply


@bp.post("/<uuid:identity>/drop-one-time-codes")
@access.admin
def drop_one_time_codes(identity: UUID) -> ResponseReturnValue:
    return _on(
        identity,
        lambda session, account: sign_in.drop_totp(session, account, **acting()),
        gettext("The account signs in without one-time codes until an app is set up again."),
    )


def _give(form: RoleForm) -> None:
    site = installation()
    with site.store.writing() as session:
        account = people.add_role(
            session, form.email.data, Role(form.role.data), name=form.name.data.strip(),
            cluster=form.cluster.data.strip() or None, **acting(),
        )  # fmt: skip
        if form.send.data:
            ask_link(session, account.email, site.clock())
    enqueue(site.settings, "mail.sweep")


def _on(identity: UUID, verb: Callable[[Session, Account], Any], done: str) -> ResponseReturnValue:
    """Run a verb on an account and go back to its page."""
    with installation().store.writing() as session:
        verb(session, _find(session, identity))
    flash(done)
    return redirect(url_for("accounts.show_account", identity=identity))


def _find(session: Session, identity: UUID) -> Account:
    account = session.get(Account, identity)
    if account is None:
        abort(404)
    return account
