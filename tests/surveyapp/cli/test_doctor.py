"""``surveyapp doctor --anonymity`` attacks a synthetic round of its own, and can fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from click.testing import CliRunner, Result

from surveyapp.anonymity.attack import attack
from surveyapp.anonymity.plunder import Size
from surveyapp.anonymity.scratch import scratch_site, server_folder
from surveyapp.cli import doctor
from surveyapp.installation import Installation
from tests.anonymity.variants import hour_of_answering
from tests.conftest import SiteMaker
from tests.factories import make_round
from tests.postgresql import PostgresServer

Run = Callable[..., Result]


@pytest.fixture
def run(site: Installation, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on an installation; the attacks are small, so as to be quick."""
    site.keys.installation()
    (site.settings.data / "survey.sqlite").chmod(0o600)
    small = partial(attack, size=Size(invited=20, answering=16, copy_every=40), permutations=100)
    monkeypatch.setattr(doctor, "attack", small)
    monkeypatch.setattr(doctor, "site", lambda: site)
    return lambda *words: CliRunner().invoke(doctor.doctor, words)


def test_a_sound_installation_ends_with_status_0(run: Run, site: Installation) -> None:
    make_round(site)
    result = run("--anonymity")
    assert result.exit_code == 0, result.output
    assert "Nothing is wrong" in result.output
    assert "response ~ invitation" in result.output
    assert "Verdict: chance" in result.output


def test_a_leak_ends_with_status_1(
    run: Run, site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour_of_answering(monkeypatch, site)
    result = run("--anonymity")
    assert result.exit_code == 1, result.output
    assert "Verdict: LEAK: response ~ invitation" in result.output


def test_a_scratch_installation_is_of_the_same_kind_and_leaves_nothing(
    make_site: SiteMaker, postgresql: PostgresServer
) -> None:
    site = make_site("postgresql")
    assert server_folder(site) == postgresql.folder
    with scratch_site(site) as scratch:
        assert scratch.store.engine.dialect.name == "postgresql"
        assert scratch.settings.database_url != site.settings.database_url
        assert scratch.settings.data != site.settings.data
        name = scratch.store.engine.url.database
        make_round(scratch)
    with site.store.engine.connect() as connection:
        known = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
    assert name not in known
    assert not scratch.settings.data.exists()
