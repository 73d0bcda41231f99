"""Who wrote what, known from what was sent: what guesses are checked against."""

from __future__ import annotations

import json
import re
from typing import Any

from surveyapp.anonymity.plunder import Loot
from surveyapp.anonymity.synthetic import compact

MARK = re.compile(rb"zq[a-z2-7]{6}")


class Truth:
    """Who wrote what, known from what was sent."""

    def __init__(self, loot: Loot) -> None:
        configuration = loot.synthetic.configuration
        self.items = list(configuration.instrument.items)
        self.ratings = list(configuration.instrument.rating_items)
        self.seeds = [configuration.parameters.seed]
        self.visits = loot.visits
        self._by_answers = {
            self._key({k: int(visit.person.answers[k]) for k in self.ratings}): at
            for at, visit in enumerate(loot.visits)
        }
        self.by_mark = {
            text[:8].encode(): at
            for at, visit in enumerate(loot.visits)
            for text in visit.person.comments.values()
        }

    def _key(self, answers: dict[str, Any]) -> bytes:
        return compact({key: answers.get(key) for key in self.ratings})

    def owner_of_response(self, row: dict[str, Any]) -> int | None:
        return self.owner_of_answers(row["answers"])

    def owner_of_answers(self, text: str) -> int | None:
        try:
            content = json.loads(text)
        except ValueError:
            return None
        return self._by_answers.get(self._key(content)) if isinstance(content, dict) else None

    def owner_of_comment(self, row: dict[str, Any]) -> int | None:
        return self.by_mark.get(str(row["text"])[:8].encode())

    def owner_of_anything(self, row: dict[str, Any]) -> int | None:
        """Return whose plain answers or comment stand in a row of any table."""
        for value in row.values():
            data = value.encode() if isinstance(value, str) else value
            if not isinstance(data, bytes):
                continue
            for found in MARK.findall(data):
                if found in self.by_mark:
                    return self.by_mark[found]
            if data.startswith(b"{"):
                owner = self.owner_of_answers(data.decode("utf-8", "replace"))
                if owner is not None:
                    return owner
        return None
