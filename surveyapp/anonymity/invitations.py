"""What logs, lists and copies say of each invitation that was used.

Which sealed row belongs to which invitation is given to the attacker: one transaction wrote both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from analysis.instrument import TextItem
from surveyapp import codes
from surveyapp.anonymity.answering import Visit
from surveyapp.anonymity.copies import Copy
from surveyapp.anonymity.matching import Side
from surveyapp.anonymity.plunder import Loot
from surveyapp.anonymity.signals import from_rows
from surveyapp.anonymity.traces import from_files


class Invited:
    """Finds a used invitation by what tables know of it; a visit's place is its name."""

    def __init__(self, visits: Sequence[Visit]) -> None:
        self._ids = {visit.person.invitation: at for at, visit in enumerate(visits)}
        self._emails = {visit.person.row.email: at for at, visit in enumerate(visits)}
        self._receipts = {codes.digest(visit.receipt_code): at for at, visit in enumerate(visits)}

    def of_invitation(self, row: dict[str, Any]) -> int | None:
        return self._ids.get(row["id"])

    def of_participant(self, row: dict[str, Any]) -> int | None:
        return self._emails.get(row["email"])

    def of_sealed(self, row: dict[str, Any]) -> int | None:
        return self._receipts.get(row["receipt_hash"])


def of_invitations(loot: Loot) -> Side:
    """Return every signal of the invitations that were used, in the order of the visits."""
    side = Side()
    invited = Invited(loot.visits)
    _add_log(side, loot)
    last = loot.during[-1]
    for label, copy in {"open": last, **loot.after}.items():
        _add_tables(side, label, copy, invited, len(loot.visits))
    _add_first_copies(side, loot, invited)
    _add_bytes(side, loot, _boxes(last, invited, len(loot.visits)))
    return side


def _add_log(side: Side, loot: Loot) -> None:
    """Add what the most talkative log would hold, the place on the list, and the page's order."""
    visits = loot.visits
    listed = {person.invitation: at for at, person in enumerate(loot.synthetic.people)}
    logged: dict[str, list[Any]] = {
        "log place": [visit.place for visit in visits],
        "log hour": [visit.hour for visit in visits],
        "log questionnaire size": [visit.questionnaire_size for visit in visits],
        "log sent size": [visit.sent_size for visit in visits],
        "log thanks size": [visit.thanks_size for visit in visits],
        "list place": [listed[visit.person.invitation] for visit in visits],
        "page order": [visit.presented for visit in visits],
    }
    for name, values in logged.items():
        side.orders[name] = side.labels[name] = values
    instrument = loot.synthetic.configuration.instrument
    asked = {
        number: " ".join(
            item.id
            for part in instrument.presented(number)
            for item in part.items
            if not isinstance(item, TextItem)
        )
        for number in {visit.presented for visit in visits}
    }
    side.labels["page keys"] = [asked[visit.presented] for visit in visits]


def _add_tables(side: Side, label: str, copy: Copy, invited: Invited, size: int) -> None:
    for table, whose in (
        ("invitation", invited.of_invitation),
        ("participant", invited.of_participant),
        ("sealed_response", invited.of_sealed),
    ):
        from_rows(side, f"{label} {table}", copy.rows[table], whose, size)


def _add_first_copies(side: Side, loot: Loot, invited: Invited) -> None:
    """Add in which copy each invitation is first seen used, and its answer first seen sealed."""
    used: list[int | None] = [None] * len(loot.visits)
    sealed = used.copy()
    for number, copy in reversed(list(enumerate(loot.during))):
        for row in copy.rows["invitation"]:
            at = invited.of_invitation(row)
            if at is not None and row["used"]:
                used[at] = number
        for row in copy.rows["sealed_response"]:
            at = invited.of_sealed(row)
            if at is not None:
                sealed[at] = number
    for name, values in (("used in copy", used), ("sealed in copy", sealed)):
        side.orders[name] = side.labels[name] = values


def _boxes(copy: Copy, invited: Invited, size: int) -> list[bytes]:
    """Return the ciphertext of each visit as it lay in the box before the close."""
    found = {invited.of_sealed(row): row["ciphertext"] for row in copy.rows["sealed_response"]}
    return [found[at] for at in range(size)]


def _add_bytes(side: Side, loot: Loot, boxes: Sequence[bytes]) -> None:
    """Add where ciphertexts and hashes of codes stand in files and in the log."""
    hashes = [hashlib.sha256(box).digest() for box in boxes]
    side.orders["ciphertext hash"] = [int.from_bytes(value[:6]) for value in hashes]
    ciphertexts = [(box[:16],) for box in boxes]
    used = [(codes.digest(visit.person.code),) for visit in loot.visits]
    log = {"write-ahead log": loot.log_of_answers}
    for what, needles in (("ciphertext", ciphertexts), ("code", used)):
        from_files(side, f"open {what}", loot.during[-1].files, needles)
        from_files(side, f"{what} in", log, needles)
    from_files(side, "cleaned code", loot.after["cleaned"].files, used)
