"""All that is computed once for a round, before anything is said of single clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.change import change_report
from analysis.choices import choice_sensitivity
from analysis.evidence import evidence
from analysis.leave_one_out import leave_one_out
from analysis.objective import Indicators
from analysis.parameters import Parameters
from analysis.ranking import Ranking, ranking, scheme_of
from analysis.sensitivity import variants
from analysis.stability import Stability, stability
from analysis.vignettes import vignette_report


@dataclass(frozen=True)
class Previous:
    """The round before: its table T and its summary."""

    table: Mapping[str, Any]
    summary: Mapping[str, Any]

    def entry(self, cluster: str) -> Mapping[str, Any] | None:
        """Return what that round's summary says of a cluster, if it had a score."""
        found = [e for e in self.summary["clusters"] if e["id"] == cluster and "score" in e]
        return found[0] if found else None

    def status(self, cluster: str) -> str | None:
        """Return whether a cluster was ranked then, None if it was not in the round."""
        found = [str(e["status"]) for e in self.summary["clusters"] if e["id"] == cluster]
        return found[0] if found else None

    @property
    def tau2(self) -> float | None:
        found = self.summary["tau_squared"]
        return None if found is None else found["used"]


@dataclass(frozen=True)
class Inputs:
    """What a round is scored from."""

    answers: Mapping[str, Any]
    parameters: Parameters
    indicators: Indicators | None = None
    previous: Previous | None = None

    @property
    def with_known_tau2(self) -> Parameters:
        """The parameters, with τ² of the round before where they name none themselves."""
        known = self.parameters.tau_squared
        if known is None and self.previous is not None:
            known = self.previous.tau2
        return self.parameters.model_copy(update={"tau_squared": known})


@dataclass(frozen=True)
class Assessment:
    """Results over all clusters that have a score."""

    ranking: Ranking
    stability: Stability
    variants: list[dict[str, Any]]
    removals: list[dict[str, Any]]
    vignettes: dict[str, Any] | None
    choices: dict[str, Any]
    change: dict[str, Any] | None


def assess(inputs: Inputs) -> Assessment:
    """Score, rank and vary; raise ``CannotScore`` where T does not allow a ranking."""
    answers, parameters = inputs.answers, inputs.with_known_tau2
    base = evidence(answers)
    scheme = scheme_of(parameters, base.dimensions)
    found = ranking(base, scheme, parameters)
    return Assessment(
        found,
        stability(
            found.scores,
            parameters.concentration,
            draws=parameters.draws.stability,
            seed=parameters.seed,
        ),
        variants(answers, found, parameters),
        leave_one_out(base, scheme, parameters),
        vignette_report(answers, found.scores),
        choice_sensitivity(answers, parameters, inputs.indicators),
        changes(inputs),
    )


def changes(inputs: Inputs) -> dict[str, Any] | None:
    """Return the change since the round before, if there was one."""
    if inputs.previous is None:
        return None
    before = inputs.previous.table["answers"]
    return change_report(inputs.answers, before, inputs.parameters)
