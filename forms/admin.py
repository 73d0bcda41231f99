"""Forms of administrators: rounds, participants, mailings, accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from forms.rules import EMAIL, at_most, given, needed

MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def _why(label: object) -> TextAreaField:
    return TextAreaField(label, validators=[needed(), at_most(1000)], render_kw={"rows": 3})


class ConfigurationForm(FlaskForm):  # type: ignore[misc]
    """Instrument and parameters: chosen, or handed in as files. The page sets the choices."""

    instrument = SelectField(_("Instrument"))
    instrument_files = MultipleFileField(
        _("… or files of an instrument"),
        validators=[Optional()],
        description=_(
            "The YAML file of the instrument, with the files of its other languages "
            "(NAME.yaml, NAME.hi.yaml, …), or a workbook (XLSForm, .xlsx)."
        ),
    )
    parameters = SelectField(_("Parameters"))
    parameters_files = MultipleFileField(
        _("… or files of parameters"),
        validators=[Optional()],
        description=_("The YAML file of the parameters, with the codebook that it names."),
    )


class RoundForm(ConfigurationForm):
    """A new round."""

    name = StringField(
        _("Name of the round"),
        validators=[needed(), at_most(60)],
        description=_("Small letters, digits and hyphens, such as clusters-2026."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    opens = DateTimeLocalField(_("Begins"), format=MOMENT, validators=[given()])
    closes = DateTimeLocalField(_("Ends"), format=MOMENT, validators=[given()])
    rehearsal = BooleanField(_("This is a rehearsal: every page says that it is for trying out"))

    field_order = (
        "name", "opens", "closes", "rehearsal", "instrument", "instrument_files", "parameters",
        "parameters_files",
    )  # fmt: skip


class ExtendForm(FlaskForm):  # type: ignore[misc]
    """A later end."""

    closes = DateTimeLocalField(_("New end"), format=MOMENT, validators=[given()])
    why = _why(_("Why? The report prints it."))


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Cancel a round for good: its name is typed again."""

    expected = ""  # set by the page
    name = StringField(
        _("Type the name of the round"),
        validators=[needed(), at_most(60)],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    why = _why(_("Why? The audit log keeps it."))

    def validate_name(self, field: StringField) -> None:
        if field.data.strip() != self.expected:
            raise ValidationError(_("This is not the name of the round."))


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A list of participants."""

    file = FileField(
        _("List of participants (CSV or XLSX)"),
        validators=[FileRequired(message=_("Choose a file."))],
        description=_(
            "With columns email, cluster and group; if you have them firstname, lastname, "
            "language, organisation and frame (listed or nominated). Other names of columns "
            "can be assigned in the next step."
        ),
    )


class MappingForm(FlaskForm):  # type: ignore[misc]
    """Which column holds what; the page sets the choices from the file's header."""

    email = SelectField(_("Mail address"))
    cluster = SelectField(_("Cluster"))
    group = SelectField(_("Stakeholder group"))
    firstname = SelectField(_("First name"))
    lastname = SelectField(_("Last name"))
    language = SelectField(_("Language"))
    organisation = SelectField(_("Organisation"))
    frame = SelectField(_("Frame"))


class EraseForm(FlaskForm):  # type: ignore[misc]
    """Erase a participant everywhere."""

    email = EmailField(
        _("Mail address of the person"),
        validators=[needed(), at_most(254), EMAIL],
        render_kw={"autocomplete": "off"},
    )


class MailingForm(FlaskForm):  # type: ignore[misc]
    """Invitations or reminders, to everybody or to one group."""

    kind = SelectField(
        _("What"),
        choices=[
            SelectChoice("invitation", _("Invitations")),
            SelectChoice("reminder", _("Reminders")),
        ],
    )
    only = SelectField(_("To whom"))


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Give somebody a role; who has no account gets one."""

    email = EmailField(
        _("Mail address"),
        validators=[needed(), at_most(254), EMAIL],
        render_kw={"autocomplete": "off"},
    )
    name = StringField(_("Name"), validators=[at_most(200)], render_kw={"autocomplete": "off"})
    role = SelectField(_("Role"))
    cluster = StringField(
        _("Cluster"),
        validators=[at_most(40)],
        description=_("Only for the role cluster: the id of the one cluster, such as pune."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    send = BooleanField(_("Send a link to sign in"), default=True)


class OneMailForm(FlaskForm):  # type: ignore[misc]
    """One mail, by its id."""

    id = HiddenField(validators=[needed()])
