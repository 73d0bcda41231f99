"""How a round is scored and run: everything that the committee approves beside the instrument.

Defaults are those of the method (docs/method.md). The shipped parameters write all of them out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from analysis.instrument import Id, Language, Words
from analysis.yaml_files import Strict

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0)]
Names = Annotated[Mapping[Language, Words], Field(min_length=1)]


class Cluster(Strict):
    """A thing that is rated; ``city`` stands in the stem (default: the name)."""

    id: Id
    name: Names
    city: Mapping[Language, Words] = {}

    def city_in(self, language: str) -> str:
        """Return the city's name in a language, else in the first one given."""
        return in_language(self.city or self.name, language)


class Group(Strict):
    """A stakeholder group."""

    id: Id
    name: Names
    weight: Weight = 1.0
    required: bool = True


class Minimums(Strict):
    """Counts below which something is withheld, merged or not scored. Never below the defaults."""

    scored: Annotated[int, Field(ge=15)] = 15
    shown: Annotated[int, Field(ge=5)] = 5
    comments: Annotated[int, Field(ge=10)] = 10
    remainder: Annotated[int, Field(ge=5)] = 5
    profile: Annotated[int, Field(ge=5)] = 5
    organisations: Annotated[int, Field(ge=3)] = 3
    organisations_eligible: Annotated[int, Field(ge=3)] = 5
    invited: Annotated[int, Field(ge=1)] = 60
    reminders: Annotated[int, Field(ge=0, le=5)] = 2


class Caps(Strict):
    """Largest shares of a cell's invitations."""

    organisation: Share = 0.20
    organisation_of_many: Share = 0.10
    many: Annotated[int, Field(ge=2)] = 15
    nominated: Share = 0.25


class Quality(Strict):
    """Thresholds of careless answering (docs/method.md, step 3)."""

    longest_run: Share = 2 / 3
    spread: Annotated[float, Field(ge=0)] = 0.30
    distance: Share = 0.001


class Margin(Strict):
    """The known distribution of a profile item, by option; of one cell, or of every cell."""

    item: Id
    totals: Annotated[Mapping[Id, Weight], Field(min_length=2)]
    cluster: Id | None = None
    group: Id | None = None


class CompleteList(Strict):
    """A cell in which everybody on an independent list is invited, however few they are."""

    cluster: Id
    group: Id


class Draws(Strict):
    """Numbers of random draws; ``rank_sets`` null: 100,000 up to 40 clusters, else 10,000."""

    rank_sets: Annotated[int, Field(ge=1000, le=1_000_000)] | None = None
    stability: Annotated[int, Field(ge=100, le=100_000)] = 4000


class Concentration(Strict):
    """How closely random weights stay to the approved ones (Dirichlet)."""

    dimensions: Annotated[float, Field(gt=0)] = 60.0
    groups: Annotated[float, Field(gt=0)] = 40.0


class NonPerformance(Strict):
    """What must hold before non-performance is shown (docs/method.md, step 11)."""

    threshold: Annotated[float, Field(ge=0, le=100)] = 50.0
    share_last: Share = 0.95
    share_last_with_weights: Share = 0.80
    breakdown: Annotated[int, Field(ge=1)] = 10


class Prior(Strict):
    """Probabilities of the classes that an open question leads to expect."""

    negative: Share
    neutral: Share
    positive: Share


class Sentiment(Strict):
    """The gated prior by question, and the index's weight in the score (at most .10)."""

    weight: Annotated[float, Field(ge=0, le=0.10)] = 0.0
    question_weights: Mapping[Id, Weight] = {}
    priors: Mapping[Id, Prior] = {}
    short_words: Annotated[int, Field(ge=0)] = 3
    short: Share = 1.0
    long: Share = 0.5
    contrary: Share = 0.0


class Keyholders(Strict):
    """How many cards there are, and how many close a round."""

    needed: Annotated[int, Field(ge=1, le=10)] = 2
    cards: Annotated[int, Field(ge=1, le=10)] = 3


class Indicator(Strict):
    """An objective indicator with goalposts that were fixed before data were seen."""

    id: str
    parent: str
    weight: Weight
    worst: float
    best: float


class Aggregate(Strict):
    """A weighted mean of indicators or aggregates; the one without parent is the result."""

    id: str
    parent: str | None = None
    weight: Weight = 1.0


class Composite(Strict):
    """The objective part: a tree of indicators."""

    scale: tuple[float, float] = (0.0, 100.0)
    aggregation: Literal["arithmetic", "geometric"] = "arithmetic"
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]
    aggregates: Annotated[tuple[Aggregate, ...], Field(min_length=1)]

    @property
    def entries(self) -> tuple[Indicator | Aggregate, ...]:
        """Indicators, then aggregates."""
        return (*self.indicators, *self.aggregates)


class Joint(Strict):
    """The joint score: share of the subjective part, and how far sensitivity moves it."""

    subjective: Share = 0.5
    step: Share = 0.1


class Parameters(Strict):
    """A version of the scoring and running parameters."""

    parameters: Id
    version: Annotated[int, Field(ge=1)]
    clusters: Annotated[tuple[Cluster, ...], Field(min_length=1, max_length=100)]
    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=20)]
    weights: Mapping[Id, Weight] = {}
    minimums: Minimums = Minimums()
    caps: Caps = Caps()
    quality: Quality = Quality()
    margins: tuple[Margin, ...] = ()
    complete_lists: tuple[CompleteList, ...] = ()
    intra_organisation: Share = 0.05
    smoothing: bool = True
    tau_squared: Annotated[float, Field(ge=0)] | None = None
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    draws: Draws = Draws()
    concentration: Concentration = Concentration()
    seed: int = 1
    non_performance: NonPerformance = NonPerformance()
    sentiment: Sentiment = Sentiment()
    codebook: str | None = None
    quorum: Annotated[int, Field(ge=1, le=20)] = 2
    keyholders: Keyholders = Keyholders()
    public_edition: bool = True
    response_bytes: Annotated[int, Field(ge=1024, le=65_536)] = 8192
    composite: Composite | None = None
    joint: Joint | None = None

    @property
    def cluster_ids(self) -> tuple[str, ...]:
        return tuple(cluster.id for cluster in self.clusters)

    @property
    def group_ids(self) -> tuple[str, ...]:
        return tuple(group.id for group in self.groups)

    def cluster(self, key: str) -> Cluster:
        """Return the cluster with this id; raise ``KeyError`` if there is none."""
        found = {cluster.id: cluster for cluster in self.clusters}
        return found[key]

    def complete_list(self, cluster: str, group: str) -> bool:
        """Tell whether everybody on an independent list is invited in a cell."""
        return any((own.cluster, own.group) == (cluster, group) for own in self.complete_lists)

    def dimension_weight(self, key: str) -> float:
        """Return the weight of a dimension (1 where no weights are given)."""
        return self.weights[key] if self.weights else 1.0

    def canonical(self) -> str:
        """Return JSON that is the same for the same parameters, and is read by ``from_json``."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def in_language(names: Mapping[str, str], language: str) -> str:
    """Return the name in a language, else in the first one given."""
    return names.get(language) or next(iter(names.values()))


def from_json(text: str) -> Parameters:
    """Return the parameters that ``canonical`` wrote."""
    return Parameters.model_validate_json(text)
