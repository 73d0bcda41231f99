"""Words that make many sentences of one."""

from __future__ import annotations

_LISTED = (
    "blue old main new north south small large wet dry cold hot red green first "
    "last high low long short full open"
)
WORDS = tuple(_LISTED.split(" "))
