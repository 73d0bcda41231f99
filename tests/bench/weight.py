"""What the form weighs on the wire, in every language, and how soon it can be read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from surveyapp.app import create_app
from surveyapp.installation import installed
from surveyapp.settings import read_settings
from surveyapp.store import migrate
from tests.bench.row import Row
from tests.bench.slow_line import first_question
from tests.factories import make_round, shipped_configuration
from tests.surveyapp.web.test_weight import BUDGET, weigh


def run() -> Iterator[Row]:
    """Yield a row for each language of the shipped instrument."""
    with tempfile.TemporaryDirectory() as folder:
        site = installed(read_settings({"SURVEYAPP_DATA": str(Path(folder) / "data")}))
        with site.store.connection() as connection:
            migrate.upgrade(connection)
        codes = make_round(site, shipped_configuration()).codes
        app = create_app(site.settings, site)
        client = app.test_client()
        for language in shipped_configuration().instrument.languages:
            heaviest = max(weigh(client, codes[0], language) for _ in range(16))
            yield Row(
                f"form, style sheet and script on the wire, {language}",
                f"{heaviest / 1000:.1f} kB",
                f"at most {BUDGET // 1000} kB",
            )
        yield first_question(app, codes[:7])
        site.store.dispose()
