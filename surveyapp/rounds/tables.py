"""Table T of a round, put together from its two parts."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from analysis.table import whole
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Round


def table_of(session: Session, round_: Round) -> dict[str, Any]:
    """Return T; its comment part is None until the comments have been analysed."""
    kept = session.get_one(ResultTable, round_.id)
    comments = json.loads(kept.comments) if kept.comments else None
    return whole(round_.configuration_hash, json.loads(kept.answers), comments)
