"""Comments for practice: models learn from them, and are never measured on them.

They are written and labelled once, by their writer, by the corpus's label rules. Their voices are
none of the corpus's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from analysis.corpus.comments import COLUMNS, KINDS, Comment, read_corpus, read_files
from analysis.corpus.frame import FOLDER as CORPUS
from analysis.corpus.frame import LANGUAGES, Frame
from analysis.corpus.likeness import near_duplicates, repeats, templates
from analysis.corpus.report import mixture, table
from analysis.corpus.rows import row_faults
from analysis.faults import Fault

FOLDER = CORPUS.parent / "practice"
PRACTICE_COLUMNS = tuple(name for name in COLUMNS if name != "subject")


def read_practice(frame: Frame, folder: Path = FOLDER) -> list[Comment]:
    """Read every CSV file for practice; raise ``Faulty`` with all that is wrong."""
    return read_files(sorted(folder.glob("*.csv")), frame, columns=PRACTICE_COLUMNS)


def practice_faults(comments: Sequence[Comment], frame: Frame) -> Iterator[Fault]:
    """Yield what is wrong with comments, and which are too much like another or the corpus's.

    The corpus's come first: the second of a pair, which bears the fault, is never one of theirs.
    """
    yield from row_faults(comments)
    pool = [*read_corpus(frame), *comments]
    own = {comment.id for comment in comments}
    for first, second, shared in chain(repeats(pool), near_duplicates(pool), templates(pool)):
        if second.id in own:
            yield second.fault("text", f"is too much like {first.id}: {shared}")


def practice_report(comments: Sequence[Comment], frame: Frame) -> str:
    """Return counts by language, kind and theme, as Markdown."""
    languages = [name for name in LANGUAGES if any(c.language == name for c in comments)]
    spoken = {name: [c for c in comments if c.language == name] for name in languages}
    sizes = [
        [name, len(own), len({comment.voice for comment in own})] for name, own in spoken.items()
    ]

    def counts(names: Sequence[str], found: Counter[tuple[str, str]]) -> list[list[object]]:
        return [
            [name, *(found[name, language] for language in languages)] for name in sorted(names)
        ]

    kinds = Counter((c.kind, c.language) for c in comments)
    themes = Counter((theme, c.language) for c in comments for theme in c.labels.themes)
    sections = (
        ("Comments by language", table(["language", "comments", "voices"], sizes)),
        ("Mixture by language", mixture(comments)),
        ("Kinds", table(["kind", *languages], counts(KINDS, kinds))),
        ("Themes", table(["theme", *languages], counts(sorted(frame.themes), themes))),
    )
    return "\n".join(f"## {title}\n\n{body}\n" for title, body in sections)
