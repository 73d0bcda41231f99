"""What a signed-in page shows of the rest: the areas that somebody's roles lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext
from flask_bootstrap import Bootstrap5
from flask_login import current_user

from analysis.exact import printed
from surveyapp.refusal import gettext_noop
from surveyapp.store.account import Role
from surveyapp.web.dates import last_day, long_begin, long_date, long_end, long_moment
from surveyapp.web.errors import translated


@dataclass(frozen=True)
class Area:
    """One area, as the menu and the account's page name it."""

    address: str
    name: str
    about: str
    is_here: bool


AREAS: tuple[tuple[Role | None, str, str, str], ...] = (
    (Role.ADMIN, "rounds.index", gettext_noop("Rounds"),
     gettext_noop("set up rounds, import participants, send invitations")),
    (Role.COMMITTEE, "committee.index", gettext_noop("Approve"),
     gettext_noop("read and approve what is asked, how it is scored and who is invited")),
    (Role.KEYHOLDER, "close.index", gettext_noop("Cards"),
     gettext_noop("make your card, and close a round together with the others")),
    (Role.CODER, "coding.index", gettext_noop("Comments"),
     gettext_noop("see to it that nobody can be recognised, and code comments")),
    (Role.EVALUATOR, "evaluate.index", gettext_noop("Results"),
     gettext_noop("analyse, release, read and download results")),
    (Role.CLUSTER, "cluster.index", gettext_noop("Your cluster"),
     gettext_noop("read what was found about your cluster, and reply")),
    (Role.AUDITOR, "audit.index", gettext_noop("Audit log"),
     gettext_noop("read who did what, and check that nothing was changed")),
    (None, "outbox.index", gettext_noop("Outbox"),
     gettext_noop("read the mails of this set-up, which lie in a folder")),
    (None, "account.home", gettext_noop("Account"), ""),
)  # fmt: skip


def areas() -> list[Area]:
    """Return the areas of whoever is signed in, in the order of a round's life."""
    if not current_user.is_authenticated:
        return []
    first = f"/{request.path.split('/')[1]}"
    return [
        Area(address, gettext(name), gettext(about) if about else "", address.startswith(first))
        for role, endpoint, name, about in AREAS
        if (role is None or role in current_user.roles) and endpoint in current_app.view_functions
        for address in [url_for(endpoint)]
    ]


def init_app(app: Flask) -> None:
    """Let templates use Bootstrap, and show areas and dates."""
    Bootstrap5(app)
    helpers: dict[str, Any] = {"areas": areas}
    app.jinja_env.globals.update(helpers)
    app.jinja_env.filters.update(
        long_date=long_date, long_moment=long_moment, said=translated, printed=printed,
        long_begin=long_begin, long_end=long_end, last_day=last_day,
    )  # fmt: skip
