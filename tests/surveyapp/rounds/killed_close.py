"""Close a round in a process of its own that is killed after a chosen step (see test_crashes)."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

from surveyapp.actor import Actor
from surveyapp.installation import installed
from surveyapp.rounds.close import close
from surveyapp.settings import read_settings


def kill_after(place: str) -> None:
    """Let the function at ``module:name`` run, and then the power fail."""
    module_name, _, path = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    function = getattr(owner, name)

    def run_and_die(*args: Any, **kwargs: Any) -> None:
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, run_and_die)


if __name__ == "__main__":
    round_name, place, *cards = sys.argv[1:]
    kill_after(place)
    close(installed(read_settings()), round_name, cards, actor=Actor("killed"))
