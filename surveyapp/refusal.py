"""How a verb says no: a sentence that tells what to do, in a form that can be translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Remark:
    """A sentence for a page or a terminal: English with named fields, and what fills them."""

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message.format(**self.values)


class Refused(Exception):
    """A verb was refused. ``message`` is English with named fields, ``values`` fills them."""

    message = gettext_noop("This cannot be done.")

    def __init__(self, message: str | None = None, **values: Any) -> None:
        self.message = message or type(self).message
        self.values = values
        super().__init__(self.message.format(**values))
