"""The shipped codebook fits the shipped instrument and says what it promises in five languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook import Codebook, read_codebook
from analysis.instrument_files import read_instrument

FORMS = Path(__file__).parents[2] / "forms"


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return read_codebook(FORMS / "parameters" / "st_clusters.codebook.yaml")


def test_every_dimension_has_a_theme_and_no_theme_an_unknown_dimension(codebook: Codebook) -> None:
    instrument = read_instrument(FORMS / "instruments" / "st_clusters.yaml")
    used = {dimension for theme in codebook.active for dimension in theme.dimensions}
    assert used == {dimension.id for dimension in instrument.dimensions}


def test_every_theme_is_told_in_full(codebook: Codebook) -> None:
    for theme in codebook.active:
        assert set(theme.names) == {"en", "hi", "kn", "mr", "te"}, theme.id
        assert theme.names["en"] == theme.name
        assert theme.includes, theme.id
        assert theme.excludes, theme.id
        assert 2 <= len(theme.examples) <= 4, theme.id
        assert len(theme.keywords) >= 20, theme.id


def test_names_and_keywords_tell_themes_apart(codebook: Codebook) -> None:
    names = [name for theme in codebook.active for name in theme.names.values()]
    assert len(set(names)) == len(names)
    keywords = [word.casefold() for theme in codebook.active for word in theme.keywords]
    assert len(set(keywords)) == len(keywords)
