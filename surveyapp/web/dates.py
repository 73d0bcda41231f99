"""Dates as people read them, in the installation's time zone and the page's language."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date, format_datetime
from flask_babel import get_locale

from surveyapp.web.current import installation


def long_date(moment: datetime) -> str:
    """Return the day of a moment, such as ``30 November 2026``."""
    local = moment.astimezone(installation().settings.zone)
    return str(format_date(local, "long", locale=_locale()))


def long_moment(moment: datetime) -> str:
    """Return day and time of a moment, such as ``30 November 2026, 18:00``."""
    local = moment.astimezone(installation().settings.zone)
    return str(format_datetime(local, "d MMMM y, HH:mm", locale=_locale()))


def _locale() -> str:
    language = str(get_locale() or "en")
    return "en_IN" if language == "en" else language
