"""Comments as points: TF-IDF, its latent dimensions, and means of word vectors.

Word vectors come from the comments themselves (positive pointwise mutual information of words in
the same comment, after Levy, Goldberg and Dagan 2015). They bring together comments that say the
same in different words, which TF-IDF alone keeps apart (docs/models.md has the measurement).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

Matrix = NDArray[np.float64]
# a word that fewer comments contain could point at a person
RAREST = 5
LATENT = 100
MEANING = 60
SMOOTHING = 0.75
CAUTION = 2


@dataclass(frozen=True)
class Space:
    """A vocabulary with what it takes to place a comment: fitted once, applied to many."""

    terms: dict[str, int]
    idf: Matrix
    latent: Matrix
    meaning: Matrix

    def points(self, texts: Sequence[Sequence[str]]) -> Matrix:
        """Return one row of length 1 for each text (0 where it has no known word)."""
        given = self.weights(texts)
        parts = [normalize(given @ axis) for axis in (self.latent, self.meaning)]
        result: Matrix = normalize(np.hstack(parts))
        return result

    def weights(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """Return TF-IDF, each row scaled to length 1."""
        counts = _counts(texts, self.terms)
        counts.data = 1 + np.log(counts.data)
        return normalize(counts @ diags(self.idf))


def learn_space(
    texts: Sequence[Sequence[str]],
    *,
    rarest: int = RAREST,
    lonely: Sequence[bool] | None = None,
) -> Space | None:
    """Make a space from texts given as lists of stems; None where too few words are common.

    ``lonely`` tells which texts have no theme. A word counts the more, the more of its texts have
    none: what the codebook lacks then comes together, what it knows keeps its place.
    """
    documents = Counter(term for text in texts for term in set(text))
    kept = sorted(term for term, count in documents.items() if count >= rarest)
    if len(kept) < 2:
        return None
    terms = {term: number for number, term in enumerate(kept)}
    frequency = np.array([documents[term] for term in kept])
    idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
    if lonely is not None and any(lonely):
        idf = idf * _loneliness(texts, kept, frequency, lonely)
    empty = np.zeros((len(kept), 0))
    weights = Space(terms, idf, empty, empty).weights(texts)
    latent = _axes(weights, min(LATENT, len(kept) - 1))
    together = _association(_counts(texts, terms))
    return Space(terms, idf, latent, _axes(together, min(MEANING, len(kept) - 1), rooted=True))


def _loneliness(
    texts: Sequence[Sequence[str]], kept: Sequence[str], frequency: Matrix, lonely: Sequence[bool]
) -> Matrix:
    """Return how much more often a word's texts have no theme than all texts, drawn to 1."""
    alone = Counter(t for text, yes in zip(texts, lonely, strict=True) if yes for t in set(text))
    overall = sum(lonely) / len(texts)
    count = np.array([alone[term] for term in kept])
    result: Matrix = (count + CAUTION * overall) / (frequency + CAUTION) / overall
    return result


def _counts(texts: Sequence[Sequence[str]], terms: dict[str, int]) -> csr_matrix:
    rows, columns = [], []
    for row, text in enumerate(texts):
        known = [terms[term] for term in text if term in terms]
        rows += [row] * len(known)
        columns += known
    shape = (len(texts), len(terms))
    found = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    found.sum_duplicates()
    return found


def _association(counts: csr_matrix) -> csr_matrix:
    """Return positive pointwise mutual information of words that share a comment."""
    present = (counts > 0).astype(np.float64)
    together = (present.T @ present).tocoo()
    apart = together.row != together.col
    rows, columns, value = together.row[apart], together.col[apart], together.data[apart]
    total = value.sum() or 1.0
    share = np.bincount(rows, value, present.shape[1])
    context = share**SMOOTHING
    context = context / (context.sum() or 1.0)
    information = np.log((value / total) / ((share[rows] / total) * context[columns]))
    shape = (present.shape[1], present.shape[1])
    return csr_matrix((np.maximum(information, 0.0), (rows, columns)), shape=shape)


def _axes(matrix: csr_matrix, size: int, *, rooted: bool = False) -> Matrix:
    """Return right singular vectors as columns; or left ones times the root of their values."""
    left, values, right = randomized_svd(matrix, size, random_state=1)
    result: Matrix = left * np.sqrt(values) if rooted else right.T
    return result
