"""Moments as people read them: in a time zone and a language.

A day that is named as the last one ends at midnight, which no reader takes for that day. So an end
at midnight is told by the day before: "the end of 5 December 2026", not "6 December, 00:00".
"""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date, format_datetime, get_timezone_name

from surveyapp.refusal import gettext_noop
from surveyapp.words import translations

END_OF_DAY = gettext_noop("the end of %(day)s")
_INSTANT = timedelta(microseconds=1)


def day(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return the day of a moment, such as ``30 November 2026``."""
    return str(format_date(moment.astimezone(zone), "long", locale=_locale(language)))


def day_and_time(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return day and time of a moment, such as ``30 November 2026, 18:00``."""
    local = moment.astimezone(zone)
    return str(format_datetime(local, "d MMMM y, HH:mm", locale=_locale(language)))


def zone_name(zone: tzinfo, language: str) -> str:
    """Return whose clock it is, such as ``India Time``."""
    return str(get_timezone_name(zone, locale=_locale(language)))


def beginning(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return when something begins: a day alone where it begins with the day."""
    spoken = day if is_midnight(moment, zone) else day_and_time
    return spoken(moment, zone, language)


def last_day(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return the last day before an end."""
    return day(moment - _INSTANT, zone, language)


def end(moment: datetime, zone: tzinfo, language: str) -> str:
    """Return an end as a sentence says it after "until"; a time of day with its time zone."""
    if not is_midnight(moment, zone):
        return f"{day_and_time(moment, zone, language)} ({zone_name(zone, language)})"
    words = translations(language).gettext(END_OF_DAY)
    return words % {"day": last_day(moment, zone, language)}


def is_midnight(moment: datetime, zone: tzinfo) -> bool:
    """Return whether a day ends with this moment, and the next one begins."""
    local = moment.astimezone(zone)
    return (local.hour, local.minute) == (0, 0)


def _locale(language: str) -> str:
    return "en_IN" if language == "en" else language.replace("-", "_")
