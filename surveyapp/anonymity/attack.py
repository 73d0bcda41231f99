"""Every attack on a synthetic round: take everything, try everything, compare with luck."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from surveyapp.anonymity.invitations import of_invitations
from surveyapp.anonymity.matching import PERMUTATIONS, Side, Verdict, try_all
from surveyapp.anonymity.plunder import Loot, MakeApp, Progress, Size, plunder
from surveyapp.anonymity.signals import find_places, unshuffled
from surveyapp.anonymity.traces import of_rows
from surveyapp.anonymity.truth import Truth
from surveyapp.installation import Installation

USUAL = Size()
Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class Findings:
    """What the attacks came to; ``readable`` names where answers stood in clear before a close."""

    verdicts: tuple[Verdict, ...]
    readable: tuple[str, ...]

    @property
    def is_leak(self) -> bool:
        return bool(self.readable) or any(verdict.is_leak for verdict in self.verdicts)


def attack(
    site: Installation, make_app: MakeApp, seed: int, *, size: Size = USUAL,
    data_folder: Path | None = None, say: Progress = lambda _: None,
    permutations: int = PERMUTATIONS,
) -> Findings:  # fmt: skip
    """Run a round in an empty installation, take everything, and try everything.

    Parameters
    ----------
    seed : int
        Of answers, of their order and of the comparison with luck; ids and keys are the system's.
    data_folder : Path, optional
        PostgreSQL's own folder, where it can be read.
    """
    loot = plunder(site, make_app, seed, size=size, data_folder=data_folder, say=say)
    say("trying every pair of signals")
    return judge(loot, seed, permutations)


def judge(loot: Loot, seed: int, permutations: int = PERMUTATIONS) -> Findings:
    """Try every pair of signals against the truth."""
    truth = Truth(loot)
    tried = _Populations(loot, truth, np.random.default_rng(seed + 1), permutations)
    verdicts = (
        tried.responses_against_invitations(),
        tried.comments_against_invitations(),
        tried.comments_against_responses(),
        tried.comments_against_each_other(),
    )
    return Findings(verdicts, tuple(_readable(loot, truth)))


class _Populations:
    """Pairs that belong together, and the groups within which the attacker may not tell."""

    def __init__(self, loot: Loot, truth: Truth, random: Generator, permutations: int) -> None:
        self._random, self._permutations = random, permutations
        self._invitations = of_invitations(loot)
        self._responses, owners = of_rows(loot, truth, "response", truth.owner_of_response)
        self._comments, authors = of_rows(loot, truth, "comment", truth.owner_of_comment)
        for side in (self._responses, self._comments):
            unshuffled(side, truth.seeds)
        rows = loot.after["cleaned"].rows["comment"]
        cells = [visit.person.cell for visit in loot.visits]
        self._answered = [(at, who) for at, who in enumerate(owners) if who is not None]
        self._written = [(at, who) for at, who in enumerate(authors) if who is not None]
        self._cell = dict(enumerate(cells))
        self._asked = {at: (cells[who], rows[at]["question"]) for at, who in self._written}

    def responses_against_invitations(self) -> Verdict:
        groups = [self._cell[who] for _, who in self._answered]
        return self._try("response ~ invitation", self._answered, groups, self._responses,
                         self._invitations)  # fmt: skip

    def comments_against_invitations(self) -> Verdict:
        return self._try("comment ~ invitation", self._written, self._questions(self._written),
                         self._comments, self._invitations)  # fmt: skip

    def comments_against_responses(self) -> Verdict:
        response_of = {who: at for at, who in self._answered}
        pairs = [(at, response_of[who]) for at, who in self._written if who in response_of]
        return self._try("comment ~ response", pairs, self._questions(pairs), self._comments,
                         self._responses)  # fmt: skip

    def comments_against_each_other(self) -> Verdict:
        """Pair comments of one person; by question, for an order by place would be a signal."""
        by_question = sorted(self._written, key=lambda each: self._asked[each[0]])
        pairs = [
            (one, other)
            for (one, who), (other, whose) in itertools.combinations(by_question, 2)
            if who == whose
        ]
        groups = [(self._asked[one], self._asked[other]) for one, other in pairs]
        return self._try("comment ~ comment", pairs, groups, self._comments, self._comments)

    def _questions(self, pairs: Pairs) -> list[Any]:
        return [self._asked[at] for at, _ in pairs]

    def _try(
        self, kind: str, pairs: Pairs, groups: Sequence[Any], left: Side, right: Side
    ) -> Verdict:
        ours = left.pick([at for at, _ in pairs])
        theirs = right.pick([at for _, at in pairs])
        return try_all(kind, groups, ours, theirs, self._random, self._permutations)


def _readable(loot: Loot, truth: Truth) -> list[str]:
    """Return where a comment or all answers of somebody stood in clear before the close."""
    found = set()
    for copy in loot.during:
        for name, data in copy.files.items():
            if find_places(data, truth.by_mark):
                found.add(f"comments in {name}")
        for table, rows in copy.rows.items():
            if any(truth.owner_of_anything(row) is not None for row in rows):
                found.add(f"answers in table {table}")
    if find_places(loot.log_of_answers, truth.by_mark):
        found.add("comments in the write-ahead log")
    return sorted(found)
