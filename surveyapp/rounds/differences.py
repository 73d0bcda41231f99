"""What differs between two configurations, place by place, as the committee reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from surveyapp.store import configurations
from surveyapp.store.round import Round, State

NAMES = ("id", "item", "section", "language")
RUN = frozenset({State.OPEN, State.CLOSED, State.RELEASED})


@dataclass(frozen=True)
class Difference:
    """One place: ``part`` is instrument, parameters or codebook; None stands for nothing there."""

    part: str
    place: str
    before: str | None
    after: str | None


def previous_round(session: Session, round_: Round) -> Round | None:
    """Return the last round in earnest that began before this one."""
    query = (
        select(Round)
        .where(
            Round.id != round_.id,
            Round.opens_at < round_.opens_at,
            Round.state.in_(RUN),
            Round.rehearsal == round_.rehearsal,
        )
        .order_by(Round.opens_at.desc())
    )
    return session.scalars(query).first()


def differences_to(session: Session, before: Round, after: Round) -> list[Difference]:
    """Return what differs between the configurations of two rounds."""
    return differences(
        configurations.load(session, before.configuration_hash),
        configurations.load(session, after.configuration_hash),
    )


def differences(before: Configuration, after: Configuration) -> list[Difference]:
    """Return every place at which two configurations differ, part by part."""
    found = []
    for part in ("instrument", "parameters", "codebook"):
        old, new = _places(getattr(before, part)), _places(getattr(after, part))
        found += [
            Difference(part, place, old.get(place), new.get(place))
            for place in dict.fromkeys([*new, *old])
            if old.get(place) != new.get(place)
        ]
    return found


def _places(model: Any) -> dict[str, str]:
    return dict(_walk(model.model_dump(mode="json"), "")) if model is not None else {}


def _walk(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield (place, what stands there); things of a list are found by their id, not by number."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, each in enumerate(value, start=1):
            yield from _walk(each, f"{place}.{_name(each, number)}")
        yield f"{place} (order)", ", ".join(_name(each, n) for n, each in enumerate(value, 1))
    elif isinstance(value, list):
        yield place, ", ".join(map(str, value))
    elif value is not None:
        yield place, str(value)


def _name(each: Any, number: int) -> str:
    named = (each.get(name) for name in NAMES) if isinstance(each, dict) else ()
    return next((str(name) for name in named if name), str(number))
