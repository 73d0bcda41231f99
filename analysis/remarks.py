"""What the first page has to say besides the order: what was unusual in this round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.explanation import Voice


def remarks(voice: Voice, summary: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each thing that a reader must know before the ranking."""
    return [
        voice.say(f"remark_{key}", names=voice.list(names))
        for key, names in _found(voice, summary, answers)
    ]


def _found(
    voice: Voice, summary: Mapping[str, Any], answers: Mapping[str, Any]
) -> Iterator[tuple[str, list[str]]]:
    """Yield the key of each remark, and the names that stand in it."""
    if not summary["approved"]:
        yield "not_approved", []
    referred = [voice.clusters[e["id"]] for e in summary["clusters"] if e["referred"]]
    if referred:
        yield "referred", referred
    if summary["refusal"]:
        return
    if summary["response"]["exclusion_differs"]:
        yield "exclusion_differs", []
    yield from _uncleaned(voice, summary)
    dimensions = {
        "dropped": [d["id"] for d in summary["dimensions"] if not d["scored"]],
        "filled": [d["id"] for d in summary["dimensions"] if d["filled"]],
    }
    for key, ids in dimensions.items():
        if ids:
            yield key, [voice.dimensions.get(name, name) for name in ids]
    close = [voice.clusters[e["id"]] for e in summary["clusters"] if e.get("borderline")]
    if close:
        yield "borderline", close
    source = summary["tau_squared"]["source"]
    if source in {"given", "assumed"}:
        yield f"tau_{source}", []
    if answers["correlation"]["respondents"] is None and len(answers["dimensions"]) > 1:
        yield "correlation", []
    if summary["vignettes"] and summary["vignettes"]["changes_order"]:
        yield "vignettes", []
    unraked = [cell for cell in answers["cells"] if cell.get("raked") is False]
    if unraked:
        yield "unraked", [_cell(voice, cell) for cell in unraked]


def _uncleaned(voice: Voice, summary: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    dirty = next(entry for entry in summary["sensitivity"] if entry["id"] == "uncleaned")
    if not dirty["known"]:
        yield "uncleaned_withheld", []
        return
    other = [
        voice.clusters[entry["id"]]
        for entry in summary["clusters"]
        if "score" in entry and _differs(entry, dirty["clusters"].get(entry["id"]))
    ]
    if other:
        yield "uncleaned_differs", other


def _differs(entry: Mapping[str, Any], other: Mapping[str, Any] | None) -> bool:
    return other is None or (entry["rank"], entry["band"]) != (other["rank"], other["band"])


def _cell(voice: Voice, cell: Mapping[str, Any]) -> str:
    groups = voice.list([voice.groups[group] for group in cell["groups"]])
    return f"{voice.clusters[cell['cluster']]} ({groups})"
