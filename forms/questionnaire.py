"""From what was posted to what is sealed: the one path of every answer.

A questionnaire has no CSRF token: its pages have no session, and the code in the form is the only
authority. So it is a plain form of WTForms, built once for each instrument.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form

from analysis.instrument import ORDERS, Dimension, Instrument
from forms.fields import ItemField, field_for

# names that no item can have: ids begin with a letter
ORDER_FIELD = "_order"


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with the answer to one item, in words for the respondent."""

    item: str
    message: Any
    too_long: bool = False

    def __str__(self) -> str:
        return f"{self.item}: {self.message}"


@dataclass(frozen=True)
class Reading:
    """What was posted, cleaned.

    ``answers`` has every item in the instrument's order: a code, an option's id, a list of ids, a
    number, a text, or None. ``run`` is the longest run of equal ratings as presented.
    """

    answers: dict[str, Any]
    run: int
    faults: tuple[ItemFault, ...]


class Questionnaire:
    """Reads what is posted for one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        fields = {key: field_for(instrument, item) for key, item in instrument.items.items()}
        # attributes of a form may not begin as a form's own do, so every name is set apart
        self._form = type("Answers", (Form,), {f"item_{k}": field for k, field in fields.items()})
        # to bind a form's fields takes longer than to read them, so each thread keeps its form
        self._of_thread = threading.local()
        self._conditional = any(item.only_if for item in instrument.items.values())
        self._orders = {
            number: tuple(
                item.id
                for part in instrument.presented(number)
                if isinstance(part, Dimension)
                for item in part.items
            )
            for number in range(ORDERS)
        }

    def read(self, posted: MultiDict[str, str]) -> Reading:
        """Return the cleaned answers, the longest run, and everything that is wrong.

        The answer to an item that is not asked, because an earlier answer leads past it, is
        dropped, and whatever is wrong with it as well.
        """
        fields = self._fields()
        for field in fields.values():
            field.process(posted)
        asked = self.asked({key: field.data for key, field in fields.items()})
        answers = {key: fields[key].data if key in asked else None for key in fields}
        faults = tuple(
            ItemFault(key, field.process_errors[0], field.too_long)
            for key, field in fields.items()
            if field.process_errors and key in asked
        )
        order = self._orders[presented_order(posted)]
        return Reading(answers, longest_run(answers[key] for key in order), faults)

    def asked(self, answers: Mapping[str, Any]) -> frozenset[str]:
        """Return the ids of the items that these answers lead to."""
        items = self.instrument.items
        if not self._conditional:
            return frozenset(items)
        known: dict[str, bool] = {}

        def is_asked(key: str) -> bool:
            if key not in known:
                known[key] = all(
                    is_asked(condition.item) and _is_among(answers[condition.item], condition.among)
                    for condition in items[key].only_if
                )
            return known[key]

        return frozenset(key for key in items if is_asked(key))

    def _fields(self) -> dict[str, ItemField]:
        kept: dict[str, ItemField] | None = getattr(self._of_thread, "fields", None)
        if kept is None:
            kept = {field.name: field for field in self._form(formdata=MultiDict())}
            self._of_thread.fields = kept
        return kept


def read_answers(instrument: Instrument, posted: MultiDict[str, str]) -> Reading:
    """Read one response; keep a ``Questionnaire`` where there are many."""
    return Questionnaire(instrument).read(posted)


def presented_order(posted: Mapping[str, str]) -> int:
    """Return the number of the public order in which the items were shown (0 if it is not said)."""
    number = posted.get(ORDER_FIELD, "")
    return int(number) % ORDERS if number.isascii() and number.isdecimal() else 0


def longest_run(codes: Iterable[int | None]) -> int:
    """Return the length of the longest run of equal ratings.

    Blanks and the two ways out (codes below 0) neither break a run nor count.
    """
    longest = current = 0
    last: int | None = None
    for code in codes:
        if code is None or code < 0:
            continue
        current = current + 1 if code == last else 1
        longest = max(longest, current)
        last = code
    return longest


def _is_among(answer: Any, among: tuple[int | str, ...]) -> bool:
    if isinstance(answer, list):
        return any(option in among for option in answer)
    return answer is not None and answer in among
