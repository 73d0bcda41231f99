"""The privacy page: the notice of the law, in five languages, with the operator's own terms."""

from __future__ import annotations

import lxml.html
import pytest

from surveyapp.app import create_app
from tests.conftest import SiteMaker

LANGUAGES = ("en", "hi", "kn", "mr", "te")
TERMS = {
    "OPERATOR": "Office of Science, 1 Fort Road", "CONTACT": "ask@example.org",
    "KEEP_IDENTITIES": "91", "KEEP_RESPONSES": "83",
}  # fmt: skip


def shown(make_site: SiteMaker, language: str, **settings: str) -> str:
    site = make_site(**settings)
    page = create_app(site.settings, site).test_client().get(f"/privacy?language={language}")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    main = lxml.html.document_fromstring(page.text).xpath("//main")[0]
    return " ".join(main.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_responsible_how_long_and_whom_to_ask(make_site: SiteMaker, language: str) -> None:
    text = shown(make_site, language, **TERMS)
    for term in TERMS.values():
        assert term in text
    assert "2023" in text


def test_the_notice_names_data_purpose_rights_and_where_to_complain(make_site: SiteMaker) -> None:
    text = shown(make_site, "en")
    for words in (
        "What we have about you", "What it is for", "Your rights", "a copy of what is stored",
        "corrected or erased", "take back your agreement", "Data Protection Board of India",
        "those who invited you", "the address from which your invitation came",
        "365 days after the end of the round", "with the receipt code, until answering is over",
    ):  # fmt: skip
        assert words in text


def test_what_is_kept_for_good_is_said(make_site: SiteMaker) -> None:
    text = shown(make_site, "en", KEEP_IDENTITIES="0", KEEP_RESPONSES="0")
    assert "until you ask us to erase them" in text
    assert "without an end" in text


def test_no_two_languages_say_the_same(make_site: SiteMaker) -> None:
    assert len({shown(make_site, language) for language in LANGUAGES}) == len(LANGUAGES)
