"""Invitations as letters: for people whom no mail reaches."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.mail.wording import invitation_words
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.reports.letters import Letter
from surveyapp.rounds.state import require
from surveyapp.store import audit, configurations
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round, State


class NobodyToWrite(Refused):
    message = gettext_noop("There is nobody in {round} to write to.")


def letters(
    session: Session, round_: Round, site: Installation, *, only: str | None, actor: Actor
) -> list[Letter]:
    """Return a letter to everybody on the list, in the list's order.

    Also to those who have answered: who gets none would tell who did.
    """
    require(round_, State.OPEN)
    query = (
        select(Invitation)
        .join(Participant)
        .where(Invitation.round_id == round_.id, Participant.unsubscribed.is_(False))
        .order_by(
            Invitation.cluster, Invitation.group, Invitation.organisation, Participant.lastname,
            Participant.firstname, Participant.email,
        )
    )  # fmt: skip
    if only:
        query = query.where(Invitation.group == only)
    configuration = configurations.load(session, round_.configuration_hash)
    key = site.keys.round_key(round_.name).code_key
    found = [_letter(i, round_, configuration, key, site) for i in session.scalars(query)]
    if not found:
        raise NobodyToWrite(round=round_.name)
    details = {"group": only} if only else {}
    audit.append(
        session, site.clock(), actor.name, "invitations.letters", round_.name, count=len(found),
        **details,
    )  # fmt: skip
    return found


def _letter(
    invitation: Invitation,
    round_: Round,
    configuration: Configuration,
    key: bytes,
    site: Installation,
) -> Letter:
    person = invitation.participant
    if person is None:
        raise ValueError("an erased participant has no letter")
    words = invitation_words(invitation, person, round_, configuration, key, site)
    return Letter(organisation=invitation.organisation, **words)
