"""Put an edition together: what a round's reports are made from. Reads no response."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.results import score
from surveyapp.installation import Installation
from surveyapp.reports.edition import Edition, ReleaseFacts, RoundFacts
from surveyapp.rounds.deviations import deviations
from surveyapp.rounds.tables import table_of
from surveyapp.store import configurations
from surveyapp.store.results import Reply
from surveyapp.store.round import Round


def edition_of(
    session: Session,
    round_: Round,
    site: Installation,
    *,
    number: int,
    made: datetime,
    corrects: int | None = None,
    why: str = "",
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
        ),
        deviations=deviations(session, round_, table, configuration.parameters),
        replies={reply.cluster: reply.text for reply in session.scalars(replies)},
        contact=site.settings.contact,
    )
