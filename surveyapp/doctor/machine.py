"""Settings, permissions, libraries and mail: what the machine around the database is like."""

from __future__ import annotations

import os
import smtplib
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from surveyapp.doctor.finding import Finding, note, well, wrong
from surveyapp.installation import Installation
from surveyapp.keys import INSTALLATION
from surveyapp.reports import pdf

SECONDS = 20


def settings(site: Installation) -> Iterator[Finding]:
    """Look at the settings; those that cannot be used have stopped the start already."""
    own = site.settings
    if own.is_local:
        yield note("settings", f"{own.base_url} is this machine's own address: for trying out. In "
                   "earnest set SURVEYAPP_BASE_URL to an https address")  # fmt: skip
    else:
        yield well("settings", f"site at {own.base_url}, {own.proxies} trusted proxies")
        if not own.proxies:
            yield note("settings", "no trusted proxy (SURVEYAPP_PROXIES=0): behind nginx set it to "
                       "1, or everybody shares one count of wrong codes")  # fmt: skip
    if not own.contact:
        yield note("settings", "SURVEYAPP_CONTACT is empty: pages name nobody to ask")
    if same_disk(own.data, own.keys):
        yield note("settings", f"{own.keys} is on the same disk as {own.data}: one stolen disk "
                   "holds both. In earnest put SURVEYAPP_KEYS on another")  # fmt: skip
    else:
        yield well("settings", "keys and data are on different disks")


def same_disk(one: Path, other: Path) -> bool:
    return _existing(one).stat().st_dev == _existing(other).stat().st_dev


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())


def permissions(site: Installation) -> Iterator[Finding]:
    """Look who else may read folders, key files and the database, and whether we may write."""
    own = site.settings
    private = [own.data, own.keys, *sorted(own.keys.glob("*"))]
    if own.is_sqlite:
        private += sorted(own.data.glob("*.sqlite*"))
    private += [path for path in sorted(own.data.iterdir()) if path.is_dir()]
    open_to_others = [path for path in dict.fromkeys(private) if _is_open(path)]
    for path in open_to_others:
        yield wrong("permissions", f"others may enter or read {path}: chmod go= {path}")
    for folder in (own.data, own.keys):
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield wrong("permissions", f"this user may not write into {folder}")
    if not open_to_others:
        yield well("permissions", "nobody else may read data or keys")


def _is_open(path: Path) -> bool:
    """Return whether others may read a path that no closed folder above it protects."""
    is_open = bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)) if path.exists() else False
    above = path.parent.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) if is_open else 0
    return is_open and (path.is_dir() or bool(above))


def libraries(_site: Installation) -> Iterator[Finding]:
    """Look for what the system must bring along."""
    obstacle = pdf.obstacle()
    if obstacle:
        yield note("libraries", obstacle)
    else:
        yield well("libraries", "PDF reports and letters can be made")


def mail(site: Installation) -> Iterator[Finding]:
    """Say good day to the mail server; nothing is sent."""
    own = site.settings
    if own.mail_url == "file:":
        yield note("mail", f"mails are files in {own.outbox}: for trying out. In earnest set "
                   "SURVEYAPP_MAIL_URL to smtp://… or smtps://…")  # fmt: skip
        return
    address = urlsplit(own.mail_url)
    kind = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(address.hostname or "", address.port or 0, timeout=SECONDS) as client:
            client.ehlo()
            is_secret = address.scheme == "smtps" or client.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        yield wrong("mail", f"{address.hostname} does not answer: {type(error).__name__}")
        return
    yield well("mail", f"{address.hostname} answers; mails come from {own.mail_from}")
    if not is_secret:
        yield note("mail", "it offers no TLS: links travel in clear. Use a relay on this machine, "
                   "or smtps://…")  # fmt: skip


def installation_key(site: Installation) -> Iterator[Finding]:
    """Look for the key that signs records and releases."""
    if (site.keys.path / INSTALLATION).exists():
        yield well(
            "keys", f"records and releases are signed by {site.keys.installation().fingerprint}"
        )
    else:
        yield wrong("keys", f"{site.keys.path / INSTALLATION} is missing: run surveyapp init on a "
                    "new installation, else put it back from its own copy")  # fmt: skip
