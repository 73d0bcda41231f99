"""Look a check code up in the lists of all boxes that were closed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.check_codes import beginning_of_hash
from surveyapp import codes
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Round, State


def round_with(session: Session, typed: str) -> str | None:
    """Return the round in whose box the answers with this check code lay, None if in none."""
    letters = codes.parse_check_code(typed)
    if letters is None:
        return None
    begins = f'"{beginning_of_hash(letters).hex()}'  # an entry of the list, which is JSON
    query = (
        select(Round.name)
        .join(ResultTable, ResultTable.round_id == Round.id)
        .where(ResultTable.ciphertext_hashes.contains(begins, autoescape=True))
    )
    return session.scalar(query)


def any_unopened(session: Session) -> bool:
    """Return whether there is a round whose box has not been opened yet."""
    query = select(Round.id).where(Round.state == State.OPEN).limit(1)
    return session.scalar(query) is not None
