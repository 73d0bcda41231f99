"""A release as it leaves: whole, signed, checked by ``verify``; drafts for the hearing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from analysis.bundle import pack
from analysis.verify import verify
from surveyapp.cli.results import release_command, remake_command
from surveyapp.installation import Installation
from surveyapp.reports import pdf
from surveyapp.reports.build import cluster_report
from surveyapp.rounds import state
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.editions import NotAnalysed, draft_of
from surveyapp.rounds.release import release
from surveyapp.rounds.releases import bundle_of, releases_of
from surveyapp.rounds.remake import remake
from surveyapp.rounds.reply import reply
from tests.factories import TESTER
from tests.results import make_closed, make_released

NAME = "test-2026"


def archive(site: Installation, suffix: str = "", number: int = 1) -> Path:
    return site.settings.data / "releases" / NAME / str(number) / f"{NAME}{suffix}.zip"


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_both_editions_pass_verify_and_a_changed_byte_does_not(site: Installation) -> None:
    make_released(site)
    key = site.keys.installation().fingerprint
    full = verify(archive(site).read_bytes(), key=key)
    assert full.faults == []
    assert full.recomputed > 200
    public = verify(archive(site, "-public").read_bytes(), key=key)
    assert public.faults == []
    assert public.edition == "public"
    for path, name in ((archive(site), "report.txt"), (archive(site, "-public"), "scores.csv")):
        found = members(path)
        changed = pack({**found, name: found.get(name, b"") + b" "})
        assert any(name in fault for fault in verify(changed).faults)


def test_the_public_edition_must_still_prove_the_close(site: Installation) -> None:
    make_released(site)
    found = members(archive(site, "-public"))
    assert {"records/S1.json", "records/S2.json", "ciphertext-hashes.txt"} <= found.keys()
    assert "records/S0.json" not in found
    assert "table.json" not in found
    forged = pack({**found, "ciphertext-hashes.txt": b"00" * 32 + b"\n"})
    assert any("does not hold as many" in fault for fault in verify(forged).faults)


def test_a_release_holds_reports_in_both_languages(site: Installation) -> None:
    make_closed(site)
    analyse(site, NAME, actor=TESTER)
    with site.store.writing() as session:
        round_ = state.find(session, NAME)
        text = "We thank all who answered."
        reply(session, round_, "south", text, actor=TESTER, now=site.clock())
    release(site, NAME, actor=TESTER)
    for path in (archive(site), archive(site, "-public")):
        found = members(path)
        for language in ("en", "hi"):
            reader = PdfReader(io.BytesIO(found[f"report.{language}.pdf"]))
            assert reader.trailer["/Root"]["/Lang"] == language
            assert any(text in page.extract_text() for page in reader.pages)
    assert verify(archive(site).read_bytes()).faults == []
    with site.store.reading() as session:
        (row,) = releases_of(session, state.find(session, NAME))
        kept = bundle_of(site.settings, row, "public").content
        assert kept == archive(site, "-public").read_bytes()
    # made again, every byte is the same
    again = remake(site, NAME)
    assert again.different == again.not_made == ()
    assert {"full/report.hi.pdf", "full/workbook.en.xlsx", "public/README.txt"} <= set(again.same)


def test_a_correction_says_what_it_corrects(site: Installation) -> None:
    make_released(site)
    why = "A weight was mistyped."
    release(site, NAME, corrects=1, why=why, with_pdf=False, actor=TESTER)
    release(site, NAME, corrects=2, why="Another.", with_pdf=False, actor=TESTER)
    # the reports of a release tell of the corrections before it
    deviations = members(archive(site, number=3))["deviations.csv"].decode()
    assert f"corrects=1; number=2; why={why}" in deviations
    assert remake(site, NAME).different == ()


def test_what_has_changed_since_a_release_is_named_when_it_is_made_again(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_released(site)
    monkeypatch.setattr("surveyapp.cli.results.site", lambda: site)
    done = CliRunner().invoke(remake_command, [NAME])
    assert done.exit_code == 0, done.output
    assert "release 1:" in done.stdout
    changed = site.keys.installation().fingerprint[::-1]
    monkeypatch.setattr(type(site.keys.installation()), "fingerprint", changed)
    done = CliRunner().invoke(remake_command, [NAME])
    assert done.exit_code == 1
    assert "full/README.txt: differs" in done.stderr
    assert "full/scores.csv" not in done.stderr


def test_without_pango_a_release_is_made_and_says_so(
    site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_closed(site)
    analyse(site, NAME, actor=TESTER)
    monkeypatch.setattr(pdf, "obstacle", lambda: pdf.PANGO)
    monkeypatch.setattr("surveyapp.cli.results.site", lambda: site)
    out = site.settings.data / "out"
    done = CliRunner().invoke(release_command, [NAME, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "apt-get install" in done.stderr
    found = members(out / f"{NAME}.zip")
    assert not [name for name in found if name.endswith(".pdf")]
    assert "There is no PDF" in found["README.txt"].decode()
    assert verify((out / f"{NAME}.zip").read_bytes()).faults == []


def test_a_cluster_gets_a_draft_before_the_release(site: Installation) -> None:
    make_closed(site)
    with site.store.reading() as session, pytest.raises(NotAnalysed):
        draft_of(session, state.find(session, NAME), site)
    analyse(site, NAME, actor=TESTER)
    with site.store.reading() as session:
        edition = draft_of(session, state.find(session, NAME), site)
    assert edition.release.is_draft
    reader = PdfReader(io.BytesIO(cluster_report(edition, "north", "en")))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert "Draft for the hearing of the clusters" in text
    assert "Reasons sheet: Northtown" in text
    assert "Reasons sheet: Southtown" not in text
