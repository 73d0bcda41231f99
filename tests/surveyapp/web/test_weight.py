"""The whole form weighs at most 40 kB on the wire, in every language and order."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from surveyapp.installation import Installation
from tests.factories import make_round, shipped_configuration

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
    assert [part.status_code for part in parts] == [200, 200]
    assert all("immutable" in part.headers["Cache-Control"] for part in parts)
    return sum(len(str(part.headers)) + len(part.data) for part in (page, *parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_keeps_within_its_budget(client: FlaskClient, code: str, language: str) -> None:
    assert max(weigh(client, code, language) for _ in range(5)) < BUDGET
