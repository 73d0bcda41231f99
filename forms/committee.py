"""Forms of the committee: an approval names what was read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from forms.rules import needed


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Approve exactly what this page shows."""

    read = HiddenField()
    sure = BooleanField(_("I have read it, and I approve it"), validators=[needed()])
