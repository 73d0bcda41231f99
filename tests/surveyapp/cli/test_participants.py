"""Lists by command: what is said of a file, and a list that takes another's place."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from surveyapp.installation import Installation
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Approval
from tests.factories import make_round
from tests.surveyapp.cli.conftest import Run


def people(folder: Path, *lines: str, columns: str = "email,cluster,group,organisation") -> str:
    file = folder / "people.csv"
    file.write_text("\n".join([columns, *lines]) + "\n")
    return str(file)


def on_the_list(site: Installation) -> list[str]:
    with site.store.reading() as session:
        query = select(Participant.email).join(Invitation).order_by(Participant.email)
        return list(session.scalars(query))


def test_every_fault_tells_what_would_be_right(
    surveyapp: Run, site: Installation, tmp_path: Path
) -> None:
    make_round(site, opened=False)
    file = people(tmp_path, ",north,academia,A", "b@example.org,west,nobody,B")
    refused = surveyapp("participants", "import", "test-2026", file)
    assert refused.exit_code == 1
    assert "row 2, column email: is empty" in refused.output
    assert "there is no cluster 'west', but north, south" in refused.output
    assert "there is no group 'nobody', but academia, industry" in refused.output


def test_what_keeps_a_round_from_opening_or_from_a_rank_is_said(
    surveyapp: Run, site: Installation, tmp_path: Path
) -> None:
    make_round(site, opened=False, rows=[])
    lines = ("a@example.org,north,academia,A,nominated,x", "b@example.org,north,academia,B,listed,")
    file = people(tmp_path, *lines, columns="email,cluster,group,organisation,frame,Telephone")
    done = surveyapp("participants", "import", "test-2026", file)
    assert done.exit_code == 0, done.output
    assert "50% are nominated, at most 25% is allowed; the round will not open" in done.output
    assert "north / academia: 2 invited, a rank needs" in done.output
    assert "south / industry: 0 invited, a rank needs" in done.output
    assert "column telephone is not read" in done.output


def test_a_list_takes_anothers_place_before_the_opening(
    surveyapp: Run, site: Installation, tmp_path: Path
) -> None:
    make_round(site, opened=False)
    before = on_the_list(site)
    approved = surveyapp("round", "approve", "test-2026", "--list", "--as", "second@example.org")
    assert approved.exit_code == 0, approved.output
    file = people(tmp_path, f"{before[0]},south,industry,A", "new@example.org,north,academia,B")
    words = ("participants", "import", "test-2026", file, "--replace")
    tried = surveyapp(*words, "--dry-run")
    assert (tried.exit_code, on_the_list(site)) == (0, before)
    done = surveyapp(*words)
    assert done.exit_code == 0, done.output
    assert on_the_list(site) == sorted([before[0], "new@example.org"])
    with site.store.reading() as session:
        assert set(session.scalars(select(Participant.email))) == {before[0], "new@example.org"}
        assert session.scalars(select(Approval)).all() == []


def test_no_list_takes_anothers_place_once_the_round_is_open(
    surveyapp: Run, site: Installation, tmp_path: Path
) -> None:
    make_round(site)
    before = on_the_list(site)
    file = people(tmp_path, "new@example.org,north,academia,B")
    refused = surveyapp("participants", "import", "test-2026", file, "--replace")
    assert refused.exit_code == 1
    assert "is open; this needs a round that is draft / approved" in refused.output
    assert on_the_list(site) == before
