"""The main job, end to end: from files to a release whose scores are those of the answers given.

Processes, SMTP, HTTP, both databases: everything is real.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.end_to_end.main_job import SAME, run_main_job, score_original
from tests.end_to_end.real_answers import PEOPLE_PER_ORGANISATION, read_people
from tests.end_to_end.running import Running
from tests.smtp import SmtpServer


def test_scores_of_the_release_are_those_of_the_answers(
    running: Running, smtp: SmtpServer, reference: Path | None, tmp_path: Path
) -> None:
    people = read_people(reference, PEOPLE_PER_ORGANISATION)
    outcome = run_main_job(running, smtp, people, tmp_path)
    assert outcome.statuses == [200] * len(people)
    assert outcome.again == 410
    expected = score_original(people, tmp_path)
    for name in SAME:
        assert outcome.files[name] == (expected / name).read_bytes(), name
    totals = json.loads(outcome.files["S2.json"])["totals"]
    assert totals["sealed"] == totals["opened"] == len(people)
