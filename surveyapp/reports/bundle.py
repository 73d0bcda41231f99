"""The bundle of a release: one archive, the same bytes for the same members, signed."""

from __future__ import annotations

import hashlib
import json

from analysis.bundle import pack
from surveyapp.keys import InstallationKeys


def make_bundle(members: dict[str, bytes], keys: InstallationKeys, edition: str = "full") -> bytes:
    """Return a zip archive of the members, a manifest of their hashes and its signature."""
    manifest = {
        "format": 1,
        "edition": edition,
        "signing_key": keys.fingerprint,
        "members": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    text = json.dumps(manifest, sort_keys=True, indent=1).encode()
    signature = keys.signing_key.sign(text).signature.hex().encode()
    return pack({**members, "manifest.json": text, "manifest.sig": signature})
