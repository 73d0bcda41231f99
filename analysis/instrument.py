"""What is asked: dimensions, items, scales and texts in every language.

Nothing here knows the shipped instrument. Files are read in ``instrument_files.py``, which also
checks that the parts of an instrument agree with each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from analysis.yaml_files import Strict

NOT_TRIED = -1
NOT_CONCERNED = -2
ORDERS = 16
# fields of the questionnaire's form that are no items
FORM_FIELDS = frozenset({"code", "receipt", "language"})
RESERVED = frozenset({"round", "cluster", "group", "id", "row", "run", "organisation", "frame"})

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Scale(Strict):
    """The allowed answers of a rating: points lowest, lowest + 1, …, and two ways out."""

    id: Id
    lowest: int = 1
    labels: Annotated[tuple[Words, ...], Field(min_length=2, max_length=10)]
    not_tried: Words | None = None
    not_concerned: Words | None = None

    @property
    def highest(self) -> int:
        return self.lowest + len(self.labels) - 1

    @property
    def points(self) -> range:
        return range(self.lowest, self.highest + 1)

    @property
    def codes(self) -> frozenset[int]:
        """Every code that an answer may have."""
        ways_out = {NOT_TRIED: self.not_tried, NOT_CONCERNED: self.not_concerned}
        return frozenset(self.points) | {code for code, label in ways_out.items() if label}

    @field_validator("lowest")
    @classmethod
    def _leaves_room_for_the_ways_out(cls, lowest: int) -> int:
        if lowest < 0:
            raise ValueError("must be 0 or more; negative codes stand for answers left out")
        return lowest


class Option(Strict):
    """One of the answers to choose from."""

    id: Id
    text: Words


class Condition(Strict):
    """Ask only if the answer to an earlier item is one of these (codes, or ids of options)."""

    item: Id
    among: Annotated[tuple[int | str, ...], Field(min_length=1)]


class _Item(Strict):
    id: Id
    text: Words
    hint: Words | None = None
    only_if: tuple[Condition, ...] = ()

    @field_validator("id")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value in RESERVED:
            raise ValueError(f"{value!r} is the name of a column; choose another id")
        if value in FORM_FIELDS:
            raise ValueError(f"{value!r} is the name of a field of the form; choose another id")
        return value


class RatingItem(_Item):
    """A rating on a scale; ``expected`` makes it an attention item."""

    kind: Literal["rating"] = "rating"
    scale: Id | None = None
    reverse: bool = False
    expected: int | None = None


class VignetteItem(_Item):
    """A short case, good or bad, that everybody rates on the same scale."""

    kind: Literal["vignette"]
    scale: Id | None = None
    level: Literal["good", "bad"]
    question: Words


class ChoiceItem(_Item):
    """An item with options to choose from."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=40)]

    @property
    def option_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)


class SingleItem(ChoiceItem):
    """One answer of several; ``profile`` marks a coarse fact about the respondent."""

    kind: Literal["single"]
    profile: bool = False


class MultipleItem(ChoiceItem):
    """Any number of answers, at most ``most``."""

    kind: Literal["multiple"]
    most: Annotated[int, Field(ge=1)] | None = None


class RankingItem(ChoiceItem):
    """The first ``places`` of several, in order."""

    kind: Literal["ranking"]
    places: Annotated[int, Field(ge=1, le=10)]


class NumberItem(_Item):
    """A whole number between two bounds."""

    kind: Literal["number"]
    lowest: Annotated[int, Field(ge=0)]
    highest: int
    unit: Words | None = None


class TextItem(_Item):
    """An open question; its answer is a comment."""

    kind: Literal["text"]
    longest: Annotated[int, Field(ge=20, le=4000)] = 1000


Item = Annotated[
    RatingItem | VignetteItem | SingleItem | MultipleItem | RankingItem | NumberItem | TextItem,
    Field(discriminator="kind"),
]
Answer = int | str | tuple[str, ...] | None


class Dimension(Strict):
    """One of the outcomes that items measure."""

    id: Id
    name: Words
    items: Annotated[tuple[RatingItem, ...], Field(min_length=1, max_length=20)]


class Section(Strict):
    """Items that belong to no dimension, under a heading."""

    id: Id
    title: Words
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Step(Strict):
    """A place in the sequence: the next so many dimensions, or one section."""

    dimensions: Annotated[int, Field(ge=1)] | None = None
    section: Id | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Step:
        if (self.dimensions is None) == (self.section is None):
            raise ValueError("a step is either 'dimensions: NUMBER' or 'section: ID'")
        return self


class Instrument(Strict):
    """A version of a questionnaire in its main language, with texts for the others."""

    instrument: Id
    version: Annotated[int, Field(ge=1)]
    language: Language
    title: Words
    introduction: Annotated[tuple[Words, ...], Field(min_length=1)]
    stem: Words
    minutes: Annotated[int, Field(ge=1, le=60)]
    scale: Id
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=40)]
    sections: tuple[Section, ...] = ()
    sequence: Annotated[tuple[Step, ...], Field(min_length=1)]
    drafts: tuple[Language, ...] = ()
    translations: Mapping[Language, Mapping[str, Words]] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The main language first, the others in the order of their codes."""
        return (self.language, *sorted(self.translations))

    @cached_property
    def items(self) -> dict[str, Any]:
        """Every item by id, in the instrument's order: dimensions, then sections."""
        groups: chain[Any] = chain(
            (d.items for d in self.dimensions), (s.items for s in self.sections)
        )
        return {item.id: item for item in chain.from_iterable(groups)}

    @cached_property
    def rating_items(self) -> dict[str, RatingItem]:
        """The items that measure dimensions, by id, in order."""
        return {item.id: item for dimension in self.dimensions for item in dimension.items}

    @cached_property
    def open_items(self) -> dict[str, TextItem]:
        return {key: item for key, item in self.items.items() if isinstance(item, TextItem)}

    @cached_property
    def profile_items(self) -> dict[str, SingleItem]:
        singles = {key: i for key, i in self.items.items() if isinstance(i, SingleItem)}
        return {key: item for key, item in singles.items() if item.profile}

    @cached_property
    def attention_items(self) -> dict[str, RatingItem]:
        sections = chain.from_iterable(section.items for section in self.sections)
        ratings = [item for item in sections if isinstance(item, RatingItem)]
        return {item.id: item for item in ratings if item.expected is not None}

    @cached_property
    def vignettes(self) -> dict[str, VignetteItem]:
        return {key: item for key, item in self.items.items() if isinstance(item, VignetteItem)}

    def scale_of(self, item: RatingItem | VignetteItem) -> Scale:
        """Return the scale on which an item is rated."""
        wanted = item.scale or self.scale
        return next(scale for scale in self.scales if scale.id == wanted)

    def offered_scale(self, item: RatingItem | VignetteItem) -> Scale:
        """Return the scale as it is shown with an item.

        Whoever reads a check or an invented case can answer it: "not tried" and "does not concern
        me" are not offered there. A code for them that was given all the same stays readable.
        """
        scale = self.scale_of(item)
        if isinstance(item, RatingItem) and item.expected is None:
            return scale
        return scale.model_copy(update={"not_tried": None, "not_concerned": None})

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """Return JSON that is the same for the same instrument, and is read by ``from_json``."""
        return json.dumps(
            self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )

    def order(self, number: int) -> tuple[Dimension, ...]:
        """Return the dimensions in one of the 16 public orders (0 is the instrument's own)."""
        if not 0 <= number < ORDERS:
            raise ValueError(f"there are {ORDERS} orders, numbered from 0")
        if number == 0:
            return self.dimensions

        def place(dimension: Dimension) -> bytes:
            return hashlib.sha256(f"{self.hash}:{number}:{dimension.id}".encode()).digest()

        return tuple(sorted(self.dimensions, key=place))

    def presented(self, number: int) -> Iterator[Dimension | Section]:
        """Yield dimensions and sections as they stand in the given public order."""
        dimensions = iter(self.order(number))
        sections = {section.id: section for section in self.sections}
        for step in self.sequence:
            if step.section is not None:
                yield sections[step.section]
            for _ in range(step.dimensions or 0):
                yield next(dimensions)

    def texts(self) -> dict[str, str]:
        """Return every text in the main language by the key that translators see."""
        data = self.model_dump(mode="json")
        return {key: holder[name] for key, holder, name in _text_places(data)}

    def in_language(self, language: str) -> Instrument:
        """Return the instrument with its texts in another language (the questionnaire).

        Raises
        ------
        KeyError
            If the instrument has no such language.
        """
        if language == self.language:
            return self
        words = self.translations[language]
        data = self.model_dump(mode="json", exclude={"translations", "language"})
        for key, holder, name in _text_places(data):
            holder[name] = words.get(key, holder[name])
        return Instrument.model_validate_json(
            json.dumps({**data, "language": language, "translations": {}})
        )


def from_json(text: str) -> Instrument:
    """Return the instrument that ``canonical`` wrote."""
    return Instrument.model_validate_json(text)


def _text_places(data: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield (key, container, index or name) of every text in an instrument's JSON."""
    yield "title", data, "title"
    yield "stem", data, "stem"
    for index in range(len(data["introduction"])):
        yield f"introduction.{index + 1}", data["introduction"], index
    for scale in data["scales"]:
        for index in range(len(scale["labels"])):
            yield f"scale.{scale['id']}.{scale['lowest'] + index}", scale["labels"], index
        for name in ("not_tried", "not_concerned"):
            if scale[name] is not None:
                yield f"scale.{scale['id']}.{name}", scale, name
    for dimension in data["dimensions"]:
        yield f"dimension.{dimension['id']}", dimension, "name"
    for section in data["sections"]:
        yield f"section.{section['id']}", section, "title"
    for part in (*data["dimensions"], *data["sections"]):
        for item in part["items"]:
            yield from _item_texts(item)


def _item_texts(item: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    yield f"item.{item['id']}", item, "text"
    for name in ("hint", "question", "unit"):
        if item.get(name) is not None:
            yield f"item.{item['id']}.{name}", item, name
    for option in item.get("options", ()):
        yield f"option.{item['id']}.{option['id']}", option, "text"
