"""Forms of keyholders: their card, typed in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from forms.rules import at_most, needed

TYPED = {
    "autocomplete": "off", "autocapitalize": "characters", "autocorrect": "off",
    "spellcheck": "false",
}  # fmt: skip


class TryCardForm(FlaskForm):  # type: ignore[misc]
    """See whether a card is right; nothing happens with it."""

    card = StringField(
        _("Your card"),
        validators=[needed(), at_most(112)],
        description=_("Seven groups of four; capital letters, hyphens and spaces do not matter."),
        render_kw=TYPED,
    )


class DepositForm(TryCardForm):
    """Use a card to close the round."""

    ends_now = BooleanField(_("End the round now, before its date"))
