"""The keys folder: a key file per round, and the installation's own keys. Never in a backup."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TypeVar

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from surveyapp.refusal import Refused, gettext_noop

KEY_BYTES = 32
INSTALLATION = "installation.json"


class NoKeyFile(Refused):
    """The key file of a round is missing."""

    message = gettext_noop(
        "The key file of the round {round} is not in the keys folder. Put it back from its own "
        "copy; without it the answers of this round cannot be read by anybody."
    )


@dataclass(frozen=True)
class RoundKey:
    """What the key file of a round holds."""

    server_half: bytes
    public_key: bytes
    configuration: bytes
    code_key: bytes
    mac_key: bytes
    deposit_seed: bytes

    @property
    def deposit_key(self) -> PrivateKey:
        """The key to which deposited shares are sealed."""
        return PrivateKey.from_seed(self.deposit_seed)


@dataclass(frozen=True)
class InstallationKeys:
    """Keys that outlive rounds."""

    signing_seed: bytes
    address_key: bytes
    session_key: bytes

    @property
    def signing_key(self) -> SigningKey:
        return SigningKey(self.signing_seed)

    @property
    def fingerprint(self) -> str:
        """The public half of the signing key, in hexadecimal."""
        return bytes(self.signing_key.verify_key).hex()


Keys = TypeVar("Keys", RoundKey, InstallationKeys)


@dataclass(frozen=True)
class KeyFolder:
    """The folder that ``SURVEYAPP_KEYS`` names."""

    path: Path

    def installation(self) -> InstallationKeys:
        """Return the installation's keys, made at the first call."""
        file = self.path / INSTALLATION
        if not file.exists():
            made = [secrets.token_bytes(KEY_BYTES) for _ in fields(InstallationKeys)]
            self._write(file, InstallationKeys(*made))
        return _read(file, InstallationKeys)

    def round_key(self, name: str) -> RoundKey:
        """Return the key file of a round; raise ``NoKeyFile`` if it is not there."""
        try:
            return _read(self._file(name), RoundKey)
        except FileNotFoundError:
            raise NoKeyFile(round=name) from None

    def has_round_key(self, name: str) -> bool:
        return self._file(name).exists()

    def keep_round_key(self, name: str, key: RoundKey) -> None:
        """Write the key file of a round that has none."""
        self._write(self._file(name), key)

    def destroy_round_key(self, name: str) -> None:
        """Overwrite and remove the key file; it is no error if it is gone already."""
        file = self._file(name)
        if not file.exists():
            return
        size = file.stat().st_size
        with file.open("r+b") as handle:
            handle.write(secrets.token_bytes(size))
            handle.flush()
            os.fsync(handle.fileno())
        file.unlink()
        _sync_folder(self.path)

    def _file(self, name: str) -> Path:
        return self.path / f"{name}.key"

    def _write(self, file: Path, keys: RoundKey | InstallationKeys) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = json.dumps({name: value.hex() for name, value in asdict(keys).items()})
        # written beside and linked, so that a crash leaves the whole file or none
        descriptor, beside = tempfile.mkstemp(dir=self.path)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(beside, file)
        finally:
            os.unlink(beside)
        _sync_folder(self.path)


def _read(file: Path, kind: type[Keys]) -> Keys:
    data = json.loads(file.read_text())
    return kind(**{name: bytes.fromhex(value) for name, value in data.items()})


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
