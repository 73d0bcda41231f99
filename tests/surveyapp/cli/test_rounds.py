"""Rounds by command: when one may be closed, and in whose name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import click
import pytest

from surveyapp.accounts import people
from surveyapp.actor import Actor
from surveyapp.cli.main import cli
from surveyapp.codes import show
from surveyapp.installation import Installation
from surveyapp.rounds import create
from surveyapp.store.round import State
from tests.conftest import Clock
from tests.factories import (
    find_round,
    make_people,
    make_round,
    send_answers,
    small_configuration,
    some_answers,
)
from tests.surveyapp.cli.conftest import Run


def test_whoever_types_is_asked_before_a_round_ends_early(
    surveyapp: Run, site: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_round(site, per_cell=16)
    monkeypatch.setattr("surveyapp.cli.common.on_terminal", lambda: True)
    refused = surveyapp("round", "close", "test-2026", given="n\n")
    assert refused.exit_code == 1
    # 06:30 in London is noon in India
    assert "takes answers until 2026-03-16 12:00. End it now?" in refused.output
    assert not find_round(site).frozen


def test_cards_from_a_file_end_a_round_and_say_so(surveyapp: Run, site: Installation) -> None:
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    cards = "\n".join(map(show, made.cards[:2]))
    closed = surveyapp("round", "close", "test-2026", given=cards)
    assert closed.exit_code == 0, closed.output
    assert "took answers until 2026-03-16 12:00; it ends now" in closed.output
    assert find_round(site).state == State.CLOSED
    again = surveyapp("round", "close", "test-2026")
    assert again.exit_code == 0
    assert "is closed already; nothing was done" in again.output


def test_after_its_date_a_round_closes_unasked(
    surveyapp: Run, site: Installation, clock: Clock
) -> None:
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    clock.turn(days=15)
    closed = surveyapp("round", "close", "test-2026", given="\n".join(map(show, made.cards[1:])))
    assert closed.exit_code == 0, closed.output


def test_the_list_of_rounds_shows_local_dates(surveyapp: Run, site: Installation) -> None:
    make_round(site, opened=False)
    listed = surveyapp("round", "list").output
    assert "2026-03-02 11:00 – 2026-03-16 12:00" in listed


def test_each_step_to_the_opening_tells_where_the_round_stands(
    surveyapp: Run, site: Installation
) -> None:
    make_round(site, small_configuration(quorum=2), opened=False)
    words = ("round", "approve", "test-2026", "--as")
    assert (
        "draft; configuration 1 of 2, list 0 of 2, cards 0 of 3"
        in surveyapp(*words, "committee@example.org").output
    )
    early = surveyapp("round", "open", "test-2026")
    assert early.exit_code == 1
    assert "(configuration 1 of 2, list 0 of 2, cards 0 of 3)" in early.output
    surveyapp(*words, "second@example.org")
    surveyapp(*words, "second@example.org", "--list")
    surveyapp("round", "card", "test-2026", "--as", "keyholder0@example.org")
    assert "configuration 2 of 2, list 1 of 2, cards 1 of 3" in surveyapp("round", "list").output
    refused = surveyapp("round", "open", "test-2026").output
    assert "the list as it stands needs 2 approvals" in refused
    assert "(configuration 2 of 2, list 1 of 2, cards 1 of 3)" in refused


def test_authors_are_told_for_which_round_they_wrote_it(surveyapp: Run, site: Installation) -> None:
    make_people(site)
    now, configuration = site.clock(), small_configuration()
    with site.store.writing() as session:
        author = people.find(session, "committee@example.org")
        for name in ("first-2026", "second-2026"):
            create.create(
                session, name, configuration, now, now + timedelta(days=9),
                actor=Actor(author.email, author.id), now=now,
            )  # fmt: skip
    refused = surveyapp("round", "approve", "second-2026", "--as", "committee@example.org")
    assert refused.exit_code == 1
    assert "they wrote the configuration, for the round first-2026" in refused.output


@pytest.mark.parametrize("words", [("send", "test-2026"), ("letters", "test-2026", "--out", "l")])
def test_a_group_that_is_not_there_is_named(
    words: tuple[str, ...], surveyapp: Run, site: Installation
) -> None:
    make_round(site)
    refused = surveyapp("invitations", *words, "--only", "nobody")
    assert refused.exit_code == 1
    assert "test-2026 has no group nobody, but academia, industry" in refused.output


def test_before_init_a_command_says_what_comes_first(surveyapp: Run, site: Installation) -> None:
    (site.settings.data / "survey.sqlite").write_bytes(b"")
    refused = surveyapp("round", "list")
    assert refused.exit_code == 1
    assert refused.output == "Run surveyapp init first: there is no database yet.\n"


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command that can act in a person's name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        elif any(option.name == "as_email" for option in command.params):
            yield (*before, name)


@pytest.mark.parametrize("words", list(commands(cli)), ids=" ".join)
def test_every_act_in_a_persons_name_needs_their_role(
    words: tuple[str, ...], surveyapp: Run, site: Installation
) -> None:
    make_people(site)
    file = str(site.settings.data / "survey.sqlite")
    given = {"name": "test-2026", "file": file, "mailbox": file, "email": "new@example.org"}
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    rest = []
    for each in command.params:
        if isinstance(each, click.Argument):
            rest.append(given[str(each.name)])
        elif each.required:
            rest += [each.opts[0], "auditor" if each.name == "role" else "2026-03-20"]
    refused = surveyapp(*words, *rest, "--as", "auditor@example.org")
    assert refused.exit_code == 1, refused.output
    assert "auditor@example.org may not do this: it needs the role" in refused.output
