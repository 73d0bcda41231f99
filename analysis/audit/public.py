"""What the public edition's files of comments would tell: small counts that it leaves out.

The full edition shows these counts; here they are unknown, and the public files are all there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.audit.bounds import Program
from analysis.audit.finding import Finding
from analysis.parameters import Minimums

LABELS = ("negative", "neutral", "positive", "abstained")
Row = Mapping[str, str]


def public_findings(
    sentiment: Sequence[Row], themes: Sequence[Row], minimums: Minimums
) -> list[Finding]:
    """Return the counts that the rows of ``sentiment.csv`` and ``themes.csv`` would tell."""
    found: list[Finding] = []
    for question in sorted({row["question"] for row in sentiment}):
        rows = [row for row in sentiment if row["question"] == question and row["comments"]]
        found += _sentiment(question, rows, minimums)
        own = [row for row in themes if row["question"] == question]
        found += _themes(question, own, rows, minimums)
    return found


def _sentiment(question: str, rows: Sequence[Row], minimums: Minimums) -> Iterator[Finding]:
    """Yield labels whose number is left out and known all the same."""
    everywhere = next((row for row in rows if not row["cluster"]), None)
    clusters = [row for row in rows if row["cluster"]]
    program = Program()
    names = [row["cluster"] for row in clusters]
    if _is_some_withheld(rows):
        names.append("other clusters")
    most = max((int(row["comments"]) for row in rows), default=0)
    count = {(name, label): program.count(0, most) for name in names for label in LABELS}
    for row in clusters:
        own = {count[row["cluster"], label]: 1.0 for label in LABELS}
        # the rest are comments without content, and repeated ones
        program.know(own, 0, int(row["comments"]))
        for label in LABELS:
            if row[label]:
                at = {count[row["cluster"], label]: 1.0}
                program.know(at, int(row[label]), int(row[label]))
    for label in LABELS:
        if everywhere and everywhere[label]:
            at = {count[name, label]: 1.0 for name in names}
            program.know(at, int(everywhere[label]), int(everywhere[label]))
    for row in rows:
        for label in LABELS:
            if row[label]:
                continue
            own_names = [row["cluster"]] if row["cluster"] else names
            terms = {count[name, label]: 1.0 for name in own_names}
            low, high = program.bounds(terms, minimums.remainder)
            if high - low < minimums.remainder and low < minimums.remainder:
                place = f"sentiment.csv, {question}, {row['cluster'] or 'all clusters'}"
                yield Finding(place, label, low, high, "comments")


def _themes(
    question: str, themes: Sequence[Row], places: Sequence[Row], minimums: Minimums
) -> Iterator[Finding]:
    """Yield themes that are left out of one or few clusters and known from those beside them."""
    whole = {row["theme"]: int(row["comments"]) for row in themes if not row["cluster"]}
    clusters = {row["cluster"] for row in places if row["cluster"]}
    for theme, number in sorted(whole.items()):
        listed = {
            row["cluster"]: int(row["comments"])
            for row in themes
            if row["cluster"] and row["theme"] == theme
        }
        program = Program()
        count = {cluster: program.count(0, number) for cluster in sorted(clusters | listed.keys())}
        for cluster, shown in listed.items():
            program.know({count[cluster]: 1.0}, shown, shown)
        # clusters whose comments are withheld may have any of the rest
        rest = program.count(0, number if _is_some_withheld(places) else 0)
        program.know(dict.fromkeys((*count.values(), rest), 1.0), number, number)
        for cluster in sorted(clusters - listed.keys()):
            low, high = program.bounds({count[cluster]: 1.0}, minimums.remainder)
            if high - low < minimums.remainder and low < minimums.remainder and high > 0:
                place = f"themes.csv, {question}, {cluster}"
                yield Finding(place, theme, low, high, "comments")


def _is_some_withheld(places: Sequence[Row]) -> bool:
    """Tell whether comments lie outside of the clusters that are shown."""
    whole = sum(int(row["comments"]) for row in places if not row["cluster"])
    return whole > sum(int(row["comments"]) for row in places if row["cluster"])
