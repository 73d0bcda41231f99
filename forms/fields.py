"""One field for each kind of item: reads what was posted, keeps what may be an answer.

A field's ``data`` is the cleaned answer; None where there is none. Fields of a questionnaire are
named after their items; those of a ranking after item and place (``ID.1``, ``ID.2``, …).
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext
from wtforms import Field

from analysis.instrument import (
    Instrument,
    MultipleItem,
    NumberItem,
    RankingItem,
    RatingItem,
    SingleItem,
    TextItem,
    VignetteItem,
)
from forms.validators import name_character, normalise_lines, unkept

_NUMBER = re.compile(r"\d{1,12}")
_BETWEEN_DIGITS = re.compile(r"[\s,.'’٬]")
_CHOOSE_ONE = _("Choose one of the answers shown, or leave all of them empty.")


class TooLong(ValueError):
    """An open answer has more characters than its item allows."""


class ItemField(Field):  # type: ignore[misc]
    """A field that accepts an empty answer.

    ``process`` does for these what WTForms' own does step by step: it runs for every item of every
    response.
    """

    too_long = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = None
        given = [value for value in self.posted(formdata) if value.strip()]
        if given:
            try:
                self.data = self.read(given)
            except ValueError as error:
                self.process_errors.append(error.args[0])
                self.too_long = isinstance(error, TooLong)

    def posted(self, formdata: Any) -> list[str]:
        """Return everything that was posted for this item."""
        values: list[str] = formdata.getlist(self.name)
        return values

    @abstractmethod
    def read(self, given: list[str]) -> Any:
        """Return the answer; raise ``ValueError`` with what to do where it is none."""


class RatingField(ItemField):
    """A code of a scale."""

    def __init__(self, codes: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = codes

    def read(self, given: list[str]) -> int:
        if len(given) > 1 or given[0] not in self.codes:
            raise ValueError(_CHOOSE_ONE)
        return self.codes[given[0]]


class SingleField(ItemField):
    """The id of one option."""

    def __init__(self, options: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options = options

    def read(self, given: list[str]) -> str:
        if len(given) > 1 or given[0] not in self.options:
            raise ValueError(_CHOOSE_ONE)
        return given[0]


class MultipleField(ItemField):
    """Ids of options, in the instrument's order whatever the order of posting."""

    def __init__(self, options: tuple[str, ...], most: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options = options
        self.most = most or len(options)

    def read(self, given: list[str]) -> list[str]:
        if not set(given) <= set(self.options):
            raise ValueError(_("Choose among the answers shown, or leave all of them empty."))
        chosen = [option for option in self.options if option in given]
        if len(chosen) > self.most:
            raise ValueError(_("Choose at most %(most)s.", most=self.most))
        return chosen


class RankingField(ItemField):
    """Ids of options, best first; a place left empty is closed up."""

    def __init__(self, options: tuple[str, ...], places: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.options = options
        self.places = places

    def posted(self, formdata: Any) -> list[str]:
        names = [f"{self.name}.{place}" for place in range(1, self.places + 1)]
        return [value for name in names for value in formdata.getlist(name)]

    def read(self, given: list[str]) -> list[str]:
        if not set(given) <= set(self.options) or len(given) > self.places:
            raise ValueError(_("Choose among the answers shown, or leave all of them empty."))
        if len(set(given)) < len(given):
            raise ValueError(_("Give each answer one place only."))
        return given


class NumberField(ItemField):
    """A whole number; digits of any script, with or without separators."""

    def __init__(self, lowest: int, highest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lowest = lowest
        self.highest = highest

    def read(self, given: list[str]) -> int:
        digits = _BETWEEN_DIGITS.sub("", given[0])
        number = int(digits) if _NUMBER.fullmatch(digits) else -1
        if len(given) > 1 or not self.lowest <= number <= self.highest:
            raise ValueError(
                _(
                    "Write a whole number from %(lowest)s to %(highest)s, or leave it empty.",
                    lowest=self.lowest,
                    highest=self.highest,
                )
            )
        return number


class TextField(ItemField):
    """A comment, kept character for character; white space alone is no comment."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def read(self, given: list[str]) -> str:
        text = normalise_lines(given[0])
        unkeepable = unkept(text)
        if unkeepable:
            raise ValueError(
                _(
                    "This comment holds characters that cannot be kept (%(characters)s). Delete "
                    "them, or type the passage again.",
                    characters=", ".join(map(name_character, unkeepable[:5])),
                )
            )
        over = len(text) - self.longest
        if over > 0:
            raise TooLong(
                lazy_ngettext(
                    "This comment is %(num)s character too long. Please shorten it.",
                    "This comment is %(num)s characters too long. Please shorten it.",
                    over,
                )
            )
        return text


def field_for(instrument: Instrument, item: Any) -> Any:
    """Return the unbound field of an item."""
    match item:
        case RatingItem() | VignetteItem():
            codes = {str(code): code for code in instrument.scale_of(item).codes}
            return RatingField(codes, name=item.id)
        case SingleItem():
            return SingleField(item.option_ids, name=item.id)
        case MultipleItem():
            return MultipleField(item.option_ids, item.most, name=item.id)
        case RankingItem():
            return RankingField(item.option_ids, item.places, name=item.id)
        case NumberItem():
            return NumberField(item.lowest, item.highest, name=item.id)
        case TextItem():
            return TextField(item.longest, name=item.id)
    raise TypeError(type(item).__name__)
