"""How far a round is on its way to the opening: what is there, of what is needed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.keys import KeyFolder
from surveyapp.participants.listing import list_root
from surveyapp.rounds.approve import count_approvals
from surveyapp.rounds.keyholders import cards_of
from surveyapp.store import configurations
from surveyapp.store.round import Round


@dataclass(frozen=True)
class Standing:
    """Approvals of the configuration and of the list as they stand, of a quorum; and cards."""

    configuration: int
    of_list: int
    quorum: int
    cards: int
    cards_needed: int

    def __str__(self) -> str:
        return (
            f"configuration {self.configuration} of {self.quorum}, "
            f"list {self.of_list} of {self.quorum}, cards {self.cards} of {self.cards_needed}"
        )


def standing(session: Session, round_: Round, *, keys: KeyFolder) -> Standing:
    """Count what the opening of a round waits for."""
    parameters = configurations.load(session, round_.configuration_hash).parameters
    root = list_root(session, round_, keys.installation().address_key)
    return Standing(
        configuration=count_approvals(session, round_, "configuration", round_.configuration_hash),
        of_list=count_approvals(session, round_, "list", root),
        quorum=parameters.quorum,
        cards=len(cards_of(session, round_)),
        cards_needed=parameters.keyholders.cards,
    )
