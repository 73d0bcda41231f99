"""The bundle of a release: one archive, the same bytes for the same members, signed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

from surveyapp.keys import InstallationKeys

MADE = (1980, 1, 1, 0, 0, 0)


def make_bundle(members: dict[str, bytes], keys: InstallationKeys) -> bytes:
    """Return a zip archive of the members, a manifest of their hashes and its signature."""
    manifest = {
        "format": 1,
        "signing_key": keys.fingerprint,
        "members": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    text = json.dumps(manifest, sort_keys=True, indent=1).encode()
    signature = keys.signing_key.sign(text).signature.hex().encode()
    return pack({**members, "manifest.json": text, "manifest.sig": signature})


def pack(members: dict[str, bytes]) -> bytes:
    """Return an archive whose bytes depend on its members alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, MADE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, members[name])
    return buffer.getvalue()
