"""The audit of what leaves, over the files of all editions of a release, before any is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping

from analysis.audit.audit import NotAudited, audit
from analysis.audit.finding import Finding
from analysis.audit.public import public_findings
from analysis.parameters import Minimums
from surveyapp.refusal import Refused, gettext_noop

MOST_NAMED = 5
# files that hold figures; what follows from them and from table T alone is not listed
FIGURES = (".csv", ".json")
KNOWN = {
    "scores.csv", "dimensions.csv", "cells.csv", "items.csv", "ranks.csv", "acceptability.csv",
    "sensitivity.csv", "diagnostics.csv", "table.json", "summary.json", "groups.csv",
    "strengths.csv", "focus.csv", "conditions.csv", "eligibility.csv", "leave_one_out.csv",
    "response.csv", "response_clusters.csv", "sentiment.csv", "themes.csv", "deviations.csv",
    "change.csv", "choices.csv", "vignettes.csv", "objective.csv", "joint.csv", "reliability.csv",
    "agreement.csv", "dif.csv", "data-dictionary.csv", "datapackage.json", "previous.json",
    "instrument.json", "parameters.json", "codebook.json", "records/S0.json", "records/S1.json",
    "records/S2.json",
}  # fmt: skip
Files = Mapping[str, bytes]


class TellsTooMuch(Refused):
    message = gettext_noop(
        "Nothing was released: what would be published lets somebody work out figures that are "
        "withheld, in {count} places: {figures}."
    )


class UnknownFile(Refused):
    message = gettext_noop(
        "Nothing was released: nobody has said what {figures} could tell about single people."
    )


def check_editions(
    full: Files, public: Files | None, minimums: Minimums, before: bytes | None = None
) -> None:
    """Refuse editions that tell too much; ``before`` is table T of the release they correct.

    Raises
    ------
    TellsTooMuch, UnknownFile
        The message names figures.
    """
    unknown = sorted(_unknown(full) | _unknown(public or {}))
    if unknown:
        raise UnknownFile(figures=", ".join(unknown))
    table = json.loads(full["table.json"])
    try:
        found = audit(table, minimums, json.loads(before) if before else None)
    except NotAudited as error:
        raise UnknownFile(figures=str(error)) from None
    if public is not None:
        rows = {name: _rows(public, name) for name in ("sentiment.csv", "themes.csv")}
        found += public_findings(rows["sentiment.csv"], rows["themes.csv"], minimums)
    if found:
        raise TellsTooMuch(count=len(found), figures="; ".join(_named(found)))


def _unknown(files: Files) -> set[str]:
    return {name for name in files if name.endswith(FIGURES) and name not in KNOWN}


def _named(found: list[Finding]) -> Iterator[str]:
    yield from map(str, found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        yield "…"


def _rows(files: Files, name: str) -> list[dict[str, str]]:
    content = files.get(name, b"").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))
