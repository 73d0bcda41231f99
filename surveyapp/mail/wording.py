"""What an invitation says, by mail or by letter, in the participant's language."""

from __future__ import annotations

from typing import Any

from analysis.configuration import Configuration
from surveyapp import codes, spoken
from surveyapp.installation import Installation
from surveyapp.store.participant import Invitation, Participant
from surveyapp.store.round import Round


def invitation_words(
    invitation: Invitation,
    person: Participant,
    round_: Round,
    configuration: Configuration,
    code_key: bytes,
    site: Installation,
) -> dict[str, Any]:
    """Return what mails and letters fill in; the code is derived anew each time."""
    instrument = configuration.instrument
    language = person.language or instrument.language
    if language in instrument.languages:
        instrument = instrument.in_language(language)
    city = configuration.parameters.cluster(invitation.cluster).city_in(language)
    code = codes.derive(code_key, invitation.id)
    return {
        "language": language,
        "name": f"{person.firstname} {person.lastname}".strip(),
        "title": instrument.title.replace("{city}", city),
        "city": city,
        "minutes": instrument.minutes,
        "link": f"{site.settings.base_url}/i#{code}",
        "page": f"{site.settings.base_url}/i",
        "code": codes.show(code),
        "ends": spoken.end(round_.closes_at, site.settings.zone, language),
        "contact": site.settings.contact,
    }
