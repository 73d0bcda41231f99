"""The audit log in words: what was done, and its details, in the language of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext

from surveyapp.refusal import gettext_noop
from surveyapp.web.dates import long_begin, long_end
from surveyapp.web.wording import WORDS

VERBS: dict[str, str] = {
    "account.ask_link": gettext_noop("asked for a link to sign in"),
    "account.disable": gettext_noop("kept an account from signing in"),
    "account.enable": gettext_noop("let an account sign in again"),
    "account.grant": gettext_noop("gave a role"),
    "account.language": gettext_noop("set the language"),
    "account.passkey": gettext_noop("added a passkey"),
    "account.passkey_remove": gettext_noop("removed a passkey"),
    "account.password": gettext_noop("set a password"),
    "account.revoke": gettext_noop("took a role"),
    "account.sign_in": gettext_noop("signed in"),
    "account.token": gettext_noop("made a token for a program"),
    "account.token_withdraw": gettext_noop("withdrew a token"),
    "account.totp": gettext_noop("set up one-time codes"),
    "account.totp_drop": gettext_noop("dropped one-time codes"),
    "bounces.read": gettext_noop("read mails that came back"),
    "comment.accept": gettext_noop("reviewed a comment: may be read"),
    "comment.code": gettext_noop("coded a comment"),
    "comment.withhold": gettext_noop("reviewed a comment: withheld"),
    "invitations.letters": gettext_noop("printed invitation letters"),
    "mail.again": gettext_noop("had a mail in doubt sent again"),
    "mail.invitation": gettext_noop("sent invitations"),
    "mail.reminder": gettext_noop("sent reminders"),
    "participants.copy": gettext_noop("took a copy of what is stored about a person"),
    "participants.erase": gettext_noop("erased a participant"),
    "participants.import": gettext_noop("put people on the list"),
    "participants.replace": gettext_noop("replaced the list"),
    "participants.unsubscribe": gettext_noop("stopped mails to a participant"),
    "retention.purge": gettext_noop("deleted what was due"),
    "round.analyse": gettext_noop("analysed the comments"),
    "round.approve_configuration": gettext_noop("approved the configuration"),
    "round.approve_list": gettext_noop("approved the list"),
    "round.back_to_draft": gettext_noop("made the round a draft again"),
    "round.cancel": gettext_noop("cancelled the round"),
    "round.card": gettext_noop("made a card"),
    "round.card_back": gettext_noop("gave a card back"),
    "round.clean": gettext_noop("destroyed keys and sealed answers"),
    "round.close": gettext_noop("closed the round"),
    "round.configure": gettext_noop("changed the configuration"),
    "round.create": gettext_noop("created the round"),
    "round.deposit": gettext_noop("deposited a card"),
    "round.destroy": gettext_noop("destroyed the round: too few answers"),
    "round.extend": gettext_noop("moved the end of the round"),
    "round.freeze": gettext_noop("froze the sealed answers (record S1)"),
    "round.open": gettext_noop("opened the round"),
    "round.prepare_coding": gettext_noop("prepared the comments for coding"),
    "round.release": gettext_noop("released the results"),
    "round.reply": gettext_noop("wrote a cluster's reply"),
    "round.simulate": gettext_noop("simulated the rule of non-performance"),
}
LABELS: dict[str, str] = {
    "added": gettext_noop("added"),
    "after": gettext_noop("after"),
    "before": gettext_noop("before"),
    "cells_checked": gettext_noop("counts of cells agree"),
    "closes": gettext_noop("ends"),
    "cluster": gettext_noop("cluster"),
    "codes": gettext_noop("codes by people"),
    "comments": gettext_noop("comments"),
    "corrects": gettext_noop("corrects release"),
    "count": gettext_noop("how many"),
    "drawn": gettext_noop("drawn"),
    "excluded": gettext_noop("careless, left out"),
    "group": gettext_noop("group"),
    "hidden": gettext_noop("passages hidden"),
    "how": gettext_noop("by"),
    "invalid": gettext_noop("not readable"),
    "key_file": gettext_noop("key file"),
    "kind": gettext_noop("kind"),
    "letters": gettext_noop("characters"),
    "number": gettext_noop("release"),
    "opened": gettext_noop("unsealed"),
    "opens": gettext_noop("begins"),
    "passing": gettext_noop("came back for now"),
    "permanent": gettext_noop("came back for good"),
    "people": gettext_noop("people"),
    "removed": gettext_noop("removed"),
    "responses and comments": gettext_noop("responses and comments"),
    "role": gettext_noop("role"),
    "sealed": gettext_noop("sealed"),
    "sealed_rows": gettext_noop("sealed answers left"),
    "themes": gettext_noop("themes"),
    "token": gettext_noop("token"),
    "used flags": gettext_noop("used flags"),
    "valid": gettext_noop("valid"),
    "why": gettext_noop("reason"),
    "withdrawn": gettext_noop("withdrawn"),
}
# long numbers in hexadecimal: nobody reads more than their beginning; all of it is in the file
FINGERPRINTS: dict[str, str] = {
    "approved": gettext_noop("fingerprint of what was approved"),
    "bundle": gettext_noop("fingerprint of the files"),
    "card": gettext_noop("fingerprint of the card"),
    "configuration": gettext_noop("fingerprint of the configuration"),
    "list_root": gettext_noop("fingerprint of the list"),
    "parameters": gettext_noop("fingerprint of the parameters"),
    "part": gettext_noop("fingerprint of what was counted"),
    "public": gettext_noop("fingerprint of the public files"),
    "public_key": gettext_noop("fingerprint of the key"),
    "root": gettext_noop("fingerprint of the sealed answers"),
}
MOMENTS: dict[str, Callable[[datetime], str]] = {
    "opens": long_begin, "closes": long_end, "before": long_end, "after": long_end,
}  # fmt: skip
UNSAID = frozenset({"by"})  # who did it stands beside it
SHOWN = 12


def done(verb: str) -> str:
    """Return a verb of the log in words; one that is not known as it stands."""
    return str(gettext(VERBS[verb])) if verb in VERBS else verb


def explained(details: str) -> list[str]:
    """Return an entry's details, a phrase each."""
    return list(_phrases(json.loads(details)))


def _phrases(details: dict[str, Any]) -> Iterator[str]:
    for name, value in sorted(details.items()):
        if value in (None, "") or name in UNSAID:
            continue
        if name in FINGERPRINTS:
            yield f"{gettext(FINGERPRINTS[name])}: {str(value)[:SHOWN]}…"
        elif name in LABELS:
            yield f"{gettext(LABELS[name])}: {_value(name, value)}"
        else:
            yield f"{name}: {_value(name, value)}"


def _value(name: str, value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {count}" for key, count in sorted(value.items()))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if name in MOMENTS and isinstance(value, str):
        return MOMENTS[name](datetime.fromisoformat(value))
    if name == "kind" and value in WORDS:
        return str(gettext(WORDS[value]))
    return str(value)


def init_app(app: Flask) -> None:
    """Let templates say what the log says."""
    app.jinja_env.filters.update(done=done, explained=explained)
