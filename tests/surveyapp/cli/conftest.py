"""The command line on a test's own installation."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from surveyapp.cli.main import cli
from surveyapp.installation import Installation

Run = Callable[..., Result]


@pytest.fixture
def surveyapp(site: Installation, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``surveyapp WORDS…``, with ``given`` as its standard input."""
    for name, module in list(sys.modules.items()):
        if name.startswith("surveyapp.cli.") and hasattr(module, "site"):
            monkeypatch.setattr(module, "site", lambda: site)

    def run(*words: str, given: str = "") -> Result:
        return CliRunner().invoke(cli, words, input=given)

    return run
