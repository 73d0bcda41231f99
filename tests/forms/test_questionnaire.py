"""What is posted becomes answers in the instrument's order, with every fault named."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from analysis.instrument import ORDERS, Dimension
from forms.questionnaire import Questionnaire, Reading, longest_run, read_answers
from tests.factories import shipped_configuration
from tests.forms.instruments import every_kind, speaking

QUESTIONNAIRE = Questionnaire(every_kind())


def read(*pairs: tuple[str, str], **fields: str) -> Reading:
    return QUESTIONNAIRE.read(MultiDict([*pairs, *fields.items()]))


def messages(reading: Reading) -> dict[str, str]:
    with speaking():
        return {fault.item: str(fault.message) for fault in reading.faults}


def test_every_kind_of_item_is_read() -> None:
    reading = read(
        ("dishes", "idli"), ("dishes", "dosa"), ("best.1", ""), ("best.2", "dal"),
        soup="2", rice="-1", seats="10", often="१,२००", diet="veg", dosa_kind="Rava", wait="0",
    )  # fmt: skip
    assert reading.faults == ()
    assert reading.answers == {
        "soup": 2,
        "rice": -1,
        "seats": 10,
        "noise": None,
        "often": 1200,
        "why_often": None,
        "diet": "veg",
        "dishes": ["dosa", "idli"],
        "dosa_kind": "Rava",
        "dosa_more": None,
        "best": ["dal"],
        "wait": 0,
    }
    assert list(reading.answers) == list(every_kind().items)


def test_nothing_posted_is_a_response_without_answers() -> None:
    reading = read_answers(every_kind(), MultiDict())
    assert reading == Reading(dict.fromkeys(every_kind().items), 0, ())


@pytest.mark.parametrize(
    ("fields", "item", "words"),
    [
        ([("soup", "3")], "soup", "Choose one"),
        ([("soup", "-2")], "soup", "Choose one"),
        ([("soup", "1"), ("soup", "2")], "soup", "Choose one"),
        ([("soup", "01")], "soup", "Choose one"),
        ([("diet", "fish")], "diet", "Choose one"),
        ([("dishes", "dal"), ("dishes", "dosa"), ("dishes", "idli")], "dishes", "at most 2"),
        ([("dishes", "naan")], "dishes", "Choose among"),
        ([("best.1", "dal"), ("best.2", "dal")], "best", "one place only"),
        ([("best.1", "naan")], "best", "Choose among"),
        ([("often", "2001")], "often", "from 0 to 2000"),
        ([("often", "many")], "often", "from 0 to 2000"),
        ([("often", "-1")], "often", "from 0 to 2000"),
        ([("often", "1_0")], "often", "from 0 to 2000"),
        ([("often", "9" * 5000)], "often", "from 0 to 2000"),
        ([("often", "5"), ("why_often", "x" * 22)], "why_often", "2 characters too long"),
        ([("often", "5"), ("why_often", "x" * 21)], "why_often", "1 character too long"),
        ([("diet", "veg"), ("dosa_more", "a\0b")], "dosa_more", "(U+0000)"),
    ],
)
def test_each_bad_value_is_refused_in_words(
    fields: list[tuple[str, str]], item: str, words: str
) -> None:
    found = messages(read(*fields))
    assert list(found) == [item]
    assert words in found[item]


def test_nothing_is_left_of_the_response_before() -> None:
    assert read(soup="9", diet="veg", dosa_more="x" * 1001).faults[1].too_long
    assert read(diet="veg", dosa_more="y").faults == ()
    assert read() == Reading(dict.fromkeys(every_kind().items), 0, ())


def test_threads_do_not_see_each_others_answers() -> None:
    with ThreadPoolExecutor(8) as pool:
        readings = list(pool.map(lambda n: read(often=str(n)), range(400)))
    assert [reading.answers["often"] for reading in readings] == list(range(400))


def test_all_faults_are_named_at_once_in_the_order_of_the_instrument() -> None:
    reading = read(often="x", soup="9", diet="fish")
    assert [fault.item for fault in reading.faults] == ["soup", "often", "diet"]


def test_an_item_that_is_not_asked_loses_its_answer_and_its_faults() -> None:
    reading = read(soup="0", rice="99", often="4", why_often="y" * 100)
    assert reading.faults == ()
    assert reading.answers["rice"] is None
    assert reading.answers["why_often"] is None


def test_conditions_hold_together_and_look_at_answers_that_count() -> None:
    dosa = [("dishes", "dosa")]
    assert read(*dosa, dosa_kind="Rava").answers["dosa_kind"] is None
    assert read(*dosa, diet="meat", dosa_kind="Rava").answers["dosa_kind"] is None
    assert read(*dosa, diet="veg", dosa_kind="Rava").answers["dosa_kind"] == "Rava"


def test_line_ends_are_counted_once_and_kept_as_line_feeds() -> None:
    reading = read(often="5", why_often="1234\r\n6789\r\n1234\r\n6789\n")
    assert reading.answers["why_often"] == "1234\n6789\n1234\n6789\n"


@pytest.mark.parametrize(
    ("codes", "run"),
    [
        ([], 0),
        ([None, -1, -2], 0),
        ([3], 1),
        ([3, 3, 3], 3),
        ([3, 4, 3, 3], 2),
        ([3, None, 3, -1, -2, 3, 1], 3),
    ],
)
def test_ways_out_and_blanks_neither_break_a_run_nor_count(
    codes: list[int | None], run: int
) -> None:
    assert longest_run(codes) == run


@given(st.lists(st.sampled_from([None, -2, -1, 1, 2, 3])))
def test_a_run_is_the_longest_group_of_what_was_answered(codes: list[int | None]) -> None:
    answered = [code for code in codes if code is not None and code > 0]
    assert longest_run(codes) == max((len(list(g)) for _, g in groupby(answered)), default=0)


def test_the_run_is_counted_in_the_order_that_was_shown() -> None:
    instrument = shipped_configuration().instrument
    questionnaire = Questionnaire(instrument)
    runs = set()
    for number in range(ORDERS):
        shown = [p for p in instrument.presented(number) if isinstance(p, Dimension)]
        ratings = {item.id: str(1 + at % 2) for at, part in enumerate(shown) for item in part.items}
        ratings |= {item.id: "5" for part in shown[:3] for item in part.items}
        posted = MultiDict({**ratings, "_order": str(number)})
        runs.add(questionnaire.read(posted).run - sum(len(part.items) for part in shown[:3]))
        elsewhere = questionnaire.read(MultiDict({**posted, "_order": str((number + 1) % ORDERS)}))
        assert elsewhere.answers == questionnaire.read(posted).answers
    assert runs == {0}


@pytest.mark.parametrize("number", ["", "16", "x", "-1", "²", "9" * 30])
def test_an_order_that_is_none_does_no_harm(number: str) -> None:
    assert read(soup="1", noise="1", _order=number).run == 2
