"""Administrators and the committee see a questionnaire before there is a round."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from forms.instrument_yaml import to_yaml
from forms.xlsform.writing import write_xlsform
from surveyapp.app import create_app
from surveyapp.installation import Installation
from tests.factories import make_people
from tests.forms.instruments import every_kind
from tests.pages import Page
from tests.people import sign_in


@pytest.fixture
def app(site: Installation) -> Flask:
    make_people(site)
    return create_app(site.settings, site)


def preview(app: Flask, site: Installation, who: str, **files: bytes) -> tuple[object, Page]:
    person = sign_in(app, site, f"{who}@example.org")
    page = person.get(f"/{who}/preview")
    handed_in = {"instrument_files": next(iter(files.items()))} if files else {}
    return person, person.send(page, "Look at it", handed_in)


@pytest.mark.parametrize("who", ["admin", "committee"])
def test_the_shipped_questionnaire_is_shown_in_every_language(
    app: Flask, site: Installation, who: str
) -> None:
    person, page = preview(app, site, who)
    assert page.heading == "Doing science and technology in Cityname"
    form = page.form_with("_order")
    data = page.posted(form, city_trial="2", easier="Trying out")
    data.setlist("language", ["hi", "en"])
    hindi = person.post(f"/{who}/preview/page", data)  # type: ignore[attr-defined]
    assert hindi.field("language") == "hi"
    assert hindi.field("city_trial") == "2"
    assert hindi.field("easier").strip() == "Trying out"
    assert "Set-Cookie" not in hindi.headers or "session" in hindi.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("canteen.yaml", to_yaml(every_kind())["canteen.yaml"]),
        ("canteen.xlsx", write_xlsform(every_kind())),
    ],
)
def test_what_is_handed_in_is_shown_and_answers_are_tried_out(
    app: Flask, site: Installation, name: str, content: bytes
) -> None:
    person, page = preview(app, site, "committee", **{name: content})
    assert page.heading == "Lunch in Cityname"
    form = page.form_with("_order")
    bad = page.posted(form, soup="9")
    refused = person.post("/committee/preview/answers", bad)  # type: ignore[attr-defined]
    assert refused.status == 422
    assert refused.tree.xpath("//*[@id='e-soup']")
    good = page.posted(form, soup="2", rice="2", dishes=["dal", "idli"])
    read = person.post("/committee/preview/answers", good)  # type: ignore[attr-defined]
    assert read.heading == "What would be sealed"
    cells = [cell.text_content() for cell in read.tree.xpath("//td")]
    assert cells[:3] == ["good", "good", "–"]
    assert "Dal, Idli" in cells
    assert "is 2." in read.text


def test_faults_of_a_file_are_shown(app: Flask, site: Installation) -> None:
    _, page = preview(app, site, "admin", **{"x.yaml": b"instrument: x\n"})
    assert "'title' is missing" in page.text


def test_an_instrument_is_saved_as_a_workbook(app: Flask, site: Installation) -> None:
    person = sign_in(app, site, "admin@example.org")
    page = person.get("/admin/preview")
    data = page.posted(page.form_with("instrument"), workbook="1")
    response = person.client.post("/admin/preview", data=data)
    assert "st_clusters-1.xlsx" in response.headers["Content-Disposition"]
    assert load_workbook(BytesIO(response.data)).sheetnames == ["survey", "choices", "settings"]


def test_a_broken_instrument_in_the_page_is_refused(app: Flask, site: Installation) -> None:
    person, page = preview(app, site, "admin")
    data = page.posted(page.form_with("_order"), _instrument="{}")
    assert person.post("/admin/preview/page", data).status == 400  # type: ignore[attr-defined]
