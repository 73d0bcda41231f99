"""Small rounds with made-up answers, for tests of the numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.instrument import Instrument
from analysis.parameters import Parameters
from analysis.tables import Invitations, Responses

CLUSTERS = ("east", "north", "south", "west")
GROUPS = ("firms", "labs", "offices")


def make_instrument(
    dimensions: int = 3, items: int = 2, points: int = 5, **extra: Any
) -> Instrument:
    """Return an instrument whose items are ``d0_i0``, ``d0_i1``, …"""
    data = {
        "instrument": "test",
        "version": 1,
        "language": "en",
        "title": "Test in {city}",
        "introduction": ["Hello."],
        "stem": "How easy was it to …",
        "minutes": 1,
        "scale": "ease",
        "scales": [
            {
                "id": "ease",
                "lowest": 1,
                "labels": [f"label {i}" for i in range(points)],
                "not_tried": "I have not tried",
                "not_concerned": "Does not concern me",
            }
        ],
        "dimensions": [
            {
                "id": f"d{d}",
                "name": f"Dimension {d}",
                "items": [{"id": f"d{d}_i{i}", "text": f"thing {d} {i}"} for i in range(items)],
            }
            for d in range(dimensions)
        ],
        "sequence": [{"dimensions": dimensions}],
        **extra,
    }
    return Instrument.model_validate_json(json.dumps(data))


def make_parameters(
    clusters: Sequence[str] = CLUSTERS, group_ids: Sequence[str] = GROUPS, **extra: Any
) -> Parameters:
    data: dict[str, Any] = {
        "parameters": "test",
        "version": 1,
        "clusters": [{"id": c, "name": {"en": c.title()}} for c in clusters],
        "groups": [{"id": g, "name": {"en": g.title()}} for g in group_ids],
        "draws": {"rank_sets": 5000, "stability": 500},
        **extra,
    }
    return Parameters.model_validate_json(json.dumps(data))


def make_responses(
    instrument: Instrument,
    sizes: Mapping[tuple[str, str], int],
    *,
    seed: int = 1,
    means: Mapping[str, float] | None = None,
    missing: float = 0.15,
) -> Responses:
    """Return answers of so many people a cell; ``means`` moves clusters (points of 0..100)."""
    rng = np.random.default_rng(seed)
    cluster: list[str] = []
    group: list[str] = []
    answers: dict[str, list[int | None]] = {key: [] for key in instrument.rating_items}
    for (c, g), n in sizes.items():
        level = 55 + (means or {}).get(c, 0.0) + 4 * rng.standard_normal()
        for _ in range(n):
            person = level + 14 * rng.standard_normal()
            cluster.append(c)
            group.append(g)
            for key, item in instrument.rating_items.items():
                scale = instrument.scale_of(item)
                steps = len(scale.labels)
                value = int((person + 18 * rng.standard_normal()) / 100 * steps)
                code: int | None = scale.lowest + min(max(value, 0), steps - 1)
                draw = rng.random()
                if draw < missing:
                    code = -2 if draw < missing / 2 else None
                answers[key].append(code)
    return Responses(tuple(cluster), tuple(group), {k: tuple(v) for k, v in answers.items()})


def full_sizes(
    n: int = 30, clusters: Sequence[str] = CLUSTERS, groups: Sequence[str] = GROUPS
) -> dict[tuple[str, str], int]:
    return {(c, g): n for c in clusters for g in groups}


def make_invitations(
    sizes: Mapping[tuple[str, str], int], *, organisations: int = 6, rate: int = 2
) -> Invitations:
    """Return invitations of so many organisations a cell, equally large."""
    rows: list[tuple[str, str, int, int, str | None, str | None]] = []
    for (c, g), n in sizes.items():
        for o in range(organisations):
            used = n // organisations + (o < n % organisations)
            rows.append(
                (c, g, used * rate, used, f"{c}{g}{o}", "nominated" if o == 0 else "listed")
            )
    cluster, group, invited, used_, organisation, frame = zip(*rows, strict=True)
    return Invitations(cluster, group, invited, used_, organisation, frame)


def shuffled(responses: Responses, seed: int = 0) -> Responses:
    """Return the same responses in another order."""
    order = np.random.default_rng(seed).permutation(len(responses)).tolist()

    def moved(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(values[i] for i in order)

    run = None if responses.run is None else moved(responses.run)
    answers = {key: moved(values) for key, values in responses.answers.items()}
    return Responses(moved(responses.cluster), moved(responses.group), answers, run)
