"""A questionnaire as respondents will see it, in every language and branch, without a round.

Administrators and the committee look at it each in their own area. Nothing is kept: an instrument
that was handed in travels in the page.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import escape
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage

from analysis.configuration import Configuration
from analysis.faults import Faulty
from analysis.instrument import ORDERS, Instrument, from_json
from analysis.parameters import Cluster, Group, Parameters
from forms.preview import PreviewForm
from forms.questionnaire import ORDER_FIELD, Questionnaire, presented_order
from surveyapp.rounds import assemble
from surveyapp.web import access
from surveyapp.web.current import installation
from surveyapp.web.filled import show
from surveyapp.web.languages import LANGUAGES, speak
from surveyapp.web.questionnaire import STEP_FIELD
from surveyapp.web.rendering import Addresses, Frame, Typed, answer_words, render_typed

bp = Blueprint("preview", __name__)
INSTRUMENT_FIELD = "_instrument"
NOBODY = Parameters(
    parameters="preview",
    version=1,
    clusters=(Cluster(id="city", name={"en": "Cityname"}),),
    groups=(Group(id="group", name={"en": "Your group"}),),
)


def choose() -> ResponseReturnValue:
    """Ask which instrument, and show it as a page or as a workbook."""
    form = PreviewForm()
    with installation().store.reading() as session:
        form.instrument.choices = assemble.choices(session, "instrument")
        if not form.validate_on_submit():
            return show("preview/choose.html", form=form)
        files = {str(f.filename): f.read() for f in _handed_in(form) if f.filename}
        try:
            instrument = assemble.read_one(session, assemble.Chosen(form.instrument.data, files))
        except Faulty as error:
            form.form_errors.extend(map(str, error.faults))
            return show("preview/choose.html", form=form)
    if "workbook" in request.form:
        return _workbook(instrument)
    return _page(instrument, request.form.get("language", ""), secrets.randbelow(ORDERS))


def look() -> ResponseReturnValue:
    """Show the instrument again in another language, with everything that was filled in."""
    return _page(_carried(), request.form.get("language", ""), presented_order(request.form))


def answers() -> ResponseReturnValue:
    """Check what was filled in as a respondent's answers are checked, and show what is read."""
    instrument = _carried()
    language = request.form.get("language", "")
    reading = Questionnaire(instrument).read(request.form)
    if reading.faults:
        typed = Typed(request.form, reading.faults)
        return _page(instrument, language, presented_order(request.form), typed), 422
    shown = instrument.in_language(_language(instrument, language))
    lines = [
        (item.text, answer_words(shown, item, reading.answers[key]))
        for key, item in shown.items.items()
    ]
    return render_template("preview/answers.html", lines=lines, run=reading.run)


def _page(instrument: Instrument, wanted: str, order: int, typed: Typed | None = None) -> Response:
    language = _language(instrument, wanted)
    speak(language if language in LANGUAGES else "en")
    frame = Frame("city", "group", installation().clock())
    html = render_typed(
        Configuration(instrument, NOBODY), language, frame, order,
        _own_fields(instrument, language, order), typed or Typed(request.form),
        Addresses(url_for(".answers"), url_for(".look"), is_preview=True),
    )  # fmt: skip
    return Response(html)


def _language(instrument: Instrument, wanted: str) -> str:
    return wanted if wanted in instrument.languages else instrument.language


def _own_fields(instrument: Instrument, language: str, order: int) -> str:
    fields = {
        "csrf_token": generate_csrf(),
        "language": language,
        ORDER_FIELD: str(order),
        STEP_FIELD: request.form.get(STEP_FIELD, "")[:60],
        INSTRUMENT_FIELD: instrument.canonical(),
    }
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )


def _carried() -> Instrument:
    try:
        return from_json(request.form.get(INSTRUMENT_FIELD, ""))
    except ValidationError:
        abort(400)


def _handed_in(form: PreviewForm) -> list[FileStorage]:
    return [each for each in form.instrument_files.data or () if isinstance(each, FileStorage)]


def _workbook(instrument: Instrument) -> Response:
    from forms.xlsform.writing import write_xlsform

    response = Response(
        write_xlsform(instrument),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = (
        f"attachment; filename={instrument.instrument}-{instrument.version}.xlsx"
    )
    return response


def _in_area(name: str, guard: Callable[[Any], Any]) -> Blueprint:
    area = Blueprint(name, __name__, url_prefix=f"/{name}/preview")
    area.route("", methods=["GET", "POST"], endpoint="choose")(guard(choose))
    area.post("/page", endpoint="look")(guard(look))
    area.post("/answers", endpoint="answers")(guard(answers))
    return area


bp.register_blueprint(_in_area("admin", access.admin))
bp.register_blueprint(_in_area("committee", access.committee))
