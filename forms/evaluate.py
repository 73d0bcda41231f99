"""Forms of evaluators: ask for a release, correct one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from forms.rules import at_most, needed


class ReleaseForm(FlaskForm):  # type: ignore[misc]
    """The first release needs no reason."""


class CorrectForm(FlaskForm):  # type: ignore[misc]
    """A release that corrects the one before says why."""

    why = TextAreaField(
        _("Why is the release before corrected?"),
        validators=[needed(), at_most(1000)],
        description=_("Printed in the new release. The one before stays as it is."),
        render_kw={"rows": 3},
    )
