"""The main job on every real answer of bhr2000, not only on the share that the tests take."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.row import Row
from tests.end_to_end.main_job import SAME, run_main_job, score_original
from tests.end_to_end.real_answers import read_people
from tests.end_to_end.running import Running
from tests.postgresql import start_postgresql
from tests.reference import FOLDER
from tests.smtp import free_port, start_smtp


def run() -> Iterator[Row]:
    """Yield whether the release equals the analysis of the original file, on both databases."""
    with start_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        yield _measure("SQLite", Path(folder) / "sqlite", {})
        url = server.create("main_job")
        yield _measure("PostgreSQL", Path(folder) / "postgresql", {"SURVEYAPP_DATABASE_URL": url})


def _measure(database: str, folder: Path, environ: dict[str, str]) -> Row:
    folder.mkdir()
    people = read_people(FOLDER if FOLDER.is_dir() else None, None)
    with start_smtp() as smtp:
        given = {
            "SURVEYAPP_DATA": str(folder / "data"), "SURVEYAPP_MAIL_URL": smtp.url, **environ,
        }  # fmt: skip
        program = Running(given, free_port())
        begun = time.monotonic()
        try:
            outcome = run_main_job(program, smtp, people, folder)
        finally:
            program.stop()
        taken = time.monotonic() - begun
    expected = score_original(people, folder)
    same = sum(outcome.files[name] == (expected / name).read_bytes() for name in SAME)
    stored = outcome.statuses.count(200)
    return Row(
        f"{database}: main job with {len(people)} people, from mail to release",
        f"{stored} stored, {same} of {len(SAME)} files equal, {taken:.0f} s",
        f"{len(people)} stored, all equal",
    )
