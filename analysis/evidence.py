"""The rounded table T as the scoring arithmetic sees it (formulas 2.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

from analysis.exact import Matrix, Vector

PRIOR_DF = 20
RIDGE = 1e-6
EFFECTS = ("deff", "deff_high", "none")


class CannotScore(ValueError):
    """T does not allow a ranking; the message says why and what to do.

    ``reason`` is its name, for sentences in other languages; ``parts`` are the clusters and groups
    that stand apart, where that is the reason.
    """

    def __init__(
        self, reason: str, message: str, parts: Sequence[tuple[list[str], list[str]]] = ()
    ) -> None:
        super().__init__(message)
        self.reason, self.parts = reason, parts


@dataclass(frozen=True)
class Observed:
    """A scored cell of T: ``share`` is each of its groups' part of its invitations.

    ``mean``, ``sd`` and ``people`` have one entry a dimension; None: fewer than 15 scores.
    ``people`` is the effective number of respondents with a score.
    """

    cluster: str
    groups: tuple[str, ...]
    share: tuple[float, ...]
    n: int
    n_eff: float
    deff: float
    organisations: int | None
    mean: tuple[float | None, ...]
    sd: tuple[float | None, ...]
    people: tuple[float | None, ...]

    @property
    def spread(self) -> float:
        """Sum of squared shares: 1 for a cell of one group."""
        return fsum(share * share for share in self.share)


@dataclass(frozen=True)
class Evidence:
    """All scored cells, in the order of clusters' and groups' ids; entries by dimension's id."""

    clusters: tuple[str, ...]
    groups: tuple[str, ...]
    dimensions: tuple[str, ...]
    cells: tuple[Observed, ...]
    correlation: Matrix


def evidence(
    answers: Mapping[str, Any], *, uncleaned: bool = False, effect: str = "deff"
) -> Evidence:
    """Return the scored cells of T's answer part.

    Parameters
    ----------
    answers : mapping
        T's answer part.
    uncleaned : bool, default=False
        With the careless responses left in; a cell whose uncleaned figures are withheld keeps the
        cleaned ones (see ``uncleaned_known``).
    effect : {"deff", "deff_high", "none"}
        Design effect of organisations: at the locked ρ, at .10 (or the locked one if larger), none.
    """
    if effect not in EFFECTS:
        raise ValueError(f"effect must be one of {EFFECTS}")
    others = _uncleaned_figures(answers) if uncleaned else {}
    invited = _invited(answers)
    cells = []
    for cell in answers["cells"]:
        key = (cell["cluster"], tuple(cell["groups"]))
        figures = {**cell, **others.get(key, {})}
        deff = 1.0 if effect == "none" else float(cell[effect])
        cells.append(_observed(figures, deff, invited))
    return Evidence(
        tuple(answers["clusters"]),
        tuple(answers["groups"]),
        tuple(dimension["id"] for dimension in answers["dimensions"]),
        tuple(sorted(cells, key=lambda cell: (cell.cluster, cell.groups))),
        answers["correlation"]["matrix"],
    )


def uncleaned_known(answers: Mapping[str, Any]) -> bool:
    """Tell whether no cell's uncleaned figures are withheld."""
    return all(entry["same"] or entry["figures"] for entry in answers["uncleaned"])


def _uncleaned_figures(answers: Mapping[str, Any]) -> dict[tuple[str, tuple[str, ...]], Any]:
    return {
        (entry["cluster"], tuple(entry["groups"])): entry["figures"]
        for entry in answers["uncleaned"]
        if entry["figures"]
    }


def _invited(answers: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    found = {}
    for cell in answers["response"]["cells"]:
        for group, number in (cell["by_group"] or {}).items():
            found[cell["cluster"], group] = number
    return found


def _observed(
    cell: Mapping[str, Any], deff: float, invited: Mapping[tuple[str, str], int]
) -> Observed:
    groups = tuple(cell["groups"])
    counts = [invited.get((cell["cluster"], group), 0) for group in groups]
    total = sum(counts)
    share = tuple(n / total if total else 1 / len(groups) for n in counts)
    ratio = cell["n_eff"] / cell["n"]
    people = tuple(n and n * ratio for n in cell["answered"])
    return Observed(
        cell["cluster"],
        groups,
        share,
        cell["n"],
        float(cell["n_eff"]),
        deff,
        cell["organisations"],
        tuple(cell["mean"]),
        tuple(cell["sd"]),
        people,
    )


def pooled_deviation(cells: Sequence[Observed], dimension: int) -> float:
    """Return the pooled within-cell standard deviation of a dimension (points)."""
    weight, squares = [], []
    for cell in cells:
        sd, people = cell.sd[dimension], cell.people[dimension]
        if sd is not None and people is not None:
            weight.append(people - 1)
            squares.append((people - 1) * sd * sd)
    return sqrt(fsum(squares) / fsum(weight)) if weight else 0.0


def shrunk_deviation(sd: float, people: float, pooled: float) -> float:
    """Return s*: a cell's deviation, shrunk to the pooled one as if that had 20 df."""
    square = (PRIOR_DF * pooled * pooled + (people - 1) * sd * sd) / (PRIOR_DF - 1 + people)
    return sqrt(square)


def cell_covariance(
    cell: Observed, dimensions: Sequence[int], pooled: Sequence[float], correlation: Matrix
) -> Matrix:
    """Return the covariance of a cell's means; rows of missing dimensions are 0.

    deff · diag(s* / √m) R diag(s* / √m) + 1e-6 I with m people per dimension.
    """
    scale: Vector = []
    for d, own in zip(dimensions, pooled, strict=True):
        sd, people = cell.sd[d], cell.people[d]
        if sd is None or people is None:
            scale.append(0.0)
        else:
            scale.append(shrunk_deviation(sd, people, own) / sqrt(people))
    return [
        [
            cell.deff * scale[i] * scale[j] * correlation[d][e] + (RIDGE if i == j else 0.0)
            for j, e in enumerate(dimensions)
        ]
        for i, d in enumerate(dimensions)
    ]
