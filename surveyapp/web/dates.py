"""Dates as people read them, in the installation's time zone and the page's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from flask_babel import get_locale

from surveyapp import spoken
from surveyapp.web.current import installation

Way = Callable[[datetime, tzinfo, str], str]


def long_date(moment: datetime) -> str:
    """Return the day of a moment, such as ``30 November 2026``."""
    return _said(spoken.day, moment)


def long_moment(moment: datetime) -> str:
    """Return day and time of a moment, such as ``30 November 2026, 18:00``."""
    return _said(spoken.day_and_time, moment)


def long_begin(moment: datetime) -> str:
    """Return when something begins; midnight goes without saying."""
    return _said(spoken.beginning, moment)


def long_end(moment: datetime) -> str:
    """Return when something ends, such as ``the end of 30 November 2026``."""
    return _said(spoken.end, moment)


def last_day(moment: datetime) -> str:
    """Return the last day before an end, such as ``30 November 2026``."""
    return _said(spoken.last_day, moment)


def _said(way: Way, moment: datetime) -> str:
    language = str(get_locale() or "en")
    return way(moment, installation().settings.zone, language)
