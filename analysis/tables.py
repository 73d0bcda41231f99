"""Responses, invitations and comments as tables, and their CSV files.

A rating or vignette is its code; a single choice is the number of its option, from 1; a number is
itself; ``None`` is an item left empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.csv_files import (
    MISSING,
    Sheet,
    missing_columns,
    number,
    read_sheet,
    unknown_columns,
)
from analysis.faults import Fault, Faulty
from analysis.instrument import (
    Instrument,
    NumberItem,
    RatingItem,
    SingleItem,
    VignetteItem,
)
from analysis.parameters import Parameters

FRAMES = ("listed", "nominated")
PLACE = ("cluster", "group")
Codes = tuple[int | None, ...]


@dataclass(frozen=True)
class Responses:
    """One entry a response in every tuple, in one order.

    ``run`` is the longest run of one code as presented to the respondent; None: the instrument's
    own order is taken.
    """

    cluster: tuple[str, ...]
    group: tuple[str, ...]
    answers: Mapping[str, Codes]
    run: tuple[int, ...] | None = None

    def __len__(self) -> int:
        return len(self.cluster)


@dataclass(frozen=True)
class Invitations:
    """Counts of invitations, one entry a row: by cell, and by organisation and frame if known."""

    cluster: tuple[str, ...]
    group: tuple[str, ...]
    invited: tuple[int, ...]
    used: tuple[int, ...]
    organisation: tuple[str | None, ...]
    frame: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.cluster)

    @cached_property
    def by_cell(self) -> dict[tuple[str, str], list[int]]:
        """The numbers of the rows of each (cluster, group)."""
        rows: dict[tuple[str, str], list[int]] = {}
        for row, cell in enumerate(zip(self.cluster, self.group, strict=True)):
            rows.setdefault(cell, []).append(row)
        return rows

    def rows(self, cluster: str, groups: Iterable[str]) -> list[int]:
        """The numbers of the rows of some groups of a cluster."""
        return [row for group in groups for row in self.by_cell.get((cluster, group), [])]


@dataclass(frozen=True)
class Comments:
    """One entry a comment in every tuple; ``id`` if the caller has one."""

    cluster: tuple[str, ...]
    group: tuple[str, ...]
    question: tuple[str, ...]
    text: tuple[str, ...]
    id: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.cluster)


def coded_items(instrument: Instrument) -> dict[str, object]:
    """Return the items whose answers are whole numbers in a table of responses."""
    kinds = (RatingItem, VignetteItem, SingleItem, NumberItem)
    return {key: item for key, item in instrument.items.items() if isinstance(item, kinds)}


def read_responses(path: Path, instrument: Instrument, parameters: Parameters) -> Responses:
    """Read a CSV of responses: ``round, cluster, group`` and a column per item id.

    Items of dimensions must be there; attention, vignette, profile and number items may be; columns
    of the other items, ``id``, ``row`` and ``run`` (longest run as presented) are understood.

    Raises
    ------
    Faulty
        With every fault, by row and column.
    """
    sheet = read_sheet(path)
    coded = coded_items(instrument)
    faults = missing_columns(sheet, ("round", *PLACE, *instrument.rating_items))
    faults += unknown_columns(sheet, ("round", *PLACE, *instrument.items, "id", "row", "run"))
    if not faults and not len(sheet):
        faults.append(Fault(sheet.file, None, "holds no responses"))
    if faults:
        raise Faulty(faults)
    cluster, group = _places(sheet, parameters, faults)
    faults.extend(_several_rounds(sheet))
    answers = {
        key: _codes(sheet, key, allowed_texts(instrument, coded[key]), faults)
        for key in coded
        if key in sheet.columns
    }
    run = _counts(sheet, "run", faults) if "run" in sheet.columns else None
    if faults:
        raise Faulty(sorted(faults))
    return Responses(cluster, group, answers, run)


def read_invitations(path: Path, parameters: Parameters) -> Invitations:
    """Read a CSV of ``cluster, group, invited, used`` and optional ``organisation, frame``."""
    sheet = read_sheet(path)
    needed = (*PLACE, "invited", "used")
    optional = ("organisation", "frame")
    faults = missing_columns(sheet, needed) + unknown_columns(sheet, (*needed, *optional))
    if faults:
        raise Faulty(faults)
    cluster, group = _places(sheet, parameters, faults)
    invited, used = (_counts(sheet, name, faults) for name in ("invited", "used"))
    organisation, frame = (_optional(sheet, name) for name in optional)
    for row, value in enumerate(frame):
        if value not in {None, *FRAMES}:
            faults.append(sheet.fault(row, "frame", f"{value!r} is not one of {FRAMES}"))
    for row, (all_, some) in enumerate(zip(invited, used, strict=True)):
        if some > all_:
            faults.append(sheet.fault(row, "used", f"{some} used of {all_} invited"))
    if faults:
        raise Faulty(sorted(faults))
    return Invitations(cluster, group, invited, used, organisation, frame)


def read_comments(path: Path, parameters: Parameters | None = None) -> Comments:
    """Read a CSV of ``cluster, group, question, text`` and an optional ``id``."""
    sheet = read_sheet(path)
    needed = (*PLACE, "question", "text")
    faults = missing_columns(sheet, needed) + unknown_columns(sheet, (*needed, "round", "id"))
    if faults:
        raise Faulty(faults)
    if parameters:
        _places(sheet, parameters, faults)
    if faults:
        raise Faulty(sorted(faults))
    cluster, group, question, text = (tuple(sheet.columns[name]) for name in needed)
    ids = tuple(sheet.columns["id"]) if "id" in sheet.columns else None
    return Comments(cluster, group, question, text, ids)


def check_used(responses: Responses, invitations: Invitations, file: str) -> list[Fault]:
    """Return a fault for every cell with more responses than used invitations."""
    answered = Counter(zip(responses.cluster, responses.group, strict=True))
    faults = []
    for cell in sorted(answered):
        used = sum(invitations.used[row] for row in invitations.by_cell.get(cell, []))
        if answered[cell] > used:
            message = f"{' / '.join(cell)}: {answered[cell]} responses, but {used} used invitations"
            faults.append(Fault(file, None, message))
    return faults


def allowed_texts(instrument: Instrument, item: object) -> Mapping[str, int] | range:
    """Return what may stand in a column, with the code it means."""
    if isinstance(item, RatingItem | VignetteItem):
        return {str(code): code for code in instrument.scale_of(item).codes}
    if isinstance(item, SingleItem):
        named = {option: place for place, option in enumerate(item.option_ids, start=1)}
        return {**{str(place): place for place in named.values()}, **named}
    if isinstance(item, NumberItem):
        return range(item.lowest, item.highest + 1)
    raise TypeError(f"{item!r} has no code")


def _places(
    sheet: Sheet, parameters: Parameters, faults: list[Fault]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = {"cluster": set(parameters.cluster_ids), "group": set(parameters.group_ids)}
    columns = []
    for name in PLACE:
        values = {text: text.strip() for text in set(sheet.columns[name])}
        columns.append(tuple(values[text] for text in sheet.columns[name]))
        if not known[name].issuperset(values.values()):
            faults.extend(
                sheet.fault(row, name, f"the parameters have no {name} {value!r}")
                for row, value in enumerate(columns[-1])
                if value not in known[name]
            )
    return columns[0], columns[1]


def _several_rounds(sheet: Sheet) -> Iterator[Fault]:
    rounds = sorted({text.strip() for text in sheet.columns["round"]})
    if len(rounds) > 1:
        message = f"holds {len(rounds)} rounds ({', '.join(rounds[:5])}); score one at a time"
        yield Fault(sheet.file, None, message, "round")


def _codes(
    sheet: Sheet, column: str, allowed: Mapping[str, int] | range, faults: list[Fault]
) -> Codes:
    texts = sheet.columns[column]
    known: dict[str, int | None] = {}
    wrong: set[str] = set()
    for text in set(texts):
        try:
            known[text] = _code(text, allowed)
        except ValueError:
            wrong.add(text)
    if wrong:
        message = "is not among the item's codes"
        faults.extend(
            sheet.fault(row, column, f"{text!r} {message}")
            for row, text in enumerate(texts)
            if text in wrong
        )
        return ()
    return tuple(map(known.__getitem__, texts))


def _code(text: str, allowed: Mapping[str, int] | range) -> int | None:
    """Return the code in a cell; tables written as floats have 3.0 for 3."""
    bare = text.strip()
    if bare in MISSING:
        return None
    if not isinstance(allowed, range) and bare in allowed:
        return allowed[bare]
    value = number(bare)
    if value is None or value != int(value):
        raise ValueError
    code = int(value)
    if code not in (allowed if isinstance(allowed, range) else allowed.values()):
        raise ValueError
    return code


def _counts(sheet: Sheet, column: str, faults: list[Fault]) -> tuple[int, ...]:
    def count(text: str) -> int:
        value = number(text)
        if value is None or value < 0 or value != int(value):
            raise ValueError
        return int(value)

    result = []
    for row, text in enumerate(sheet.columns[column]):
        try:
            result.append(count(text))
        except ValueError:
            result.append(0)
            faults.append(sheet.fault(row, column, f"{text!r} is not a whole number from 0"))
    return tuple(result)


def _optional(sheet: Sheet, column: str) -> tuple[str | None, ...]:
    if column not in sheet.columns:
        return (None,) * len(sheet)
    return tuple(text.strip() or None for text in sheet.columns[column])
