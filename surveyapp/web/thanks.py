"""The page after sending: kept in pieces like the questionnaire, with its codes between them."""

from __future__ import annotations

from datetime import datetime

from flask import Response, render_template
from flask_babel import gettext
from markupsafe import Markup

from surveyapp.refusal import gettext_noop
from surveyapp.rounds.submit import Receipt
from surveyapp.web import kept, packing
from surveyapp.web.dates import long_end
from surveyapp.web.rendering import page_language

RECEIPT = Markup("<!-- receipt code -->")
CHECK = Markup("<!-- check code -->")

WORDS = {
    "sent": (
        gettext_noop("Thank you: your answers have arrived"),
        gettext_noop("They are sealed: nobody can read them until answering is over."),
    ),
    "twice": (
        gettext_noop("Your answers have arrived"),
        gettext_noop(
            "They were sent twice and kept once. They are sealed: nobody can read them yet."
        ),
    ),
    "replaced": (
        gettext_noop("Your answers are replaced"),
        gettext_noop(
            "What you sent just now replaces what you sent before. The check code below is new; "
            "the one from before no longer counts."
        ),
    ),
    "withdrawn": (
        gettext_noop("Your answers are withdrawn"),
        gettext_noop(
            "They are deleted and are not counted. What lies sealed in their place now is empty."
        ),
    ),
}


def thanks(
    what: str, receipt: Receipt, ends: datetime | None = None, status: int = 200
) -> Response:
    """Return the page for what has happened in a round, in the language of the request."""
    until = long_end(ends) if ends else ""
    top, middle, end = kept.page(f"{what} {until}", page_language(), lambda _: _render(what, until))
    codes = packing.store(receipt.receipt_code.encode()), packing.store(receipt.check_code.encode())
    response = packing.respond([top, codes[0], middle, codes[1], end], filled_up=True)
    response.status_code = status
    return response


def _render(what: str, until: str) -> tuple[str, ...]:
    title, words = WORDS[what]
    html = render_template(
        "respondent/sent.html", title=gettext(title), paragraphs=[gettext(words)],
        until=until, receipt=Receipt(RECEIPT, CHECK), is_withdrawn=what == "withdrawn",
    )  # fmt: skip
    top, _, rest = html.partition(RECEIPT)
    return top, *rest.split(CHECK)
