"""The schema of instruments: what is read, and how everything wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.faults import Faulty
from analysis.instrument import ORDERS, from_json
from analysis.instrument_files import parse_instrument, read_instrument

SHIPPED = Path(__file__).parents[2] / "forms" / "instruments" / "st_clusters.yaml"

SMALL = """\
instrument: canteen
version: 1
language: en
title: Lunch in {city}
introduction: [We ask about lunch.]
minutes: 1
stem: How good was
scale: stars
scales:
  - {id: stars, lowest: 0, labels: [bad, fair, good]}
dimensions:
  - id: food
    name: Food
    items:
      - {id: soup, text: the soup}
      - {id: rice, text: the rice, only_if: [{item: soup, among: [1, 2]}]}
sections:
  - id: more
    title: More
    items:
      - {id: why, kind: text, text: "Why?"}
sequence: [{dimensions: 1}, {section: more}]
"""


def faults_of(text: str, **others: str) -> list[str]:
    files = {f"canteen.{name}.yaml": content.encode() for name, content in others.items()}
    with pytest.raises(Faulty) as caught:
        parse_instrument(text.encode(), "canteen.yaml", files)
    return [str(fault) for fault in caught.value.faults]


def test_shipped_instrument_has_what_the_method_asks() -> None:
    instrument = read_instrument(SHIPPED)
    assert len(instrument.dimensions) == 12
    assert len(instrument.rating_items) == 26
    assert list(instrument.open_items) == ["easier", "harder", "change", "happened"]
    assert [v.level for v in instrument.vignettes.values()] == ["good", "bad"]
    assert list(instrument.profile_items) == ["career", "size", "contact", "stake"]
    (attention,) = instrument.attention_items.values()
    label = instrument.scale_of(attention).labels[attention.expected - 1]
    assert f"“{label}”" in attention.text


def test_canonical_form_reads_back_to_the_same_hash() -> None:
    instrument = read_instrument(SHIPPED)
    assert from_json(instrument.canonical()).hash == instrument.hash


def test_public_orders_hold_every_dimension_once_and_differ() -> None:
    instrument = read_instrument(SHIPPED)
    orders = [tuple(d.id for d in instrument.order(number)) for number in range(ORDERS)]
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert len(set(orders)) == ORDERS


def test_another_instrument_with_another_scale_is_read() -> None:
    texts = "language: hi\ndraft: true\ntexts: {title: '{city} में दोपहर का खाना'"
    for key in (
        "introduction.1", "stem", "scale.stars.0", "scale.stars.1", "scale.stars.2",
        "dimension.food", "section.more", "item.soup", "item.rice", "item.why",
    ):  # fmt: skip
        texts += f", {key}: शब्द"
    instrument = parse_instrument(
        SMALL.encode(), "canteen.yaml", {"canteen.hi.yaml": (texts + "}").encode()}
    )
    assert instrument.languages == ("en", "hi")
    assert instrument.drafts == ("hi",)
    assert instrument.in_language("hi").items["why"].text == "शब्द"
    assert instrument.in_language("hi").scales[0].points == range(3)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minutes: 1", "minutes: one", "line 6: minutes: Input should be a valid integer"),
        ("minutes: 1", "minutes: 1\nminute: 2", "line 7: unknown key 'minute'"),
        ("minutes: 1", "minutes: 1\nminutes: 2", "line 7: 'minutes' stands here a second time"),
        ("title: Lunch in {city}\n", "", "line 1: 'title' is missing"),
        ("id: rice", "id: soup", "line 16: the item id 'soup' is used twice"),
        ("id: rice", "id: cluster", "'cluster' is the name of a column"),
        ("item: soup, among", "item: why, among", "'why' is not always asked before 'rice'"),
        ("among: [1, 2]", "among: [7]", "line 16: 7 is no answer to 'soup'"),
        ("dimensions: 1}", "dimensions: 2}", "shows 2 dimensions, but there are 1"),
        (", {section: more}", "", "section 'more' stands 0 times, not once"),
        ("scale: stars\n", "scale: points\n", "line 8: there is no scale 'points'"),
        ("[bad, fair, good]", "[bad]", "line 10: labels: Tuple should have at least 2 items"),
        ("kind: text", "kind: essay", "'essay'"),
    ],
)
def test_each_fault_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert SMALL.count(old) == 1
    assert any(message in fault for fault in faults_of(SMALL.replace(old, new)))


def test_all_faults_are_listed_at_once() -> None:
    broken = SMALL.replace("minutes: 1", "minutes: 99").replace("kind: text", "kind: text, x: 1")
    faults = faults_of(broken, hi="language: hi\ntexts: {}\n")
    assert len(faults) == 3
    assert all(fault.startswith("canteen") for fault in faults)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [1", "is not YAML"),
        ("", "is empty"),
        ("a: &x [1]\nb: *x", "line 2: is not YAML: aliases are not allowed"),
        ("a: !!python/object:os.system x", "could not determine a constructor"),
    ],
)
def test_unsafe_or_broken_yaml_is_refused(content: str, message: str) -> None:
    assert message in "\n".join(faults_of(content))


def test_missing_and_unknown_translations_are_named() -> None:
    faults = faults_of(SMALL, hi="language: hi\ndraft: true\ntexts: {title: x, bogus: y}")
    assert any("'item.soup' is not translated" in fault for fault in faults)
    assert any("line 3: the instrument has no text 'bogus'" in fault for fault in faults)
    assert any("{city} must stand in both" in fault for fault in faults)
