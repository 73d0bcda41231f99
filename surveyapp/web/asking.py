"""Pages that ask the worker for an errand: ask, say so, and go back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from surveyapp.rounds import errands
from surveyapp.store.round import Round
from surveyapp.web.current import account, installation


def ask(
    kind: str, find: Callable[[Session], Round], *, said: str, back: str
) -> ResponseReturnValue:
    """Ask for an errand on the round that ``find`` returns; it also refuses rounds unfit for it."""
    site = installation()
    with site.store.reading() as session:
        errands.ask(site, kind, find(session), account())
    flash(said)
    return redirect(back)
