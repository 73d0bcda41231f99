"""Rounds that are closed, analysed and released, for tests of what is done with results."""

from __future__ import annotations

from surveyapp.installation import Installation
from surveyapp.jobs import make_queue
from surveyapp.rounds.analyse import analyse
from surveyapp.rounds.close import close
from surveyapp.rounds.release import release
from tests.factories import (
    TESTER,
    MadeRound,
    make_round,
    make_rows,
    send_answers,
    small_configuration,
    some_answers,
)


def make_closed(site: Installation, per_cell: int = 16) -> MadeRound:
    """Make a round in which everybody has answered, and close it."""
    made = make_round(site, per_cell=per_cell)
    send_answers(site, made, made.codes, some_answers)
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    return made


def make_released(site: Installation) -> MadeRound:
    """Make a round with one release."""
    return _released(site, make_closed(site))


def make_released_alone(site: Installation) -> MadeRound:
    """Make a round with one release, in which people of the first cluster only were asked."""
    configuration = small_configuration()
    cluster = configuration.parameters.cluster_ids[0]
    rows = [row for row in make_rows(configuration, 16) if row.cluster == cluster]
    made = make_round(site, configuration, rows=rows)
    send_answers(site, made, made.codes, some_answers)
    close(site, made.name, list(made.cards[:2]), actor=TESTER)
    return _released(site, made)


def _released(site: Installation, made: MadeRound) -> MadeRound:
    analyse(site, made.name, actor=TESTER)
    # the PDF has tests of its own, and takes its seconds
    release(site, made.name, with_pdf=False, actor=TESTER)
    return made


def queued(site: Installation) -> list[tuple[str, ...]]:
    """Take every job out of the queue: name and arguments."""
    queue = make_queue(site.settings)
    found = []
    while task := queue.dequeue():
        found.append(tuple(task.args))
    queue.storage.close()
    return found
