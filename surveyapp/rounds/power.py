"""How often the rule of non-performance would find a cluster that lies behind: for the committee.

The figures come from made-up rounds under the committee's own parameters, so they are kept by the
parameters' hash. Reading them here loads nothing of the simulation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
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
Rows = Mapping[str, Mapping[str, Any]]


def power_of(settings: Settings, parameters: Parameters) -> Rows | None:
    """Return gap in points → how often each condition holds, None if nobody has asked for it."""
    for file in (_file(settings, parameters), SHIPPED):
        if file.is_file():
            found = json.loads(file.read_text("utf-8"))
            if found["parameters"] == parameters.hash:
                return dict(found["power"])
    return None


def simulate_power(site: Installation, name: str, *, actor: Actor, runs: int = RUNS) -> None:
    """Simulate rounds under the parameters of a round; takes minutes, so the worker does it."""
    from analysis.simulated_power import GAPS, power

    with site.store.reading() as session:
        configuration = configurations.load(session, find(session, name).configuration_hash)
    parameters = configuration.parameters
    rows = {str(gap): power(parameters, gap, runs) for gap in GAPS}
    file = _file(site.settings, parameters)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps({"parameters": parameters.hash, "runs": runs, "power": rows}))
    beside.replace(file)
    with site.store.writing() as session:
        audit.append(
            session, site.clock(), actor.name, "round.simulate", name, parameters=parameters.hash
        )


def _file(settings: Settings, parameters: Parameters) -> Path:
    return settings.data / "power" / f"{parameters.hash}.json"
