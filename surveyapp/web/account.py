"""One's own account: sign in and out, links that work once, password, language."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, refresh

from forms.account import (
    AskLinkForm,
    LanguageForm,
    PasswordForm,
    SignInForm,
    TokenForm,
    UseLinkForm,
)
from surveyapp.accounts import passkeys, people, sign_in, tokens
from surveyapp.accounts.ask_link import ask_link
from surveyapp.jobs import enqueue
from surveyapp.store.links import BadLink
from surveyapp.web import access, limits
from surveyapp.web.current import account, actor, installation
from surveyapp.web.filled import carry_out, show
from surveyapp.web.languages import LANGUAGES
from surveyapp.web.session import enter, has_session, leave

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@access.signed_in
def home() -> ResponseReturnValue:
    return show("account/home.html", account=account())


@bp.route("/sign-in", methods=["GET", "POST"])
@access.anonymous
def sign_in_page() -> ResponseReturnValue:
    form = SignInForm()
    if carry_out(form, lambda: _sign_in(form)):
        return redirect(_next_page())
    usable = passkeys.can_be_used(installation().settings)
    return show("account/sign_in.html", form=form, passkeys=usable)


@bp.route("/link/<token:token>", methods=["GET", "POST"])
@access.anonymous
def use_link(token: str) -> ResponseReturnValue:
    """Show a button first: scanners of mail open links, people press buttons."""
    form = UseLinkForm()
    if carry_out(form, lambda: _use_link(form, token)):
        if account().password_hash:
            return redirect(url_for("account.home"))
        return redirect(url_for("account.password"))
    return show("account/use_link.html", form=form)


@bp.route("/ask-link", methods=["GET", "POST"])
@access.anonymous
def ask_for_link() -> ResponseReturnValue:
    """Answer alike for every address."""
    form = AskLinkForm()
    if carry_out(form, lambda: _ask_link(form)):
        return show("account/link_asked.html")
    return show("account/ask_link.html", form=form)


@bp.post("/sign-out")
@access.signed_in
def sign_out() -> ResponseReturnValue:
    leave()
    flash(gettext("You are signed out."))
    return redirect(url_for("account.sign_in_page"))


@bp.route("/password", methods=["GET", "POST"])
@access.signed_in_lately
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if carry_out(form, lambda: _set_password(form)):
        flash(gettext("Your password is set; other browsers are signed out."))
        return redirect(url_for("account.home"))
    return show("account/password.html", form=form)


@bp.route("/language", methods=["GET", "POST"])
@access.signed_in
def language() -> ResponseReturnValue:
    form = LanguageForm(language=account().language)
    form.language.choices = list(LANGUAGES.items())
    if carry_out(form, lambda: _set_language(form)):
        refresh()
        flash(gettext("Pages and mails now speak your language."))
        return redirect(url_for("account.home"))
    return show("account/language.html", form=form)


@bp.route("/tokens", methods=["GET", "POST"])
@access.evaluator
def api_tokens() -> ResponseReturnValue:
    form, made = TokenForm(), []
    carry_out(form, lambda: made.append(_make_token(form)))
    with installation().store.reading() as session:
        kept = tokens.tokens_of(session, account())
    return show("account/tokens.html", form=form, tokens=kept, made=made)


@bp.post("/tokens/withdraw")
@access.evaluator
def withdraw_token() -> ResponseReturnValue:
    site = installation()
    with site.store.writing() as session:
        name = request.form.get("name", "")
        tokens.withdraw_token(session, account(), name, actor=actor(), now=site.clock())
    flash(gettext("The token is withdrawn."))
    return redirect(url_for("account.api_tokens"))


def _sign_in(form: SignInForm) -> None:
    site, today = installation(), installation().clock().date()
    email = form.email.data.strip().lower()
    limits.wrong_passwords.refuse_if_many(today)
    limits.wrong_passwords_of_account.refuse_if_many(today, email)
    try:
        with site.store.reading() as session:  # hashing takes long: no writer waits for it
            found = sign_in.check_password(
                session, email, form.password.data, form.one_time_code.data or "", site.clock()
            )
    except sign_in.WrongPassword:
        limits.wrong_passwords.count(today)
        limits.wrong_passwords_of_account.count(today, email)
        raise
    with site.store.writing() as session:
        sign_in.note(session, found, "password", site.clock())
    enter(found, site.clock())


def _use_link(form: UseLinkForm, token: str) -> None:
    site, today = installation(), installation().clock().date()
    limits.wrong_passwords.refuse_if_many(today)
    try:
        with site.store.writing() as session:
            code = form.one_time_code.data or ""
            found = sign_in.check_link(session, token, code, site.clock())
            sign_in.note(session, found, "link", site.clock())
    except (BadLink, sign_in.WrongPassword):
        limits.wrong_passwords.count(today)
        raise
    enter(found, site.clock())


def _ask_link(form: AskLinkForm) -> None:
    site, today = installation(), installation().clock().date()
    limits.asked_links.refuse_if_many(today)
    limits.asked_links.count(today)
    with site.store.writing() as session:
        ask_link(session, form.email.data, site.clock())
    enqueue(site.settings, "mail.sweep")


def _set_password(form: PasswordForm) -> None:
    site = installation()
    with site.store.writing() as session:
        own = people.find(session, account().email)
        sign_in.set_password(session, own, form.password.data, actor=actor(), now=site.clock())
    enter(own, site.clock())


def _set_language(form: LanguageForm) -> None:
    site = installation()
    with site.store.writing() as session:
        own = people.find(session, account().email)
        people.set_language(session, own, form.language.data, actor=actor(), now=site.clock())
    account().language = form.language.data


def _make_token(form: TokenForm) -> str:
    site, lasts = installation(), timedelta(days=form.days.data)
    with site.store.writing() as session:
        return tokens.make_token(
            session, account(), form.name.data, lasts, actor=actor(), now=site.clock()
        )


def _next_page() -> str:
    """Return the page that somebody wanted before signing in, if it is one of ours."""
    path = urlsplit(request.args.get("next", "")).path
    adapter = current_app.create_url_adapter(request)
    ours = path.startswith("/") and not path.startswith("//") and has_session(path)
    if ours and adapter is not None and adapter.test(path, "GET"):
        return path
    return url_for("account.home")
