"""Delete what has been kept as long as the settings say: a day count from each round's end."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.mail.purge import purge as purge_mails
from surveyapp.rounds.clean import rewrite
from surveyapp.rounds.coding_plan import drop_plan
from surveyapp.rounds.release import forget_who_answered
from surveyapp.settings import Settings
from surveyapp.store import audit
from surveyapp.store.answers import Comment, Response
from surveyapp.store.mail import Mail
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.results import HandCode, ResultTable
from surveyapp.store.round import Round, State

Counts = dict[str, int]
NOT_ENDED = (State.DRAFT, State.APPROVED, State.OPEN)


def purge(site: Installation, *, dry_run: bool = False, actor: Actor) -> Counts:
    """Delete what is due; return how many of each. With ``dry_run`` nothing changes.

    Published figures, table T, records and releases stay. A setting of 0 keeps for good.
    """
    now, settings = site.clock(), site.settings
    mails: list[UUID] = []
    with site.store.writing() as session:
        due = _rounds_of_answers(session, settings, now)
        counts = {
            "responses and comments": _answers(session, due),
            "used flags": _used(session, settings, now),
            "people": _people(session, settings, now, mails),
        }
        if any(counts.values()) and not dry_run:
            audit.append(session, now, actor.name, "retention.purge", "all", **counts)
        counts["entries of the audit log"] = _log(session, settings, now, actor)
        if dry_run:
            session.rollback()
            return counts
    purge_mails(settings, mails)
    for round_ in due:
        drop_plan(settings, round_.name)
    if any(counts.values()):
        rewrite(site)
    return counts


def _limit(days: int, now: datetime) -> datetime | None:
    return now - timedelta(days=days) if days else None


def _rounds_of_answers(session: Session, settings: Settings, now: datetime) -> list[Round]:
    """Return the rounds whose answers are due: table T is whole without them."""
    limit = _limit(settings.keep_responses, now)
    if limit is None:
        return []
    query = (
        select(Round)
        .join(ResultTable, ResultTable.round_id == Round.id)
        .where(
            Round.state.in_((State.CLOSED, State.RELEASED)),
            Round.closes_at < limit,
            exists().where(Response.round_id == Round.id),
            ResultTable.comments.is_not(None),
        )
    )
    return list(session.scalars(query))


def _answers(session: Session, rounds: list[Round]) -> int:
    """Delete responses and comments; of a comment that was coded by hand the row stays, empty."""
    gone = 0
    for round_ in rounds:
        comments = Comment.round_id == round_.id
        gone += _count(session, Response, Response.round_id == round_.id)
        gone += _count(session, Comment, comments)
        session.execute(delete(Response).where(Response.round_id == round_.id))
        coded = select(HandCode.comment_id)
        session.execute(delete(Comment).where(comments, Comment.id.not_in(coded)))
        session.execute(update(Comment).where(comments).values(text="", redacted=""))
    return gone


def _used(session: Session, settings: Settings, now: datetime) -> int:
    """Forget who answered in rounds that were closed and never released."""
    limit = _limit(settings.keep_used, now)
    if limit is None:
        return 0
    query = select(Round).where(Round.state == State.CLOSED, Round.closes_at < limit)
    gone = 0
    for round_ in session.scalars(query):
        used = (Invitation.round_id == round_.id) & Invitation.used
        gone += _count(session, Invitation, used)
        forget_who_answered(session, round_)
    return gone


def _people(session: Session, settings: Settings, now: datetime, mails: list[UUID]) -> int:
    """Erase people all of whose rounds ended long ago; their mails' files are to go as well."""
    limit = _limit(settings.keep_identities, now)
    if limit is None:
        return 0
    still = (
        select(Invitation.participant_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.participant_id.is_not(None))
        .where(Round.state.in_(NOT_ENDED) | (Round.closes_at >= limit))
    )
    people = select(Participant.id).where(Participant.id.not_in(still))
    invitations = select(Invitation.id).where(Invitation.participant_id.in_(people))
    of_them = Mail.invitation_id.in_(invitations)
    mails += session.scalars(select(Mail.id).where(of_them))
    gone = session.scalar(select(func.count()).select_from(people.subquery())) or 0
    found = list(session.scalars(people))
    session.execute(delete(Mail).where(of_them))
    session.execute(
        update(Invitation).where(Invitation.participant_id.in_(found)).values(participant_id=None)
    )
    session.execute(delete(Participant).where(Participant.id.in_(found)))
    return gone


def _log(session: Session, settings: Settings, now: datetime, actor: Actor) -> int:
    limit = _limit(settings.keep_audit, now)
    return 0 if limit is None else audit.cut(session, limit, now, actor.name)


def _count(session: Session, table: type, condition: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0  # type: ignore[arg-type]
