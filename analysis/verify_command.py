"""``verify``: is a bundle whole, signed, consistent, and what its table gives?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.commands import Refused
from analysis.faults import Fault, Faulty
from analysis.verify import verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="zip archive of a release")
    parser.add_argument("--key", metavar="FINGERPRINT", help="of the signing key expected")


def run(options: argparse.Namespace) -> None:
    try:
        content = options.bundle.read_bytes()
    except OSError as error:
        fault = Fault(str(options.bundle), None, f"cannot be read: {error.strerror}")
        raise Faulty([fault]) from None
    found = verify(content, key=options.key)
    lines = [
        f"signing key: {found.fingerprint or 'none'}",
        f"recomputed from table T: {found.recomputed:,} figures",
        f"attested, not recomputable: {found.attested:,} figures",
        *found.remarks,
    ]
    if not found.faults:
        lines.append("nothing is changed, missing or added")
    sys.stdout.write("\n".join(lines) + "\n")
    if found.faults:
        raise Refused("\n".join(found.faults))
