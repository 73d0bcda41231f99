"""Forms of people who sign in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo

from forms.rules import DIGITS, EMAIL, at_most, between, given, needed

CODE_HELP = _("Six digits, only if you have set up an app for them.")


def _code(description: object = CODE_HELP) -> StringField:
    return StringField(
        _("One-time code"),
        validators=[at_most(12), DIGITS],
        description=description,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address, password and, where set up, a one-time code."""

    email = EmailField(
        _("Mail address"),
        validators=[needed(), at_most(254), EMAIL],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _("Password"),
        validators=[needed(), at_most(1000)],
        render_kw={"autocomplete": "current-password"},
    )
    one_time_code = _code()


class UseLinkForm(FlaskForm):  # type: ignore[misc]
    """The button behind a link that works once."""

    one_time_code = _code()


class AskLinkForm(FlaskForm):  # type: ignore[misc]
    """Ask for such a link."""

    email = EmailField(
        _("Mail address"),
        validators=[needed(), at_most(254), EMAIL],
        render_kw={"autocomplete": "username"},
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Set a password."""

    password = PasswordField(
        _("New password"),
        validators=[needed(), at_most(1000)],
        description=_("At least 10 characters; a sentence is easy to keep in mind."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("The same again"),
        validators=[EqualTo("password", message=_("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class OneTimeCodeForm(FlaskForm):  # type: ignore[misc]
    """Prove that an app shows the right codes."""

    one_time_code = StringField(
        _("Code that the app shows now"),
        validators=[needed(), at_most(12), DIGITS],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class LanguageForm(FlaskForm):  # type: ignore[misc]
    """The language of pages and mails; the choices are set by the page."""

    language = SelectField(_("Language of pages and mails"))


class TokenForm(FlaskForm):  # type: ignore[misc]
    """A new API token."""

    name = StringField(
        _("What is it for?"),
        validators=[needed(), at_most(100)],
        description=_("For example the name of the program that will use it."),
    )
    days = IntegerField(
        _("Good for how many days?"),
        validators=[given(), between(1, 366)],
        default=90,
    )
