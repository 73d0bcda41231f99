"""Evaluators ask for analyses and releases, read them, and download exactly what was frozen."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from flask import Flask

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.rounds import errands
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.release import release
from tests.factories import TESTER, find_round, make_round
from tests.people import Person, sign_in
from tests.results import make_closed, make_released, make_released_alone, queued

PATH = "/evaluate/test-2026"


@pytest.fixture
def app(site: Installation) -> Flask:
    return create_app(site.settings, site)


def evaluator(app: Flask, site: Installation) -> Person:
    return sign_in(app, site, "evaluator@example.org")


def test_nothing_is_computed_before_the_close(app: Flask, site: Installation) -> None:
    make_round(site)
    person = evaluator(app, site)
    page = person.get(PATH)
    assert "Nothing is computed from answers before" in page.text
    token = page.tree.xpath("//input[@name='csrf_token']/@value")
    assert not token
    assert queued(site) == []


def test_analysis_and_release_go_through_the_queue(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = evaluator(app, site)
    assert "Analyse the comments first" in person.get(PATH).text
    page = person.send(person.get(PATH), "Analyse")
    assert "Under way" in page.text
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.analyse"]
    errands.carry_out(
        site, "analyse", ids[0], ids[1], lambda name, actor: analyse(site, name, actor=actor)
    )
    page = person.get(PATH)
    assert "The comments have been analysed." in page.text
    assert "been reviewed by a person yet" in page.text
    assert "analyse again before you release" in page.text
    page = person.send(page, "Release the results")
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.release"]
    errands.carry_out(
        site, "release", ids[0], ids[1],
        lambda name, actor: release(site, name, with_pdf=False, actor=actor),
    )  # fmt: skip
    assert find_round(site).state == "released"
    assert "Release 1" in person.get(PATH).text
    assert "No person had reviewed any comment" in person.get(f"{PATH}/1").text


def test_an_errand_that_is_refused_says_why(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = evaluator(app, site)
    person.send(person.get(PATH), "Analyse")
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.analyse"]
    errands.carry_out(
        site, "analyse", ids[0], ids[1],
        lambda name, actor: release(site, name, with_pdf=False, actor=actor),
    )  # fmt: skip
    page = person.get(PATH)
    assert "The last attempt was refused: Analyse the comments of test-2026 first" in page.text


def test_a_correction_needs_a_reason(app: Flask, site: Installation) -> None:
    make_released(site)
    person = evaluator(app, site)
    page = person.get(PATH)
    assert person.send(page, "Correct the release", why="").status == 422
    person.send(page, "Correct the release", why="A weight was mistyped.")
    ((_, _, _, why),) = [job for job in queued(site) if job[0] == "round.release"]
    assert why == "A weight was mistyped."


def test_a_release_is_read_and_downloaded_as_it_was_frozen(app: Flask, site: Installation) -> None:
    made = make_released(site)
    person = evaluator(app, site)
    folder = site.settings.data / "releases" / made.name / "1"
    frozen = (folder / f"{made.name}.zip").read_bytes()
    downloaded = person.client.get(f"{PATH}/1/full.zip")
    assert downloaded.data == frozen
    assert "attachment" in downloaded.headers["Content-Disposition"]
    summary = json.loads(zipfile.ZipFile(io.BytesIO(frozen)).read("summary.json"))
    page = person.get(f"{PATH}/1")
    assert summary["headline"]["en"] in page.text
    assert hashlib.sha256(frozen).hexdigest() in page.text
    assert len(page.tree.xpath("//figure//svg[title and desc]")) >= 3
    for entry in summary["clusters"]:
        assert f"{entry['score']:.1f}" in page.text
    assert person.client.get(f"{PATH}/1/files/table.json").data
    assert person.client.get(f"{PATH}/1/files/../../secret").status_code == 404
    assert person.get(f"{PATH}/2").status == 404
    public = (folder / f"{made.name}-public.zip").read_bytes()
    assert person.client.get(f"{PATH}/1/public.zip").data == public


def test_one_scored_cluster_is_shown_without_a_comparison(app: Flask, site: Installation) -> None:
    make_released_alone(site)
    page = evaluator(app, site).get(f"{PATH}/1")
    assert "No comparison is possible" in page.text
    heads = {own.text_content() for own in page.tree.xpath("//th[@scope='col']")}
    assert "Score" in heads
    assert not heads & {"Rank", "Possible ranks", "Against the others"}
    assert not any(word in page.text for word in ("clear", "the others", "Possible ranks"))
    assert len(page.tree.xpath("//figure//svg[title and desc]")) == 1


def test_a_bundle_that_was_changed_is_not_handed_out(app: Flask, site: Installation) -> None:
    made = make_released(site)
    path = site.settings.data / "releases" / made.name / "1" / f"{made.name}.zip"
    path.write_bytes(path.read_bytes() + b"\0")
    person = evaluator(app, site)
    for address in (f"{PATH}/1", f"{PATH}/1/full.zip"):
        page = person.get(address)
        assert page.status == 409
        assert "not the one that was released" in page.text


def test_an_errand_actor_is_whoever_asked(app: Flask, site: Installation) -> None:
    make_closed(site)
    person = evaluator(app, site)
    person.send(person.get(PATH), "Analyse")
    ((_, *ids),) = [job for job in queued(site) if job[0] == "round.analyse"]
    actors = []
    errands.carry_out(site, "analyse", ids[0], ids[1], lambda _, actor: actors.append(actor.name))
    assert actors == ["evaluator@example.org"]
    assert TESTER.name not in actors
