"""The questionnaire's pages: rendered once, kept compressed, joined for each respondent.

Kept are a frame for each (configuration, language, cell), the parts for each (configuration,
language, cluster), and these joined in each of the 16 public orders. What differs between two
respondents of a cell is a block of hidden fields.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app

from analysis.configuration import Configuration
from analysis.instrument import ORDERS
from forms.questionnaire import Questionnaire
from surveyapp.rounds.cells import cell_number
from surveyapp.store import configurations
from surveyapp.web import packing
from surveyapp.web.current import installation
from surveyapp.web.packing import Piece
from surveyapp.web.rendering import OWN, PARTS, Frame, render_frame, render_parts

_INDENTATION = re.compile(r"\s*\n\s*")


class Words(NamedTuple):
    """Languages of a page: of the questions, and of everything around them."""

    questions: str
    page: str


@dataclass(frozen=True)
class Prepared:
    """A configuration with all that is made from it once."""

    configuration: Configuration
    questionnaire: Questionnaire
    cells: dict[tuple[str, str], int]


class KeptPages:
    """What one application keeps; the oldest is forgotten first."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], tuple[Piece, ...]] = {}
        self.prepare: Callable[[str], Prepared] = lru_cache(maxsize=16)(_prepare)
        self.parts: Callable[[str, Words, str], dict[str, bytes]] = lru_cache(maxsize=128)(_parts)
        self.bodies: Callable[[str, Words, str, int], Piece] = lru_cache(maxsize=1024)(_body)
        self.frames: Callable[[str, Words, Frame], tuple[Piece, ...]] = lru_cache(maxsize=512)(
            _frame
        )


def init_app(app: Flask) -> None:
    """Give the application its own kept pages."""
    app.extensions["kept_pages"] = KeptPages()


def prepared(configuration_hash: str) -> Prepared:
    """Return a round's configuration, ready for use."""
    return _kept().prepare(configuration_hash)


def blank_page(
    configuration_hash: str, words: Words, frame: Frame, own: Callable[[int], str]
) -> list[Piece]:
    """Return an empty questionnaire in a random public order.

    ``own`` gives the hidden fields of this respondent for the order that was drawn.
    """
    order = secrets.randbelow(ORDERS)
    kept = _kept()
    top, middle, end = kept.frames(configuration_hash, words, frame)
    body = kept.bodies(configuration_hash, words, frame.cluster, order)
    return [top, body, middle, packing.store(own(order).encode()), end]


def page(name: str, language: str, render: Callable[[str], tuple[str, ...]]) -> tuple[Piece, ...]:
    """Return a page that is the same for everybody, in the pieces in which it is rendered."""
    pages = _kept().pages
    if (name, language) not in pages:
        pages[name, language] = tuple(packing.pack(_thin(part)) for part in render(name))
    return pages[name, language]


def _kept() -> KeptPages:
    pages: KeptPages = current_app.extensions["kept_pages"]
    return pages


def _prepare(configuration_hash: str) -> Prepared:
    with installation().store.reading() as session:
        configuration = configurations.load(session, configuration_hash)
    parameters = configuration.parameters
    cells = {
        (cluster, group): cell_number(parameters, cluster, group)
        for cluster in parameters.cluster_ids
        for group in parameters.group_ids
    }
    return Prepared(configuration, Questionnaire(configuration.instrument), cells)


def _parts(configuration_hash: str, words: Words, cluster: str) -> dict[str, bytes]:
    configuration = prepared(configuration_hash).configuration
    parts = render_parts(configuration, words.questions, cluster)
    return {key: _thin(html) for key, html in parts.items()}


def _body(configuration_hash: str, words: Words, cluster: str, order: int) -> Piece:
    parts = _kept().parts(configuration_hash, words, cluster)
    instrument = prepared(configuration_hash).configuration.instrument
    return packing.pack(*(parts[part.id] for part in instrument.presented(order)))


def _frame(configuration_hash: str, words: Words, frame: Frame) -> tuple[Piece, ...]:
    html = render_frame(prepared(configuration_hash).configuration, words.questions, frame)
    top, _, rest = html.partition(PARTS)
    middle, _, end = rest.partition(OWN)
    return tuple(packing.pack(_thin(piece)) for piece in (top, middle, end))


def _thin(html: str) -> bytes:
    """Return the markup without indentation; a kept page holds nothing that anybody typed."""
    return _INDENTATION.sub("\n", html).encode()
