"""Nobody links a response to an invitation better than by luck; and every known mistake shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.anonymity.attack import attack
from surveyapp.anonymity.plunder import Size
from surveyapp.anonymity.table import HEAD, leaks, line, recurring, verdict_line
from surveyapp.app import create_app
from tests.anonymity.summary import MISTAKES, PRODUCT
from tests.anonymity.variants import VARIANTS, Variant
from tests.conftest import SiteMaker

SEEDS = (1, 2, 3)
SMALLER = Size(invited=24, answering=20, copy_every=24)
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Print = Callable[[str, str], None]


def data_folder(request: pytest.FixtureRequest, database: str) -> Path | None:
    if database == "sqlite":
        return None
    folder: Path = request.getfixturevalue("postgresql").folder
    return folder


@pytest.mark.parametrize("database", NAMES)
def test_the_best_attack_is_luck(
    make_site: SiteMaker, database: str, request: pytest.FixtureRequest, print_at_end: Print
) -> None:
    folder = data_folder(request, database)
    runs = [
        attack(
            make_site(database), lambda site: create_app(site.settings, site), seed,
            data_folder=folder,
        )
        for seed in SEEDS
    ]  # fmt: skip
    title = f"{NAMES[database]}, all copies, logs and backups kept; {len(SEEDS)} rounds"
    rows = [line(verdict) for findings in runs for verdict in findings.verdicts]
    for each in (title, HEAD, *rows, verdict_line(runs)):
        print_at_end(PRODUCT, each)
    assert recurring(runs) == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_every_known_mistake_shows(
    make_site: SiteMaker, variant: Variant, monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest, print_at_end: Print,
) -> None:  # fmt: skip
    site = make_site(variant.database)
    variant.make(monkeypatch, site)
    findings = attack(
        site, lambda site: create_app(site.settings, site), 1, size=SMALLER,
        data_folder=data_folder(request, variant.database), permutations=200,
    )  # fmt: skip
    (verdict,) = [each for each in findings.verdicts if each.kind == variant.shows]
    found = "; ".join(f"{best.found:.0%} by {best.pair}" for best in leaks(verdict))
    print_at_end(
        MISTAKES,
        f"{'caught' if found else 'MISSED':<8}{variant.name:<48}{NAMES[variant.database]:<12}"
        f"{verdict.chance:>5.0%} by luck, {found}",
    )
    assert verdict.is_leak
