"""Rules that fields of signed-in pages share, with messages that can be translated."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp

EMAIL = Regexp(r"^\s*[^@\s]+@[^@\s]+\s*$", message=_("This is no mail address."))
DIGITS = Regexp(r"^[0-9 ]*$", message=_("A code has digits only."))


def needed() -> DataRequired:
    """Something must be filled in."""
    return DataRequired(message=_("Please fill this in."))


def given() -> InputRequired:
    """Something must be filled in, and zero counts."""
    return InputRequired(message=_("Please fill this in."))


def at_most(letters: int) -> Length:
    """So many letters and no more."""
    return Length(max=letters, message=_("At most %(max)d letters."))


def between(lowest: int, highest: int) -> NumberRange:
    """A number between two others."""
    return NumberRange(lowest, highest, message=_("From %(min)s to %(max)s."))
