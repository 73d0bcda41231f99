"""What the committee sees of made-up rounds before it approves: does the method find the truth,
and how often would the rule of non-performance find a cluster that lies behind?

The figures come from made-up rounds under the committee's own parameters, so they are kept by the
parameters' hash. Reading them here loads nothing of the simulation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.exact import DATA
from analysis.parameters import Parameters
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.rounds.state import find
from surveyapp.settings import Settings
from surveyapp.store import audit, configurations

SHIPPED = DATA / "simulation.json"
RUNS = 100


@dataclass(frozen=True)
class Simulated:
    """``power``: gap in points → how often each condition holds; ``method``: coverage, tau, …"""

    power: Mapping[str, Mapping[str, Any]]
    method: Mapping[str, Any] | None


def simulated(settings: Settings, parameters: Parameters) -> Simulated | None:
    """Return what was simulated under these parameters, None if nobody has asked for it."""
    for file in (_file(settings, parameters), SHIPPED):
        if file.is_file():
            found = json.loads(file.read_text("utf-8"))
            if found["parameters"] == parameters.hash:
                method = found.get("method") or found.get("conditions", {}).get("base")
                return Simulated(dict(found["power"]), method)
    return None


def simulate_power(site: Installation, name: str, *, actor: Actor, runs: int = RUNS) -> None:
    """Simulate rounds under the parameters of a round; takes minutes, so the worker does it."""
    from analysis.simulated_conditions import like_the_committees
    from analysis.simulated_power import GAPS, power

    with site.store.reading() as session:
        configuration = configurations.load(session, find(session, name).configuration_hash)
    parameters = configuration.parameters
    found = {
        "parameters": parameters.hash,
        "runs": runs,
        "power": {str(gap): power(parameters, gap, runs) for gap in GAPS},
        "method": like_the_committees(parameters, runs),
    }
    file = _file(site.settings, parameters)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(found))
    beside.replace(file)
    with site.store.writing() as session:
        audit.append(
            session, site.clock(), actor.name, "round.simulate", name, parameters=parameters.hash
        )


def _file(settings: Settings, parameters: Parameters) -> Path:
    return settings.data / "power" / f"{parameters.hash}.json"
