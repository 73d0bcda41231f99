"""The program as it runs in earnest: gunicorn, worker and commands as processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 60


@dataclass
class Running:
    """An installation with its processes."""

    environ: dict[str, str]
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str, given: str = "", expect: int = 0) -> str:
        """Run ``surveyapp …`` and return what it prints."""
        done = subprocess.run(
            [BIN / "surveyapp", *words], input=given, text=True, capture_output=True, cwd=ROOT,
            env=self._env(), check=False,
        )  # fmt: skip
        assert done.returncode == expect, f"surveyapp {' '.join(words)}: {done.stderr}"
        return done.stdout if expect == 0 else done.stderr

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self._start(
            "web", BIN / "gunicorn", "--config", "python:surveyapp.gunicorn", "--bind",
            f"127.0.0.1:{self.port}", "wsgi:app",
        )  # fmt: skip
        wait_until(self._answers)

    def start_worker(self) -> None:
        """Start the worker."""
        self._start("worker", BIN / "huey_consumer", "surveyapp.worker.queue", "--quiet")

    def kill(self, name: str) -> None:
        """Kill a process and its children with SIGKILL, as a power cut would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Stop everything."""
        for name in list(self.processes):
            self.kill(name)

    def _start(self, name: str, *words: str | Path) -> None:
        self.processes[name] = subprocess.Popen(
            [*words], cwd=ROOT, env=self._env(), start_new_session=True
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environ, "SURVEYAPP_BASE_URL": self.base}


def wait_until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something holds; fail after ``patience`` seconds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, f"{holds} never held"
        time.sleep(0.05)
