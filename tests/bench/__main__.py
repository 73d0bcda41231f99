"""Run the benchmarks and print one table as Markdown and as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from tests.bench import main_job, performance, ranking, text, weight
from tests.bench.row import Row

BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "performance": performance.run,
    "main_job": main_job.run,
    "ranking": ranking.run,
    "text": text.run,
    "weight": weight.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, help="one of the benchmarks")
    only = parser.parse_args().only
    rows: list[Row] = []
    for name, run in BENCHMARKS.items():
        if only in {None, name}:
            print(f"running {name} …", file=sys.stderr)
            rows += run()
    print("| measured | figure | aim |\n| --- | --- | --- |")
    for row in rows:
        print(f"| {row.measured} | {row.figure} | {row.aim} |")
    print()
    print(json.dumps([row._asdict() for row in rows], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
