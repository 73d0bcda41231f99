"""A bundle is checked byte by byte, and its figures are computed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.bundle import pack, unpack
from analysis.commands import main
from analysis.verify import verify
from tests.analysis.bundles import FINGERPRINT, make_members, seal, sign


@pytest.fixture(scope="module")
def members() -> dict[str, bytes]:
    return make_members()


def test_an_untouched_bundle_is_right(members: dict[str, bytes]) -> None:
    found = verify(seal(members), key=FINGERPRINT)
    assert found.faults == []
    assert found.recomputed > 1000
    assert found.attested > 10
    assert found.fingerprint == FINGERPRINT
    assert found.remarks == ["made from these figures, not made again: report.pdf"]


def test_one_changed_byte_anywhere_is_found(members: dict[str, bytes]) -> None:
    bundle = seal(members)
    rng = np.random.default_rng(1)
    for place in rng.integers(0, len(bundle), 12).tolist():
        broken = bytearray(bundle)
        broken[place] ^= 1 << int(rng.integers(0, 8))
        assert verify(bytes(broken)).faults, f"byte {place}"


def test_bytes_between_the_members_are_found_and_their_place_is_named(
    members: dict[str, bytes],
) -> None:
    bundle = bytearray(seal(members))
    place = bundle.rindex(b"PK\x01\x02") + 12  # the time of the last entry
    bundle[place] ^= 1
    fault = f"the archive itself was altered at byte {place}, outside of its members"
    assert verify(bytes(bundle)).faults == [fault]


def test_one_changed_byte_of_any_member_names_it(members: dict[str, bytes]) -> None:
    whole = unpack(seal(members), "bundle")
    rng = np.random.default_rng(2)
    changed = dict(whole)
    for name, content in whole.items():
        place = int(rng.integers(0, len(content)))
        other = bytearray(content)
        other[place] ^= 1
        # the manifest is what names the others, so it is changed by itself
        if name != "manifest.json":
            changed[name] = bytes(other)
    faults = verify(pack(changed)).faults
    for name in changed.keys() - {"manifest.json"}:
        assert any(name in fault for fault in faults), name
    altered = {**whole, "manifest.json": whole["manifest.json"].replace(b"scores", b"Scores")}
    assert any("manifest.json" in fault for fault in verify(pack(altered)).faults)


@pytest.mark.parametrize("name", ["scores.csv", "report.pdf", "records/S1.json", "table.json"])
def test_a_changed_member_is_named(members: dict[str, bytes], name: str) -> None:
    whole = unpack(seal(members), "bundle")
    whole[name] = whole[name].replace(b"0", b"1") + b" "
    assert any(name in fault or "S1" in fault for fault in verify(pack(whole)).faults)
    assert f"{name} was changed" in verify(pack(whole)).faults


def test_missing_and_added_members_and_another_key_are_named(members: dict[str, bytes]) -> None:
    whole = unpack(seal(members), "bundle")
    del whole["ranks.csv"]
    whole["extra.csv"] = b"x\n"
    faults = verify(pack(whole), key="00" * 32).faults
    assert "ranks.csv is missing" in faults
    assert "extra.csv is not in the manifest" in faults
    assert f"signed by another key: {FINGERPRINT}" in faults


def test_a_figure_that_the_table_does_not_give_is_named_even_if_it_is_signed(
    members: dict[str, bytes],
) -> None:
    summary = json.loads(members["summary.json"])
    summary["clusters"][0]["score"] += 0.01
    forged = {**members, "summary.json": json.dumps(summary).encode()}
    assert any("clusters[0].score" in fault for fault in verify(seal(forged)).faults)
    rows = members["scores.csv"].decode().splitlines()
    forged = {**members, "scores.csv": "\n".join([rows[0], *reversed(rows[1:])]).encode()}
    assert any("scores.csv, row 2, column cluster" in f for f in verify(seal(forged)).faults)


def test_last_bits_are_remarked_not_refused(members: dict[str, bytes]) -> None:
    summary = json.loads(members["summary.json"])
    summary["clusters"][0]["score"] *= 1 + 1e-14
    other = {**members, "summary.json": json.dumps(summary).encode()}
    found = verify(seal(other))
    assert found.faults == []
    assert "summary.json: differs from ours in the last bits only" in found.remarks


TOTALS = {
    "sealed": 360, "invalid": 0, "withdrawn": 0, "opened": 360, "valid": 359, "excluded": 0,
    "cells_checked": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"S0": {"configuration": "00"}}, "S0 names another configuration"),
        ({"S0": {"signing_key": "00"}}, "S0 names another signing key"),
        ({"S1": {"used": 361}}, "S1: used and sealed differ"),
        ({"S1": {"sealed": 359, "used": 359}}, "does not hold as many as S1 counts"),
        ({"S1": {"root": "00"}}, "is not that of S1"),
        ({"S2": {"S1": "00"}}, "S2 does not belong to this S1"),
        ({"S2": {"table": "00"}}, "S2 belongs to another table T"),
        ({"S2": {"totals": TOTALS}}, "S2: opened is not valid + excluded"),
        ({"S2": {"totals": TOTALS | {"opened": 359}}}, "sealed is not opened + invalid"),
    ],
)
def test_records_that_do_not_agree_are_named(changes: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in verify(seal(make_members(**changes))).faults)


@pytest.mark.parametrize("order", [slice(None, None, -1), [0, *range(359)]])
def test_hashes_that_are_not_sorted_or_repeat_are_named(
    members: dict[str, bytes], order: Any
) -> None:
    lines = members["ciphertext-hashes.txt"].split()
    moved = lines[order] if isinstance(order, slice) else [lines[i] for i in order]
    forged = {**members, "ciphertext-hashes.txt": b"\n".join(moved)}
    faults = verify(seal(forged)).faults
    assert "ciphertext-hashes.txt is not sorted, or repeats one" in faults


def test_check_codes_that_are_not_those_of_the_hashes_are_named(members: dict[str, bytes]) -> None:
    other = members["check-codes.txt"].replace(b"0", b"1")
    faults = verify(seal({**members, "check-codes.txt": other})).faults
    assert "check-codes.txt is not that of ciphertext-hashes.txt" in faults


def test_an_unsigned_record_is_named(members: dict[str, bytes]) -> None:
    forged = {**members, "records/S2.sig": sign(b"something else")}
    assert "the signature of record S2 is wrong" in verify(seal(forged)).faults


def test_the_command_says_what_it_did(
    members: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "round.zip"
    file.write_bytes(seal(members))
    assert main(["verify", str(file), "--key", FINGERPRINT]) == 0
    out = capsys.readouterr().out
    assert FINGERPRINT in out
    assert "nothing is changed, missing or added" in out
    file.write_bytes(seal(members)[:-30])
    assert main(["verify", str(file)]) == 1
    assert "no readable bundle" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "none.zip")]) == 1
    assert main_usage(["verify"]) == 2


def main_usage(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return int(caught.value.code or 0)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"added": 0}, "S1: invited is not S0's invited and those added since"),
        ({"audit_holds": False}, "S1: the audit log had been changed"),
    ],
)
def test_what_the_record_of_the_close_admits_is_a_fault(change: dict[str, Any], fault: str) -> None:
    assert fault in verify(seal(make_members(S1=change))).faults
