"""What people code next, and how far they agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nltk.metrics import AnnotationTask
from nltk.metrics.distance import masi_distance

from analysis.commands import main
from analysis.corrections import Correction
from analysis.themes.agreement import label_agreement, masi, theme_agreement
from analysis.themes.plan import Candidate, draw

CANDIDATES = [Candidate(f"c{n}", margin=n / 400, in_topic=n % 5 == 0) for n in range(400)]


def test_the_plan_keeps_its_shares() -> None:
    drawn = list(draw(CANDIDATES, 100).values())
    assert len(drawn) == 100
    assert drawn.count("random") + drawn.count("double") == 20
    assert (drawn.count("topic"), drawn.count("threshold")) == (30, 50)


def test_half_is_random_where_an_index_is_wanted() -> None:
    drawn = list(draw(CANDIDATES, 200, for_index=True).values())
    assert drawn.count("random") + drawn.count("double") == 100
    assert drawn.count("double") == 50


def test_the_nearest_to_a_threshold_are_drawn_first() -> None:
    drawn = draw(CANDIDATES, 40)
    near = {key for key, reason in drawn.items() if reason == "threshold"}
    rest = [c for c in CANDIDATES if c.key not in drawn]
    assert all(c.margin <= min(r.margin for r in rest) for c in CANDIDATES if c.key in near)


def test_the_random_part_does_not_depend_on_order_or_machine() -> None:
    assert draw(CANDIDATES, 30) == draw(CANDIDATES[::-1], 30)


def test_no_more_is_drawn_than_there_is() -> None:
    assert len(draw(CANDIDATES[:7], 100)) == 7


SETS = {
    "a": ({"x", "y"}, {"x"}),
    "b": ({"x"}, {"x"}),
    "c": ({"y", "z"}, {"x", "y"}),
    "d": ({"z"}, {"y"}),
    "e": ({"x", "y"}, {"x", "y"}),
}


def log_of(sets: dict[str, tuple[set[str], set[str]]]) -> list[Correction]:
    return [
        Correction(key, theme, "add", coder, 1)
        for key, pair in sets.items()
        for coder, themes in zip(("ann", "bo"), pair, strict=True)
        for theme in sorted(themes)
    ]


def test_alpha_of_themes_equals_nltk_s() -> None:
    rows = [
        (coder, key, frozenset(themes))
        for key, pair in SETS.items()
        for coder, themes in zip(("ann", "bo"), pair, strict=True)
    ]
    expected = AnnotationTask(data=rows, distance=masi).alpha()
    assert theme_agreement(log_of(SETS)).alpha == pytest.approx(expected, abs=1e-4)
    for a, b in (("xy", "x"), ("xy", "yz"), ("x", "y"), ("xyz", "xy")):
        assert masi(frozenset(a), frozenset(b)) == pytest.approx(
            masi_distance(set(a), set(b)), abs=0.004
        )


def test_only_comments_that_two_people_coded_count() -> None:
    log = [*log_of(SETS), Correction("alone", "x", "add", "ann", 1)]
    found = theme_agreement(log)
    assert (found.comments, found.coders) == (5, 2)


def test_a_removed_theme_is_not_in_the_set() -> None:
    log = [
        Correction("a", "x", "remove", "ann", 1),
        Correction("a", "x", "confirm", "bo", 1),
        Correction("b", "x", "add", "ann", 1),
        Correction("b", "x", "add", "bo", 1),
    ]
    assert theme_agreement(log).alpha == pytest.approx(0, abs=1e-9)


def test_labels_agree_by_order() -> None:
    labels = {"a": ("negative", "negative"), "b": ("neutral", "positive"), "c": ("positive",) * 2}
    log = [
        Correction(key, f"label:{label}", "add", coder, 1)
        for key, pair in labels.items()
        for coder, label in zip(("ann", "bo"), pair, strict=True)
    ]
    found = label_agreement(log)
    assert found.comments == 3
    assert found.alpha is not None
    assert 0.5 < found.alpha < 1


def test_commands_draw_a_plan_and_print_agreement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.yaml").write_text(
        "codebook: b\nversion: 1\nlanguage: en\nthemes:\n"
        "  - {id: x, name: Slots, definition: Time on equipment, keywords: [slot]}\n",
        "utf-8",
    )
    rows = "".join(f"c{n},The {word} slot was late\n" for n, word in enumerate("abcdefgh"))
    (tmp_path / "c.csv").write_text("id,text\n" + rows, "utf-8")
    given = ["--codebook", str(tmp_path / "b.yaml")]
    plan = ["plan", *given, "--input", str(tmp_path / "c.csv"), "--size", "5"]
    assert main([*plan, "--out", str(tmp_path / "p.csv")]) == 0
    assert capsys.readouterr().out.startswith("5 comments")
    assert len((tmp_path / "p.csv").read_text("utf-8").splitlines()) == 6
    log = "id,theme,action,coder,version\na,x,add,ann,1\na,x,add,bo,1\n"
    log += "b,x,add,ann,1\nb,x,remove,bo,1\n"
    (tmp_path / "k.csv").write_text(log, "utf-8")
    assert main(["coders", *given, "--corrections", str(tmp_path / "k.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["themes"]["comments"] == 2
