"""Sentences made from the numbers of the summary by templates, never by hand (method, 17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.exact import DATA, printed
from analysis.instrument import Instrument
from analysis.parameters import Parameters, in_language
from analysis.yaml_files import read

PERCENT = 100
MOST_CLEAR = 4


@cache
def templates() -> dict[str, dict[str, str]]:
    """Return the templates by language and key."""
    found: dict[str, dict[str, str]] = read(DATA / "explanation.yaml").data
    return found


@dataclass(frozen=True)
class Voice:
    """Words and names in one language."""

    language: str
    words: Mapping[str, str]
    clusters: Mapping[str, str]
    groups: Mapping[str, str]
    dimensions: Mapping[str, str]

    def say(self, key: str, **values: Any) -> str:
        return self.words[key].format(**values)

    def list(self, names: Sequence[str]) -> str:
        """Join names: A, B and C."""
        if len(names) < 2:
            return "".join(names)
        return self.say("and", some=self.words["comma"].join(names[:-1]), last=names[-1])


def voices(parameters: Parameters, instrument: Instrument | None) -> list[Voice]:
    """Return one voice a language that there are templates for."""
    return [
        Voice(
            language,
            words,
            {c.id: in_language(c.name, language) for c in parameters.clusters},
            {g.id: in_language(g.name, language) for g in parameters.groups},
            dimension_names(instrument, language),
        )
        for language, words in templates().items()
    ]


def dimension_names(instrument: Instrument | None, language: str) -> dict[str, str]:
    """Return the dimensions' names in a language, else in the instrument's own."""
    if instrument is None:
        return {}
    texts = instrument.translations.get(language, {})
    return {d.id: texts.get(f"dimension.{d.id}", d.name) for d in instrument.dimensions}


def one(value: float) -> str:
    """Print points in a sentence: one place, without a minus that rounding has left over."""
    return printed(value, 1)


def two(value: float | None) -> str:
    """Print points where a limit is compared with a threshold, so that rounding hides nothing."""
    return "–" if value is None else printed(value, 2)


def percent(value: float | None) -> str:
    return "–" if value is None else printed(value * PERCENT, 1)


def headline(voice: Voice, summary: Mapping[str, Any]) -> str:
    """Return one sentence on the order of all clusters, from the simultaneous rank sets."""
    if summary["refusal"]:
        return voice.say("refused", reason=_refusal(voice, summary["refusal_reason"]))
    entries = [entry for entry in summary["clusters"] if "score" in entry]
    parts = _alone(voice, entries) or _order(voice, entries, summary)
    missing = [voice.clusters[e["id"]] for e in summary["clusters"] if "score" not in e]
    if missing:
        parts.append(voice.say("unranked", names=voice.list(missing)))
    return voice.words["semicolon"].join(parts) + voice.words["stop"]


def _alone(voice: Voice, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is said where there is nothing to compare, else nothing."""
    return [
        voice.say("alone", name=voice.clusters[entry["id"]], **_limits(entry))
        for entry in entries
        if entry["rank"] is None
    ]


def _order(
    voice: Voice, entries: Sequence[Mapping[str, Any]], summary: Mapping[str, Any]
) -> list[str]:
    order = sorted(entries, key=lambda e: (e["rank"], voice.clusters[e["id"]]))
    pairs = summary["clear_pairs"]
    parts = []
    for tier in tiers(order):
        clear = _clear(voice, tier, pairs)
        if not clear or not _is_ordered(tier, pairs):
            parts.append(_tier(voice, tier, len(summary["clusters"])))
        parts += clear
    return parts


def _is_ordered(tier: Sequence[Mapping[str, Any]], pairs: Sequence[Sequence[str]]) -> bool:
    """Tell whether each is clearly above all that follow, though others may stand between."""
    own = [entry["id"] for entry in tier]
    return all([own[j], own[k]] in pairs for k in range(len(own)) for j in range(k))


def _refusal(voice: Voice, reason: Mapping[str, Any]) -> str:
    """Return why nothing can be ranked, with names instead of ids."""
    parts = [
        voice.say(
            "refused_part",
            names=voice.list([voice.clusters[name] for name in part["clusters"]]),
            groups=voice.list([voice.groups[name] for name in part["groups"]]),
        )
        for part in reason["parts"]
    ]
    return voice.say(f"refused_{reason['id']}", parts=voice.words["semicolon"].join(parts))


def tiers(order: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Split clusters, in order of rank, where all above are clearly above all below."""
    result: list[list[Mapping[str, Any]]] = [[]]
    for place, entry in enumerate(order):
        result[-1].append(entry)
        above, below = order[: place + 1], order[place + 1 :]
        split = all(e["simultaneous"][1] <= place + 1 for e in above)
        if below and split and all(e["simultaneous"][0] > place + 1 for e in below):
            result.append([])
    return result


def _tier(voice: Voice, tier: Sequence[Mapping[str, Any]], count: int) -> str:
    names = [voice.clusters[entry["id"]] for entry in tier]
    if len(tier) == 1:
        entry = tier[0]
        first, last = entry["simultaneous"]
        if first == last:
            key = "first" if last == 1 else "last" if first == count else "place"
            return voice.say(key, name=names[0], rank=first, **_limits(entry))
        return voice.say("ranks", name=names[0], first=first, last=last, **_limits(entry))
    if len(tier) == count:
        return voice.say("open_all", names=voice.list(names))
    first = min(entry["simultaneous"][0] for entry in tier)
    last = max(entry["simultaneous"][1] for entry in tier)
    return voice.say("open", names=voice.list(names), first=first, last=last)


def _clear(
    voice: Voice, tier: Sequence[Mapping[str, Any]], pairs: Sequence[Sequence[str]]
) -> list[str]:
    """Return what is clear inside a tier whose whole order is not, if it can be said shortly."""
    own = [entry["id"] for entry in tier]
    parts = []
    for above in own:
        below = [voice.clusters[low] for low in own if [above, low] in pairs]
        if below:
            name = voice.clusters[above]
            parts.append(voice.say("above", name=name, names=voice.list(below)))
    return parts if len(parts) <= MOST_CLEAR else []


def _limits(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: one(entry[name]) for name in ("score", "lower", "upper")}


def sentence(voice: Voice, entry: Mapping[str, Any], count: int) -> str:
    """Return what is said of one cluster in a few sentences.

    The ranks are those of the simultaneous set, for the sentences stand beside each other.
    """
    name = voice.clusters[entry["id"]]
    if "score" not in entry:
        return voice.say("no_score", name=name)
    if entry["rank"] is None:
        return voice.say("score_alone", name=name, **_limits(entry))
    lowest, highest = entry["simultaneous"]
    key = "score_sure" if lowest == highest else "score"
    parts = [
        voice.say(
            key,
            name=name,
            rank=entry["rank"],
            count=count,
            lowest=lowest,
            highest=highest,
            **_limits(entry),
        ),
        voice.words[f"band_{entry['band']}"],
    ]
    if entry["status"] == "provisional":
        parts.append(voice.say("provisional", name=name))
    return " ".join(parts)


def highlights(voice: Voice, entry: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return strengths and areas to improve as phrases."""
    result = {}
    for key, name in (("strengths", "strength"), ("improve", "improve")):
        result[key] = [
            voice.say(
                name,
                dimension=voice.dimensions.get(own["dimension"], own["dimension"]),
                difference=one(abs(own["difference"])),
                in_group=_in_group(voice, own["group"]),
            )
            for own in entry[key]
        ]
    return result


def _in_group(voice: Voice, group: str | None) -> str:
    return "" if group is None else voice.say("in_group", group=voice.groups[group])


def reasons(voice: Voice, entry: Mapping[str, Any]) -> list[str]:
    """Return the reasons sheet of a cluster: conditions, numbers, and what would change them."""
    lines = [_shortfall(voice, own) for own in entry["eligibility"]["shortfalls"]]
    referred = [voice.words["referred"]] if entry["referred"] else []
    if "score" not in entry:
        return lines + referred
    lines += [_verdict(voice, entry["non_performance"])]
    lines += [_condition(voice, own) for own in entry["non_performance"]["conditions"]]
    if entry["rank"] is not None:
        lines += _breakdown(voice, entry["breakdown"])
    lines.append(_leave_one_out(voice, entry["leave_one_out"]))
    if entry["bounds"]:
        (lower, upper), (least, most) = entry["bounds"]["predicted"], entry["bounds"]["extreme"]
        values = {"lower": lower, "upper": upper, "least": least, "most": most}
        lines.append(voice.say("bounds", **{name: one(value) for name, value in values.items()}))
    change = entry["change"]
    for key, own in (("change", change), ("change_relative", change and change["relative"])):
        if own:
            limits = {name: one(own[name]) for name in ("estimate", "lower", "upper")}
            lines.append(voice.say(key, **limits))
    return lines + referred


def _shortfall(voice: Voice, own: Mapping[str, Any]) -> str:
    found, needed = own["found"], own["needed"]
    if own["condition"] == "nominated":
        found, needed = percent(found), percent(needed)
    group = voice.groups.get(own["group"] or "", "")
    return voice.say(f"shortfall_{own['condition']}", group=group, found=found, needed=needed)


def _verdict(voice: Voice, verdict: Mapping[str, Any]) -> str:
    if verdict["shown"]:
        return voice.words["shown"]
    if not verdict["conditions"]:
        return voice.words["not_compared"]
    numbers = [
        voice.words[f"condition_{own['id']}"].partition(" ")[0]
        for own in verdict["conditions"]
        if not own["met"]
    ]
    names = list(dict.fromkeys(numbers))
    return voice.say("not_shown", names=voice.words["comma"].join(names))


def _condition(voice: Voice, own: Mapping[str, Any]) -> str:
    """Return a condition, its numbers, and whether it holds."""
    shown = percent if own["id"] in {"shares", "joint"} else two
    figures = {
        name: shown(value) if value is None or isinstance(value, float) else value
        for name, value in own["figures"].items()
    }
    parts = [voice.say(f"condition_{own['id']}", **figures), *_detail(voice, own, figures)]
    return f"{''.join(parts)}: {voice.words['held' if own['met'] else 'not_held']}"


def _detail(voice: Voice, own: Mapping[str, Any], figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a condition rests on where its own words do not tell it."""
    raw = own["figures"]
    if raw.get("withheld"):
        yield voice.say("detail_withheld")
    if raw.get("score") is not None and raw.get("lowest_other") is not None:
        yield voice.say("detail_scores", **figures)
    if own["id"] == "breakdown":
        yield voice.say("detail_no_answers" if raw["answers"] is None else "detail_answers", **raw)
    if raw.get("rated") is False:
        yield voice.say("detail_not_rated")
    if raw.get("known") is False:
        yield voice.say("detail_no_round_before")
    if raw.get("status", "ranked") != "ranked":
        yield voice.say("detail_not_ranked")
    if raw.get("unsure"):
        names = voice.list([voice.clusters[name] for name in raw["unsure"]])
        yield voice.say("detail_unsure", names=names)


def _breakdown(voice: Voice, own: Mapping[str, Any] | None) -> list[str]:
    if own is None:
        return [voice.words["breakdown_none"]]
    groups = voice.list([voice.groups[group] for group in own["groups"]])
    key = f"breakdown_{own['changes']}"
    lines = [voice.say(key, answers=own["answers"], of=own["of"], groups=groups)]
    if own["largest"] is not None:
        lines.append(voice.say("largest", largest=own["largest"]))
    return lines


def _leave_one_out(voice: Voice, own: Mapping[str, Any]) -> str:
    lower, upper = own["score"]
    if own["rank"] is None:
        return voice.say("leave_alone", lower=one(lower), upper=one(upper))
    if not own["changes"]:
        return voice.say("leave_none", lower=one(lower), upper=one(upper))
    names = [
        voice.groups[change["without"]]
        if change["kind"] == "group"
        else voice.dimensions.get(change["without"], change["without"])
        for change in own["changes"]
    ]
    first, last = own["rank"]
    key = "leave_band" if first == last else "leave_some"
    return voice.say(
        key, names=voice.list(names), first=first, last=last, lower=one(lower), upper=one(upper)
    )
