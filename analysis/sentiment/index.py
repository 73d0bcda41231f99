"""The sentiment index Q with its interval, corrected by labels of comments drawn at random.

Q = 50 (1 + θ), where θ is P(positive) − P(negative), within one question or over questions with
fixed weights. Counting a model's labels is biased; its mean probabilities are corrected by the
labels that people gave to comments drawn at random (prediction-powered inference, Angelopoulos et
al. 2023). Everything is a function of table T's comment part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

from analysis.exact import t_quantile, two_sided

DECIMALS = 6
LEAST_FOR_LAMBDA = 30
SIGNS = {"negative": -1, "neutral": 0, "positive": 1}


@dataclass(frozen=True)
class Index:
    """Q from 0 to 100; without labels it has no interval and is not ``corrected``.

    ``covered`` is the share of comments whose language has a tested model; ``labels`` how many
    labels at random it rests on.
    """

    q: float
    se: float | None
    lower: float | None
    upper: float | None
    labels: int
    covered: float

    @property
    def corrected(self) -> bool:
        return self.se is not None


@dataclass(frozen=True)
class _Mean:
    theta: float
    variance: float | None
    labels: int
    comments: int
    read: int


def inputs(
    scores: Sequence[float], comments: int, labelled: Sequence[tuple[int, float]], least: int
) -> dict[str, Any]:
    """Return what T keeps for the index of one cluster and question.

    Parameters
    ----------
    scores : sequence of float
        P(positive) − P(negative) of every comment in a language with a tested model.
    comments : int
        How many comments say something, in any language.
    labelled : sequence of (label, score)
        Labels −1, 0, 1 of comments drawn at random.
    least : int
        Fewer labels are withheld.
    """
    enough = len(labelled) >= least
    return {
        "comments": comments,
        "read": len(scores),
        "mean": rounded(mean(scores)) if scores else None,
        "labels": _moments(labelled) if enough else None,
    }


def _moments(labelled: Sequence[tuple[int, float]]) -> dict[str, float]:
    labels, scores = [float(y) for y, _ in labelled], [f for _, f in labelled]
    return {
        "n": len(labelled),
        "mean_label": rounded(mean(labels)),
        "mean_score": rounded(mean(scores)),
        "var_label": rounded(covariance(labels, labels)),
        "var_score": rounded(covariance(scores, scores)),
        "covariance": rounded(covariance(labels, scores)),
    }


def sentiment_index(
    entries: Mapping[str, Mapping[str, Any]], weights: Mapping[str, float], level: float = 0.95
) -> Index | None:
    """Return the index of a cluster from T's inputs by question; None where it has none.

    Questions without a weight count 1; weights are fixed and scaled to the questions that are
    there.
    """
    means = {key: _estimate(entry) for key, entry in entries.items() if entry["mean"] is not None}
    given = {key: weights.get(key, 1.0) for key in means}
    total = sum(given.values())
    if not total:
        return None
    parts = [(given[key] / total, found) for key, found in sorted(means.items()) if given[key]]
    theta = fsum(weight * found.theta for weight, found in parts)
    comments, read = (sum(getattr(f, name) for _, f in parts) for name in ("comments", "read"))
    labels = sum(found.labels for _, found in parts)
    se = lower = upper = None
    if all(found.variance is not None for _, found in parts):
        shares = [(weight * weight * (found.variance or 0.0), found) for weight, found in parts]
        variance = fsum(share for share, _ in shares)
        reach = t_quantile(two_sided(level), _freedom(shares, variance)) * sqrt(variance)
        se = 50 * sqrt(variance)
        lower, upper = (max(0.0, min(100.0, 50 * (1 + theta + s * reach))) for s in (-1, 1))
    return Index(max(0.0, min(100.0, 50 * (1 + theta))), se, lower, upper, labels, read / comments)


def _estimate(entry: Mapping[str, Any]) -> _Mean:
    """Return θ = λ f̄_N + mean(y − λ f) and its variance."""
    size, own = entry["read"], entry["labels"]
    if own is None:
        return _Mean(entry["mean"], None, 0, entry["comments"], size)
    pull = 1.0
    if own["n"] >= LEAST_FOR_LAMBDA and own["var_score"] > 0:
        pull = max(0.0, min(1.0, own["covariance"] / own["var_score"]))
    theta = pull * entry["mean"] + own["mean_label"] - pull * own["mean_score"]
    rest = own["var_label"] - 2 * pull * own["covariance"] + pull * pull * own["var_score"]
    variance = own["var_label"] / size + max(0.0, 1 / own["n"] - 1 / size) * max(0.0, rest)
    return _Mean(theta, variance, own["n"], entry["comments"], size)


def _freedom(shares: Sequence[tuple[float, _Mean]], variance: float) -> float:
    """Return Satterthwaite's degrees of freedom; n − 1 for a single question."""
    below = fsum(share * share / (found.labels - 1) for share, found in shares if found.labels > 1)
    return variance * variance / below if below else 1.0


def mean(values: Iterable[float]) -> float:
    """Return the mean, whatever the order of the values."""
    found = list(values)
    return fsum(found) / len(found)


def covariance(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the sample covariance, whatever the order of the pairs."""
    if len(left) < 2:
        return 0.0
    a, b = mean(left), mean(right)
    return fsum((x - a) * (y - b) for x, y in zip(left, right, strict=True)) / (len(left) - 1)


def rounded(value: float) -> float:
    """Return a figure as T keeps it."""
    return round(value, DECIMALS) + 0.0
