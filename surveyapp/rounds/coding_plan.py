"""What coders see of the machine's work, and in which order they code: a file without any text.

The file is made by the worker (rounds/prepare_coding.py) and can be made again at any time. It
holds ids of comments, places in them, suggestions, and why each comment was drawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from surveyapp.settings import Settings

TWICE = "double"


@dataclass(frozen=True)
class Suggestion:
    """Of one comment: themes, label, and why it was drawn.

    ``drawn`` is random, double (random, coded by two), threshold, topic, or empty: not drawn.
    """

    themes: tuple[str, ...] = ()
    label: str = ""
    drawn: str = ""


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of labels given by two coders or more, with its 95 % interval."""

    alpha: float
    lower: float | None
    upper: float | None
    units: int


@dataclass(frozen=True)
class Plan:
    """Suggestions for every comment, and the ids of those that were drawn, in their order.

    ``agreement`` is that of the coders when the plan was made, None where it is not known.
    """

    suggestions: Mapping[UUID, Suggestion]
    order: tuple[UUID, ...]
    agreement: Agreement | None = None

    def of(self, comment: UUID) -> Suggestion:
        return self.suggestions.get(comment, Suggestion())


EMPTY = Plan({}, ())


def keep_plan(settings: Settings, name: str, plan: Plan) -> None:
    """Write the plan of a round in place of an earlier one."""
    file = _file(settings, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "suggestions": {str(key): asdict(each) for key, each in plan.suggestions.items()},
        "order": [str(key) for key in plan.order],
        "agreement": asdict(plan.agreement) if plan.agreement else None,
    }
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(content))
    beside.replace(file)


def plan_of(settings: Settings, name: str) -> Plan:
    """Return the plan of a round; an empty one where none has been made."""
    file = _file(settings, name)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return EMPTY


def drop_plan(settings: Settings, name: str) -> None:
    """Delete the plan of a round."""
    _file(settings, name).unlink(missing_ok=True)


@lru_cache(maxsize=2)
def _read(file: Path, _changed: int) -> Plan:
    content = json.loads(file.read_text())
    suggestions = {
        UUID(key): Suggestion(
            tuple(each["themes"]),
            each["label"],
            each["drawn"],
        )
        for key, each in content["suggestions"].items()
    }
    agreement = Agreement(**content["agreement"]) if content["agreement"] else None
    return Plan(suggestions, tuple(UUID(key) for key in content["order"]), agreement)


def _file(settings: Settings, name: str) -> Path:
    return settings.data / "coding" / f"{name}.json"
