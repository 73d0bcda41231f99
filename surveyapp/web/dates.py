"""Dates as people read them, in the installation's time zone and the page's language."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date
from flask_babel import get_locale

from surveyapp.web.current import installation


def long_date(moment: datetime) -> str:
    """Return the day of a moment, such as ``30 November 2026``."""
    local = moment.astimezone(installation().settings.zone)
    language = str(get_locale() or "en")
    return str(format_date(local, "long", locale="en_IN" if language == "en" else language))
