"""A release that would tell too much is refused before anything is written."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from surveyapp.installation import Installation
from surveyapp.reports.audit import TellsTooMuch, UnknownFile, check_editions
from surveyapp.reports.build import build, build_public
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.release import release
from surveyapp.store.results import Release, ResultTable
from surveyapp.store.round import State
from tests.factories import TESTER, find_round
from tests.results import make_closed
from tests.surveyapp.reports.editions import plain_edition

NAME = "test-2026"


def test_a_leaky_release_is_refused_and_nothing_is_written(site: Installation) -> None:
    """The table is altered so that three careless answers stand between two means."""
    make_closed(site)
    analyse(site, NAME, actor=TESTER)
    with site.store.writing() as session:
        kept = session.scalars(select(ResultTable)).one()
        safe = kept.answers
        answers = json.loads(safe)
        cell, own = answers["cells"][0], answers["uncleaned"][0]
        figures = {name: list(cell[name]) for name in ("mean", "sd", "answered")}
        figures["answered"] = [n + 3 for n in figures["answered"]]
        figures["mean"] = [mean + 1 for mean in figures["mean"]]
        own |= {"same": False}
        own["figures"] = {"n": cell["n"] + 3, "n_eff": cell["n_eff"], **figures}
        kept.answers = json.dumps(answers)
    with pytest.raises(TellsTooMuch) as refused:
        release(site, NAME, with_pdf=False, actor=TESTER)
    said = str(refused.value)
    assert "Nothing was released" in said
    place = f"cell {cell['cluster']} / {'+'.join(cell['groups'])}"
    assert f"{place}, with and without careless answers" in said
    assert not (site.settings.data / "releases").exists()
    with site.store.reading() as session:
        assert session.scalars(select(Release)).all() == []
    assert find_round(site, NAME).state == State.CLOSED
    with site.store.writing() as session:
        session.scalars(select(ResultTable)).one().answers = safe
    release(site, NAME, with_pdf=False, actor=TESTER)
    # a correction whose population differs by two from that of the release before
    with site.store.writing() as session:
        answers = json.loads(safe)
        answers["cells"][0]["n"] += 2
        session.scalars(select(ResultTable)).one().answers = json.dumps(answers)
    with pytest.raises(TellsTooMuch, match="against the release before"):
        release(site, NAME, corrects=1, why="Two more", with_pdf=False, actor=TESTER)


def test_a_file_that_nobody_has_described_is_refused() -> None:
    edition = plain_edition()
    full = build(edition, {}, with_pdf=False)
    public = build_public(edition, {}, with_pdf=False)
    minimums = edition.configuration.parameters.minimums
    for one in ({**full, "by_age.csv": b"age,mean\n"}, full):
        other = public if "by_age.csv" in one else {**public, "by_age.csv": b"age,mean\n"}
        with pytest.raises(UnknownFile, match=r"by_age\.csv"):
            check_editions(one, other, minimums)
