"""After a close or a cancellation: leave nothing behind that could still tell something."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.mail.purge import purge
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import find, require
from surveyapp.store import audit
from surveyapp.store.answers import SealedResponse
from surveyapp.store.mail import Mail, MailState
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Card, Round, State

REWRITTEN = ("invitation", "sealed_response", "response", "comment", "card", "mail")


class NotDestroyed(Refused):
    message = gettext_noop(
        "The key file of {round} is still there after it was destroyed. Remove it by hand, with "
        "every copy, and close again."
    )


class LogHeld(Refused):
    message = gettext_noop(
        "The round is closed, but another program reads the database, so its log cannot be "
        "emptied. End that program (a backup, a shell) and close again."
    )


def clean(site: Installation, name: str, *, actor: Actor) -> None:
    """Rewrite what keeps an order, truncate logs, purge mails, destroy the key; verify it."""
    with site.store.writing() as session:
        round_ = find(session, name)
        require(round_, State.CLOSED, State.CANCELLED)
        if round_.cleaned:
            return
        _rewrite_used(session, round_)
        mails = _forget_mails(session, round_)
    purge(site.settings, mails)
    rewrite(site)
    site.keys.destroy_round_key(name)
    with site.store.writing() as session:
        round_ = find(session, name)
        if site.keys.has_round_key(name) or _left(session, round_):
            raise NotDestroyed(round=name)
        round_.cleaned = True
        audit.append(
            session, site.clock(), actor.name, "round.clean", name, key_file="destroyed",
            sealed_rows=0,
        )  # fmt: skip


def _rewrite_used(session: Session, round_: Round) -> None:
    """Write every flag in one statement, so that no row's version tells when it was used."""
    of_round = update(Invitation).where(Invitation.round_id == round_.id)
    if round_.state == State.CANCELLED:
        session.execute(of_round.values(used=False, code_hash=None))
    else:
        session.execute(of_round.values(used=Invitation.used))


def _forget_mails(session: Session, round_: Round) -> list[UUID]:
    """Return the mails to participants; those that were never sent are deleted."""
    query = select(Mail.id).where(Mail.round_id == round_.id, Mail.invitation_id.is_not(None))
    mails = list(session.scalars(query))
    unsent = (MailState.WAITING, MailState.DROPPED)
    session.execute(delete(Mail).where(Mail.id.in_(query), Mail.state.in_(unsent)))
    return mails


def rewrite(site: Installation) -> None:
    """Give the database's files an order that says nothing, and its logs an end."""
    if site.store.is_sqlite:
        with site.store.outside_transactions() as connection:
            _empty_log(connection)
            connection.execute(text("VACUUM"))
            _empty_log(connection)
        return
    with site.store.outside_transactions() as connection:
        for table in REWRITTEN:
            connection.execute(text(f"CLUSTER {table} USING pk_{table}"))
            connection.execute(text(f"VACUUM (FULL, FREEZE, ANALYZE) {table}"))
        connection.execute(text("CHECKPOINT"))


def _empty_log(connection: Connection) -> None:
    is_busy, *_ = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
    if is_busy:
        raise LogHeld


def _left(session: Session, round_: Round) -> int:
    """Return how many sealed rows and shares are still there."""
    sealed = select(func.count()).where(SealedResponse.round_id == round_.id)
    shares = select(func.count()).where(Card.round_id == round_.id, Card.share.is_not(None))
    return (session.scalar(sealed) or 0) + (session.scalar(shares) or 0)
