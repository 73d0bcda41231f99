"""The shipped instrument: clear in English, and whole in four further languages."""

import re
import unicodedata
from pathlib import Path

import pytest

from analysis.instrument import Instrument
from analysis.instrument_files import read_instrument
from analysis.parameter_files import read_parameters
from analysis.parameters import Parameters

FORMS = Path(__file__).parents[2] / "forms"
INSTRUMENT = read_instrument(FORMS / "instruments" / "st_clusters.yaml")
PARAMETERS = read_parameters(FORMS / "parameters" / "st_clusters.yaml")
SCRIPTS = {
    "en": "LATIN",
    "hi": "DEVANAGARI",
    "kn": "KANNADA",
    "mr": "DEVANAGARI",
    "te": "TELUGU",
}
LANGUAGES = tuple(SCRIPTS)
TRANSLATED = LANGUAGES[1:]


def scripts_of(text: str) -> set[str]:
    """Return the scripts of a text's letters and signs, the name of the city left out."""
    letters = (c for c in text.replace("{city}", "") if unicodedata.category(c)[0] in "LM")
    return {unicodedata.name(c).split()[0] for c in letters}


def texts_in(instrument: Instrument, language: str) -> dict[str, str]:
    return instrument.in_language(language).texts()


def test_the_shipped_languages_are_five_and_all_but_english_are_drafts() -> None:
    assert INSTRUMENT.languages == LANGUAGES
    assert INSTRUMENT.drafts == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_in_the_order_of_the_main_language(language: str) -> None:
    assert list(INSTRUMENT.translations[language]) == list(INSTRUMENT.texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_attention_item_names_the_label_of_its_scale(language: str) -> None:
    questionnaire = INSTRUMENT.in_language(language)
    (item,) = questionnaire.attention_items.values()
    scale = questionnaire.scale_of(item)
    expected = scale.labels[scale.points.index(item.expected or 0)]
    assert re.findall("“(.*?)”", item.text) == [expected]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_city_stands_in_the_same_texts(language: str) -> None:
    counted = {key: text.count("{city}") for key, text in texts_in(INSTRUMENT, language).items()}
    assert counted == {key: text.count("{city}") for key, text in INSTRUMENT.texts().items()}
    assert counted["stem"] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_written_in_the_script_of_its_language(language: str) -> None:
    found = {key: scripts_of(text) for key, text in texts_in(INSTRUMENT, language).items()}
    assert {key: s for key, s in found.items() if not s <= {SCRIPTS[language]}} == {}
    assert [key for key, s in found.items() if not s] == []


def test_hindi_and_marathi_share_no_sentence() -> None:
    marathi = INSTRUMENT.translations["mr"]
    same = {key for key, text in INSTRUMENT.translations["hi"].items() if text == marathi[key]}
    assert same <= {"option.contact.regular"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_and_options_can_be_told_apart(language: str) -> None:
    questionnaire = INSTRUMENT.in_language(language)
    for scale in questionnaire.scales:
        labels = (*scale.labels, scale.not_tried, scale.not_concerned)
        assert len(set(labels)) == len(labels)
    for item in questionnaire.profile_items.values():
        assert len({option.text for option in item.options}) == len(item.options)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_longer_text_grows_by_more_than_40_percent(language: str) -> None:
    english = INSTRUMENT.texts()
    texts = texts_in(INSTRUMENT, language)
    long = {key: text for key, text in english.items() if len(text) > 25}
    grown = {key: texts[key] for key in long if len(texts[key]) > 1.40 * len(long[key])}
    assert grown == {}


def test_items_have_at_most_20_words_and_no_acronyms() -> None:
    for item in INSTRUMENT.rating_items.values():
        assert len(item.text.split()) <= 20, item.text
    asked = (item.text for item in INSTRUMENT.items.values())
    assert [text for text in asked if re.search(r"\b[A-Z]{2,}\b", text)] == []


def test_the_stem_is_continued_by_every_item_in_english() -> None:
    assert INSTRUMENT.stem.endswith("…")
    for item in INSTRUMENT.rating_items.values():
        assert item.text[0].islower()
        assert not item.text.endswith((".", "?"))


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_stem_leads_to_a_list_in_verb_final_languages(language: str) -> None:
    questionnaire = INSTRUMENT.in_language(language)
    assert questionnaire.stem.endswith(":")
    for item in questionnaire.rating_items.values():
        assert not item.text.endswith((".", "?", "।"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_clusters_and_groups_have_a_name_in_every_language(language: str) -> None:
    def names(parameters: Parameters) -> list[str]:
        return [part.name[language] for part in (*parameters.clusters, *parameters.groups)]

    found = names(PARAMETERS)
    assert len(set(found)) == len(found) == 8
    assert {s for name in found for s in scripts_of(name)} == {SCRIPTS[language]}
