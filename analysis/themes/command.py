"""``themes``: codes comments with a codebook and looks for topics that it lacks."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import compress, islice
from pathlib import Path

from analysis.codebook import Codebook, read_codebook
from analysis.comment_rows import CommentFile, beside, open_comments, write_rows
from analysis.corrections import Corrections, read_corrections
from analysis.faults import Fault, Faulty
from analysis.progress import shown
from analysis.sentiment.cells import number
from analysis.text_data import lines
from analysis.themes.accounting import Accounting
from analysis.themes.coder import Coder
from analysis.themes.discovery import Discovery, Sample
from analysis.themes.model import ThemeModel, read_theme_model

CHUNK = 5_000
ASSIGNED = ("theme", "confidence", "evidence")
PLACED = ("topic_id", "strength")
SUMMARY = ("topic_id", "label", "terms", "size", "stability", "quotes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--input", type=Path, required=True, help="CSV with a column of comments")
    parser.add_argument("--codebook", type=Path, required=True, help="YAML")
    parser.add_argument("--text", default="text", help="column of the comment (default: text)")
    parser.add_argument("--model", type=Path, help="what refit wrote for this codebook")
    parser.add_argument("--corrections", type=Path, help="CSV: id, theme, action, coder, version")
    parser.add_argument("--out", type=Path, required=True, help="folder that is written")


def run(options: argparse.Namespace) -> None:
    codebook = read_codebook(options.codebook)
    log = read_corrections(options.corrections, codebook) if options.corrections else Corrections()
    needed = [options.text, *(["id"] if options.corrections else [])]
    comments = open_comments(options.input, needed)
    coder = Coder(codebook, read_model(options.model, codebook) if options.model else None)
    work = _Work(comments, options.text, coder, log)
    out: Path = options.out
    write_rows(out / "assignments.csv", beside(comments.header, ASSIGNED), work.assignments())
    discovery = Discovery(work.sample, themes=len(codebook.active))
    sizes = dict.fromkeys((topic.id for topic in discovery.topics), 0)
    write_rows(out / "topics.csv", beside(comments.header, PLACED), work.placed(discovery, sizes))
    write_rows(out / "topic_summary.csv", SUMMARY, _summary(discovery, sizes))
    (out / "summary.json").write_text(lines(work.summary(discovery)), "utf-8")
    sys.stdout.write(work.accounting.sentence() + "\n")


class _Work:
    """One run: the comments are read once to be coded and once to be placed in topics."""

    def __init__(self, comments: CommentFile, column: str, coder: Coder, log: Corrections) -> None:
        self._comments, self._coder, self._log = comments, coder, log
        self._text = comments.column(column)
        self._id = comments.column("id") if "id" in comments.header else None
        self.sample = Sample(coder.codebook.language)
        # a byte for each comment: 1 where it has content and no theme
        self._lonely = bytearray()
        self.accounting = Accounting()

    def assignments(self) -> Iterator[list[str]]:
        """Yield a row for every theme of every comment."""
        for row in shown(self._comments.rows(), self._comments.count, "themes"):
            text = row[self._text]
            coding = self._coder.code(text)
            found = {assignment.theme: assignment for assignment in coding.assignments}
            themes = self._log.themes(self._key(row), found)
            self.accounting.add(text, themes, contentless=coding.contentless)
            self._lonely.append(not coding.contentless and not themes)
            if not coding.contentless:
                self.sample.add(text, coding.fit, bool(themes))
            for theme in themes:
                machine = found.get(theme)
                spans = [list(span) for span in machine.evidence] if machine else []
                sure = machine.confidence if machine and not self._given(row) else 1.0
                yield [*row, theme, number(sure), json.dumps(spans)]

    def placed(self, discovery: Discovery, sizes: dict[str, int]) -> Iterator[list[str]]:
        """Yield the comments without a theme that belong to a topic."""
        rows = shown(self._comments.rows(), self._comments.count, "topics")
        alone = compress(rows, self._lonely)
        while lonely := list(islice(alone, CHUNK)):
            places = discovery.place([row[self._text] for row in lonely])
            for row, place in zip(lonely, places, strict=True):
                if place:
                    topic, strength = place
                    sizes[topic.id] += 1
                    yield [*row, topic.id, number(strength)]

    def summary(self, discovery: Discovery) -> dict[str, object]:
        """Return what ``summary.json`` holds."""
        codebook = self._coder.codebook
        clusters = discovery.clusters
        return {
            "codebook": {
                "id": codebook.codebook,
                "version": codebook.version,
                "hash": codebook.hash,
            },
            "model": self._coder.model.hash if self._coder.model else None,
            **self.accounting.counts(self._coder.ids),
            "topics": {
                "clusters": len(clusters.stability) if clusters else 0,
                "agreement": round(clusters.agreement, 4) if clusters else None,
                "shown": len(discovery.topics),
            },
            "topic_weights": {topic.id: topic.weights for topic in discovery.topics},
        }

    def _key(self, row: list[str]) -> str:
        return row[self._id] if self._id is not None else ""

    def _given(self, row: list[str]) -> bool:
        return self._log.is_coded(self._key(row))


def read_model(path: Path, codebook: Codebook) -> ThemeModel:
    """Read a model; raise ``Faulty`` if the file is none, or is for another codebook."""
    try:
        model = read_theme_model(path)
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None
    except (ValueError, KeyError, TypeError):
        raise Faulty([Fault(str(path), None, "is no model that refit wrote")]) from None
    if model.codebook != codebook.hash:
        raise Faulty([Fault(str(path), None, "was made for another version of the codebook")])
    return model


def _summary(discovery: Discovery, sizes: dict[str, int]) -> Iterator[list[str]]:
    for topic in discovery.topics:
        yield [
            topic.id,
            topic.label,
            "; ".join(topic.terms),
            str(sizes[topic.id]),
            number(topic.stability),
            json.dumps(topic.quotes, ensure_ascii=False),
        ]
