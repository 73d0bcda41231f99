"""Write responses and comments apart from each other, shuffled, under new ids."""

from __future__ import annotations

import secrets
from collections import Counter
from uuid import uuid4

from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from analysis.disclosure import JOIN, Cell, merge
from analysis.parameters import Minimums, Parameters
from analysis.redaction.redact import redact
from analysis.table import Tabulation
from surveyapp.rounds.cells import cell_at
from surveyapp.rounds.profiles import coarsen
from surveyapp.rounds.unseal import closed_answers, comments_of
from surveyapp.sealing import Payload
from surveyapp.store.answers import Comment, Response
from surveyapp.store.round import Round


def write_apart(
    session: Session,
    round_: Round,
    payloads: tuple[Payload, ...],
    table: Tabulation,
    configuration: Configuration,
) -> None:
    """Write what is valid. The order is the system's random source's, never a published seed's."""
    kept = [
        (payload, label)
        for payload, label in zip(payloads, table.cells, strict=True)
        if label is not None
    ]
    responses = _responses(round_, kept, configuration)
    comments = _comments(round_, [payload for payload, _ in kept], configuration)
    shuffle = secrets.SystemRandom().shuffle
    for rows in (responses, comments):
        shuffle(rows)
        session.add_all(rows)
        session.flush()


def _responses(
    round_: Round, kept: list[tuple[Payload, str]], configuration: Configuration
) -> list[Response]:
    instrument, parameters = configuration.instrument, configuration.parameters
    rows = [
        Response(
            id=uuid4(),
            round_id=round_.id,
            cluster=cell_at(parameters, payload.cell)[0],
            group=label,
            answers=closed_answers(payload, instrument),
        )
        for payload, label in kept
    ]
    _coarsen_profiles(rows, configuration)
    return rows


def _coarsen_profiles(rows: list[Response], configuration: Configuration) -> None:
    items = list(configuration.instrument.profile_items)
    cells: dict[Cell, list[Response]] = {}
    for row in rows:
        cells.setdefault((row.cluster, row.group), []).append(row)
    for members in cells.values():
        profiles = [tuple(each.answers[item] for item in items) for each in members]
        coarse = coarsen(profiles, configuration.parameters.minimums.profile)
        for row, profile in zip(members, coarse, strict=True):
            row.answers = row.answers | dict(zip(items, profile, strict=True))


def _comments(
    round_: Round, payloads: list[Payload], configuration: Configuration
) -> list[Comment]:
    parameters = configuration.parameters
    found = [
        (cell_at(parameters, payload.cell), question, text)
        for payload in payloads
        for question, text in comments_of(payload, configuration.instrument).items()
    ]
    labels = {
        question: _labels(
            Counter(cell for cell, asked, _ in found if asked == question), parameters
        )
        for question in configuration.instrument.open_items
    }
    return [
        Comment(
            id=uuid4(),
            round_id=round_.id,
            cluster=cell[0],
            group=labels[question][cell],
            question=question,
            text=text,
            redacted=redact(text),
        )
        for cell, question, text in found
    ]


def _labels(counts: Counter[Cell], parameters: Parameters) -> dict[Cell, str]:
    """Return the merged cell of each cell's comments on one question; all of a cluster at worst."""
    least = parameters.minimums.comments
    merged = merge(
        counts,
        parameters.cluster_ids,
        parameters.group_ids,
        Minimums(shown=least, scored=max(least, parameters.minimums.scored)),
        lambda _cluster, _groups: None,
    )
    labels = {(cell.cluster, group): cell.label for cell in merged for group in cell.groups}
    whole = JOIN.join(parameters.group_ids)
    return {cell: labels.get(cell, whole) for cell in counts}
