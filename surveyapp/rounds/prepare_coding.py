"""Prepare the comments of a closed round for people: suggest, draw what is coded next.

Comments are redacted at the close already, and only the redacted text is read here.

Runs in the worker: it loads the models of the analysis.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from uuid import UUID

from sqlalchemy import select

from analysis.agreement import krippendorff
from analysis.comments import Understood, understand
from analysis.configuration import Configuration
from analysis.corrections import Corrections
from analysis.redaction.redact import redact
from analysis.tables import Comments
from analysis.themes.discovery import Discovery, Sample
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.rounds.analyse import comments_of, corrections_of, require_comments
from surveyapp.rounds.coding_plan import TWICE, Agreement, Plan, Suggestion, keep_plan
from surveyapp.rounds.hand_code import LABELS
from surveyapp.rounds.state import find as find_round
from surveyapp.rounds.state import require
from surveyapp.store import audit, configurations
from surveyapp.store.answers import Comment
from surveyapp.store.round import State

MOST = 400
CODED_TWICE = 50
# shares of ten that are drawn for each reason; more at random where an index is to be estimated
SHARES: Mapping[str, int] = {"threshold": 5, "topic": 3, "random": 2}
SHARES_WITH_INDEX: Mapping[str, int] = {"random": 5, "threshold": 3, "topic": 2}


def prepare_coding(site: Installation, name: str, *, actor: Actor) -> None:
    """Write the plan anew; people's decisions stay. Rounds of older versions are redacted here."""
    with site.store.reading() as session:
        round_ = find_round(session, name)
        require(round_, State.CLOSED, State.RELEASED)
        configuration = configurations.load(session, round_.configuration_hash)
        require_comments(session, round_)
        comments = comments_of(session, round_)
        agreement = agreement_of(corrections_of(session, round_))
    plan = replace(draw(comments, configuration), agreement=agreement)
    keep_plan(site.settings, name, plan)
    with site.store.writing() as session:
        round_ = find_round(session, name)
        query = select(Comment).where(Comment.round_id == round_.id, Comment.redacted.is_(None))
        for comment in session.scalars(query):
            comment.redacted = redact(comment.text)
        audit.append(
            session, site.clock(), actor.name, "round.prepare_coding", name,
            comments=len(comments.text), drawn=len(plan.order),
        )  # fmt: skip


def draw(comments: Comments, configuration: Configuration) -> Plan:
    """Return suggestions for every comment, and which are coded by people, in what order."""
    found = understand(comments, configuration)
    ids = [UUID(key) for key in comments.id or ()]
    reasons = _reasons(ids, comments.text, found, configuration)
    weight = configuration.parameters.sentiment.weight
    order = _interleave(reasons, SHARES_WITH_INDEX if weight else SHARES)
    drawn = _twice(order)
    suggestions = {
        key: Suggestion(
            themes=each.themes,
            label=each.label,
            drawn=drawn.get(key, ""),
        )
        for key, each in zip(ids, found, strict=True)
    }
    return Plan(suggestions, tuple(drawn))


def agreement_of(corrections: Corrections) -> Agreement | None:
    """Return how far coders agree on labels: the last one that each gave a comment counts."""
    given: dict[str, dict[str, str]] = {}
    for entry in corrections.entries:
        if entry.label is not None:
            given.setdefault(entry.id, {})[entry.coder] = entry.label
    units = [[LABELS.index(label) for label in labels.values()] for labels in given.values()]
    found = krippendorff(units, "ordinal")
    if found.alpha is None:
        return None
    return Agreement(found.alpha, found.lower, found.upper, found.units)


def _reasons(
    ids: Sequence[UUID], texts: Sequence[str], found: Sequence[Understood],
    configuration: Configuration,
) -> dict[str, list[UUID]]:  # fmt: skip
    """Return the comments that each reason would draw, the best first."""
    worth = [number for number, each in enumerate(found) if each.state in {"scored", "abstained"}]
    by_chance = sorted(worth, key=lambda number: hashlib.sha256(ids[number].bytes).digest())
    topics = _in_topics([texts[number] for number in worth], [found[n] for n in worth],
                        configuration)  # fmt: skip
    in_topics = {number for number, is_in in zip(worth, topics, strict=True) if is_in}
    nearest = sorted(by_chance, key=lambda number: _distance(found[number]))
    return {
        "random": [ids[number] for number in by_chance],
        "threshold": [ids[number] for number in nearest],
        "topic": [ids[number] for number in by_chance if number in in_topics],
    }


def _distance(comment: Understood) -> float:
    """Return how far the likeliest theme of a comment is from the threshold."""
    return abs(comment.coding.best - 0.5) if comment.coding else 1.0


def _in_topics(
    texts: Sequence[str], found: Sequence[Understood], configuration: Configuration
) -> list[bool]:
    """Return which comments lie in a topic that the codebook lacks."""
    codebook = configuration.codebook
    if codebook is None:
        return [False] * len(texts)
    sample = Sample(codebook.language)
    for text, comment in zip(texts, found, strict=True):
        best = comment.coding.best if comment.coding else 0.0
        sample.add(text, best, bool(comment.themes))
    places = Discovery(sample, themes=len(codebook.active)).place(texts)
    return [place is not None for place in places]


def _interleave(
    reasons: Mapping[str, list[UUID]], shares: Mapping[str, int]
) -> list[tuple[UUID, str]]:
    """Return comments in turns of ten, each once, so that any first part keeps the shares."""
    queues = {reason: iter(reasons[reason]) for reason in shares}
    seen: set[UUID] = set()
    order: list[tuple[UUID, str]] = []
    while len(order) < MOST:
        turn = [
            [(key, reason) for key in _take(queues[reason], shares[reason], seen)]
            for reason in shares
        ]
        if not any(turn):
            break
        order += [each for row in zip_longest(*turn) for each in row if each]
    return order[:MOST]


def _take(queue: Iterable[UUID], count: int, seen: set[UUID]) -> list[UUID]:
    taken: list[UUID] = []
    for key in queue:
        if key not in seen:
            seen.add(key)
            taken.append(key)
            if len(taken) == count:
                break
    return taken


def _twice(order: Sequence[tuple[UUID, str]]) -> dict[UUID, str]:
    """Return why each comment was drawn; the first at random are coded by two people."""
    result: dict[UUID, str] = {}
    doubles = 0
    for key, reason in order:
        is_double = reason == "random" and doubles < CODED_TWICE
        doubles += is_double
        result[key] = TWICE if is_double else reason
    return result
