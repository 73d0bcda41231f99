"""Words of the database as pages say them."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from surveyapp.refusal import gettext_noop
from surveyapp.store.account import Role
from surveyapp.store.mail import MailState
from surveyapp.store.round import State

ROLES: dict[str, str] = {
    Role.ADMIN: gettext_noop("administrator: rounds, participants, mailings, accounts"),
    Role.COMMITTEE: gettext_noop("committee: approves configuration and list"),
    Role.KEYHOLDER: gettext_noop("keyholder: has a card, closes rounds with others"),
    Role.CODER: gettext_noop("coder: reviews redaction, codes comments by hand"),
    Role.EVALUATOR: gettext_noop("evaluator: analyses, releases, downloads"),
    Role.CLUSTER: gettext_noop("cluster: reads its own report and replies"),
    Role.AUDITOR: gettext_noop("auditor: reads the audit log"),
}
STATES: dict[str, str] = {
    State.DRAFT: gettext_noop("draft"),
    State.APPROVED: gettext_noop("approved"),
    State.OPEN: gettext_noop("open"),
    State.CLOSED: gettext_noop("closed"),
    State.RELEASED: gettext_noop("released"),
    State.CANCELLED: gettext_noop("cancelled"),
}
MAIL_STATES: dict[str, str] = {
    MailState.WAITING: gettext_noop("waiting"),
    MailState.SENDING: gettext_noop("being sent"),
    MailState.SENT: gettext_noop("sent"),
    MailState.IN_DOUBT: gettext_noop("in doubt"),
    MailState.FAILED: gettext_noop("refused"),
    MailState.BOUNCED: gettext_noop("came back"),
    MailState.DROPPED: gettext_noop("not needed any more"),
}
MAIL_KINDS = {
    "invitation": gettext_noop("invitation"),
    "reminder": gettext_noop("reminder"),
    "resend": gettext_noop("link sent again"),
    "S0": gettext_noop("record S0 (opening)"),
    "S1": gettext_noop("record S1 (before unsealing)"),
    "sign_in": gettext_noop("link to sign in"),
    "report": gettext_noop("report"),
}
FRAMES = {"listed": gettext_noop("listed"), "nominated": gettext_noop("nominated")}
PARTS = {
    "instrument": gettext_noop("instrument"),
    "parameters": gettext_noop("parameters"),
    "codebook": gettext_noop("codebook"),
}
WORDS = {**PARTS, **STATES, **MAIL_STATES, **MAIL_KINDS, **FRAMES}


def in_words(word: str) -> str:
    """Return a word of the database in the language of the page."""
    return str(gettext(WORDS[word]))


def role_in_words(role: str) -> str:
    """Return a role and what it may do."""
    return str(gettext(ROLES[role]))


def init_app(app: Flask) -> None:
    """Let templates say these words."""
    app.jinja_env.filters.update(in_words=in_words, role_in_words=role_in_words)
