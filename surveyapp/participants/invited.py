"""Counts of invitations as the analysis reads them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.tables import Invitations
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Round


def invitation_counts(session: Session, round_: Round) -> Invitations:
    """Return invited and used by cell, organisation and frame, as the analysis reads them."""
    columns = (Invitation.cluster, Invitation.group, Invitation.organisation, Invitation.frame)
    rows = session.execute(
        select(*columns, func.count(), func.count().filter(Invitation.used))
        .where(Invitation.round_id == round_.id)
        .group_by(*columns)
        .order_by(*columns)
    ).all()
    return Invitations(
        cluster=tuple(row[0] for row in rows),
        group=tuple(row[1] for row in rows),
        organisation=tuple(row[2] or None for row in rows),
        frame=tuple(row[3] for row in rows),
        invited=tuple(row[4] for row in rows),
        used=tuple(row[5] for row in rows),
    )
