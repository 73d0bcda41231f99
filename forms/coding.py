"""Forms of coders: review what is hidden in a comment, label it, assign themes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from forms.rules import at_most


class Checkboxes(SelectMultipleField):  # type: ignore[misc]
    """Several of several, each with a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """What stays hidden of what the machine found, and what is hidden besides."""

    hidden = Checkboxes(_("Hidden by the program; untick what may be read"), choices=[])
    more = TextAreaField(
        _("Hide these words as well"),
        validators=[at_most(4000)],
        description=_("One a line, exactly as they stand in the comment."),
        render_kw={"rows": 3},
    )


class CodeForm(FlaskForm):  # type: ignore[misc]
    """One label, any number of themes; the page sets the choices."""

    label = RadioField(_("How does it sound?"), choices=[])
    themes = Checkboxes(_("Themes"), choices=[])
