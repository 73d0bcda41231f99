"""Set up and look after an installation."""

from __future__ import annotations

import click

from surveyapp.cli.common import Verb, site
from surveyapp.store import migrate


@click.command(cls=Verb)
def init() -> None:
    """Make database and keys, or migrate an older database."""
    here = site()
    here.keys.installation()
    with here.store.connection() as connection:
        migrate.upgrade(connection)
    click.echo(f"ready: {here.settings.data}, keys in {here.settings.keys}")
