"""CPU of the server for a form and for an answer, beside a bare Flask route and a bare commit.

User plus system time of the server's processes, over 2,000 forms and 2,000 answers of the shipped
instrument, with gunicorn as it is shipped.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from surveyapp.installation import installed
from surveyapp.settings import read_settings
from surveyapp.store import migrate
from tests.bench.row import Row
from tests.end_to_end.running import BIN, ROOT, Running, wait_until
from tests.factories import make_round, shipped_configuration
from tests.postgresql import start_postgresql
from tests.smtp import free_port

ANSWERS = 2_000
WARM_UP = 100
CLIENTS = 4
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


def run() -> Iterator[Row]:
    """Yield the rows of both databases and of the bare application."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _bare(Path(folder) / "bare")
        yield from _measure("SQLite", Path(folder) / "sqlite", {})
        with start_postgresql() as server:
            url = server.create("bench")
            yield from _measure(
                "PostgreSQL", Path(folder) / "postgresql", {"SURVEYAPP_DATABASE_URL": url}
            )


def _measure(database: str, folder: Path, environ: dict[str, str]) -> Iterator[Row]:
    environ = {"SURVEYAPP_DATA": str(folder), **environ}
    codes = _open_round(environ)
    program = Running(environ, free_port())
    program.start_web()
    try:
        process = program.processes["web"].pid
        memory = _memory(process)
        _visit(program.base, codes[:WARM_UP])
        forms, _ = _cpu(process, lambda: _fetch(program.base, codes[WARM_UP:]))
        answers, taken = _cpu(process, lambda: _visit(program.base, codes[WARM_UP:]))
        count = len(codes) - WARM_UP
        latencies = sorted(taken)
    finally:
        program.stop()
    form = forms / count * 1e3
    both = answers / count * 1e3
    yield Row(f"{database}: form, CPU", f"{form:.2f} ms", "below 2 ms")
    yield Row(f"{database}: form and answer together, CPU", f"{both:.2f} ms", "at most 4 ms")
    middle, late = statistics.median(latencies), latencies[int(len(latencies) * 0.99)]
    yield Row(
        f"{database}: answer, wall clock with {CLIENTS} clients, median and 99th percentile",
        f"{middle * 1e3:.0f} ms, {late * 1e3:.0f} ms",
    )
    yield Row(
        f"{database}: memory of the web processes at start", f"{memory:.0f} MiB", "100 MiB each"
    )


def _open_round(environ: dict[str, str]) -> list[str]:
    configuration = shipped_configuration()
    site = installed(read_settings(environ))
    with site.store.connection() as connection:
        migrate.upgrade(connection)
    cells = len(configuration.parameters.clusters) * len(configuration.parameters.groups)
    made = make_round(site, configuration, name="bench", per_cell=-(-(ANSWERS + WARM_UP) // cells))
    site.store.dispose()
    return list(made.codes[: ANSWERS + WARM_UP])


def _fetch(base: str, codes: list[str]) -> list[float]:
    def fetch(session: requests.Session, code: str) -> None:
        assert session.post(f"{base}/i", data={"code": code}, timeout=60).status_code == 200

    return _by_clients(fetch, codes)


def _visit(base: str, codes: list[str]) -> list[float]:
    """Fetch the form and answer it, for each code."""
    ratings = dict.fromkeys(shipped_configuration().instrument.rating_items, "4")
    words = {"easier": "The booking page of the institute. " * 4, "harder": "Five months to sign."}

    def visit(session: requests.Session, code: str) -> float:
        form = session.post(f"{base}/i", data={"code": code}, timeout=60).text
        fields = {**dict(HIDDEN.findall(form)), **ratings, **words}
        begun = time.perf_counter()
        answer = session.post(f"{base}/i/answers", data=fields, timeout=60)
        assert answer.status_code == 200, answer.text
        return time.perf_counter() - begun

    return _by_clients(visit, codes)


def _by_clients(call: Callable[[requests.Session, str], Any], codes: list[str]) -> list[Any]:
    def work(number: int) -> list[Any]:
        with requests.Session() as session:
            return [call(session, code) for code in codes[number::CLIENTS]]

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [result for results in pool.map(work, range(CLIENTS)) for result in results]


def _cpu(pid: int, work: Callable[[], list[float]]) -> tuple[float, list[float]]:
    """Return the CPU seconds that a process and its children used for some work."""
    before = _used(pid)
    result = work()
    return _used(pid) - before, result


def _used(pid: int) -> float:
    return sum(t.user + t.system for t in (p.cpu_times() for p in _tree(pid)))


def _memory(pid: int) -> float:
    """Return the largest resident size of a child, in MiB."""
    return max(p.memory_info().rss for p in _tree(pid)) / 2**20


def _tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _bare(folder: Path) -> Iterator[Row]:
    """A route that returns as much as a form, and one that commits as much as an answer."""
    folder.mkdir()
    port = free_port()
    with _bare_server(folder, port) as process:
        base = f"http://127.0.0.1:{port}"
        numbers = [str(n) for n in range(ANSWERS)]

        def get(path: str) -> Callable[[], list[float]]:
            return lambda: _by_clients(
                lambda session, _: session.get(f"{base}{path}", timeout=60).content, numbers
            )

        get("/page")()
        page, _ = _cpu(process, get("/page"))
        commit, _ = _cpu(process, get("/commit"))
    yield Row("bare Flask route of 50 kB, CPU", f"{page / ANSWERS * 1e3:.2f} ms")
    yield Row("bare route with one SQLite commit of 8 kB, CPU", f"{commit / ANSWERS * 1e3:.2f} ms")


@contextmanager
def _bare_server(folder: Path, port: int) -> Iterator[int]:
    program = subprocess.Popen(
        [BIN / "gunicorn", "--worker-class", "gthread", "--threads", "4", "--bind",
         f"127.0.0.1:{port}", "--log-level", "warning", "tests.bench.bare:app"],
        cwd=ROOT, env={**os.environ, "BARE_FOLDER": str(folder)}, start_new_session=True,
    )  # fmt: skip
    try:
        wait_until(lambda: _answers(port))
        yield program.pid
    finally:
        program.terminate()
        program.wait()
        shutil.rmtree(folder)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/page", timeout=1).status_code == 200
    except requests.RequestException:
        return False
