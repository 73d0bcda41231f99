"""Published cases, what was printed and what we get: ``python -m tests.analysis.published``.

Small printed tables are quoted here with their citation; the larger ones are read from the folder
of reference data (REFERENCE) where it is there.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import asin, inf, log10, sqrt

import numpy as np
from numpy.typing import NDArray

from analysis.agreement import krippendorff
from analysis.objective import Indicators, aggregate, normalise
from analysis.parameters import Aggregate, Composite, Indicator, Quality
from analysis.rank import compare, ranks
from analysis.reliability import one_way, reliability, two_way, within_agreement
from analysis.row_quality import longstring, row_quality
from analysis.shrinkage import james_stein, paule_mandel, reml, shrink
from analysis.weights import Levels, rake
from tests.analysis.reference import RANKING, rows

TINY = 1e-9


@dataclass(frozen=True)
class Case:
    """One figure: where it was published, what stands there, what we get, how close it must be."""

    name: str
    source: str
    published: float
    ours: float
    within: float

    @property
    def holds(self) -> bool:
        return abs(self.published - self.ours) <= self.within


# Shrout and Fleiss (1979), Psychological Bulletin 86, table 2: six targets, four judges.
SHROUT_FLEISS = (
    (9, 2, 5, 8),
    (6, 1, 3, 2),
    (8, 4, 6, 8),
    (7, 1, 2, 6),
    (10, 5, 6, 9),
    (6, 2, 4, 7),
)
SHROUT_FLEISS_ICC = {
    "ICC1": 0.17, "ICC2": 0.29, "ICC3": 0.71, "ICC1k": 0.44, "ICC2k": 0.62, "ICC3k": 0.91,
}  # fmt: skip

# Krippendorff's example of three coders and 15 units; None is a missing label.
KRIPPENDORFF_CODERS = (
    (None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3),
    (1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None),
    (None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4),
)
KRIPPENDORFF_ALPHA = {"nominal": 0.691, "interval": 0.811, "ordinal": 0.807, "ratio": 0.809}

# Efron and Morris (1975), JASA 70, table 1: hits in the first 45 times at bat, and the batting
# average of the rest of the season.
EFRON_MORRIS = (
    (18, 0.346), (17, 0.298), (16, 0.276), (15, 0.222), (14, 0.273), (14, 0.270), (13, 0.263),
    (12, 0.210), (11, 0.269), (11, 0.230), (10, 0.264), (10, 0.256), (10, 0.303), (10, 0.264),
    (10, 0.226), (9, 0.285), (8, 0.316), (7, 0.200),
)  # fmt: skip

# OECD/JRC Handbook on Constructing Composite Indicators (2008), tables A.2 and 23.
TAI = {
    "Finland": (187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4),
    "United States": (289, 130.0, 179.1, 66.2, 3.0, 4.07, 12.0, 13.9),
    "Sweden": (271, 156.6, 125.8, 59.7, 3.1, 4.14, 11.4, 15.3),
    "Japan": (994, 64.6, 49.0, 80.8, 3.0, 3.86, 9.5, 10.0),
    "Korea": (779, 9.8, 4.8, 66.7, 2.97, 3.65, 10.8, 23.2),
    "Netherlands": (189, 151.2, 136.0, 50.9, 3.02, 3.77, 9.4, 9.5),
    "United Kingdom": (82, 134.0, 57.4, 61.9, 3.02, 3.73, 9.4, 14.9),
    "Singapore": (8, 25.5, 72.3, 74.9, 2.95, 3.83, 7.1, 24.2),
    "Canada": (31, 38.6, 108.0, 48.7, 2.94, 4.18, 11.6, 14.2),
    "Australia": (75, 18.2, 125.9, 16.2, 2.94, 3.94, 10.9, 25.3),
    "Germany": (235, 36.8, 41.2, 64.2, 2.94, 3.75, 10.2, 14.4),
    "Norway": (103, 20.2, 193.6, 19.0, 3.12, 4.39, 11.9, 11.2),
    "Ireland": (106, 110.3, 48.6, 53.6, 2.97, 3.68, 9.4, 12.3),
    "Belgium": (72, 73.9, 58.9, 47.6, 2.91, 3.86, 9.3, 13.6),
    "New Zealand": (103, 13.0, 146.7, 15.4, 2.86, 3.91, 11.7, 13.1),
    "Austria": (165, 14.8, 84.2, 50.3, 2.99, 3.79, 8.4, 13.6),
    "France": (205, 33.6, 36.4, 58.9, 2.97, 3.8, 7.9, 12.6),
    "Israel": (74, 43.6, 43.2, 45.0, 2.96, 3.74, 9.6, 11.0),
    "Spain": (42, 8.6, 21.0, 53.4, 2.86, 3.62, 7.3, 15.6),
    "Italy": (13, 9.8, 30.4, 51.0, 3.0, 3.65, 7.2, 13.0),
    "Czech Republic": (28, 4.2, 25.0, 51.7, 2.75, 3.68, 9.5, 8.2),
    "Hungary": (26, 6.2, 21.6, 63.5, 2.73, 3.46, 9.1, 7.7),
    "Slovenia": (105, 4.0, 20.3, 49.5, 2.84, 3.71, 7.1, 10.6),
}  # fmt: skip
TAI_GOALPOSTS = (
    (0, 994), (0, 272.6), (0, 232.4), (0, 80.8), (log10(1), log10(901)),
    (log10(22), log10(6969)), (0.8, 12), (0.1, 27.4),
)  # fmt: skip


def printed_cases() -> Iterator[Case]:
    """Cases that a checkout alone proves."""
    for name, value in two_way(SHROUT_FLEISS).items():
        yield Case(name, "Shrout and Fleiss 1979", SHROUT_FLEISS_ICC[name], value, 0.005)
    units = [*zip(*KRIPPENDORFF_CODERS, strict=True)]
    for level, published in KRIPPENDORFF_ALPHA.items():
        ours = krippendorff(units, level).alpha or 0.0
        yield Case(f"alpha, {level}", "Krippendorff 2011", published, ours, 0.0005)
    yield from _efron_morris()
    yield Case("ranks, equal weights", "OECD/JRC 2008, tables A.2 and 23", 23, _tai(), 0)


def _efron_morris() -> Iterator[Case]:
    """On the scale √45 · arcsin(2y − 1), where the variance is 1.

    The averages are printed in three digits, so the sums are right to .02.
    """
    z = [sqrt(45) * asin(2 * round(hits / 45, 3) - 1) for hits, _ in EFRON_MORRIS]
    season = [sqrt(45) * asin(2 * average - 1) for _, average in EFRON_MORRIS]
    source = "Efron and Morris 1975"
    before = sum((a - b) ** 2 for a, b in zip(z, season, strict=True))
    after = sum((a - b) ** 2 for a, b in zip(james_stein(z), season, strict=True))
    yield Case("squared error of the averages", source, 17.56, before, 0.02)
    yield Case("squared error after shrinking", source, 5.01, after, 0.02)


def _tai() -> float:
    names = [f"i{n}" for n in range(8)]
    composite = Composite(
        scale=(0.0, 1.0),
        indicators=tuple(
            Indicator(id=name, parent="tai", weight=1.0, worst=float(lo), best=float(hi))
            for name, (lo, hi) in zip(names, TAI_GOALPOSTS, strict=True)
        ),
        aggregates=(Aggregate(id="tai"),),
    )
    values = {n: tuple(map(float, column)) for n, column in zip(names, zip(*TAI.values()))}  # noqa: B905
    indicators = Indicators(tuple(TAI), values)
    order = ranks(aggregate(normalise(indicators, composite), composite).result)
    return float(sum(rank == place for place, rank in enumerate(order, start=1)))


def reference_cases() -> Iterator[Case]:
    """Cases whose data lie in the folder of reference data."""
    if not RANKING.is_dir():
        return
    yield from _pisa()
    yield from _asem()
    yield from _bfi()
    yield from _bhr2000()
    yield from _careless()
    yield from _raking()
    yield from _bcg()


def _worst(pairs: Iterable[tuple[float, float]]) -> float:
    return max(abs(a - b) for a, b in pairs)


def _pisa() -> Iterator[Case]:
    units = sorted(rows("pisa2018_maths.csv"), key=lambda row: row["jurisdiction"])
    errors = [float(row["se"]) for row in units]
    covariance = [[s * s if i == j else 0.0 for j in range(38)] for i, s in enumerate(errors)]
    estimate = [float(row["score"]) for row in units]
    published = rows("pisa2018_maths_expected_rank_sets.csv")
    for level in (0.95, 0.75):
        found = compare(estimate, covariance, level=level, df=inf, draws=100_000, seed=1)
        for name, sets in (("TRUE", found.sets()), ("FALSE", found.marginal())):
            wanted = {
                row["jurisdiction"]: (int(row["rank_low"]), int(row["rank_high"]))
                for row in published
                if float(row["coverage"]) == level and row["simultaneous"] == name
            }
            equal = sum(
                wanted[row["jurisdiction"]] == (sets.lower[j], sets.upper[j])
                for j, row in enumerate(units)
            )
            # csranks drew 10,000 times: Slovenia, the United Kingdom and Norway hang on its seed
            slack = 0 if name == "TRUE" else 2 if level == 0.95 else 1
            kind = "simultaneous" if name == "TRUE" else "marginal"
            yield Case(f"PISA 2018, {kind} rank sets, {level:.0%}", "csranks", 38, equal, slack)


def _asem() -> Iterator[Case]:
    structure = rows("asem_structure.csv")
    leaves = [row for row in structure if row["Type"] == "Indicator"]
    nodes = [row for row in structure if row["Type"] == "Aggregate"]
    composite = Composite(
        indicators=tuple(
            Indicator(
                id=row["iCode"], parent=row["Parent"], weight=float(row["Weight"]),
                worst=0.0, best=100.0,
            )
            for row in leaves
        ),
        aggregates=tuple(
            Aggregate(
                id=row["iCode"], weight=float(row["Weight"]),
                parent=None if row["Parent"] == "NA" else row["Parent"],
            )
            for row in nodes
        ),
    )  # fmt: skip
    data, wanted = rows("asem_normalised.csv"), rows("asem_expected_aggregated.csv")
    values = {leaf["iCode"]: tuple(float(row[leaf["iCode"]]) for row in data) for leaf in leaves}
    units = tuple(row["uCode"] for row in data)
    found = aggregate(normalise(Indicators(units, values), composite), composite)
    by_unit = {row["uCode"]: row for row in wanted}
    pairs = (
        (value, float(by_unit[unit][name]))
        for name, column in found.values.items()
        for unit, value in zip(units, column, strict=True)
    )
    yield Case("ASEM, 51 × 11 aggregates, largest difference", "COINr", 0, _worst(pairs), 1e-10)
    switzerland = found.result[units.index("CHE")]
    yield Case("ASEM, index of Switzerland", "printed", 68.38, switzerland, 0.005)


def _column(table: list[dict[str, str]], name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) if row[name] not in {"", "NA"} else np.nan for row in table])


def _bfi() -> Iterator[Case]:
    table = rows("bfi_items.csv")
    wanted = {row["scale"]: row for row in rows("bfi_expected_reliability.csv")}
    turned = {"A1", "C4", "C5"}
    for scale, letter in (("agree", "A"), ("conscientious", "C"), ("neuroticism", "N")):
        names = [f"{letter}{n}" for n in range(1, 6)]
        items = [7 - _column(table, n) if n in turned else _column(table, n) for n in names]
        found = reliability(items)
        for name, ours, within in (
            ("raw_alpha_pairwise", found.alpha, 1e-9),
            ("std_alpha_pairwise", found.alpha_std, 1e-9),
            ("raw_alpha_complete", found.alpha_complete, 1e-9),
            ("omega_total_1f_minres", found.omega, 1e-6),
        ):
            published = float(wanted[scale][name])
            yield Case(f"bfi {scale}, {name}", "psych", published, ours or 0.0, within)


def _bhr2000() -> Iterator[Case]:
    table = rows("bhr2000.csv")
    groups = [row["GRP"] for row in table]
    for row in rows("bhr2000_expected_icc.csv"):
        found = one_way(_column(table, row["var"]), groups)
        ours = (found.icc1, found.icc2) if found else (0.0, 0.0)
        for name, value in zip(("ICC1", "ICC2"), ours, strict=True):
            yield Case(f"bhr2000 {row['var']}, {name}", "multilevel", float(row[name]), value, 1e-9)
    items = [name for name in table[0] if name not in {"GRP", "HRS", "RELIG"}]
    away: dict[str, float] = {"rwgj": 0.0, "rwgj_lindell": 0.0, "rwg_relig": 0.0}
    for row in rows("bhr2000_expected_rwg.csv"):
        own = [r for r in table if r["GRP"] == row["grpid"]]
        scale = within_agreement([_column(own, name) for name in items], 5)
        single = within_agreement([_column(own, "RELIG")], 5)
        for name, value in (
            ("rwgj", scale.rwg), ("rwgj_lindell", scale.rwg_star), ("rwg_relig", single.rwg),
        ):  # fmt: skip
            away[name] = max(away[name], abs((value or 0.0) - float(row[name])))
    for name, worst in away.items():
        yield Case(
            f"bhr2000 99 companies, {name}, largest difference", "multilevel", 0, worst, 1e-9
        )


def _careless() -> Iterator[Case]:
    table, wanted = rows("careless_responses.csv"), rows("careless_expected.csv")
    items = [_column(table, name) for name in table[0]]
    scales = [range(start, start + 5) for start in range(0, 50, 5)]
    found = row_quality(items, scales, Quality())
    for name, ours in (
        ("longstr", found.longstring), ("irvTotal", found.irv),
        ("d_sq", found.mahalanobis), ("evenodd", found.even_odd),
    ):  # fmt: skip
        away = np.nanmax(np.abs(ours - _column(wanted, name)))
        yield Case(f"careless 200 rows, {name}, largest difference", "careless", 0, away, 1e-9)
    flagged = int(np.sum(found.p < 0.01))
    yield Case("careless, flagged at 99 %", "careless", 23, flagged, 0)
    runs = rows("longstring_responses.csv")
    own = longstring([_column(runs, name) for name in runs[0]]).tolist()
    equal = sum(a == b for a, b in zip(own, [*range(10, 100, 10), 10], strict=True))
    yield Case("longest runs of ten rows", "careless", 10, equal, 0)


def _raking() -> Iterator[Case]:
    table = rows("apiclus1.csv")
    patterns: list[tuple[Levels, float]] = [
        ((row["stype"], row["sch.wide"]), float(row["pw"])) for row in table
    ]
    margins = [{"E": 4421.0, "H": 755.0, "M": 1018.0}, {"No": 1072.0, "Yes": 5122.0}]
    found = rake(Counter(patterns), margins, clip=None)
    weights = [found.weights[pattern] for pattern in patterns]
    wanted = [float(row["raked"]) for row in rows("apiclus1_expected_raked_weights.csv")]
    # survey stops when no total moves by more than 1, so its own weights are off by some 1e-5
    relative = max(abs(a / b - 1) for a, b in zip(weights, wanted, strict=True))
    yield Case("apiclus1, raked weights, largest relative difference", "survey", 0, relative, 5e-5)
    scores = [float(row["api00"]) for row in table]
    mean = sum(w * x for w, x in zip(weights, scores, strict=True)) / sum(weights)
    yield Case("apiclus1, raked mean of api00", "survey", 641.230, mean, 0.0005)


def _bcg() -> Iterator[Case]:
    table = rows("bcg_expected_blup_paule_mandel.csv")
    values = [float(row["yi"]) for row in table]
    errors = [sqrt(float(row["vi"])) for row in table]
    tau2 = paule_mandel(values, errors)
    yield Case("BCG trials, tau² of Paule and Mandel", "metafor", 0.3181, tau2, 0.00005)
    yield Case("BCG trials, tau² by REML", "metafor", 0.3132, reml(values, errors), 0.00005)
    found = shrink(values, errors, tau2)
    away = _worst(zip(found.estimates, (float(r["blup"]) for r in table), strict=True))
    yield Case("BCG trials, 13 BLUPs, largest difference", "metafor", 0, away, 5e-5)


def markdown(cases: Iterable[Case]) -> str:
    """Return the table of docs/method.md."""
    lines = ["| case | source | published | ours | within |", "| --- | --- | --- | --- | --- |"]
    for case in cases:
        ours = "0" if abs(case.ours) < TINY else f"{case.ours:.5g}"
        cells = (case.name, case.source, f"{case.published:.5g}", ours, f"{case.within:.1g}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown([*printed_cases(), *reference_cases()]))
