"""Forms on signed-in pages: carry out what a filled form asks for, show what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from analysis.faults import Faulty
from surveyapp.refusal import Refused
from surveyapp.web.errors import status_of, translated


def carry_out(form: FlaskForm, verb: Callable[[], object]) -> bool:
    """Return whether a valid form's verb was done; a refusal becomes an error of the form."""
    if not form.is_submitted():
        return False
    if not form.validate():
        g.status = 422
        return False
    try:
        verb()
    except Refused as refusal:
        form.form_errors.append(translated(refusal))
        g.status = status_of(refusal)
    except Faulty as error:
        form.form_errors.extend(map(str, error.faults))
        g.status = status_of(error)
    else:
        return True
    return False


def show(template: str, **values: Any) -> ResponseReturnValue:
    """Return a page, with the status of what was refused in this request."""
    return render_template(template, **values), g.get("status", 200)
