"""A cluster's reply to its report."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from forms.rules import at_most


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """Printed with the report, as it is written here."""

    text = TextAreaField(
        _("Your reply"),
        validators=[at_most(4000)],
        description=_("At most 4,000 letters. Leave it empty to take a reply back."),
        render_kw={"rows": 10},
    )
