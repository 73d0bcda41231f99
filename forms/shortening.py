"""Which comment to shorten where a response does not fit into the size of its round."""

from __future__ import annotations

import json
import zlib
from typing import Any

from flask_babel import lazy_ngettext

from forms.questionnaire import ItemFault


def to_shorten(answers: dict[str, Any], room: int) -> ItemFault:
    """Return a fault at the comment that takes the most room, with how much to cut.

    ``room`` is the number of bytes for compressed answers. The measure errs on the safe side: who
    cuts what it says, fits.
    """
    comments = {key: text for key, text in answers.items() if isinstance(text, str)}
    whole = _packed(answers)
    shares = {key: whole - _packed({**answers, key: None}) for key in comments}
    largest = max(shares, key=lambda key: (shares[key], key))
    length, share = len(comments[largest]), max(shares[largest], 1)
    characters = min(length, -(-(whole - room) * length * 11 // (share * 10)) + 20)
    message = lazy_ngettext(
        "Your comments together are too long to be sealed. Please shorten this one by about "
        "%(num)s character.",
        "Your comments together are too long to be sealed. Please shorten this one by about "
        "%(num)s characters.",
        characters,
    )
    return ItemFault(largest, message, too_long=True)


def _packed(answers: dict[str, Any]) -> int:
    text = json.dumps(answers, ensure_ascii=False, separators=(",", ":"))
    return len(zlib.compress(text.encode("utf-8"), 9))
