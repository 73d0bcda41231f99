"""Figures of sentiment, themes and topics against their targets, beside VADER's and TextBlob's.

The public sets come from the folder of published cases (environment variable REFERENCE); rows that
need one that is not there say so.
"""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import normalized_mutual_info_score

from analysis import shipped
from analysis.codebook import Codebook, read_codebook
from analysis.corpus.comments import read_corpus
from analysis.corpus.frame import read_frame
from analysis.sentiment import measurement as sentiment
from analysis.sentiment.examples import corpus_examples, training_examples
from analysis.sentiment.fitting import prepare
from analysis.sentiment.model import CLASSES, shipped_models
from analysis.sentiment.others import tools
from analysis.sentiment.questions import Questions
from analysis.sentiment.reader import Reader
from analysis.sentiment.training import out_of_fold, recipe_of
from analysis.themes import measurement as themes
from analysis.themes.card import codebook_alone
from analysis.themes.coder import Coder
from analysis.themes.corpus_codes import corpus_codes
from analysis.themes.learning import Coded, learn, quality
from analysis.themes.learning import out_of_fold as themes_out_of_fold
from analysis.themes.topic_names import Vocabulary, split
from analysis.themes.topics import cluster
from tests.bench.row import Row
from tests.reference import FOLDER

SEED = 1
MANY = 50_000
MISSING = "the folder of published cases is not there"
FEW_CODES = 20


def run() -> Iterator[Row]:
    """Yield the rows of the benchmark table."""
    yield from patients()
    yield from corpus()
    yield from corpus_themes()
    yield from feedback()
    yield from banking()
    yield from work()


def patients() -> Iterator[Row]:
    """Sentiment of patients' answers, out of fold, the question unread."""
    prepared = prepare([e for e in training_examples() if e.language == "en"])
    found = out_of_fold(prepared, recipe_of("en"), "en").argmax(axis=1)
    rows = [n for n, example in enumerate(prepared.examples) if example.source == "patients"]
    truth = [prepared.examples[n].label for n in rows]
    others = {
        name: sentiment.macro_f1_of(truth, [tool(prepared.examples[n].text) for n in rows])
        for name, tool in tools().items()
    }
    ours = sentiment.macro_f1_of(truth, [CLASSES[found[n]] for n in rows])
    yield Row(
        "sentiment, nhs_neas.csv, 5-fold, macro-F1, question unread",
        _beside(ours, others),
        f"at least {others['VADER'] + 0.12:.2f} (VADER's + .12)",
    )


def corpus() -> Iterator[Row]:
    """Sentiment of the corpus's test voices."""
    reader = Reader(shipped.parameters().sentiment, Questions(shipped.instrument()), threshold=0.0)
    reads = sentiment.measure(corpus_examples(("test",)), reader)
    english = [read for read in reads if read.example.language == "en"]
    against = [read for read in english if read.is_against]
    where = f"English corpus, {len(english)} comments of test voices"
    yield _sentiment(f"sentiment, {where}, macro-F1", english, sentiment.macro_f1, 0.78)
    yield _sentiment(
        f"… {len(against)} answers against their question, macro-F1",
        against, sentiment.macro_f1, 0.70,
    )  # fmt: skip
    for kind, least in (("contrast", 0.60), ("factual_complaint", 0.88), ("negation", 0.90)):
        own = [read for read in english if read.example.kind == kind]
        yield _sentiment(
            f"… {kind.replace('_', ' ')}, {len(own)} comments, accuracy",
            own, sentiment.accuracy, least,
        )  # fmt: skip
    yield Row(
        "… calibration error, 10 bins",
        f"{sentiment.calibration_error(english):.3f}", "at most 0.05",
    )  # fmt: skip
    yield Row(
        "… accuracy of the surest 80 %", f"{sentiment.accuracy_at(english, 0.8):.3f}",
        "at least 0.85",
    )  # fmt: skip
    wrong = sentiment.scored_without_model(reads, shipped_models())
    yield Row("comments in a language without a tested model that get a score", str(wrong), "0")
    groups = sentiment.by(reads, lambda read: read.example.language)
    groups |= {
        f"English {k}": v for k, v in sentiment.by(english, lambda r: r.example.kind).items()
    }
    for name, own in groups.items():
        measure = sentiment.accuracy if name.startswith("English") else sentiment.macro_f1
        word = "accuracy" if name.startswith("English") else "macro-F1"
        yield _sentiment(f"corpus, test voices, {name}, {len(own)} comments, {word}", own, measure)


def corpus_themes() -> Iterator[Row]:
    """Themes and topics of the corpus."""
    coder = Coder(shipped.codebook())
    own = themes.measure_coder(coder, corpus_codes(("test",)))
    yield Row(
        "themes, English corpus, test voices, micro / macro F1",
        f"{own.micro:.3f} / {own.macro:.3f}",
        "at least 0.75 / –",
    )
    frame = read_frame()
    english = [comment for comment in read_corpus(frame) if comment.language == "en"]
    found = themes.subjects_found(coder, english)
    yield Row(
        "subjects without a theme found among the candidate topics, English corpus",
        f"{sum(bool(f.label) for f in found)} of {len(found)}",
        "at least two thirds",
    )


def feedback() -> Iterator[Row]:
    """Themes of patients' feedback: a public codebook and public hand codes."""
    path = FOLDER / "themes" / "nhs_feedback_multilabel.csv"
    if not path.is_file():
        yield Row("themes, nhs_feedback_multilabel.csv", MISSING, "0.66 / 0.55")
        return
    codebook = read_codebook(FOLDER / "themes" / "nhs_codebook.yaml")
    coded = _coded(path, codebook)
    truth, margins = themes_out_of_fold(codebook, coded)
    full = quality(truth, margins >= 0)
    what = "themes, nhs_feedback_multilabel.csv"
    yield Row(
        f"{what}, 5-fold, micro / macro F1", f"{full.micro:.3f} / {full.macro:.3f}", "0.66 / 0.55"
    )
    alone = codebook_alone(codebook, coded)
    yield Row(f"{what}, the codebook alone, micro F1", f"{alone.micro:.3f}", "0.50")
    yield Row(f"{what}, 20 labels a theme, micro F1", f"{_few(codebook, coded):.3f}", "0.54")
    best = margins.max(axis=1)
    chosen = np.argsort(-best, kind="stable")[: round(0.6 * len(best))]
    right = truth[chosen, margins[chosen].argmax(axis=1)]
    yield Row(f"{what}, precision at coverage 60 %", f"{right.mean():.3f}", "0.80")


def banking() -> Iterator[Row]:
    """Topics of questions to a bank whose intents are known."""
    path = FOLDER / "themes" / "banking77_25themes.csv"
    if not path.is_file():
        yield Row("topics, banking77_25themes.csv", MISSING, "0.70 / 0.65")
        return
    rows = _rows(path)
    words = [split(row["text"]) for row in rows]
    found = cluster([word.stems for word in words], themes=20)
    assert found is not None
    truth = [row["themes"] for row in rows]
    information = normalized_mutual_info_score(truth, found.labels)
    yield Row(
        f"topics, banking77_25themes.csv, {len(found.stability)} clusters, NMI / stability",
        f"{information:.3f} / {np.mean(found.stability):.3f} (adjusted Rand {found.agreement:.3f})",
        "0.70 / 0.65",
    )
    vocabulary = Vocabulary(words)
    shares = []
    for name in sorted(set(truth)):
        own = [n for n, true in enumerate(truth) if true == name]
        number = np.bincount(found.labels[own]).argmax()
        shares.append(themes.recovered(name, vocabulary.name(found.members(int(number)))))
    yield Row("topic names: words of the true name recovered", f"{np.mean(shares):.3f}", "0.70")


def work() -> Iterator[Row]:
    """Time, memory and bytes of the commands on many comments."""
    rng = np.random.default_rng(SEED)
    comments = read_corpus(read_frame())
    words = [word for comment in comments for word in comment.text.split()]
    rows = []
    for place in rng.integers(len(comments), size=MANY).tolist():
        # no two alike, and of the corpus's length
        tail = " ".join(words[n] for n in rng.integers(len(words), size=3).tolist())
        rows.append((f"{comments[place].text} {tail}", comments[place].question))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, megabytes, first = _commands(folder, "first", rows)
        yield Row(
            f"{MANY:,} comments, sentiment, themes and topics, one core",
            f"{seconds:.0f} s, {megabytes:.0f} MB",
            "60 s, 600 MB",
        )
        shuffled = [rows[n] for n in rng.permutation(MANY).tolist()]
        *_, again = _commands(folder, "again", shuffled)
        same = "identical" if first == again else "different"
        yield Row("twice, in two processes, rows shuffled: rows, topics and counts", same, "same")


def _commands(
    folder: Path, name: str, rows: Sequence[tuple[str, str]]
) -> tuple[float, float, list[str]]:
    """Return seconds, the largest megabytes and hashes of sorted outputs of both commands."""
    table = folder / f"{name}.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("text", "question"), *rows])
    codebook = Path(shipped.__file__).parents[1] / "forms/parameters/st_clusters.codebook.yaml"
    out = folder / name
    calls = (
        ["sentiment", "--input", table, "--out", out / "sentiment.csv"],
        ["themes", "--input", table, "--codebook", codebook, "--out", out / "themes"],
    )
    used = [_measured([str(part) for part in call]) for call in calls]
    hashes = [
        hashlib.sha256(b"\n".join(sorted(path.read_bytes().splitlines()))).hexdigest()
        for path in sorted(out.rglob("*.*"))
    ]
    return sum(seconds for seconds, _ in used), max(memory for _, memory in used), hashes


def _measured(arguments: Sequence[str]) -> tuple[float, float]:
    # not ru_maxrss: a process inherits that of the one which started it (this benchmark)
    script = (
        "import re, resource, sys\n"
        "from pathlib import Path\n"
        "from analysis.commands import main\n"
        "status = main(sys.argv[1:])\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())\n"
        "print(used.ru_utime + used.ru_stime, int(peak.group(1)) / 1024)\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True
    )
    seconds, megabytes = done.stdout.splitlines()[-1].split()
    return float(seconds), float(megabytes)


def _sentiment(
    measured: str,
    reads: Sequence[sentiment.Read],
    measure: Callable[[Sequence[sentiment.Read], sentiment.Guess], float],
    least: float | None = None,
) -> Row:
    found = {name: measure(reads, guess) for name, guess in sentiment.guesses().items()}
    return Row(measured, _beside(found.pop("ours"), found), f"at least {least}" if least else "")


def _beside(ours: float, others: dict[str, float]) -> str:
    said = ", ".join(f"{name} {value:.3f}" for name, value in others.items())
    return f"{ours:.3f} ({said})"


def _few(codebook: Codebook, coded: Sequence[Coded]) -> float:
    """Return micro-F1 on the rest after learning from up to ``FEW_CODES`` comments a theme."""
    order = [coded[n] for n in np.random.default_rng(SEED).permutation(len(coded)).tolist()]
    counts = dict.fromkeys((theme.id for theme in codebook.active), 0)
    known, rest = [], []
    for comment in order:
        if any(counts[theme] < FEW_CODES for theme in comment.themes):
            known.append(comment)
            for theme in comment.themes:
                counts[theme] += 1
        else:
            rest.append(comment)
    model, _ = learn(codebook, known)
    return themes.measure_coder(Coder(codebook, model), rest).micro


def _coded(path: Path, codebook: Codebook) -> list[Coded]:
    ids = {theme.id for theme in codebook.active}
    return [Coded(r["text"], frozenset(r["themes"].split(";")) & ids) for r in _rows(path)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
