"""Analyse comments: table T's comment part, people's codes before the machine's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.comments import comment_part
from analysis.corrections import LABEL, Correction, Corrections
from analysis.redaction.redact import redact
from analysis.table import canonical, content_hash
from analysis.tables import Comments
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import find, require
from surveyapp.store import audit, configurations
from surveyapp.store.answers import Comment, Response
from surveyapp.store.results import HandCode, ResultTable
from surveyapp.store.round import Round, State


def analyse(site: Installation, name: str, *, actor: Actor) -> None:
    """Count sentiment and themes anew; an earlier release keeps what it was made of."""
    with site.store.reading() as session:
        round_ = find(session, name)
        require(round_, State.CLOSED, State.RELEASED)
        configuration = configurations.load(session, round_.configuration_hash)
        require_comments(session, round_)
        comments = comments_of(session, round_)
        corrections = corrections_of(session, round_)
    part = comment_part(comments, configuration, corrections)
    with site.store.writing() as session:
        round_ = find(session, name)
        table = session.get_one(ResultTable, round_.id)
        table.comments = canonical(part).decode()
        audit.append(
            session, site.clock(), actor.name, "round.analyse", name,
            comments=len(comments), codes=len(corrections.entries), part=content_hash(part),
        )  # fmt: skip


class CommentsGone(Refused):
    message = gettext_noop(
        "The comments of {round} have been kept as long as the settings say and are deleted; what "
        "was found in them stays as it is."
    )


def require_comments(session: Session, round_: Round) -> None:
    """Raise ``CommentsGone`` where answers were purged: a closed round has some."""
    own = select(Response.id).where(Response.round_id == round_.id).limit(1)
    if session.scalar(own) is None:
        raise CommentsGone(round=round_.name)


def comments_of(session: Session, round_: Round) -> Comments:
    """Return a round's comments as the analysis reads them, in the order of their random ids.

    It reads what is redacted, so that no name gets into a model, a topic or a count.
    """
    query = select(Comment).where(Comment.round_id == round_.id).order_by(Comment.id)
    rows = session.scalars(query).all()
    return Comments(
        cluster=tuple(row.cluster for row in rows),
        group=tuple(row.group for row in rows),
        question=tuple(row.question for row in rows),
        text=tuple(redact(row.text) if row.redacted is None else row.redacted for row in rows),
        id=tuple(str(row.id) for row in rows),
    )


def corrections_of(session: Session, round_: Round) -> Corrections:
    """Return the log of hand codes of a round's comments."""
    own = select(Comment.id).where(Comment.round_id == round_.id)
    query = select(HandCode).where(HandCode.comment_id.in_(own)).order_by(HandCode.id)
    return Corrections(
        Correction(
            id=str(row.comment_id),
            theme=row.theme or f"{LABEL}{row.label}",
            action=row.action,
            coder=str(row.coder_id),
            version=row.version,
            sample=row.drawn,
        )
        for row in session.scalars(query)
    )
