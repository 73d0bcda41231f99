"""Look at everything, in the order in which an operator would mend it."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.doctor import integrity, machine
from surveyapp.doctor.database import database, is_there
from surveyapp.doctor.finding import Finding, Grade
from surveyapp.installation import Installation
from surveyapp.keys import INSTALLATION


def examine(site: Installation) -> Iterator[Finding]:
    """Yield what there is to say of an installation; nothing is changed or made."""
    for look in (machine.settings, machine.permissions, machine.libraries, machine.mail, database):
        yield from look(site)
    yield from machine.installation_key(site)
    if is_there(site):
        yield from integrity.audit_log(site)
        if (site.keys.path / INSTALLATION).exists():
            yield from integrity.rounds(site)


def line(finding: Finding) -> str:
    """Return a finding as a line to print."""
    return f"{finding.grade:<6}{finding.topic:<16}{finding.says}"


def summary(findings: list[Finding]) -> str:
    """Return how it stands altogether."""
    numbers = {grade: sum(each.grade == grade for each in findings) for grade in Grade}
    if numbers[Grade.WRONG]:
        return f"{numbers[Grade.WRONG]} of {len(findings)} things are wrong."
    notes = numbers[Grade.NOTE]
    return f"Nothing is wrong{f'; {notes} notes for running in earnest' if notes else ''}."
