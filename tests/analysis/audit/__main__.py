"""``python -m tests.analysis.audit``: what the audit withholds and takes, at two sizes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.audit.audit import audit
from analysis.audit.shares import KINDS
from analysis.audit.withhold import protected
from analysis.instrument import Instrument
from analysis.parameters import Parameters
from analysis.table import tabulate
from tests.analysis.rounds import (
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)
from tests.factories import shipped_configuration


def shown(shares: Iterable[Mapping[str, Any]]) -> int:
    """Count the shares that are not withheld."""
    return sum(entry.get(kind) is not None for entry in shares for kind in KINDS)


def measured(name: str, instrument: Instrument, parameters: Parameters) -> str:
    """Return a line of the table; one cell has 9 people, the others 30."""
    sizes = full_sizes(30, parameters.cluster_ids, parameters.group_ids)
    sizes[next(iter(sizes))] = 9
    raw = tabulate(make_responses(instrument, sizes), make_invitations(sizes), instrument,
                   parameters)  # fmt: skip
    start = time.process_time()
    safe = protected(raw, parameters.minimums)
    middle = time.process_time()
    found = audit({"answers": safe.answers, "comments": None}, parameters.minimums)
    end = time.process_time()
    counts = [shown(table.answers["shares"]) for table in (raw, safe)]
    return (
        f"| {name} | {len(sizes)} | {len(instrument.rating_items)} | {counts[0]} | "
        f"{counts[0] - counts[1]} | {len(found)} | {middle - start:.1f} | {end - middle:.1f} |\n"
    )


def main() -> None:
    sys.stdout.write(
        "| round | cells | items | shares shown | then withheld | found after that | "
        "seconds at the close | seconds at the release |\n| --- " + "| --- " * 7 + "|\n"
    )
    shipped = shipped_configuration()
    sys.stdout.write(measured("as shipped", shipped.instrument, shipped.parameters))
    clusters, groups = [f"c{i}" for i in range(10)], [f"g{i}" for i in range(6)]
    parameters = make_parameters(clusters, groups)
    sys.stdout.write(measured("large", make_instrument(dimensions=12, items=4), parameters))


if __name__ == "__main__":
    main()
