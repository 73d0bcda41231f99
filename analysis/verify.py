"""Checks a bundle: every byte, signatures, equations and roots, and all figures again.

Needs nothing but the bundle; whoever holds the fingerprint of the signing key can tell that it is
the one that was released.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from analysis import instrument as instruments
from analysis import merkle
from analysis import parameters as parameter_files
from analysis.assessment import Previous
from analysis.bundle import MANIFEST, SIGNATURE, pack, unpack
from analysis.check_codes import check_code_of
from analysis.faults import Faulty
from analysis.objective import parse_indicators
from analysis.results import Results, score
from analysis.table import canonical
from analysis.table_files import parse_previous, parse_table

RECORDS = ("S0", "S1", "S2")
# S0 counts invitations by group, which the public edition does not
PUBLIC, PUBLIC_RECORDS = "public", ("S1", "S2")
HASHES, CODES = "ciphertext-hashes.txt", "check-codes.txt"
SAME = 1e-9


@dataclass
class Findings:
    """What a check found: faults (empty: all is well), remarks, and counts of figures."""

    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    fingerprint: str | None = None
    edition: str = "full"
    recomputed: int = 0
    attested: int = 0

    def expect(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def verify(content: bytes, *, key: str | None = None) -> Findings:
    """Check the bytes of a bundle.

    Parameters
    ----------
    content : bytes
        The archive.
    key : str, optional
        Fingerprint (hexadecimal) of the signing key that is expected.
    """
    found = Findings()
    try:
        members = unpack(content, "bundle")
    except Faulty as error:
        found.faults += [fault.message for fault in error.faults]
        return found
    _check_archive(content, pack(members), found)
    _check_manifest(members, key, found)
    own = {name: data for name, data in members.items() if name not in {MANIFEST, SIGNATURE}}
    if found.edition == PUBLIC:
        _check_records(own, PUBLIC_RECORDS, found)
        found.remarks.append(
            "the public edition: its figures are those of the full one, which holds table T"
        )
        return found
    records = _check_records(own, RECORDS, found)
    table = _check_table(own, records, found)
    if table is not None:
        _check_results(own, table, found)
    return found


def _check_archive(content: bytes, again: bytes, found: Findings) -> None:
    """Check what lies between the members: their bytes must give this very archive."""
    if content == again:
        return
    pairs = enumerate(zip(content, again, strict=False))
    place = next((i for i, (a, b) in pairs if a != b), min(len(content), len(again)))
    found.faults.append(f"the archive itself was altered at byte {place}, outside of its members")


def _check_manifest(members: Mapping[str, bytes], key: str | None, found: Findings) -> None:
    try:
        manifest = json.loads(members[MANIFEST])
        listed, fingerprint = dict(manifest["members"]), str(manifest["signing_key"])
    except (KeyError, ValueError, TypeError):
        found.faults.append(f"{MANIFEST} is missing or cannot be read")
        return
    found.fingerprint = fingerprint
    found.edition = str(manifest.get("edition", found.edition))
    signature = members.get(SIGNATURE, b"")
    found.expect(
        is_signed(members[MANIFEST], signature, fingerprint),
        f"{SIGNATURE}: the signature of {MANIFEST} is wrong",
    )
    if key is not None and key.lower() != fingerprint.lower():
        found.faults.append(f"signed by another key: {fingerprint}")
    for name in sorted(listed.keys() - members.keys()):
        found.faults.append(f"{name} is missing")
    for name in sorted(members.keys() - listed.keys() - {MANIFEST, SIGNATURE}):
        found.faults.append(f"{name} is not in the manifest")
    for name in sorted(listed.keys() & members.keys()):
        same = hashlib.sha256(members[name]).hexdigest() == listed[name]
        found.expect(same, f"{name} was changed")


def is_signed(text: bytes, signature: bytes, fingerprint: str) -> bool:
    """Tell whether a hexadecimal Ed25519 signature of a text is from the key."""
    try:
        raw = bytes.fromhex(signature.decode("ascii").strip())
        VerifyKey(bytes.fromhex(fingerprint)).verify(text, raw)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def _check_records(
    members: Mapping[str, bytes], kinds: Sequence[str], found: Findings
) -> dict[str, Any]:
    """Check the signed records and what they say of each other; return their content."""
    records: dict[str, Any] = {}
    for kind in kinds:
        text, signature = (members.get(f"records/{kind}.{end}") for end in ("json", "sig"))
        try:
            records[kind] = json.loads(text or b"")
        except ValueError:
            found.faults.append(f"records/{kind}.json is missing or cannot be read")
            continue
        signed = is_signed(text or b"", signature or b"", found.fingerprint or "")
        found.expect(signed, f"the signature of record {kind} is wrong")
        found.expect(records[kind].get("record") == kind, f"records/{kind}.json is no {kind}")
    rounds = {str(record.get("round")) for record in records.values()}
    found.expect(len(rounds) <= 1, f"the records are of different rounds: {sorted(rounds)}")
    try:
        if "S0" in kinds:
            _check_opening(records["S0"], records["S1"], found)
        _check_equations(records["S1"], records["S2"], members, found)
    except (KeyError, TypeError, ValueError) as error:
        if len(records) == len(kinds):
            found.faults.append(f"the records lack what they must hold: {error}")
    return records


def _check_opening(s0: Mapping[str, Any], s1: Mapping[str, Any], found: Findings) -> None:
    """Check what S1 says of the list against S0."""
    found.expect(s0["signing_key"] == found.fingerprint, "S0 names another signing key")
    listed = sum(cell["invited"] for cell in s0["invited"]) + s1["added"]
    found.expect(listed == s1["invited"], "S1: invited is not S0's invited and those added since")
    if s0["list_root"] != s1["list_root"]:
        found.remarks.append("participants were added after the round had opened (audit log)")


def _check_equations(
    s1: Mapping[str, Any], s2: Mapping[str, Any], members: Mapping[str, bytes], found: Findings
) -> None:
    totals = s2["totals"]
    lines = members.get(HASHES, b"").decode("ascii", "replace").split()
    hashes = [bytes.fromhex(line) for line in lines]
    found.expect(s1["used"] == s1["sealed"], "S1: used and sealed differ")
    found.expect(s1["used"] <= s1["invited"], "S1: more used than invited")
    found.expect(bool(s1["audit_holds"]), "S1: the audit log had been changed")
    found.expect(len(hashes) == s1["sealed"], f"{HASHES} does not hold as many as S1 counts")
    found.expect(hashes == sorted(set(hashes)), f"{HASHES} is not sorted, or repeats one")
    found.expect(merkle.root(hashes) == s1["root"], f"the root of {HASHES} is not that of S1")
    codes = members.get(CODES, b"").decode("ascii", "replace").split()
    found.expect(codes == [check_code_of(h) for h in hashes], f"{CODES} is not that of {HASHES}")
    first = hashlib.sha256(members["records/S1.json"]).hexdigest()
    found.expect(s2["S1"] == first, "S2 does not belong to this S1")
    found.expect(totals["sealed"] == s1["sealed"], "S2 and S1 count different numbers sealed")
    opened = totals["opened"] + totals["invalid"] + totals["withdrawn"]
    found.expect(totals["sealed"] == opened, "S2: sealed is not opened + invalid + withdrawn")
    kept = totals["valid"] + totals["excluded"]
    found.expect(totals["opened"] == kept, "S2: opened is not valid + excluded")
    found.expect(bool(totals["cells_checked"]), "S2: cells were not checked one by one")
    if totals["invalid"]:
        found.remarks.append(f"{totals['invalid']} sealed answers could not be read")


def _check_table(
    members: Mapping[str, bytes], records: Mapping[str, Any], found: Findings
) -> dict[str, Any] | None:
    """Check T against the records and the configuration; return it."""
    try:
        table = parse_table(members.get("table.json", b""), "table.json")
    except Faulty as error:
        found.faults += [str(fault) for fault in error.faults]
        return None
    answers = table["answers"]
    digest = hashlib.sha256(canonical(answers)).hexdigest()
    configuration = configuration_hash(members)
    found.expect(
        table["configuration"] == configuration,
        "instrument, parameters and codebook are not those of the table's configuration",
    )
    if "S0" in records:
        approved = records["S0"].get("configuration")
        found.expect(approved == configuration, "S0 names another configuration")
    if "S2" in records:
        found.expect(records["S2"].get("table") == digest, "S2 belongs to another table T")
        _check_totals(answers["response"]["total"], records, found)
    return table


def _check_totals(total: Mapping[str, Any], records: Mapping[str, Any], found: Findings) -> None:
    totals = records["S2"].get("totals", {})
    for name, other in (("responses", "opened"), ("valid", "valid"), ("excluded", "excluded")):
        found.expect(total.get(name) == totals.get(other), f"T and S2 differ in {other}")
    for name in ("invited", "used"):
        if name in total and "S1" in records:
            found.expect(total[name] == records["S1"].get(name), f"T and S1 differ in {name}")


def configuration_hash(members: Mapping[str, bytes]) -> str:
    """Return the hash of the configuration that a bundle holds (``Configuration.hash``)."""
    parts = [
        hashlib.sha256(members[name]).hexdigest() if name in members else ""
        for name in ("instrument.json", "parameters.json", "codebook.json")
    ]
    return hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()


def _check_results(members: Mapping[str, bytes], table: Mapping[str, Any], found: Findings) -> None:
    try:
        again = recompute(members, table)
    except (Faulty, ValueError, KeyError, TypeError, IndexError) as error:
        found.faults.append(f"the results cannot be recomputed: {error}")
        return
    for name, content in again.files().items():
        if name not in members:
            found.faults.append(f"{name} is missing")
        elif members[name] != content:
            _compare(name, members[name], content, found)
        found.recomputed += len(figures_of(name, content))
    found.attested = len(list(_leaves(table["answers"]["attested"])))
    ours = {MANIFEST, SIGNATURE, HASHES, CODES, *again.files()}
    others = sorted(n for n in members if n not in ours and not n.startswith("records/"))
    made = [n for n in others if not n.endswith((".json", "indicators.csv"))]
    if made:
        found.remarks.append(f"made from these figures, not made again: {', '.join(made)}")


def recompute(members: Mapping[str, bytes], table: Mapping[str, Any]) -> Results:
    """Score a bundle's table again with what else the bundle holds."""
    parameters = parameter_files.from_json(members["parameters.json"].decode())
    named = json.loads(members["summary.json"]).get("instrument") is not None
    instrument = instruments.from_json(members["instrument.json"].decode()) if named else None
    indicators = None
    if "indicators.csv" in members and parameters.composite is not None:
        indicators = parse_indicators(
            members["indicators.csv"], "indicators.csv", parameters.composite
        )
    previous: Previous | None = None
    if "previous.json" in members:
        previous = parse_previous(members["previous.json"], "previous.json")
    return score(table, parameters, instrument=instrument, indicators=indicators, previous=previous)


def _compare(name: str, ours: bytes, again: bytes, found: Findings) -> None:
    """Compare figure by figure; a difference in the last bits is a remark, any other a fault."""
    left, right = figures_of(name, ours), figures_of(name, again)
    if left.keys() != right.keys():
        found.faults.append(f"{name} does not hold what the table gives")
        return
    wrong = [place for place in left if not _same(left[place], right[place])]
    for place in wrong[:20]:
        found.faults.append(f"{name}, {place}: {left[place]!r}, but T gives {right[place]!r}")
    if len(wrong) > 20:
        found.faults.append(f"{name}: {len(wrong) - 20} more figures differ")
    if not wrong:
        found.remarks.append(f"{name}: differs from ours in the last bits only")


def _same(left: Any, right: Any) -> bool:
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    return isclose(left, right, rel_tol=SAME, abs_tol=SAME) if numbers else bool(left == right)


def figures_of(name: str, content: bytes) -> dict[str, Any]:
    """Return the entries of a JSON or CSV file by their place; numbers as numbers."""
    text = content.decode("utf-8", "replace")
    if name.endswith(".json"):
        try:
            return dict(_leaves(json.loads(text)))
        except ValueError:
            return {"": text}
    found: dict[str, Any] = {}
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for number, row in enumerate(rows[1:], start=2):
        for place, cell in enumerate(row):
            column = rows[0][place] if place < len(rows[0]) else str(place + 1)
            found[f"row {number}, column {column}"] = _number(cell)
    return found


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{place}[{number}]")
    else:
        yield place, value
