"""Make the files of a release from its edition. For the worker and the command line.

Nothing here reads a response: an edition holds table T, what follows from it, and what was
approved. The same edition gives the same bytes.
"""

from __future__ import annotations

import hashlib

from surveyapp.reports import pdf
from surveyapp.reports.edition import Edition
from surveyapp.reports.html import Kind, report_html
from surveyapp.reports.texts import LANGUAGES


def build(edition: Edition, *, with_pdf: bool = True) -> dict[str, bytes]:
    """Return the files of the full edition by name, beside those that prove them.

    Without pango there is no PDF (``pdf.obstacle`` says why); everything else is made.
    """
    return {**edition.results.files(), **_reports(edition, Kind.FULL, with_pdf)}


def build_public(edition: Edition, *, with_pdf: bool = True) -> dict[str, bytes]:
    """Return the files of the public edition: clusters as a whole, nothing about groups."""
    return _reports(edition, Kind.PUBLIC, with_pdf)


def cluster_report(edition: Edition, cluster: str, language: str) -> bytes:
    """Return the report of one cluster as PDF, also before a release, for its hearing."""
    return _pdf(edition, language, Kind.CLUSTER, cluster)


def _reports(edition: Edition, kind: Kind, with_pdf: bool) -> dict[str, bytes]:
    if not with_pdf or pdf.obstacle():
        return {}
    return {f"report.{language}.pdf": _pdf(edition, language, kind) for language in LANGUAGES}


def _pdf(edition: Edition, language: str, kind: Kind, cluster: str | None = None) -> bytes:
    html = report_html(edition, language, kind, cluster)
    # an identifier of the content, so that the same report has the same bytes
    return pdf.make_pdf(html, hashlib.sha256(html.encode()).hexdigest()[:32].encode())
