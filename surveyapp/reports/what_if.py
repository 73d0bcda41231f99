"""The sheet "what if": other weights, and the composite computed again by formulas.

Score = Σ weight × dimension score / Σ weight, from the dimension scores in full precision, so that
the approved weights give the printed scores. Weights of groups, smoothing and errors stay as they
are: this sheet shows how the order hangs on the weights of dimensions, and lets an auditor follow
the sum.
"""

from __future__ import annotations

from math import fsum
from typing import Any

from surveyapp.reports.edition import Edition
from surveyapp.reports.names import Names
from surveyapp.reports.texts import Texts

FIRST = 5  # the row (from 0) of the first dimension
NAME, APPROVED, WEIGHT, SCORES = 0, 1, 2, 3  # columns


def write_what_if(book: Any, formats: Any, edition: Edition, names: Names, t: Texts) -> None:
    """Write the sheet; cells to change are coloured, formulas carry their present results."""
    from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

    sheet = book.add_worksheet(t("sheet_what_if"))
    ranked = edition.ranked
    dimensions = [own for own in edition.summary["dimensions"] if own["scored"]]
    last = FIRST + len(dimensions) - 1
    _heads(sheet, formats, [names.cluster(entry["id"]) for entry in ranked], t)
    score = formats.number("points", 2)
    for row, dimension in enumerate(dimensions, start=FIRST):
        sheet.write_string(row, NAME, names.dimension(dimension["id"]), formats.text)
        sheet.write_number(row, APPROVED, dimension["weight"], formats.number("share", 3))
        sheet.write_number(row, WEIGHT, dimension["weight"] * len(dimensions), formats.to_change)
        for place, entry in enumerate(ranked, start=SCORES):
            own = next(d for d in entry["dimensions"] if d["id"] == dimension["id"])
            sheet.write_number(row, place, own["score"], score)
    sheet.data_validation(FIRST, WEIGHT, last, WEIGHT, {
        "validate": "decimal", "criteria": ">=", "value": 0,
        "error_title": t("weight"), "error_message": t("what_if_error"),
    })  # fmt: skip
    weights = xl_range_abs(FIRST, WEIGHT, last, WEIGHT)
    approved = xl_range_abs(FIRST, APPROVED, last, APPROVED)
    labels = ("what_if_score", "what_if_rank", "what_if_printed", "what_if_check")
    for offset, key in enumerate(labels, start=2):
        if key == "what_if_rank" and not edition.is_compared:
            continue
        sheet.write_string(last + offset, NAME, t(key), formats.bold)
    results = xl_range_abs(last + 2, SCORES, last + 2, SCORES + len(ranked) - 1)
    for place, entry in enumerate(ranked, start=SCORES):
        column = xl_range_abs(FIRST, place, last, place)
        value = composite(entry, dimensions)
        cell = xl_rowcol_to_cell(last + 2, place)
        sheet.write_formula(
            last + 2, place, f"=SUMPRODUCT({weights},{column})/SUM({weights})", score, value
        )
        if edition.is_compared:
            sheet.write_formula(
                last + 3, place, f"=RANK({cell},{results})", formats.number(None, 0), entry["rank"]
            )
        sheet.write_number(last + 4, place, entry["score"], score)
        sheet.write_formula(
            last + 5, place, f"=SUMPRODUCT({approved},{column})/SUM({approved})", score, value
        )
    sheet.freeze_panes(FIRST, SCORES)


def composite(entry: Any, dimensions: list[Any]) -> float:
    """Return the score of a cluster as the formula computes it with the approved weights."""
    scores = {own["id"]: own["score"] for own in entry["dimensions"]}
    whole = fsum(own["weight"] for own in dimensions)
    return fsum(own["weight"] * scores[own["id"]] for own in dimensions) / whole


def _heads(sheet: Any, formats: Any, clusters: list[str], t: Texts) -> None:
    sheet.write_string(0, 0, t("sheet_what_if"), formats.title)
    sheet.write_string(1, 0, t("what_if_text"))
    sheet.write_string(2, 0, t("what_if_limits"))
    heads = (t("dimension"), t("what_if_approved"), t("what_if_weight"), *clusters)
    for place, head in enumerate(heads):
        sheet.write_string(FIRST - 1, place, head, formats.head)
    sheet.set_column(NAME, NAME, 38)
    sheet.set_column(APPROVED, SCORES + len(clusters), 14)
