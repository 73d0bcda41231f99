"""Make the files of a release from its edition. For the worker and the command line.

Nothing here reads a response: an edition holds table T, what follows from it, and what was
approved. The same edition gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from analysis.table_files import previous_bytes
from surveyapp.reports import pdf
from surveyapp.reports.charts.chart import Chart
from surveyapp.reports.datapackage import datapackage
from surveyapp.reports.ddi import ddi
from surveyapp.reports.dictionary import datasets, dictionary_csv
from surveyapp.reports.edition import Edition
from surveyapp.reports.html import Kind, report_html
from surveyapp.reports.names import Names
from surveyapp.reports.pictures import Pictures
from surveyapp.reports.public import public_files
from surveyapp.reports.readme import readme
from surveyapp.reports.sav import sav
from surveyapp.reports.tables import more_tables
from surveyapp.reports.texts import LANGUAGES, texts
from surveyapp.reports.workbook import workbook


def build(
    edition: Edition, evidence: Mapping[str, bytes], *, with_pdf: bool = True
) -> dict[str, bytes]:
    """Return the files of the full edition by name.

    Parameters
    ----------
    edition : Edition
        What is printed.
    evidence : mapping
        What it is checked against (records, configuration), put in as it is.
    with_pdf : bool, default=True
        Without pango there is no PDF either way (``pdf.obstacle`` says why).
    """
    tables = {**edition.results.files(), **more_tables(edition)}
    before = {"previous.json": previous_bytes(edition.before)} if edition.before else {}
    return _made(edition, {**tables, **evidence, **before}, Kind.FULL, with_pdf)


def build_public(
    edition: Edition, evidence: Mapping[str, bytes], *, with_pdf: bool = True
) -> dict[str, bytes]:
    """Return the files of the public edition: clusters as a whole, nothing about groups."""
    tables = {**edition.results.files(), **more_tables(edition)}
    minimums = edition.configuration.parameters.minimums
    shown = {**public_files(tables, minimums), **evidence}
    return _made(edition, shown, Kind.PUBLIC, with_pdf)


def cluster_report(edition: Edition, cluster: str, language: str) -> bytes:
    """Return the report of one cluster as PDF, also before a release, for its hearing.

    Raises
    ------
    NoPdf
        If pango is missing.
    """
    return _pdf(edition, language, Kind.CLUSTER, cluster)


def _made(
    edition: Edition, files: Mapping[str, bytes], kind: Kind, with_pdf: bool
) -> dict[str, bytes]:
    """Return the given files and all that is made from them."""
    found = datasets(files)
    names = Names(edition.configuration, LANGUAGES[0])
    made = {
        **files,
        **{f"workbook.{code}.xlsx": workbook(edition, found, code) for code in LANGUAGES},
        **{f"spss/{d.name}.sav": sav(d, names, edition.release.made) for d in found},
        **{f"charts/{name}.svg": drawing for name, drawing in _charts(edition, kind)},
        "data-dictionary.csv": dictionary_csv(found),
        "datapackage.json": datapackage(edition, found, files),
        "ddi-codebook.xml": ddi(edition, found),
    }
    if with_pdf and not pdf.obstacle():
        made |= {f"report.{code}.pdf": _pdf(edition, code, kind) for code in LANGUAGES}
    return {**made, "README.txt": readme(edition, made, is_public=kind == Kind.PUBLIC)}


def _charts(edition: Edition, kind: Kind) -> Iterator[tuple[str, bytes]]:
    """Yield name and SVG of every chart, in every language."""
    for language in LANGUAGES:
        drawn = Pictures(edition, texts(language))
        charts: dict[str, Chart | None] = {
            "rank-sets": drawn.rank_sets(),
            "scores": drawn.scores(),
            "heat-map": drawn.heat_map(),
            "acceptability": drawn.acceptability(),
        }
        charts |= {f"dimensions-{e['id']}": drawn.dimensions(e) for e in edition.ranked}
        if kind != Kind.PUBLIC:
            charts["themes"] = drawn.themes()
            cells = edition.summary["response"]["cells"]
            charts |= {c.key: c for c in drawn.response(cells)}
        for name, chart in charts.items():
            if chart is not None:
                yield f"{name}.{language}", chart.svg().encode() + b"\n"


def _pdf(edition: Edition, language: str, kind: Kind, cluster: str | None = None) -> bytes:
    html = report_html(edition, language, kind, cluster)
    # an identifier of the content, so that the same report has the same bytes
    return pdf.make_pdf(html, hashlib.sha256(html.encode()).hexdigest()[:32].encode())
