"""Cancel a round before its close: the key is destroyed, and no result will ever be."""

from __future__ import annotations

from sqlalchemy import delete, update

from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.clean import clean
from surveyapp.rounds.state import find, move
from surveyapp.store import audit
from surveyapp.store.answers import SealedResponse
from surveyapp.store.round import Card, State
from surveyapp.store.session import hold_round


class NoReason(Refused):
    message = gettext_noop("Say why the round is cancelled; the audit log keeps it.")


def cancel(site: Installation, name: str, why: str, *, actor: Actor) -> None:
    """Cancel a draft, approved or open round."""
    if not why.strip():
        raise NoReason
    with site.store.writing() as session:
        round_ = find(session, name)
        hold_round(session, round_.id)
        move(round_, State.CANCELLED)
        session.execute(delete(SealedResponse).where(SealedResponse.round_id == round_.id))
        session.execute(
            update(Card).where(Card.round_id == round_.id).values(share=None, deposit=None)
        )
        audit.append(session, site.clock(), actor.name, "round.cancel", name, why=why.strip())
    clean(site, name, actor=actor)
