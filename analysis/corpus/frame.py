"""The frame of the corpus: who speaks in it, in which part, and of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis.codebook import ThemeId, read_codebook
from analysis.faults import Fault, Faulty
from analysis.instrument import Words
from analysis.yaml_files import Document, Strict, check, read

FOLDER = Path(__file__).parents[1] / "data" / "corpus"
CODEBOOK = Path(__file__).parents[2] / "forms" / "parameters" / "st_clusters.codebook.yaml"
PARTS = ("train", "dev", "test")
NATIVE = ("en", "hi", "kn", "mr", "te")
LATIN = ("hi-Latn", "kn-Latn", "mr-Latn", "te-Latn")
LANGUAGES = NATIVE + LATIN

Written = Literal["en", "hi", "kn", "mr", "te", "hi-Latn", "kn-Latn", "mr-Latn", "te-Latn"]
Count = Annotated[int, Field(ge=1)]


class Voice(Strict):
    """An invented person; ``comments`` is how many were asked for, by language."""

    id: ThemeId
    who: Words
    cluster: Words
    group: Words
    part: Literal["train", "dev", "test"]
    comments: Annotated[Mapping[Written, Count], Field(min_length=1)]
    length: Literal["terse", "plain", "wordy"]
    temper: Words
    style: Words
    themes: tuple[ThemeId, ...]
    subjects: tuple[ThemeId, ...]


class Voices(Strict):
    """The file of all voices."""

    voices: Annotated[tuple[Voice, ...], Field(min_length=1)]


class Subject(Strict):
    """A recurring subject that no theme of the codebook covers."""

    id: ThemeId
    name: Words
    about: Words
    excludes: Words


class Subjects(Strict):
    """The file of all such subjects."""

    subjects: Annotated[tuple[Subject, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Frame:
    """What the rows of the corpus may refer to, by id."""

    voices: Mapping[str, Voice]
    subjects: Mapping[str, Subject]
    themes: frozenset[str]


def read_frame(folder: Path = FOLDER, codebook: Path = CODEBOOK) -> Frame:
    """Read voices, subjects and the codebook's ids; raise ``Faulty`` with all that is wrong."""
    themes = frozenset(theme.id for theme in read_codebook(codebook).active)
    said = read(folder / "subjects.yaml")
    subjects = check(Subjects, said).subjects
    spoken = read(folder / "voices.yaml")
    voices = check(Voices, spoken).voices
    faults = [
        *_repeated(said, "subjects", [subject.id for subject in subjects]),
        *_repeated(spoken, "voices", [voice.id for voice in voices]),
        *_unknown(spoken, voices, themes, {subject.id for subject in subjects}),
    ]
    if faults:
        raise Faulty(faults)
    return Frame(
        {voice.id: voice for voice in voices},
        {subject.id: subject for subject in subjects},
        themes,
    )


def _repeated(document: Document, key: str, ids: list[str]) -> Iterator[Fault]:
    """A voice that stands twice could stand in two parts."""
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield document.fault((key, index), f"the id {name!r} is used twice")


def _unknown(
    document: Document, voices: tuple[Voice, ...], themes: frozenset[str], subjects: set[str]
) -> Iterator[Fault]:
    for index, voice in enumerate(voices):
        for key, named, known in (
            ("themes", voice.themes, themes),
            ("subjects", voice.subjects, subjects),
        ):
            for name in sorted(set(named) - known):
                yield document.fault(("voices", index, key), f"there is no {name!r} to write about")
