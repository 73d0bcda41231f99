"""The whole form weighs at most 40 kB on the wire, and its length tells nothing."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from surveyapp.installation import Installation
from tests.factories import make_round, shipped_configuration
from tests.pages import Page

BUDGET = 40_000
GZIP = {"Accept-Encoding": "gzip, deflate, br"}
LANGUAGES = ["en", "hi", "kn", "mr", "te"]


@pytest.fixture
def code(site: Installation) -> str:
    return make_round(site, shipped_configuration()).codes[0]


def weigh(client: FlaskClient, code: str, language: str) -> int:
    """Return the bytes of the form and of everything that it loads, headers included."""
    page = client.post("/i", data={"code": code, "language": language}, headers=GZIP)
    import gzip

    html = gzip.decompress(page.data).decode()
    parts = [
        client.get(address, headers=GZIP) for address in re.findall(r'="(/assets/[^"]+)"', html)
    ]
    assert [part.status_code for part in parts] == [200, 200, 200]
    assert all("immutable" in part.headers["Cache-Control"] for part in parts)
    return sum(len(str(part.headers)) + len(part.data) for part in (page, *parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_keeps_within_its_budget(client: FlaskClient, code: str, language: str) -> None:
    assert max(weigh(client, code, language) for _ in range(5)) < BUDGET


@pytest.mark.parametrize("headers", [GZIP, {"Accept-Encoding": "identity"}])
def test_replies_are_equally_long_for_everybody(
    client: FlaskClient, site: Installation, headers: dict[str, str]
) -> None:
    made = make_round(site, shipped_configuration())
    lengths: dict[str, set[int]] = {"questionnaire": set(), "with an answer": set(), "sent": set()}
    for number, code in enumerate(made.codes[::6]):
        asked = {"code": code, "language": LANGUAGES[number % len(LANGUAGES)]}
        lengths["questionnaire"].add(len(client.post("/i", data=asked, headers=headers).data))
        fields = dict(Page(client.post("/i", data=asked)).form_with("_order").form_values())
        fields["easier"] = "No queue. " * (number + 1)
        typed = client.post("/i/language", data=fields, headers=headers)
        lengths["with an answer"].add(len(typed.data))
        lengths["sent"].add(len(client.post("/i/answers", data=fields, headers=headers).data))
    assert {key: len(found) for key, found in lengths.items()} == dict.fromkeys(lengths, 1)
