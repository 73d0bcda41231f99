"""Open a round: check everything, make the key file, seal shares to the cards, write S0."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from surveyapp import cards, codes, sealing
from surveyapp.actor import Actor
from surveyapp.keys import KEY_BYTES, KeyFolder, RoundKey
from surveyapp.mail.mailing import to_accounts
from surveyapp.participants.caps import cap_breaches
from surveyapp.participants.listing import CellCount, cell_counts, domain_counts, list_root
from surveyapp.refusal import Refused, Remark, gettext_noop
from surveyapp.rounds.keyholders import cards_of
from surveyapp.rounds.records import keep_record
from surveyapp.rounds.standing import standing
from surveyapp.rounds.state import move, require
from surveyapp.store import audit, configurations
from surveyapp.store.account import Role
from surveyapp.store.participant import Invitation
from surveyapp.store.round import Approval, Round, State


class NotReady(Refused):
    message = gettext_noop("The round {round} cannot open yet: {why}")


def open_round(
    session: Session, round_: Round, *, keys: KeyFolder, actor: Actor, now: datetime
) -> None:
    """Open an approved round.

    The key file is written before the caller commits; where the commit fails, the file belongs
    to no public key in the database, and opening again replaces it.
    """
    require(round_, State.APPROVED)
    problems = list(obstacles(session, round_, keys=keys))
    if problems:
        raise NotReady(round=round_.name, why="; ".join(map(str, problems)))
    parameters = configurations.load(session, round_.configuration_hash).parameters
    holders = cards_of(session, round_)
    secret = cards.new_secret()
    needed = parameters.keyholders.needed
    for card, share in zip(
        holders, cards.split(secret, needed, [c.public_key for c in holders]), strict=True
    ):
        card.share = share
    key = _make_key(round_, secret)
    keys.destroy_round_key(round_.name)  # left by an opening that did not commit
    keys.keep_round_key(round_.name, key)
    round_.public_key = key.public_key
    move(round_, State.OPEN)
    session.flush()
    _give_codes(session, round_, key)
    keep_record(session, round_, "S0", _first_record(session, round_, keys), keys.installation())
    to_accounts(session, "S0", round_, {Role.KEYHOLDER, Role.COMMITTEE}, now)
    audit.append(
        session, now, actor.name, "round.open", round_.name, public_key=key.public_key.hex()
    )


def obstacles(session: Session, round_: Round, *, keys: KeyFolder) -> Iterator[Remark]:
    """Yield everything that keeps a round from opening."""
    stands = standing(session, round_, keys=keys)
    quorum = {"quorum": stands.quorum}
    if stands.configuration < stands.quorum:
        yield Remark(gettext_noop("the configuration needs {quorum} approvals"), quorum)
    if not cell_counts(session, round_):
        yield Remark(gettext_noop("there are no participants"))
    if stands.of_list < stands.quorum:
        yield Remark(gettext_noop("the list as it stands needs {quorum} approvals"), quorum)
    yield from cap_breaches(session, round_)
    if stands.cards != stands.cards_needed:
        message = gettext_noop("{needed} keyholders need a card, {made} have one")
        yield Remark(message, {"needed": stands.cards_needed, "made": stands.cards})


def _make_key(round_: Round, secret: bytes) -> RoundKey:
    server_half = secrets.token_bytes(KEY_BYTES)
    public = bytes(sealing.private_key(server_half, secret).public_key)
    return RoundKey(
        server_half=server_half,
        public_key=public,
        configuration=bytes.fromhex(round_.configuration_hash),
        code_key=secrets.token_bytes(KEY_BYTES),
        mac_key=secrets.token_bytes(KEY_BYTES),
        deposit_seed=secrets.token_bytes(KEY_BYTES),
    )


def _give_codes(session: Session, round_: Round, key: RoundKey) -> None:
    ids = session.scalars(select(Invitation.id).where(Invitation.round_id == round_.id)).all()
    hashes = [
        {"id": identity, "code_hash": codes.digest(codes.derive(key.code_key, identity))}
        for identity in ids
    ]
    session.execute(update(Invitation), hashes)


def _first_record(session: Session, round_: Round, keys: KeyFolder) -> dict[str, Any]:
    domains = domain_counts(session, round_)
    approvals = session.scalars(
        select(Approval).where(Approval.round_id == round_.id).order_by(Approval.at)
    )
    return {
        "configuration": round_.configuration_hash,
        "public_key": round_.public_key.hex() if round_.public_key else "",
        "signing_key": keys.installation().fingerprint,
        "list_root": list_root(session, round_, keys.installation().address_key),
        "invited": [
            _invited(cell, domains.get((cell.cluster, cell.group), Counter()))
            for cell in cell_counts(session, round_)
        ],
        "approvals": [
            {"kind": a.kind, "by": a.account.name, "at": a.at.isoformat(), "approved": a.approved}
            for a in approvals
        ],
        "opens": round_.opens_at.isoformat(),
        "closes": round_.closes_at.isoformat(),
        "rehearsal": round_.rehearsal,
        "audit": audit.head(session),
    }


def _invited(cell: CellCount, domains: Counter[str]) -> dict[str, Any]:
    """Return the numbers in which a few people around one target would show."""
    named = [count for name, count in cell.organisations.items() if name]
    return {
        "cluster": cell.cluster,
        "group": cell.group,
        "invited": cell.invited,
        "frames": {"listed": cell.invited - cell.nominated, "nominated": cell.nominated},
        "organisations": len(named),
        "largest_organisation": max(named, default=0),
        "domains": len(domains),
        "largest_domain": max(domains.values(), default=0),
    }
