"""Made-up rounds whose true scores are known (method, "Simulation").

Points are latent on 0..100: a person's level is the mean of the cell plus a personal part, each
answer adds noise, and becomes the nearest of the five answers, which stand at 0, 25, 50, 75 and
100. The truth is the expected item score.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import erf, exp, fsum, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.answer_arrays import Arrays
from analysis.instrument import NOT_CONCERNED, Instrument
from analysis.parameters import Minimums, Parameters
from analysis.streams import UNIT, Stream
from analysis.tables import Invitations

Floats = NDArray[np.float64]
ITEMS = (3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2)
PERSON, NOISE = 14.0, 18.0
SKIPPED = 0.20
NEAREST_CUTS = (12.5, 37.5, 62.5, 87.5)
ITEM_SPREAD = 8.0
SIZE_SPREAD = 0.5


@dataclass(frozen=True)
class Sizes:
    """How cell sizes are drawn: fixed, uniform, log (even in logs), either (low or high), median.

    ``median``: 45 in the middle, with this spread in logs, from 15 to 200. ``alternating``: low and
    high by turns, and the other way round in the next cluster, so that no two neighbours have the
    same mix of groups.
    """

    kind: str
    low: int
    high: int = 0
    spread: float = SIZE_SPREAD

    def draw(self, u: float, z: float) -> int:
        """Return a size from a uniform and a normal number."""
        if self.kind == "fixed":
            return self.low
        if self.kind == "uniform":
            return self.low + int(u * (self.high - self.low + 1))
        if self.kind == "either":
            return self.low if u < 0.5 else self.high
        if self.kind == "log":
            return round(exp(log(self.low) + u * (log(self.high) - log(self.low))))
        return max(15, min(200, round(45 * exp(self.spread * z))))


@dataclass(frozen=True)
class World:
    """What a made-up round is drawn from; standard deviations in latent points."""

    clusters: int = 4
    groups: int = 4
    sizes: Sizes = Sizes("median", 15, 200)
    level: float = 55.0
    cluster: float = 3.0
    group: float = 5.0
    interaction: float = 3.0
    own_dimension: float = 2.0
    cuts: tuple[float, ...] = NEAREST_CUTS
    weights: tuple[float, ...] = ()
    missing: int = 0
    small: int = 0
    shift: float | None = None
    person: float = PERSON
    noise: float = NOISE
    skipped: float = SKIPPED
    organisations: int = 0
    likeness: float = 0.0
    minimum: int = 15


@dataclass(frozen=True)
class Made:
    """A made-up round: arrays, true scores, and who attacks it."""

    arrays: Arrays
    invitations: Invitations | None
    truth: list[float]
    world: World
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The cluster that is last in truth: who has most to gain attacks."""
        return self.truth.index(min(self.truth))


@lru_cache(maxsize=4)
def make_instrument(items: tuple[int, ...] = ITEMS) -> Instrument:
    """Return an instrument with so many items a dimension."""
    dimensions = [
        {
            "id": f"d{d:02d}",
            "name": f"Dimension {d}",
            "items": [{"id": f"d{d:02d}_{i}", "text": f"item {d} {i}"} for i in range(n)],
        }
        for d, n in enumerate(items)
    ]
    labels = ["1", "2", "3", "4", "5"]
    scale = {"id": "s", "labels": labels, "not_tried": "not tried", "not_concerned": "no concern"}
    data = {
        "instrument": "simulated", "version": 1, "language": "en", "title": "t", "minutes": 1,
        "introduction": ["i"], "stem": "s", "scale": "s", "scales": [scale],
        "dimensions": dimensions, "sequence": [{"dimensions": len(items)}],
    }  # fmt: skip
    return Instrument.model_validate_json(json.dumps(data))


def parameters_of(world: World, base: Parameters, seed: int) -> Parameters:
    """Return the committee's parameters for a made-up round; a lower minimum where it needs one."""
    clusters = [{"id": f"c{c:02d}", "name": {"en": f"c{c:02d}"}} for c in range(world.clusters)]
    weights = world.weights or (1.0,) * world.groups
    groups = [
        {"id": f"g{g:02d}", "name": {"en": f"g{g:02d}"}, "weight": weight}
        for g, weight in enumerate(weights)
    ]
    data = base.model_dump(mode="json") | {
        "clusters": clusters, "groups": groups, "weights": {}, "margins": [], "complete_lists": [],
        "composite": None, "joint": None, "seed": seed,
    }  # fmt: skip
    made = Parameters.model_validate_json(json.dumps(data))
    if world.minimum >= base.minimums.scored:
        return made
    low = made.minimums.model_dump() | {"scored": world.minimum, "shown": 1, "organisations": 0}
    return made.model_copy(update={"minimums": Minimums.model_construct(**low)})


def make_round(world: World, base: Parameters, seed: int, purpose: str) -> Made:
    """Return a round drawn from a world; the same seed and purpose give the same round."""
    stream = Stream(seed, f"simulate:{purpose}")
    parameters = parameters_of(world, base, base.seed)
    means = cell_means(world, stream)
    sizes = cell_sizes(world, stream)
    number = np.repeat(np.arange(len(sizes)), sizes)
    codes, organisation = draw_codes(world, means, number, stream)
    instrument = make_instrument()
    items = list(instrument.rating_items)
    places = [
        (cluster, group)
        for cluster in sorted(parameters.cluster_ids)
        for group in sorted(parameters.group_ids)
    ]
    arrays = Arrays(
        instrument,
        parameters,
        {key: codes[:, j] for j, key in enumerate(items)},
        places,
        number.astype(np.int64),
        None,
    )
    truth = true_scores(world, true_cells(world, means))
    invitations = invitations_of(places, number, organisation) if world.organisations else None
    return Made(arrays, invitations, truth, world, extra={"means": means, "stream": stream})


def _normals(stream: Stream, count: int) -> Floats:
    return np.asarray(stream.normals(count) * UNIT)


def cell_means(world: World, stream: Stream) -> Floats:
    """Return latent means of shape (cells, dimensions)."""
    c, g, d = world.clusters, world.groups, len(ITEMS)
    cluster = world.cluster * _normals(stream, c)
    if world.shift is not None:
        # all others alike, the first so far behind
        cluster = np.zeros(c)
        cluster[0] = -world.shift
    group = world.group * _normals(stream, g)
    both = world.interaction * _normals(stream, c * g)
    own = world.own_dimension * _normals(stream, c * g * d)
    level = world.level + np.repeat(cluster, g) + np.tile(group, c) + both
    return np.asarray(level[:, None] + own.reshape(c * g, d))


def cell_sizes(world: World, stream: Stream) -> list[int]:
    count = world.clusters * world.groups
    uniform, normal = stream.uniforms(count).tolist(), _normals(stream, count).tolist()
    sizes = [world.sizes.draw(u, z) for u, z in zip(uniform, normal, strict=True)]
    if world.sizes.kind == "alternating":
        both = (world.sizes.low, world.sizes.high)
        sizes = [both[sum(divmod(cell, world.groups)) % 2] for cell in range(count)]
    if world.organisations:
        # equal organisations: the nearest multiple of their number, of at least 15 people
        each = world.organisations
        sizes = [each * max(-(-15 // each), round(n / each)) for n in sizes]
    for cell in range(world.missing):
        sizes[cell] = 0
    for cell in range(1 if world.small else 0):
        sizes[cell] = world.small
    return sizes


def item_offsets() -> Floats:
    """Return how much easier each item is than the mean of all: fixed, even, of sd ITEM_SPREAD."""
    count = sum(ITEMS)
    raw = np.array([(7 * j) % count - (count - 1) / 2 for j in range(count)])
    return np.asarray(ITEM_SPREAD * raw / sqrt(fsum(raw * raw) / count))


def draw_codes(
    world: World, means: Floats, number: NDArray[np.int64], stream: Stream
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Return codes of shape (people, items), and each person's organisation within the cell."""
    n = len(number)
    dimension = np.repeat(np.arange(len(ITEMS)), ITEMS)
    level = means[number][:, dimension] + item_offsets()
    organisation = np.zeros(n, dtype=np.int64)
    personal = world.person * _normals(stream, n)
    if world.organisations:
        organisation = np.arange(n) % world.organisations
        whole = sqrt(world.person**2 + world.noise**2 / len(ITEMS))
        shared = _normals(stream, len(means) * world.organisations) * sqrt(world.likeness)
        own = shared.reshape(len(means), world.organisations)[number, organisation]
        personal = personal * sqrt(1 - world.likeness) + whole * own
    noise = world.noise * _normals(stream, n * level.shape[1]).reshape(level.shape)
    latent = level + personal[:, None] + noise
    return coded(world, latent, stream), organisation


def coded(world: World, latent: Floats, stream: Stream) -> NDArray[np.int16]:
    """Cut latent points into codes 1..5, and leave out what does not apply."""
    codes = np.ones(latent.shape, dtype=np.int16)
    for cut in world.cuts:
        codes += latent >= cut
    left_out = stream.uniforms(codes.size).reshape(codes.shape) < world.skipped
    codes[left_out] = NOT_CONCERNED
    return codes


def true_cells(world: World, means: Floats) -> list[float]:
    """Return each cell's expected score: dimensions equally, each the mean of its items."""
    dimension = [d for d, n in enumerate(ITEMS) for _ in range(n)]
    offsets = item_offsets().tolist()
    deviation = sqrt(world.person**2 + world.noise**2)
    cells = []
    for row in means.tolist():
        by_dimension: list[list[float]] = [[] for _ in ITEMS]
        for d, offset in zip(dimension, offsets, strict=True):
            by_dimension[d].append(expected_score(row[d] + offset, deviation, world.cuts))
        cells.append(fsum(fsum(own) / len(own) for own in by_dimension) / len(ITEMS))
    return cells


def true_scores(world: World, cells: Sequence[float]) -> list[float]:
    """Return each cluster's expected score: its cells by the weights of their groups."""
    weights = world.weights or (1.0,) * world.groups
    size = world.groups
    return [
        fsum(w * v for w, v in zip(weights, cells[c * size : (c + 1) * size], strict=True))
        / fsum(weights)
        for c in range(world.clusters)
    ]


def expected_score(mean: float, deviation: float, cuts: Sequence[float]) -> float:
    """Return the expected points of an item whose latent value has this mean and deviation."""
    above = [0.5 * (1 + erf((mean - cut) / deviation / sqrt(2))) for cut in cuts]
    return 100 / len(cuts) * fsum(above)


def invitations_of(
    places: Sequence[tuple[str, str]],
    number: NDArray[np.int64],
    organisation: NDArray[np.int64],
) -> Invitations:
    """Return as many used invitations as there are people, by organisation."""
    rows: list[tuple[str, str, int, int, str, str]] = []
    for cell, (cluster, group) in enumerate(places):
        own = organisation[number == cell]
        for name, n in zip(*(a.tolist() for a in np.unique(own, return_counts=True)), strict=True):
            rows.append((cluster, group, n, n, f"{cluster}{group}{name}", "listed"))
    cluster_, group_, invited, used, organisation_, frame = zip(*rows, strict=True)
    return Invitations(cluster_, group_, invited, used, organisation_, frame)


def with_answers(made: Made, cell: int, codes: NDArray[np.int16], **extra: Any) -> Made:
    """Return the round with further responses in one cell."""
    arrays = made.arrays
    keys = list(arrays.codes)
    longer = {key: np.concatenate([arrays.codes[key], codes[:, j]]) for j, key in enumerate(keys)}
    origin = np.concatenate([arrays.origin, np.full(len(codes), cell, dtype=np.int64)])
    return replace(
        made,
        arrays=replace(arrays, codes=longer, origin=origin),
        extra={**made.extra, **extra},
    )
