"""Themes learn from hand codes; a refit writes a card, and is refused when it would be worse."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.codebook import Codebook, read_codebook
from analysis.commands import main
from analysis.themes.coder import Coder, WrongModel
from analysis.themes.learning import Coded, learn, out_of_fold
from analysis.themes.model import from_json, read_theme_model, share_of_codebook, to_json
from tests.analysis.text.words import WORDS

CODEBOOK = """
codebook: small
version: 1
language: en
themes:
  - {id: booking, name: Booking, definition: Getting time on equipment, keywords: [slot]}
  - {id: money, name: Money, definition: Grants and funds, keywords: [grant]}
  - {id: rare, name: Rare, definition: Something rare, keywords: [comet]}
"""
# people write of booking and money in words that the codebook does not have
BOOKING = "the microscope was {} for weeks|nobody lets us use the {} machine|waiting for {} time"
MONEY = "the {} instalment came late|salaries of {} staff are unpaid|budget for {} was cut"
OTHER = "the {} canteen is closed|visitors like the {} garden|our {} office moved"


def sentences() -> list[Coded]:
    kinds = ((BOOKING, {"booking"}), (MONEY, {"money"}), (OTHER, set()))
    return [
        Coded(pattern.format(word), frozenset(themes))
        for patterns, themes in kinds
        for pattern in patterns.split("|")
        for word in WORDS
    ]


@pytest.fixture
def codebook(tmp_path: Path) -> Codebook:
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    return read_codebook(tmp_path / "codebook.yaml")


def write_labelled(path: Path, coded: list[Coded]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text", "themes"))
        writer.writerows(
            (f"c{number}", c.text, ";".join(sorted(c.themes))) for number, c in enumerate(coded)
        )
    return path


def refit(folder: Path, coded: list[Coded], *more: str) -> int:
    labelled = write_labelled(folder / "labelled.csv", coded)
    given = ["refit", "--codebook", str(folder / "codebook.yaml"), "--labelled", str(labelled)]
    return main([*given, "--out", str(folder / "model.json"), *more])


def test_learnt_words_are_found_that_the_codebook_lacks(codebook: Codebook) -> None:
    model, quality = learn(codebook, sentences())
    assert quality.micro > 0.9
    text = "the microscope was free for weeks"
    assert Coder(codebook).code(text).assignments == ()
    found = Coder(codebook, model).code(text).assignments
    assert [assignment.theme for assignment in found] == ["booking"]
    assert [text[start:end] for start, end in found[0].evidence] == [text]


def test_practice_is_learnt_from_and_not_measured_on(codebook: Codebook) -> None:
    other = [replace(c, themes=frozenset({"rare"}), practice=True) for c in sentences()[::4]]
    learnt_from = [*sentences(), *other]
    model, _ = learn(codebook, learnt_from)
    assert model.themes[2].codes == len(other)
    truth, _ = out_of_fold(codebook, learnt_from)
    assert (len(truth), truth[:, 2].sum()) == (len(sentences()), 0)


def test_themes_without_codes_keep_the_codebook_s_words(codebook: Codebook) -> None:
    model, _ = learn(codebook, sentences())
    assert model.themes[2].share == 1
    assert "rare" in {a.theme for a in Coder(codebook, model).code("A comet came").assignments}


def test_order_of_codes_does_not_matter(codebook: Codebook) -> None:
    models = [learn(codebook, given)[0] for given in (sentences(), sentences()[::-1])]
    assert to_json(models[0]) == to_json(models[1])


def test_a_model_survives_its_file(codebook: Codebook) -> None:
    model, _ = learn(codebook, sentences())
    again = from_json(json.loads(json.dumps(to_json(model))))
    for text in ("waiting for cold time", "budget for glass was cut", ""):
        assert Coder(codebook, again).code(text) == Coder(codebook, model).code(text)


def test_a_model_of_another_codebook_is_refused(codebook: Codebook) -> None:
    model, _ = learn(codebook, sentences())
    other = codebook.model_copy(update={"version": 2})
    with pytest.raises(WrongModel):
        Coder(other, model)


@pytest.mark.parametrize(
    ("codes", "share"), [(4, 1), (5, 0.8), (20, 0.5), (100, 0.15), (999, 0.05)]
)
def test_the_more_codes_the_less_the_codebook_counts(codes: int, share: float) -> None:
    assert share_of_codebook(codes) == pytest.approx(share)


def test_refit_writes_model_and_card(
    tmp_path: Path, codebook: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refit(tmp_path, sentences()) == 0
    card = (tmp_path / "model.json.md").read_text("utf-8")
    assert card == capsys.readouterr().out
    assert "| this model |" in card
    assert read_theme_model(tmp_path / "model.json").card["comments"] == len(sentences())


def test_a_worse_refit_is_refused_and_the_old_model_stays(
    tmp_path: Path, codebook: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refit(tmp_path, sentences()) == 0
    before = (tmp_path / "model.json").read_bytes()
    themes = [frozenset({"booking"}), frozenset({"money"}), frozenset()]
    muddled = [Coded(c.text, themes[number % 3]) for number, c in enumerate(sentences())]
    assert refit(tmp_path, muddled) == 1
    assert "micro-F1 would fall" in capsys.readouterr().err
    assert (tmp_path / "model.json").read_bytes() == before


def test_later_corrections_change_what_is_learnt(tmp_path: Path, codebook: Codebook) -> None:
    log = tmp_path / "log.csv"
    rows = "".join(
        f"c{number},rare,add,ann,1\n" for number, c in enumerate(sentences()) if "garden" in c.text
    )
    log.write_text("id,theme,action,coder,version\n" + rows, "utf-8")
    assert refit(tmp_path, sentences(), "--corrections", str(log)) == 0
    model = read_theme_model(tmp_path / "model.json")
    found = Coder(codebook, model).code("visitors like the quiet garden").assignments
    assert [assignment.theme for assignment in found] == ["rare"]


def test_themes_that_the_codebook_lacks_are_named_and_left_out(
    tmp_path: Path, codebook: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    more = [Coded("the canteen again", frozenset({"food"}))]
    assert refit(tmp_path, [*sentences(), *more]) == 0
    assert "food (1)" in capsys.readouterr().err


def test_too_few_codes_are_refused(
    tmp_path: Path, codebook: Codebook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refit(tmp_path, sentences()[:20]) == 1
    assert "refit needs 50" in capsys.readouterr().err
    assert not (tmp_path / "model.json").exists()
