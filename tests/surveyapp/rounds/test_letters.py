"""Letters: one page each, in the participant's language, with a code that is kept nowhere."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from sqlalchemy import select

from surveyapp import codes
from surveyapp.cli.invitations import invitations
from surveyapp.installation import Installation
from surveyapp.reports.letters import Letter, letters_html, letters_pdf
from surveyapp.rounds import state
from surveyapp.rounds.letters import NobodyToWrite, letters
from surveyapp.store.audit import AuditEntry
from surveyapp.store.participant import Participant
from tests.factories import TESTER, make_round, send_answers, shipped_configuration, some_answers

NAME = "test-2026"


def written(site: Installation, only: str | None = None) -> list[Letter]:
    with site.store.writing() as session:
        return letters(session, state.find(session, NAME), site, only=only, actor=TESTER)


def test_everybody_gets_one_whoever_has_answered(site: Installation) -> None:
    made = make_round(site, per_cell=6)
    send_answers(site, made, made.codes[:5], some_answers)
    found = written(site)
    assert {codes.parse(letter.code) for letter in found} == set(made.codes)
    assert len(found) == 24
    assert [letter.link for letter in found] == [
        f"{site.settings.base_url}/i#{codes.parse(letter.code)}" for letter in found
    ]
    # in the order of the list, so that nothing else can be read from it
    assert [letter.organisation for letter in found[:6]] == sorted(
        letter.organisation for letter in found[:6]
    )
    with site.store.reading() as session:
        query = select(AuditEntry).where(AuditEntry.verb == "invitations.letters")
        (entry,) = session.scalars(query)
        assert entry.details == '{"count": 24}'


def test_who_does_not_want_to_be_asked_gets_none(site: Installation) -> None:
    make_round(site, per_cell=6)
    with site.store.writing() as session:
        person = session.scalars(select(Participant)).first()
        assert person is not None
        person.unsubscribed = True
    assert len(written(site)) == 23
    assert len(written(site, only="industry")) in {11, 12}
    with pytest.raises(NobodyToWrite):
        written(site, only="nobody")


def test_letters_speak_the_language_of_the_participant(site: Installation) -> None:
    make_round(site, shipped_configuration(), per_cell=60)
    with site.store.writing() as session:
        people = session.scalars(select(Participant).limit(2)).all()
        for language, person in zip(("kn", "hi"), people, strict=True):
            person.language = language
    found = {letter.language: letter for letter in written(site)}
    names = {cluster.name["kn"] for cluster in shipped_configuration().parameters.clusters}
    assert found["kn"].city in names
    kannada = shipped_configuration().instrument.in_language("kn").title
    assert found["kn"].title == kannada.replace("{city}", found["kn"].city)
    html = letters_html(list(found.values()), "x")
    assert '<section lang="kn">' in html


def test_each_letter_is_one_tagged_page_with_its_code(site: Installation) -> None:
    make_round(site, per_cell=6)
    found = written(site, only="industry")
    reader = PdfReader(io.BytesIO(letters_pdf(found, NAME)))
    assert len(reader.pages) == len(found) == 12
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for letter, page in zip(found, reader.pages, strict=True):
        text = page.extract_text()
        assert letter.code in text
        assert letter.name in text
        others = [other.code for other in found if other is not letter]
        assert not any(code in text for code in others)


def test_the_command_writes_a_file_for_its_owner_alone(
    site: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_round(site, per_cell=6)
    monkeypatch.setattr("surveyapp.cli.invitations.site", lambda: site)
    out = tmp_path / "letters.pdf"
    done = CliRunner().invoke(
        invitations, ["letters", NAME, "--only", "academia", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert "12 letters" in done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    # no code lies anywhere in the data folder
    for file in site.settings.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(code.encode() in content for code in made.codes)
