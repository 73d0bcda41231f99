"""People answer through the application, as browsers without script; everything is logged.

The log holds more than any proxy's: which invitation, when, in what order, and how large every
page was. What is sent is padded as the page's script pads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import Client

from surveyapp.anonymity.synthetic import Person

PADDED = 16384
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_FIELD = re.compile(r' name="([a-z][a-z0-9_]*)"')
_ESCAPED = re.compile(r"[%&+=\x00-\x1f\x7f]")
_RECEIPT = re.compile(r'id="receipt-code">([0-9A-Z-]+)<')


class NotTaken(RuntimeError):
    """The application did not take an answer; the message holds its status only."""


@dataclass(frozen=True)
class Visit:
    """What a log says of one answer, and the receipt code, which only its owner has."""

    person: Person
    place: int
    hour: int
    presented: int
    questionnaire_size: int
    sent_size: int
    thanks_size: int
    receipt_code: str


def answer(client: Client, person: Person, place: int, hour: int) -> Visit:
    """Open the questionnaire with a code, fill it in and send it."""
    page = _post(client, "/i", {"code": person.code})
    hidden = dict(_HIDDEN.findall(page))
    filled = person.answers | person.comments
    asked = dict.fromkeys(_FIELD.findall(page))  # a browser sends fields in the order of its page
    body = hidden | {name: filled[name] for name in asked if name in filled}
    thanks = _post(client, "/i/answers", body)
    found = _RECEIPT.search(thanks)
    if found is None:
        raise NotTaken("no receipt code on the page")
    return Visit(
        person=person, place=place, hour=hour, presented=int(hidden["_order"]),
        questionnaire_size=len(page), sent_size=len(_padded(body)), thanks_size=len(thanks),
        receipt_code=found[1].replace("-", ""),
    )  # fmt: skip


def _post(client: Client, path: str, fields: Mapping[str, Any]) -> str:
    reply = client.post(
        path, data=_padded(fields), content_type="application/x-www-form-urlencoded"
    )
    if reply.status_code != 200:
        raise NotTaken(f"{path} ended with {reply.status_code}")
    return str(reply.get_data(as_text=True))


def _padded(fields: Mapping[str, Any]) -> bytes:
    """Return what the page's script sends: letters as they are, and all of one length."""
    pairs = "&".join(f"{name}={_plain(str(value))}" for name, value in fields.items())
    body = f"{pairs}&_pad=".encode()
    return body.ljust(-(-len(body) // PADDED) * PADDED, b"0")


def _plain(text: str) -> str:
    escaped = _ESCAPED.sub(lambda sign: f"%{ord(sign.group()):02X}", text)
    return escaped.replace(" ", "+")
