"""Every route, command, setting and table stands in the documents."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from surveyapp.app import create_app
from surveyapp.cli.main import cli
from surveyapp.installation import Installation
from surveyapp.store.models import metadata

DOCS = Path(__file__).parents[2] / "docs"
OPERATE = (DOCS / "operate.md").read_text()


def commands(group: click.Group, prefix: str) -> list[str]:
    found = []
    for name, command in group.commands.items():
        path = f"{prefix} {name}"
        found += commands(command, path) if isinstance(command, click.Group) else [path]
    return found


def test_every_command_stands_in_the_operators_page() -> None:
    missing = [c for c in commands(cli, "surveyapp") if f"`{c}`" not in OPERATE]
    assert not missing, f"describe these in docs/operate.md: {missing}"


def test_every_table_stands_in_the_operators_page() -> None:
    missing = [name for name in metadata.tables if f"| `{name}` |" not in OPERATE]
    assert not missing, f"describe these in docs/operate.md: {missing}"


def test_every_shipped_setting_stands_in_the_operators_page() -> None:
    deploy = DOCS.parent / "deploy"
    files = [f"deploy/{path.relative_to(deploy)}" for path in deploy.rglob("*") if path.is_file()]
    missing = [file for file in files if f"`{file}`" not in OPERATE]
    assert files
    assert not missing, f"describe these in docs/operate.md: {missing}"


def test_every_route_stands_in_the_list_of_pages(site: Installation) -> None:
    pages = (DOCS / "pages.md").read_text()
    app = create_app(site.settings, site)
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    missing = sorted(rule for rule in rules if f"`{rule}`" not in pages)
    assert not missing, f"describe these in docs/pages.md: {missing}"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    import re

    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
    gone = [target for target in targets if not (page.parent / target).exists()]
    assert not gone
