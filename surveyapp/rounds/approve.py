"""The committee's approvals: of the configuration, and apart from it of the list's counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.participants.listing import list_root
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import move, require
from surveyapp.store import audit, configurations
from surveyapp.store.account import Account, Role
from surveyapp.store.audit import AuditEntry
from surveyapp.store.round import Approval, Round, State


class MayNotApprove(Refused):
    message = gettext_noop("{name} may not approve this: {why}")


class WroteIt(MayNotApprove):
    message = gettext_noop(
        "{name} may not approve this: they wrote the configuration, for the round {first}."
    )


class HasChanged(Refused):
    message = gettext_noop("This has changed since you read it. Read it again, then approve it.")


def approve_configuration(
    session: Session, round_: Round, account: Account, *, actor: Actor, now: datetime,
    read: str | None = None,
) -> None:  # fmt: skip
    """Add one member's approval; the quorum makes the round approved.

    ``read`` is the hash of what the member has read, where that can differ from what is there.
    """
    require(round_, State.DRAFT)
    _refuse_unread(read, round_.configuration_hash)
    if round_.configuration.author_id == account.id:
        raise WroteIt(name=account.email, first=_first_round(session, round_))
    _add(session, round_, account, "configuration", round_.configuration_hash, actor, now)
    if has_quorum(session, round_, "configuration", round_.configuration_hash):
        move(round_, State.APPROVED)


def approve_list(
    session: Session, round_: Round, account: Account, *, actor: Actor, now: datetime,
    list_key: bytes, read: str | None = None,
) -> None:  # fmt: skip
    """Add one member's approval of the list as it stands; a later import voids it."""
    require(round_, State.DRAFT, State.APPROVED)
    root = list_root(session, round_, list_key)
    _refuse_unread(read, root)
    _add(session, round_, account, "list", root, actor, now)


def hindrance(round_: Round, account: Account, kind: str) -> str | None:
    """Return why a member cannot approve this at all, as pages say it; None if nothing does."""
    if kind == "configuration" and round_.configuration.author_id == account.id:
        return gettext_noop("You wrote this configuration, so others approve it.")
    wanted = {State.DRAFT} if kind == "configuration" else {State.DRAFT, State.APPROVED}
    if State(round_.state) not in wanted:
        return gettext_noop("The time for approving this is over.")
    return None


def void(session: Session, round_: Round, kind: str) -> None:
    """Drop the approvals of one kind."""
    session.execute(delete(Approval).where(Approval.round_id == round_.id, Approval.kind == kind))


def back_to_draft(session: Session, round_: Round, *, actor: Actor, now: datetime) -> None:
    """Return an approved round to draft, which voids the approvals of its configuration."""
    require(round_, State.APPROVED)
    move(round_, State.DRAFT)
    void(session, round_, "configuration")
    audit.append(session, now, actor.name, "round.back_to_draft", round_.name)


def has_quorum(session: Session, round_: Round, kind: str, approved: str) -> bool:
    """Return whether enough members have approved exactly this."""
    quorum = configurations.load(session, round_.configuration_hash).parameters.quorum
    return count_approvals(session, round_, kind, approved) >= quorum


def count_approvals(session: Session, round_: Round, kind: str, approved: str) -> int:
    """Return how many members have approved exactly this."""
    query = select(func.count()).where(
        Approval.round_id == round_.id, Approval.kind == kind, Approval.approved == approved
    )
    return session.scalar(query) or 0


def _first_round(session: Session, round_: Round) -> str:
    """Return the round for which a configuration was made: with it came its author."""
    query = (
        select(AuditEntry.subject)
        .where(
            AuditEntry.verb.in_(("round.create", "round.configure")),
            AuditEntry.details.contains(round_.configuration_hash),
        )
        .order_by(AuditEntry.number)
    )
    return session.scalars(query).first() or round_.name


def _refuse_unread(read: str | None, there: str) -> None:
    if read is not None and read != there:
        raise HasChanged


def _add(
    session: Session, round_: Round, account: Account, kind: str, approved: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    if Role.COMMITTEE not in account.roles:
        raise MayNotApprove(name=account.email, why=gettext_noop("is not in the committee"))
    previous = session.get(Approval, (round_.id, kind, account.id))
    if previous is not None and previous.approved == approved:
        raise MayNotApprove(name=account.email, why=gettext_noop("has approved it already"))
    session.merge(
        Approval(round_id=round_.id, kind=kind, account_id=account.id, approved=approved, at=now)
    )
    session.flush()
    audit.append(
        session, now, actor.name, f"round.approve_{kind}", round_.name,
        by=str(account.id), approved=approved,
    )  # fmt: skip
