"""A signed bundle as a release makes it, for tests of ``verify``."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from nacl.signing import SigningKey

from analysis import merkle
from analysis.bundle import MANIFEST, SIGNATURE, pack
from analysis.check_codes import check_code_of
from analysis.configuration import Configuration
from analysis.results import score
from analysis.table import canonical, tabulate, whole
from tests.analysis.rounds import (
    full_sizes,
    make_instrument,
    make_invitations,
    make_parameters,
    make_responses,
)

KEY = SigningKey(bytes(range(32)))
FINGERPRINT = bytes(KEY.verify_key).hex()


def make_members(**changes: dict[str, Any]) -> dict[str, bytes]:
    """Return the members of a bundle but the manifest; ``changes`` go into records by name."""
    instrument, parameters = make_instrument(), make_parameters()
    sizes = full_sizes(30)
    responses, invitations = make_responses(instrument, sizes), make_invitations(sizes)
    answers = tabulate(responses, invitations, instrument, parameters, reminders=2).answers
    configuration = Configuration(instrument, parameters)
    table = whole(configuration.hash, answers, None)
    hashes = sorted(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(360))
    return {
        **score(table, parameters, instrument=instrument).files(),
        "instrument.json": instrument.canonical().encode(),
        "parameters.json": parameters.canonical().encode(),
        "ciphertext-hashes.txt": "".join(f"{h.hex()}\n" for h in hashes).encode(),
        "check-codes.txt": "".join(f"{check_code_of(h)}\n" for h in hashes).encode(),
        "report.pdf": b"%PDF",
        **_records(configuration, answers, hashes, changes),
    }


def _records(
    configuration: Configuration,
    answers: dict[str, Any],
    hashes: list[bytes],
    changes: dict[str, dict[str, Any]],
) -> dict[str, bytes]:
    total = answers["response"]["total"]
    s0 = {"configuration": configuration.hash, "signing_key": FINGERPRINT, "list_root": "00"}
    s0["invited"] = [{"cluster": "a", "group": "b", "invited": total["invited"] - 1}]
    s1 = {
        "invited": total["invited"], "used": 360, "sealed": 360, "list_root": "00",
        "root": merkle.root(hashes), "added": 1, "audit_holds": True,
    }  # fmt: skip
    first = _text("S1", s1 | changes.get("S1", {}))
    s2 = {
        "S1": hashlib.sha256(first).hexdigest(),
        "table": hashlib.sha256(canonical(answers)).hexdigest(),
        "totals": {
            "sealed": 360, "invalid": 0, "withdrawn": 0, "opened": 360,
            "valid": total["valid"], "excluded": total["excluded"], "cells_checked": True,
        },
    }  # fmt: skip
    texts = {"S0": _text("S0", s0 | changes.get("S0", {})), "S1": first}
    texts["S2"] = _text("S2", s2 | changes.get("S2", {}))
    members = {f"records/{kind}.json": text for kind, text in texts.items()}
    return members | {f"records/{kind}.sig": sign(text) for kind, text in texts.items()}


def _text(kind: str, content: dict[str, Any]) -> bytes:
    return json.dumps({"record": kind, "round": "test", **content}, sort_keys=True).encode()


def sign(text: bytes) -> bytes:
    return KEY.sign(text).signature.hex().encode()


def seal(members: dict[str, bytes]) -> bytes:
    """Return the archive with manifest and signature."""
    manifest = {
        "format": 1,
        "signing_key": FINGERPRINT,
        "members": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    text = json.dumps(manifest, sort_keys=True).encode()
    return pack({**members, MANIFEST: text, SIGNATURE: sign(text)})
