"""Topics: groups of comments that the codebook has no theme for, as candidates for new themes.

All comments are clustered, not only those without a theme (those alone cluster badly). Clusters are
ranked by how well the codebook fits them; candidates are those of whose comments half have no
theme, or a quarter more than usual. What is found depends on the set of comments, not their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from analysis.themes.vectors import RAREST, Matrix, Space, learn_space

Labels = NDArray[np.int64]
Stems = Sequence[str]
REFITS = 8
REFIT_SHARE = 0.8
REFIT_STARTS, STARTS = 3, 10
SIZES = (10, 14, 20, 28, 40, 56, 80)
LEAST_PER_TOPIC = 12
TOLERANCE = 0.05
ABOUT = 4
MORE_THAN_USUAL = 1.25
SHOWN, STABLE = 0.6, 0.75
ABSTAINED = 0.5
SEED = 1


@dataclass(frozen=True)
class Clusters:
    """Comments in clusters.

    ``stability`` is, by cluster, the mean Jaccard overlap with its best match in refits on 80 % of
    the comments; ``agreement`` the adjusted Rand index between those refits.
    """

    space: Space
    centres: Matrix
    labels: Labels
    closeness: Matrix
    stability: tuple[float, ...]
    agreement: float

    def members(self, number: int) -> list[int]:
        """Return the comments of a cluster, the most central first."""
        own = np.flatnonzero(self.labels == number)
        ordered: list[int] = own[np.lexsort((own, -self.closeness[own]))].tolist()
        return ordered

    def nearest(self, texts: Sequence[Stems]) -> tuple[Labels, Matrix]:
        """Return cluster and closeness (cosine with its centre) of other comments."""
        return _nearest(self.space.points(texts), self.centres)


def cluster(
    texts: Sequence[Stems], *, themes: int, coded: Sequence[bool] | None = None
) -> Clusters | None:
    """Cluster comments; None where they are too few.

    Parameters
    ----------
    texts : sequence of sequences of stems
        One per comment, in an order that depends on the comments only.
    themes : int
        Size of the codebook: up to about twice as many clusters are tried.
    coded : sequence of bool, optional
        Whether a comment has a theme. Given, words of comments without one count more, and
        stability is that of a cluster's comments without one, which are what may be a new theme.
    """
    most = max(2 * themes + ABOUT, SIZES[3])
    lonely = None if coded is None else [not has for has in coded]
    sizes = [size for size in SIZES if size <= most and size * LEAST_PER_TOPIC <= len(texts)]
    # one thread: sums of several threads may differ in their last bits
    with threadpool_limits(limits=1):
        space = learn_space(texts, lonely=lonely) if sizes else None
        return _cluster(space, space.points(texts), sizes, lonely) if space else None


def candidates(found: Clusters, fit: Sequence[float], coded: Sequence[bool]) -> list[int]:
    """Return the clusters that may be new themes, those that the codebook fits worst first.

    Parameters
    ----------
    fit : sequence of float
        The codebook's best score for each comment.
    coded : sequence of bool
        Whether a comment has a theme.
    """
    scores, without = np.array(fit, dtype=np.float64), ~np.array(coded, dtype=np.bool_)
    least = min(ABSTAINED, MORE_THAN_USUAL * float(without.mean()))
    chosen = []
    for number, stability in enumerate(found.stability):
        own = found.labels == number
        lonely = int(without[own].sum())
        if stability >= SHOWN and lonely >= max(RAREST, least * int(own.sum())):
            chosen.append((float(scores[own].mean()), number))
    return [number for _, number in sorted(chosen)]


def _cluster(
    space: Space, points: Matrix, sizes: Sequence[int], lonely: Sequence[bool] | None
) -> Clusters:
    samples = _samples(len(points))
    refits = {
        size: [(rows, _fit(points[rows], size, REFIT_STARTS)) for rows in samples] for size in sizes
    }
    size, agreement = _most_stable(points, refits)
    final = _fit(points, size, STARTS)
    lengths = np.linalg.norm(final.cluster_centers_, axis=1)[:, None]
    centres = final.cluster_centers_ / np.maximum(lengths, 1e-12)
    counted = np.ones(len(points)) if lonely is None else np.array(lonely, dtype=np.float64)
    stability = _jaccard(final, refits[size], counted)
    labels, closeness = _nearest(points, centres)
    return Clusters(space, centres, labels, closeness, stability, agreement)


def _nearest(points: Matrix, centres: Matrix) -> tuple[Labels, Matrix]:
    cosines = points @ centres.T
    labels = cosines.argmax(axis=1).astype(np.int64)
    return labels, cosines[np.arange(len(points)), labels]


def _samples(count: int) -> list[NDArray[np.int64]]:
    generator = np.random.default_rng(SEED)
    size = int(REFIT_SHARE * count)
    return [np.sort(generator.permutation(count)[:size]) for _ in range(REFITS)]


def _fit(points: Matrix, size: int, starts: int) -> KMeans:
    return KMeans(size, n_init=starts, random_state=SEED).fit(points)


Refits = list[tuple[NDArray[np.int64], KMeans]]


def _most_stable(points: Matrix, refits: dict[int, Refits]) -> tuple[int, float]:
    """Return the largest size that is nearly as stable as the best, and its agreement.

    Nearly: within a standard error, or within ``TOLERANCE``. Fine topics are worth a little
    stability (docs/models.md has the measurement).
    """
    means, errors = {}, {}
    for size, fits in refits.items():
        given = [fit.predict(points) for _, fit in fits]
        pairs = [adjusted_rand_score(a, b) for a, b in combinations(given, 2)]
        means[size] = float(np.mean(pairs))
        errors[size] = float(np.std(pairs) / np.sqrt(len(fits)))
    best = max(means, key=lambda size: (means[size], size))
    least = means[best] - max(errors[best], TOLERANCE)
    largest = max(size for size, mean in means.items() if mean >= least)
    return largest, means[largest]


def _jaccard(final: KMeans, refits: Refits, counted: Matrix) -> tuple[float, ...]:
    """Return, by cluster, the mean overlap with its best match in the refits.

    Comments where ``counted`` is 0 are left aside.
    """
    size = final.n_clusters
    overlap = np.zeros((len(refits), size))
    for number, (rows, fit) in enumerate(refits):
        both = np.zeros((size, size))
        np.add.at(both, (final.labels_[rows], fit.labels_), counted[rows])
        union = both.sum(1)[:, None] + both.sum(0)[None, :] - both
        overlap[number] = (both / np.maximum(union, 1)).max(axis=1)
    return tuple(overlap.mean(axis=0).round(4).tolist())
