"""Rounds by command: when one may be closed, and in whose name."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from surveyapp.cli.main import cli
from surveyapp.codes import show
from surveyapp.installation import Installation
from surveyapp.store.round import State
from tests.conftest import Clock
from tests.factories import find_round, make_people, make_round, send_answers, some_answers
from tests.surveyapp.cli.conftest import Run


def test_a_round_closes_before_its_date_only_if_told_so(surveyapp: Run, site: Installation) -> None:
    made = make_round(site, per_cell=16)
    send_answers(site, made, made.codes, some_answers)
    cards = "\n".join(map(show, made.cards[:2]))
    refused = surveyapp("round", "close", "test-2026", given=cards)
    assert refused.exit_code == 1
    # 06:30 in London is noon in India
    assert "takes answers until 2026-03-16 12:00; --early ends it now" in refused.output
    assert not find_round(site).frozen
    closed = surveyapp("round", "close", "test-2026", "--early", given=cards)
    assert closed.exit_code == 0, closed.output
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
