"""Lists become participants; what a list does not say is not invented."""

from __future__ import annotations

from sqlalchemy import select

from surveyapp.installation import Installation
from surveyapp.mail import sweep
from surveyapp.participants.importer import Row, read_participants
from surveyapp.rounds import state
from surveyapp.rounds.invite import send_invitations
from surveyapp.store.participant import Participant
from tests.factories import TESTER, make_round, make_rows, shipped_configuration


def listed(rows: list[Row], *, with_language: bool) -> list[Row]:
    """Return the rows as they are read from a list that has a column of languages, or has none."""
    names = ["email", "cluster", "group", "organisation"] + ["language"] * with_language
    lines = [",".join(names), *(",".join(getattr(row, n) for n in names) for row in rows)]
    return read_participants("\n".join(lines).encode(), "list.csv", shipped_configuration(), {})


def languages(site: Installation) -> set[str]:
    with site.store.reading() as session:
        return set(session.scalars(select(Participant.language)))


def test_where_a_list_names_no_language_none_is_recorded_and_mails_are_in_the_main_one(
    site: Installation,
) -> None:
    configuration = shipped_configuration()
    rows = listed(make_rows(configuration, 6), with_language=False)
    made = make_round(site, configuration, rows=rows)
    assert languages(site) == {""}
    with site.store.writing() as session:
        round_ = state.find(session, made.name)
        send_invitations(session, round_, actor=TESTER, now=site.clock())
    sweep.sweep(site)
    mail = next(site.settings.outbox.glob("*.eml")).read_bytes()
    headers = mail.partition(b"\r\n\r\n")[0].replace(b"\r", b"").decode()
    assert "\nContent-Language: en" in headers
    # as it stands: a mail program does not look for an address in an encoded word
    assert f"\nList-Unsubscribe: <{site.settings.base_url}/unsubscribe?id=" in headers


def test_a_list_without_languages_keeps_those_that_are_known(site: Installation) -> None:
    configuration = shipped_configuration()
    rows = make_rows(configuration, 6)
    make_round(site, configuration, rows=listed(rows, with_language=True), name="one")
    assert languages(site) == {"en"}
    make_round(site, configuration, rows=listed(rows, with_language=False), name="two")
    assert languages(site) == {"en"}
