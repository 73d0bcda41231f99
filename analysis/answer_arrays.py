"""Answers as arrays: what table T is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.disclosure import Cell
from analysis.instrument import Instrument
from analysis.parameters import Parameters
from analysis.points import (
    EMPTY,
    DimensionPoints,
    Ints,
    ItemPoints,
    all_item_points,
    centre,
    coded,
    dimension_points,
)
from analysis.quality import Codes, Signs, signs
from analysis.tables import Responses


@dataclass(frozen=True)
class Arrays:
    """One entry a response: ``codes`` by item, and ``origin``, the number of its place.

    ``places`` are the (cluster, group) that occur, sorted; ``run`` is the longest run as presented.
    """

    instrument: Instrument
    parameters: Parameters
    codes: Codes
    places: list[Cell]
    origin: Ints
    run: Ints | None

    @cached_property
    def points(self) -> dict[str, ItemPoints]:
        """Points of every item of every dimension."""
        return all_item_points(self.codes, self.instrument)

    def dimensions(self, cell: Ints, cells: int) -> list[DimensionPoints]:
        """Item-centred scores by dimension; items are centred over the given cells."""
        points = self.points
        result = []
        for dimension in sorted(self.instrument.dimensions, key=lambda d: d.id):
            items = [points[item.id] for item in dimension.items]
            result.append(dimension_points(items, [centre(i, cell, cells) for i in items]))
        return result

    def signs(self) -> Signs:
        """Return the signs of careless answering, from the cells as people were invited."""
        cells = len(self.places)
        dimensions = self.dimensions(self.origin, cells)
        limits = self.parameters.quality
        return signs(self.codes, self.run, dimensions, self.origin, cells, self.instrument, limits)


def as_arrays(responses: Responses, instrument: Instrument, parameters: Parameters) -> Arrays:
    """Return responses as arrays."""
    codes = {key: coded(values) for key, values in responses.answers.items()}
    empty = np.full(len(responses), EMPTY, dtype=np.int16)
    codes.update((key, empty) for key in instrument.rating_items if key not in codes)
    cells = list(zip(responses.cluster, responses.group, strict=True))
    places = sorted(set(cells))
    number = {place: i for i, place in enumerate(places)}
    origin = np.fromiter(map(number.__getitem__, cells), dtype=np.int64, count=len(cells))
    run = None if responses.run is None else np.array(responses.run, dtype=np.int64)
    return Arrays(instrument, parameters, codes, places, origin, run)
