"""PDF/UA from HTML, with WeasyPrint. In the worker and on the command line only.

WeasyPrint needs pango from the system. Where that is missing everything else of a release is made,
and the release says so (``obstacle``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from surveyapp.paths import TEMPLATES
from surveyapp.refusal import Refused, gettext_noop

SHEET = TEMPLATES / "report" / "report.css"
PANGO = gettext_noop(
    "There is no PDF, because the library pango is missing. As root: "
    "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
)


class NoPdf(Refused):
    """PDF cannot be made on this machine."""

    message = PANGO


@lru_cache(maxsize=1)
def obstacle() -> str | None:
    """Return why no PDF can be made here, None if it can."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return PANGO
    return None


def make_pdf(html: str, identifier: bytes, style: Path = SHEET) -> bytes:
    """Return a tagged PDF; the same HTML and identifier give the same bytes.

    Raises
    ------
    NoPdf
        If pango is missing.
    """
    if obstacle():
        raise NoPdf
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=style.read_text(encoding="utf-8"), font_config=fonts)
    document = weasyprint.HTML(string=html, url_fetcher=_nothing)
    made: bytes = document.write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
    )
    return made


class _Whole(str):
    """A text that is laid out as one piece: iterating over it gives no letters."""

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    """Return the library, taught to draw the text of an SVG as a whole.

    It places SVG text letter by letter, which takes Indian scripts apart: vowel signs land beside
    their consonants, conjuncts are not formed. A test reads a chart's labels back.
    """
    import weasyprint
    from weasyprint import svg

    def text(node: Any) -> str | None:
        own = node._etree_node.text
        return _Whole(own) if own else own

    svg.Node.text = property(text)
    return weasyprint


def _nothing(url: str, *_: object, **__: object) -> None:
    """Fetch nothing: a report holds all that it shows. Any other error would only be logged."""
    from weasyprint.urls import FatalURLFetchingError

    raise FatalURLFetchingError(f"a report must not load {url}")
