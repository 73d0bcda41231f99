"""An edition knows the round before it, as that was released."""

from __future__ import annotations

import zipfile

import pytest

from analysis.verify import verify
from surveyapp.installation import Installation
from surveyapp.rounds import state
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.close import close
from surveyapp.rounds.editions import draft_of
from surveyapp.rounds.release import release
from surveyapp.rounds.releases import BundleChanged
from tests.conftest import Clock
from tests.factories import TESTER, make_round, send_answers, small_configuration, some_answers


def make_analysed(site: Installation, name: str, **parameters: str) -> None:
    made = make_round(site, small_configuration(**parameters), name=name, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    close(site, name, list(made.cards[:2]), actor=TESTER)
    analyse(site, name, actor=TESTER)


def test_change_since_the_round_before_is_released_and_checked(
    site: Installation, clock: Clock
) -> None:
    make_analysed(site, "test-2026")
    release(site, "test-2026", with_pdf=False, actor=TESTER)
    clock.turn(days=365)
    make_analysed(site, "test-2027")
    folder = release(site, "test-2027", with_pdf=False, actor=TESTER)
    bundle = (folder / "test-2027.zip").read_bytes()
    assert verify(bundle).faults == []
    with zipfile.ZipFile(folder / "test-2027.zip") as archive:
        names = archive.namelist()
        change = archive.read("change.csv").decode()
    assert "previous.json" in names
    # the same answers again: nothing has changed
    assert change.splitlines()[1].startswith("north,academia+industry,0.0,")
    with zipfile.ZipFile(folder / "test-2027-public.zip") as archive:
        assert "previous.json" not in archive.namelist()


def test_another_survey_is_not_the_round_before(site: Installation, clock: Clock) -> None:
    make_analysed(site, "other-2026", parameters="other")
    release(site, "other-2026", with_pdf=False, actor=TESTER)
    clock.turn(days=365)
    make_analysed(site, "test-2027")
    with site.store.reading() as session:
        edition = draft_of(session, state.find(session, "test-2027"), site)
    assert edition.before is None
    assert edition.summary["change"] is None


def test_a_changed_bundle_of_the_round_before_is_not_built_upon(
    site: Installation, clock: Clock
) -> None:
    make_analysed(site, "test-2026")
    folder = release(site, "test-2026", with_pdf=False, actor=TESTER)
    clock.turn(days=365)
    make_analysed(site, "test-2027")
    path = folder / "test-2026.zip"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(BundleChanged):
        release(site, "test-2027", with_pdf=False, actor=TESTER)
