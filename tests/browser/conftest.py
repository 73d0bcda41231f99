"""A real browser in front of a real server: one of each for all tests, a fresh profile for each."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from analysis.configuration import Configuration
from analysis.parameters import Parameters
from surveyapp import codes
from surveyapp.app import create_app
from surveyapp.installation import Installation, installed
from surveyapp.settings import read_settings
from tests.conftest import Clock
from tests.factories import make_round, make_rows, shipped_configuration, small_configuration
from tests.forms.instruments import every_kind

CHROMIUM = Path("/usr/bin/chromium")
# without these it tries to reach its maker's hosts
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


class Site:
    """A served installation, with unused codes to take."""

    def __init__(self, site: Installation) -> None:
        self.installation = site
        self.address = ""
        self._unused: dict[str, list[str]] = {}

    def add_round(self, name: str, configuration: Configuration) -> None:
        rows = make_rows(configuration, 12, 12)
        made = make_round(self.installation, configuration, name=name, rows=rows)
        self._unused[name] = list(made.codes)

    def code(self, round_name: str = "shipped") -> str:
        return self._unused[round_name].pop(0)

    def link(self, round_name: str = "shipped") -> str:
        return f"{self.address}/i#{self.code(round_name)}"


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    """The application on a free port, with the shipped round and one with every kind of item."""
    data = tmp_path_factory.mktemp("served")
    shutil.copy(sqlite_template, data / "survey.sqlite")
    settings = {"DATA": str(data), "CONTACT": "office@example.org"}
    environ = {f"SURVEYAPP_{key}": value for key, value in settings.items()}
    site = Site(installed(read_settings(environ), Clock()))
    site.add_round("shipped", _few_people(shipped_configuration()))
    site.add_round("kinds", Configuration(every_kind(), small_configuration().parameters))
    app = create_app(site.installation.settings, site.installation)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()
    site.installation.store.dispose()


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Print nothing."""


def _few_people(configuration: Configuration) -> Configuration:
    """Return the configuration for a list with few organisations."""
    data = json.loads(configuration.parameters.canonical())
    data["caps"] |= {"organisation": 1.0, "organisation_of_many": 1.0}
    data["quorum"] = 1
    parameters = Parameters.model_validate_json(json.dumps(data))
    return Configuration(configuration.instrument, parameters, configuration.codebook)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


ContextMaker = Callable[..., BrowserContext]


@pytest.fixture
def make_context(chromium: Browser, served: Site) -> Iterator[ContextMaker]:
    """Make fresh browser profiles; a page that logs an error or throws fails its test."""
    made: list[BrowserContext] = []
    problems: list[str] = []

    def make(**options: object) -> BrowserContext:
        options = {"viewport": {"width": 360, "height": 740}, "locale": "en-IN", **options}
        context = chromium.new_context(base_url=served.address, **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not problems


@pytest.fixture
def page(make_context: ContextMaker) -> Page:
    """A phone with script."""
    return make_context().new_page()


def code_of(link: str) -> str:
    return codes.parse(link.partition("#")[2])
