"""Put an edition together: what a round's reports are made from. Reads no response."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.assessment import Previous
from analysis.results import score
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.reports.edition import Edition, ReleaseFacts, RoundFacts
from surveyapp.rounds.deviations import deviations
from surveyapp.rounds.releases import bundle_of
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
    before = round_before(session, round_, site)
    results = score(
        table, configuration.parameters, instrument=configuration.instrument, previous=before
    )
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
        before=before,
    )


def round_before(session: Session, round_: Round, site: Installation) -> Previous | None:
    """Return what was released of the last round with parameters of the same name.

    Raises
    ------
    BundleChanged
        If its bundle is not the one that was released.
    """
    query = (
        select(Release)
        .join(Round)
        .where(Round.opens_at < round_.opens_at, Round.rehearsal == round_.rehearsal)
        .order_by(Round.opens_at.desc(), Release.number.desc())
    )
    own = configurations.load(session, round_.configuration_hash).parameters.parameters
    for release in session.scalars(query):
        earlier = configurations.load(session, release.round.configuration_hash)
        if earlier.parameters.parameters == own:
            bundle = bundle_of(site.settings, release)
            return Previous(json.loads(bundle.member("table.json") or b""), bundle.summary())
    return None


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
