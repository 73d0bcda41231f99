"""Put an edition together: what a round's reports are made from. Reads no response."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.results import score
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.reports.edition import Edition, ReleaseFacts, RoundFacts
from surveyapp.rounds.deviations import deviations
from surveyapp.rounds.state import require
from surveyapp.rounds.tables import table_of
from surveyapp.store import configurations
from surveyapp.store.results import Release, Reply, ResultTable
from surveyapp.store.round import Round, State


class NotAnalysed(Refused):
    message = gettext_noop("Analyse the comments of {round} first: surveyapp analyse {round}")


def edition_of(
    session: Session,
    round_: Round,
    site: Installation,
    *,
    number: int,
    made: datetime,
    corrects: int | None = None,
    why: str = "",
    is_draft: bool = False,
) -> Edition:
    """Return the edition of a closed round whose comments have been analysed."""
    configuration = configurations.load(session, round_.configuration_hash)
    table = table_of(session, round_)
    results = score(table, configuration.parameters, instrument=configuration.instrument)
    zone = site.settings.zone
    replies = select(Reply).where(Reply.round_id == round_.id)
    return Edition(
        results=results,
        configuration=configuration,
        round=RoundFacts(
            name=round_.name,
            opens=round_.opens_at.astimezone(zone),
            closes=round_.closes_at.astimezone(zone),
            rehearsal=round_.rehearsal,
        ),
        release=ReleaseFacts(
            number=number,
            made=made.astimezone(zone),
            signing_key=site.keys.installation().fingerprint,
            corrects=corrects,
            why=why,
            is_draft=is_draft,
        ),
        deviations=deviations(session, round_, table, configuration.parameters),
        replies={reply.cluster: reply.text for reply in session.scalars(replies)},
        contact=site.settings.contact,
    )


def draft_of(session: Session, round_: Round, site: Installation) -> Edition:
    """Return the edition that the next release would print, marked as a draft.

    Raises
    ------
    NotAnalysed
        If the comments have not been analysed.
    """
    require(round_, State.CLOSED, State.RELEASED)
    kept = session.get(ResultTable, round_.id)
    if kept is None or kept.comments is None:
        raise NotAnalysed(round=round_.name)
    newest = session.scalar(select(func.max(Release.number)).where(Release.round_id == round_.id))
    return edition_of(
        session, round_, site, number=(newest or 0) + 1, made=site.clock(), is_draft=True
    )
