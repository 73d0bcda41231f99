"""The page with the questions, empty or with what was typed, in the language that is wanted."""

from __future__ import annotations

from html import escape

from flask import Response, request

from analysis.instrument import Instrument
from forms.questionnaire import ORDER_FIELD, ItemFault, presented_order
from surveyapp import codes
from surveyapp.web import kept, packing
from surveyapp.web.admission import RECEIPT_FIELD, Admission, own_receipt
from surveyapp.web.kept import Words
from surveyapp.web.languages import of_browser, speak
from surveyapp.web.rendering import Frame, Typed, page_language, render_typed

EMPTY_FIELD = "_empty"  # says that a form without any answer is meant to be sent
STEP_FIELD = "_step"  # where the respondent was; the script's own, handed back as it came


def blank(admitted: Admission) -> Response:
    """Return the empty questionnaire in one of the public orders."""
    words = _choose(admitted)
    pieces = kept.blank_page(
        admitted.round.configuration_hash,
        words,
        _frame(admitted),
        lambda order: _own_fields(admitted, words, order),
    )
    return packing.respond(pieces, filled_up=True)


def filled(
    admitted: Admission,
    faults: tuple[ItemFault, ...] = (),
    message: str | None = None,
    status: int = 200,
    *,
    is_empty: bool = False,
) -> Response:
    """Return the questionnaire with everything that was posted. It is never compressed."""
    words = _choose(admitted)
    order = presented_order(request.form)
    own = _own_fields(admitted, words, order)
    if is_empty:
        own += f'<input type="hidden" name="{EMPTY_FIELD}" value="yes">'
    html = render_typed(
        admitted.prepared.configuration, words.questions, _frame(admitted), order, own,
        Typed(request.form, faults, message),
    )  # fmt: skip
    return Response(packing.fill_up(html.encode(), packing.TYPED_PAGE), status)


def _choose(admitted: Admission) -> Words:
    """Let the page speak the language asked for, else the recorded one, else the browser's."""
    instrument = admitted.prepared.configuration.instrument
    questions = _questions_language(instrument, admitted.language)
    speak(questions)
    return Words(questions, page_language())


def _questions_language(instrument: Instrument, recorded: str | None) -> str:
    for wanted in (request.form.get("language"), recorded):
        if wanted in instrument.languages:
            return str(wanted)
    found = of_browser(instrument.languages)
    return found or ("en" if "en" in instrument.languages else instrument.language)


def _frame(admitted: Admission) -> Frame:
    again = admitted.field == "receipt"
    return Frame(admitted.cluster, admitted.group, admitted.round.closes_at, again)


def _own_fields(admitted: Admission, words: Words, order: int) -> str:
    """Return the hidden fields: what makes one respondent's page differ from another's."""
    step = request.form.get(STEP_FIELD, "")
    fields = {
        admitted.field: admitted.secret,
        "language": words.questions,
        STEP_FIELD: step if len(step) < 60 else "",
        ORDER_FIELD: str(order),
    }
    if admitted.invited is not None:
        fields[RECEIPT_FIELD] = own_receipt() or codes.with_cell(admitted.cell)
    return "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
