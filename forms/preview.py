"""The form that chooses an instrument to look at."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import Optional


class PreviewForm(FlaskForm):  # type: ignore[misc]
    """An instrument that there is, or one that is handed in. The page sets the choices."""

    instrument = SelectField(_("Instrument"))
    instrument_files = MultipleFileField(
        _("… or files of an instrument"),
        validators=[Optional()],
        description=_(
            "A workbook (XLSForm, .xlsx), or the YAML file with the files of its other languages. "
            "Nothing of it is kept."
        ),
    )
