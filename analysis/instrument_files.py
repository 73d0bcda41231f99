"""Instruments as files: read, check, and report every fault.

An instrument is a YAML file in its main language and, beside it, one file of texts for each other
language (``NAME.hi.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.faults import Fault, Faulty
from analysis.instrument import (
    ChoiceItem,
    Instrument,
    Language,
    MultipleItem,
    NumberItem,
    RankingItem,
    RatingItem,
    VignetteItem,
    Words,
)
from analysis.yaml_files import Document, Place, Strict, check, parse, read


class Translation(Strict):
    """Texts of one further language, by the keys of ``Instrument.texts``."""

    language: Language
    draft: bool
    texts: Mapping[str, Words]


def read_instrument(path: Path) -> Instrument:
    """Read an instrument and the files of texts beside it.

    Raises
    ------
    Faulty
        With every fault of every file.
    """
    others = sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))
    return build(read(path), [read(other) for other in others])


def parse_instrument(content: bytes, file: str, others: Mapping[str, bytes]) -> Instrument:
    """Read an instrument that was uploaded: its bytes, and those of its texts by file name."""
    return build(parse(content, file), [parse(data, name) for name, data in others.items()])


def build(document: Document, others: list[Document]) -> Instrument:
    """Check the main document and the documents of texts together."""
    faults: list[Fault] = []
    instrument = _check_main(document, faults)
    translations = []
    for other in others:
        try:
            translations.append((other, check(Translation, other)))
        except Faulty as error:
            faults.extend(error.faults)
    if instrument is not None:
        for other, translation in translations:
            faults.extend(_untranslated(instrument, other, translation))
    if faults or instrument is None:
        raise Faulty(faults)
    update = {
        "translations": {t.language: dict(t.texts) for _, t in translations},
        "drafts": tuple(sorted(t.language for _, t in translations if t.draft)),
    }
    return instrument.model_copy(update=update)


def _check_main(document: Document, faults: list[Fault]) -> Instrument | None:
    given = document.data if isinstance(document.data, dict) else {}
    faults.extend(
        document.fault((key,), f"{key} stand in files of their own")
        for key in ("translations", "drafts")
        if key in given
    )
    try:
        instrument = check(Instrument, document)
    except Faulty as error:
        faults.extend(error.faults)
        return None
    faults.extend(document.fault(place, message) for place, message in _inconsistencies(instrument))
    return instrument


def _inconsistencies(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    yield from _repeated_ids(instrument)
    yield from _bad_scales(instrument)
    yield from _bad_items(instrument)
    yield from _bad_sequence(instrument)
    yield from _bad_conditions(instrument)


def _placed_items(instrument: Instrument) -> Iterator[tuple[Place, Any]]:
    for d, dimension in enumerate(instrument.dimensions):
        for i, item in enumerate(dimension.items):
            yield ("dimensions", d, "items", i), item
    for s, section in enumerate(instrument.sections):
        for i, other in enumerate(section.items):
            yield ("sections", s, "items", i), other


def _repeated_ids(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    kinds: dict[str, list[tuple[Place, str]]] = {
        "scale": [(("scales", i), s.id) for i, s in enumerate(instrument.scales)],
        "dimension or section": [
            *((("dimensions", i), d.id) for i, d in enumerate(instrument.dimensions)),
            *((("sections", i), s.id) for i, s in enumerate(instrument.sections)),
        ],
        "item": [(place, item.id) for place, item in _placed_items(instrument)],
    }
    for place, item in _placed_items(instrument):
        if isinstance(item, ChoiceItem):
            named = [((*place, "options", i), o.id) for i, o in enumerate(item.options)]
            kinds[f"option of {item.id}"] = named
    for kind, entries in kinds.items():
        seen: set[str] = set()
        for place, key in entries:
            if key in seen:
                yield place, f"the {kind} id {key!r} is used twice"
            seen.add(key)


def _bad_scales(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    known = {scale.id for scale in instrument.scales}
    if instrument.scale not in known:
        yield ("scale",), f"there is no scale {instrument.scale!r}"
    for place, item in _placed_items(instrument):
        if isinstance(item, RatingItem | VignetteItem) and item.scale not in {None, *known}:
            yield (*place, "scale"), f"there is no scale {item.scale!r}"


def _bad_items(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    scales = {scale.id: scale for scale in instrument.scales}
    for place, item in _placed_items(instrument):
        if isinstance(item, RatingItem) and item.expected is not None:
            scale = scales.get(item.scale or instrument.scale)
            if place[0] == "dimensions":
                yield (*place, "expected"), "an attention item belongs in a section"
            elif scale and item.expected not in scale.points:
                yield (*place, "expected"), f"{item.expected} is not on the scale {scale.id!r}"
        if isinstance(item, NumberItem) and item.highest <= item.lowest:
            yield (*place, "highest"), "must be above 'lowest'"
        if isinstance(item, MultipleItem) and (item.most or 1) > len(item.options):
            yield (*place, "most"), "is more than there are options"
        if isinstance(item, RankingItem) and item.places > len(item.options):
            yield (*place, "places"), "is more than there are options"


def _bad_sequence(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    sections = [step.section for step in instrument.sequence if step.section is not None]
    known = [section.id for section in instrument.sections]
    for index, step in enumerate(instrument.sequence):
        if step.section is not None and step.section not in known:
            yield ("sequence", index), f"there is no section {step.section!r}"
    for name in known:
        if sections.count(name) != 1:
            yield ("sequence",), f"section {name!r} stands {sections.count(name)} times, not once"
    total = sum(step.dimensions or 0 for step in instrument.sequence)
    if total != len(instrument.dimensions):
        there = len(instrument.dimensions)
        yield ("sequence",), f"shows {total} dimensions, but there are {there}"


def _bad_conditions(instrument: Instrument) -> Iterator[tuple[Place, str]]:
    """A condition may look only at items that stand before it in every public order."""
    items = {item.id: item for _, item in _placed_items(instrument)}
    before = _asked_before(instrument)
    for place, item in _placed_items(instrument):
        for number, condition in enumerate(item.only_if):
            at = (*place, "only_if", number)
            source = items.get(condition.item)
            if source is None:
                yield at, f"there is no item {condition.item!r}"
            elif condition.item not in before.get(item.id, frozenset()):
                yield at, f"{condition.item!r} is not always asked before {item.id!r}"
            else:
                allowed = _codes(instrument, source)
                for value in condition.among:
                    if value not in allowed:
                        yield at, f"{value!r} is no answer to {condition.item!r}"


def _codes(instrument: Instrument, item: Any) -> frozenset[int | str] | range:
    if isinstance(item, RatingItem | VignetteItem):
        wanted = item.scale or instrument.scale
        return next((frozenset(s.codes) for s in instrument.scales if s.id == wanted), frozenset())
    if isinstance(item, ChoiceItem):
        return frozenset(item.option_ids)
    if isinstance(item, NumberItem):
        return range(item.lowest, item.highest + 1)
    return frozenset()


def _asked_before(instrument: Instrument) -> dict[str, frozenset[str]]:
    before: dict[str, frozenset[str]] = {}
    for dimension in instrument.dimensions:
        ids = [item.id for item in dimension.items]
        before.update((key, frozenset(ids[:i])) for i, key in enumerate(ids))
    sections = {section.id: section for section in instrument.sections}
    earlier: list[str] = []
    shown = 0
    for step in instrument.sequence:
        shown += step.dimensions or 0
        for item in sections[step.section].items if step.section in sections else ():
            whole = instrument.rating_items if shown == len(instrument.dimensions) else ()
            before[item.id] = frozenset(earlier) | frozenset(whole)
            earlier.append(item.id)
    opening = _opening(instrument)
    return {key: value | opening if key not in earlier else value for key, value in before.items()}


def _opening(instrument: Instrument) -> frozenset[str]:
    """Items of the sections that stand before the first dimension."""
    sections = {section.id: section for section in instrument.sections}
    found: list[str] = []
    for step in instrument.sequence:
        if step.dimensions:
            break
        if step.section in sections:
            found += [item.id for item in sections[step.section].items]
    return frozenset(found)


def _untranslated(
    instrument: Instrument, document: Document, translation: Translation
) -> Iterator[Fault]:
    wanted = instrument.texts()
    if translation.language == instrument.language:
        yield document.fault(("language",), "is the instrument's main language")
    for key in wanted.keys() - translation.texts.keys():
        yield document.fault(("texts",), f"{key!r} is not translated")
    for key in translation.texts.keys() - wanted.keys():
        yield document.fault(("texts", key), f"the instrument has no text {key!r}")
    for key in wanted.keys() & translation.texts.keys():
        if ("{city}" in wanted[key]) != ("{city}" in translation.texts[key]):
            yield document.fault(
                ("texts", key), f"{{city}} must stand in both languages of {key!r}"
            )
