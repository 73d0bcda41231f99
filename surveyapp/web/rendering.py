"""A questionnaire as HTML: its frame, and each of its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from analysis.configuration import Configuration
from analysis.instrument import (
    NOT_CONCERNED,
    NOT_TRIED,
    ChoiceItem,
    Dimension,
    Instrument,
    RatingItem,
    Section,
    TextItem,
    VignetteItem,
    from_json,
)
from analysis.parameters import in_language
from forms.questionnaire import ItemFault
from surveyapp.web.dates import long_end
from surveyapp.web.languages import LANGUAGES

PARTS = Markup("<!-- parts -->")
OWN = Markup("<!-- own -->")
_CITY = "{city}"


@dataclass(frozen=True)
class Frame:
    """What the first screen says apart from the configuration."""

    cluster: str
    group: str
    end: datetime
    again: bool = False


class OnlyIf(NamedTuple):
    """A condition as the script reads it, and in words for everybody else."""

    rule: str
    words: str


class ShownFault(NamedTuple):
    """A fault with the words of its item."""

    item: str
    words: str
    message: str


@dataclass(frozen=True)
class Addresses:
    """Where the questionnaire goes: when it is sent, and when its language is changed."""

    answers: str
    language: str
    is_preview: bool = False


@dataclass(frozen=True)
class Typed:
    """What a respondent has typed so far, and what is wrong with it."""

    posted: MultiDict[str, str]
    faults: tuple[ItemFault, ...] = ()
    message: str | None = None


def render_parts(
    configuration: Configuration, language: str, cluster: str, typed: Typed | None = None
) -> dict[str, str]:
    """Return the markup of every dimension and section by id."""
    instrument = _questionnaire(configuration, language, cluster)
    shown: tuple[Dimension | Section, ...] = (*instrument.dimensions, *instrument.sections)
    return {
        part.id: render_template(
            "respondent/part.html",
            part=part,
            heading=part.name if isinstance(part, Dimension) else part.title,
            stem=instrument.stem if isinstance(part, Dimension) else None,
            has_text=any(isinstance(item, TextItem) for item in part.items),
            words_in=language,
            conditions=lambda item: _conditions(instrument, item),
            scale_of=lambda item: _scale_of(instrument, item),
            posted=typed.posted if typed else None,
            faults={fault.item: fault for fault in typed.faults} if typed else {},
        )
        for part in shown
    }


def render_frame(
    configuration: Configuration, language: str, frame: Frame,
    parts: Markup = PARTS, own: Markup = OWN, typed: Typed | None = None,
    addresses: Addresses | None = None,
) -> str:  # fmt: skip
    """Return the page around the parts and the respondent's own hidden fields."""
    instrument = _questionnaire(configuration, language, frame.cluster)
    groups = {group.id: group for group in configuration.parameters.groups}
    return render_template(
        "respondent/questionnaire.html",
        addresses=addresses or respondents_addresses(),
        title=instrument.title,
        introduction=instrument.introduction,
        minutes=instrument.minutes,
        end=long_end(frame.end),
        cluster=in_language(configuration.parameters.cluster(frame.cluster).name, language),
        group=in_language(groups[frame.group].name, language),
        again=frame.again,
        is_draft=language in configuration.instrument.drafts,
        words_in=language,
        offered={key: name_of(key) for key in configuration.instrument.languages},
        parts=parts,
        own=own,
        is_typed=typed is not None,
        message=typed.message if typed else None,
        faults=_shown(instrument, typed.faults) if typed else {},
    )


def render_typed(
    configuration: Configuration, language: str, frame: Frame, order: int, own: str, typed: Typed,
    addresses: Addresses | None = None,
) -> str:  # fmt: skip
    """Return the page with everything that was typed."""
    parts = render_parts(configuration, language, frame.cluster, typed)
    shown = configuration.instrument.presented(order)
    # the one is made by templates, the other escapes what it holds
    body, fields = Markup("".join(parts[part.id] for part in shown)), Markup(own)  # noqa: S704
    return render_frame(configuration, language, frame, body, fields, typed, addresses)


def respondents_addresses() -> Addresses:
    """Return where a respondent's questionnaire goes."""
    return Addresses(url_for("respondent.answers"), url_for("respondent.change_language"))


def name_of(language: str) -> str:
    """Return a language's name in that language."""
    from babel import Locale

    return LANGUAGES.get(language) or Locale.parse(language, sep="-").get_display_name() or language


def _questionnaire(configuration: Configuration, language: str, cluster: str) -> Instrument:
    """Return the instrument in a language, with the city's name in its texts."""
    city = configuration.parameters.cluster(cluster).city_in(language)
    texts = configuration.instrument.in_language(language).canonical()
    return from_json(texts.replace(_CITY, json.dumps(city, ensure_ascii=False)[1:-1]))


def _scale_of(instrument: Instrument, item: Any) -> Any:
    return instrument.offered_scale(item) if isinstance(item, RatingItem | VignetteItem) else None


def _conditions(instrument: Instrument, item: Any) -> OnlyIf | None:
    if not item.only_if:
        return None
    sentences = []
    for condition in item.only_if:
        asked = instrument.items[condition.item]
        labels = answer_labels(instrument, asked)
        among = ", ".join(f"“{labels.get(value, value)}”" for value in condition.among)
        sentences.append(
            gettext(
                "Only if you answered %(among)s to “%(question)s”.",
                among=among,
                question=asked.text,
            )
        )
    rule = [[c.item, [str(value) for value in c.among]] for c in item.only_if]
    return OnlyIf(json.dumps(rule, separators=(",", ":")), " ".join(sentences))


def answer_labels(instrument: Instrument, item: Any) -> Mapping[int | str, str]:
    """Return the words of each answer to an item."""
    if isinstance(item, ChoiceItem):
        return {option.id: option.text for option in item.options}
    if isinstance(item, RatingItem | VignetteItem):
        scale = instrument.scale_of(item)
        points: dict[int | str, str] = dict(zip(scale.points, scale.labels, strict=True))
        ways_out = {NOT_TRIED: scale.not_tried, NOT_CONCERNED: scale.not_concerned}
        return points | {code: label for code, label in ways_out.items() if label}
    return {}


def answer_words(instrument: Instrument, item: Any, answer: Any) -> str:
    """Return an answer in the words of the questionnaire; empty where there is none."""
    labels = answer_labels(instrument, item)
    given = answer if isinstance(answer, list) else [] if answer is None else [answer]
    return ", ".join(str(labels.get(each, each)) for each in given)


def _shown(instrument: Instrument, faults: tuple[ItemFault, ...]) -> dict[str, ShownFault]:
    return {
        fault.item: ShownFault(fault.item, instrument.items[fault.item].text, str(fault.message))
        for fault in faults
    }


def page_language() -> str:
    """Return the language of everything around the questions."""
    return str(get_locale() or "en").replace("_", "-")
