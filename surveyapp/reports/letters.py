"""Invitation letters to print: one page each, in the participant's language, code and QR code.

Codes are in the letters and nowhere else; nothing here is kept. For the command line only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from surveyapp.paths import TEMPLATES
from surveyapp.reports.pdf import make_pdf
from surveyapp.words import PRODUCT, template_environment, translations

SHEET = TEMPLATES / "letters" / "letters.css"


@dataclass(frozen=True)
class Letter:
    """What one letter says; ``code`` is in groups, ``page`` is where it can be typed."""

    language: str
    name: str
    organisation: str
    title: str
    city: str
    minutes: int
    link: str
    page: str
    code: str
    ends: str
    contact: str


def letters_pdf(letters: Sequence[Letter], title: str) -> bytes:
    """Return one PDF with a page for each letter.

    Raises
    ------
    NoPdf
        If pango is missing.
    """
    html = letters_html(letters, title)
    identifier = hashlib.sha256(title.encode()).hexdigest()[:32].encode()
    return make_pdf(html, identifier, SHEET)


def letters_html(letters: Sequence[Letter], title: str) -> str:
    """Return the letters as one document; each is marked with its language."""
    body = Markup("\n").join(_section(letter) for letter in letters)
    language = letters[0].language if letters else "en"
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{body}</body></html>"
    )


def _section(letter: Letter) -> Markup:
    environment = template_environment(letter.language)
    template = environment.get_template("letters/letter.html")
    text = template.render(letter=letter, square=_square(letter), product=PRODUCT)
    return Markup(text)  # noqa: S704  # rendered with autoescape


def _square(letter: Letter) -> Markup:
    """Return the QR code of the link as SVG."""
    import segno

    words = translations(letter.language).gettext("Square that opens the questionnaire")
    code = segno.make(letter.link, error="m", micro=False)
    drawing = code.svg_inline(border=0, omitsize=True, title=words)
    return Markup(drawing)  # noqa: S704  # made of numbers and an escaped title
