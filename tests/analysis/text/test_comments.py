"""T's comment part loses no comment and shows no set, and no difference of sets, that is small."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import shipped
from analysis.comment_disclosure import Size, hidden, sizes
from analysis.comments import STATES, comment_part
from analysis.configuration import Configuration
from analysis.corrections import Correction, Corrections
from analysis.parameters import Minimums


@dataclass(frozen=True)
class Table:
    cluster: tuple[str, ...]
    group: tuple[str, ...]
    question: tuple[str, ...]
    text: tuple[str, ...]
    id: tuple[str, ...] | None = None


BAD = "Getting a slot took {} weeks and four signatures"
GOOD = "The nodal officer was very helpful and found us {} partners"


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    return Configuration(shipped.instrument(), shipped.parameters(), shipped.codebook())


def make_table(counts: dict[tuple[str, str], int], *, order: int = 0) -> Table:
    rows = []
    for (cluster, group), count in counts.items():
        for number in range(count):
            text = (BAD if number % 2 else GOOD).format(number + 3)
            rows.append((cluster, group, "happened", text, f"{cluster}-{group}-{number}"))
    shuffled = np.random.default_rng(order).permutation(len(rows))
    return Table(*zip(*(rows[at] for at in shuffled), strict=True))


def entry(part: dict, cluster: str | None, group: str | None) -> dict:
    found = part["questions"]["happened"]
    return next(e for e in found if (e["cluster"], e["group"]) == (cluster, group))


def test_every_comment_is_counted_once(configuration: Configuration) -> None:
    table = make_table({("pune", "academia"): 30, ("pune", "industry"): 25})
    more = ["nil", "", BAD.format(3), "ಉಪಕರಣ ಸಿಗಲಿಲ್ಲ", "The meeting was in June"] * 2
    size = len(more)
    table = Table(
        (*table.cluster, *["pune"] * size),
        (*table.group, *["academia"] * size),
        (*table.question, *["happened"] * size),
        (*table.text, *more),
    )
    part = comment_part(table, configuration)
    for found in part["questions"]["happened"]:
        assert found["comments"] == sum(found[state] for state in STATES)
        assert sum(found["sentiment"].values()) == found["scored"] + found["abstained"]
        assert found["sentiment"]["abstained"] == found["abstained"]
    own = entry(part, "pune", "academia")
    assert own["comments"] == 40
    assert own["contentless"] == 4
    assert own["repeated"] >= 2


def test_rows_in_another_order_give_the_same_part(configuration: Configuration) -> None:
    counts = {("pune", "academia"): 14, ("pune", "industry"): 12}
    parts = [comment_part(make_table(counts, order=order), configuration) for order in (1, 2)]
    assert parts[0] == parts[1]


def test_people_are_right_against_the_machine(configuration: Configuration) -> None:
    table = make_table({("pune", "academia"): 12})
    log = [
        Correction(key, theme, "add", "ann", 1)
        for key in table.id
        for theme in ("label:neutral", "harassment")
    ]
    own = entry(comment_part(table, configuration, Corrections(log)), "pune", "academia")
    assert own["sentiment"] == {"negative": 0, "neutral": 12, "positive": 0, "abstained": 0}
    assert own["themes"]["harassment"] == 12


def test_a_small_set_is_hidden_and_cannot_be_had_by_subtraction(
    configuration: Configuration,
) -> None:
    cells = {("pune", "academia"): 30, ("pune", "industry"): 20, ("pune", "startups"): 4}
    part = comment_part(make_table(cells), configuration)
    assert entry(part, "pune", "startups") == {
        "cluster": "pune",
        "group": "startups",
        "comments": None,
    }
    assert entry(part, "pune", "industry")["comments"] is None
    assert entry(part, "pune", "academia")["comments"] == 30
    assert entry(part, "pune", None)["comments"] == 54


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")),
        st.tuples(st.integers(0, 40), st.integers(0, 12)),
        min_size=1,
    )
)
def test_no_remainder_of_a_shown_sum_is_small(cells: dict) -> None:
    found = sizes({cell: Size(n + more, n) for cell, (n, more) in cells.items()})
    withheld = hidden(found, Minimums())
    assert all(found[place].content >= 10 for place in found.keys() - withheld)
    clusters, groups = {c for c, _ in cells}, {g for _, g in cells}
    lines = [
        ((None, None), [(c, None) for c in clusters]),
        ((None, None), [(None, g) for g in groups]),
    ]
    lines += [((c, None), [(c, g) for g in groups]) for c in clusters]
    lines += [((None, g), [(c, g) for c in clusters]) for g in groups]
    for whole, parts in lines:
        lost = [found[p] for p in parts if p in withheld and found[p].comments]
        if whole not in withheld and lost:
            assert len(lost) > 1
            assert min(sum(s.content for s in lost), sum(s.comments for s in lost)) >= 5


def test_the_product_of_places_is_complete() -> None:
    cells = {cell: Size(20, 20) for cell in product("ab", "xy")}
    assert len(sizes(cells)) == 4 + 2 + 2 + 1
    assert hidden(sizes(cells), Minimums()) == set()
