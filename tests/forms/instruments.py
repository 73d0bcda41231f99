"""An instrument with every kind of item, another scale, and branches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask_babel import Babel

from analysis.instrument import Instrument
from analysis.instrument_files import parse_instrument

EVERY_KIND = """\
instrument: canteen
version: 3
language: en
title: Lunch in {city}
introduction: [We ask about lunch.]
minutes: 2
stem: How good was
scale: stars
scales:
  - {id: stars, lowest: 0, labels: [bad, fair, good], not_tried: Never eaten}
  - {id: ten, labels: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]}
dimensions:
  - id: food
    name: Food
    items:
      - {id: soup, text: the soup}
      - {id: rice, text: the rice, only_if: [{item: soup, among: [1, 2]}]}
  - id: place
    name: Place
    items:
      - {id: seats, text: the seats, scale: ten, reverse: true}
      - {id: noise, text: the noise}
sections:
  - id: more
    title: More
    items:
      - {id: often, kind: number, text: "How often?", lowest: 0, highest: 2000, unit: times}
      - {id: why_often, kind: text, text: "Why so often?", longest: 20,
         only_if: [{item: often, among: [5, 6]}]}
      - {id: diet, kind: single, text: "Which diet?",
         options: [{id: meat, text: Meat}, {id: veg, text: Vegetables}]}
      - {id: dishes, kind: multiple, text: "Which dishes?", most: 2, hint: The last month counts.,
         options: [{id: dal, text: Dal}, {id: dosa, text: Dosa}, {id: idli, text: Idli}]}
      - {id: dosa_kind, kind: text, text: "Which dosa?", longest: 1000,
         only_if: [{item: dishes, among: [dosa]}, {item: diet, among: [veg]}]}
      - {id: dosa_more, kind: text, text: "And then?", only_if: [{item: diet, among: [meat, veg]}]}
      - {id: best, kind: ranking, text: "Which do you like best?", places: 2,
         options: [{id: dal, text: Dal}, {id: dosa, text: Dosa}, {id: idli, text: Idli}]}
      - {id: wait, kind: vignette, level: bad, text: Ravi waits for an hour.,
         question: "How good is this?"}
sequence: [{dimensions: 2}, {section: more}]
"""


def every_kind() -> Instrument:
    return parse_instrument(EVERY_KIND.encode(), "canteen.yaml", {})


@contextmanager
def speaking() -> Iterator[None]:
    """Let lazy texts be read outside of the application."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield
