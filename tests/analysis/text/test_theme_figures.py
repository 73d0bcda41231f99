"""Figures of themes are functions of table T's counts."""

from __future__ import annotations

import pytest

from analysis.themes.overrepresented import differences
from analysis.themes.theme_sentiment import bootstrap, theme_sentiment


def entry(cluster: str | None, scored: int, themes: dict[str, int], **more: object) -> dict:
    base = {"cluster": cluster, "group": None, "comments": scored, "scored": scored}
    return {**base, "abstained": 0, "themes": themes, "theme_sentiment": {}, **more}


def part(*entries: dict) -> dict:
    return {"questions": {"harder": list(entries)}}


def test_a_theme_that_one_cluster_speaks_of_is_clear() -> None:
    found = list(
        differences(
            part(
                entry(None, 300, {"customs": 60, "visas": 30}),
                entry("pune", 100, {"customs": 45, "visas": 10}),
                entry("delhi", 100, {"customs": 8, "visas": 10}),
                entry("hyderabad", 100, {"customs": 7, "visas": 10}),
            )
        )
    )
    first = found[0]
    assert (first.cluster, first.theme, first.is_clear) == ("pune", "customs", True)
    assert (first.share, first.elsewhere) == (0.45, 0.075)
    assert not any(d.is_clear for d in found if d.theme == "visas")
    assert {d.theme for d in found if d.cluster == "delhi" and d.log_odds < 0} == {"customs"}


def test_a_single_comment_says_nothing() -> None:
    found = list(differences(part(entry("pune", 30, {"visas": 1}), entry("delhi", 30, {}))))
    assert all(abs(d.z) < 1 for d in found)


def test_withheld_clusters_are_compared_with_nobody() -> None:
    hidden = {"cluster": "pune", "group": None, "comments": None}
    assert list(differences(part(hidden, entry("delhi", 30, {"visas": 9})))) == []


def test_sentiment_of_a_theme_has_an_interval() -> None:
    counts = {"negative": 30, "neutral": 10, "positive": 10, "abstained": 4}
    own = part(entry("pune", 54, {"visas": 54}, theme_sentiment={"visas": counts}))
    (found,) = theme_sentiment(own)
    assert found.mean == pytest.approx(-0.4)
    assert found.lower < -0.4 < found.upper
    # 1.96 standard errors, by hand
    assert found.upper - found.mean == pytest.approx(0.22, abs=0.04)
    assert next(theme_sentiment(own)) == found


def test_one_kind_of_label_has_no_spread() -> None:
    assert bootstrap({"negative": 12, "neutral": 0, "positive": 0}, "x") == (-1, -1, -1)
