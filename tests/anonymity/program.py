"""The program as it is deployed: web server and worker behind nginx, all that they say kept."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.end_to_end.running import ROOT, Running


@dataclass
class Program(Running):
    """Processes whose words, temporary files and cores lie in one folder."""

    folder: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        for name in ("said", "temporary", "here"):
            (self.folder / name).mkdir(parents=True)
        own = {"TMPDIR": str(self.folder / "temporary"), "PYTHONPATH": str(ROOT)}
        self.environ = {**self.environ, **own}

    def _start(self, name: str, *words: str | Path) -> None:
        said = self.folder / "said" / f"{name}{len(os.listdir(self.folder / 'said'))}"
        with said.open("wb") as output:
            self.processes[name] = subprocess.Popen(
                [*words], cwd=self.folder / "here", env=self._env(), stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip


def post(port: int, path: str, **fields: str) -> requests.Response:
    """Post a form as a browser without script."""
    return requests.post(f"http://127.0.0.1:{port}{path}", data=fields, timeout=60)
