"""Close a round: freeze, unseal, write what is left of it apart and shuffled, destroy the key.

Three steps, each whole or not at all: (1) S1 is written, (2) one transaction turns the box into
responses and comments, (3) what could still tell something is cleaned away. A crash leaves the
round after one of them, and closing again goes on from there.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from nacl.public import PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from analysis import merkle
from analysis.audit.withhold import protected
from analysis.configuration import Configuration
from analysis.table import Tabulation, TooFewResponses, tabulate
from surveyapp import cards, sealing
from surveyapp.actor import Actor
from surveyapp.installation import Installation
from surveyapp.keys import RoundKey
from surveyapp.participants.invited import invitation_counts
from surveyapp.participants.listing import cell_counts
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.clean import clean
from surveyapp.rounds.freeze import ciphertext_hashes, freeze, refuse_changed
from surveyapp.rounds.invite import reminders_sent
from surveyapp.rounds.keyholders import deposited_shares, match_cards
from surveyapp.rounds.records import canonical, keep_record, record_of
from surveyapp.rounds.state import find, move, require
from surveyapp.rounds.unseal import Unsealed, check_cells, to_responses, unseal_all
from surveyapp.rounds.write_apart import write_apart
from surveyapp.store import audit, configurations
from surveyapp.store.answers import SealedResponse
from surveyapp.store.results import ResultTable
from surveyapp.store.round import Card, Round, State


class NotEnoughCards(Refused):
    message = gettext_noop(
        "Closing {round} needs {needed} different cards, and there are {given}. Nothing has been "
        "changed."
    )


class WrongShares(Refused):
    message = gettext_noop(
        "These cards do not give the key of {round}: a card or a share was altered. No answer was "
        "read or changed; try other cards."
    )


def close(site: Installation, name: str, typed: list[str], *, actor: Actor) -> None:
    """Close a round with the cards typed and those deposited; go on where an attempt broke off.

    Raises
    ------
    WrongState, WrongCard, NotEnoughCards, WrongShares, BoxBroken, BoxChanged, TooManyInCell
    """
    with site.store.reading() as session:
        round_ = find(session, name)
        require(round_, State.OPEN, State.CLOSED)
        already_closed = round_.state == State.CLOSED
    if not already_closed:
        unseal_round(site, name, typed, actor=actor)
    clean(site, name, actor=actor)


def unseal_round(site: Installation, name: str, typed: list[str], *, actor: Actor) -> None:
    """Take the first two steps: the record S1, and then responses in place of the box."""
    key = site.keys.round_key(name)
    with site.store.writing() as session:
        round_ = find(session, name)
        _require_enough_cards(session, round_, typed)
        freeze(session, round_, keys=site.keys, actor=actor, now=site.clock())
    with site.store.writing() as session:
        round_ = find(session, name)
        private = _private_key(session, round_, typed, key)
        _unseal(session, round_, private, key, site, actor)


def _require_enough_cards(session: Session, round_: Round, typed: list[str]) -> None:
    needed = configurations.load(session, round_.configuration_hash).parameters.keyholders.needed
    public_keys = set(match_cards(session, round_, typed))
    deposits = select(Card).where(Card.round_id == round_.id, Card.deposit.is_not(None))
    public_keys |= {card.public_key for card in session.scalars(deposits)}
    if len(public_keys) < needed:
        raise NotEnoughCards(round=round_.name, needed=needed, given=len(public_keys))


def _private_key(session: Session, round_: Round, typed: list[str], key: RoundKey) -> PrivateKey:
    """Put the shares together; a wrong one would give a wrong key silently, so compare."""
    needed = configurations.load(session, round_.configuration_hash).parameters.keyholders.needed
    matched = match_cards(session, round_, typed)
    kept = session.scalars(select(Card).where(Card.round_id == round_.id))
    sealed = {card.public_key: card.share or b"" for card in kept}
    try:
        shares = [cards.unseal_share(card, sealed[public]) for public, card in matched.items()]
        shares += deposited_shares(session, round_, key)
    except cards.WrongCard:
        raise WrongShares(round=round_.name) from None
    # with a share too many, one that was altered must not keep the good ones from opening the box
    for chosen in combinations(sorted(set(shares)), needed):
        private = _combined(chosen, needed, key)
        if private is not None and bytes(private.public_key) == round_.public_key:
            return private
    raise WrongShares(round=round_.name)


def _combined(shares: tuple[bytes, ...], needed: int, key: RoundKey) -> PrivateKey | None:
    try:
        return sealing.private_key(key.server_half, cards.combine(list(shares), needed))
    except (cards.WrongCard, ValueError):
        return None


@dataclass(frozen=True)
class _Opened:
    """What is known inside the closing transaction."""

    configuration: Configuration
    unsealed: Unsealed
    tabulation: Tabulation | None


def _unseal(
    session: Session, round_: Round, private: PrivateKey, key: RoundKey, site: Installation,
    actor: Actor,
) -> None:  # fmt: skip
    hashes = ciphertext_hashes(session, round_)
    refuse_changed(session, round_, merkle.root(hashes), site.keys.installation())
    opened = _open_box(session, round_, private, key)
    _empty_box(session, round_)
    now = site.clock()
    if opened.tabulation is None:
        move(round_, State.CANCELLED)
        why = "too few valid answers to show anything"
        audit.append(session, now, actor.name, "round.destroy", round_.name, why=why)
        return
    totals = _totals(opened, opened.tabulation, len(hashes))
    write_apart(session, round_, opened.unsealed.payloads, opened.tabulation, opened.configuration)
    _keep_table(session, round_, opened.tabulation, hashes, totals, site)
    move(round_, State.CLOSED)
    audit.append(session, now, actor.name, "round.close", round_.name, **totals)


def _open_box(session: Session, round_: Round, private: PrivateKey, key: RoundKey) -> _Opened:
    configuration = configurations.load(session, round_.configuration_hash)
    instrument, parameters = configuration.instrument, configuration.parameters
    query = select(SealedResponse.ciphertext).where(SealedResponse.round_id == round_.id)
    ciphertexts = list(session.scalars(query))
    unsealed = unseal_all(ciphertexts, round_, private, key.mac_key, parameters)
    used = {(cell.cluster, cell.group): cell.used for cell in cell_counts(session, round_)}
    check_cells(unsealed, used, parameters, round_)
    responses = to_responses(unsealed.payloads, instrument, parameters)
    invitations = invitation_counts(session, round_)
    reminders = reminders_sent(session, round_)
    try:
        found = tabulate(responses, invitations, instrument, parameters, reminders=reminders)
        table = protected(found, parameters.minimums)
    except TooFewResponses:
        table = None
    return _Opened(configuration, unsealed, table)


def _totals(opened: _Opened, table: Tabulation, sealed: int) -> dict[str, Any]:
    unsealed, excluded = opened.unsealed, sum(table.excluded)
    return {
        "sealed": sealed,
        "invalid": unsealed.invalid,
        "withdrawn": unsealed.withdrawn,
        "opened": len(unsealed.payloads),
        "excluded": excluded,
        "valid": len(unsealed.payloads) - excluded,
        "cells_checked": True,
    }


def _keep_table(
    session: Session, round_: Round, table: Tabulation, hashes: list[bytes],
    totals: dict[str, Any], site: Installation,
) -> None:  # fmt: skip
    answers = canonical(table.answers)
    session.add(
        ResultTable(
            round_id=round_.id,
            answers=answers,
            ciphertext_hashes=json.dumps([value.hex() for value in hashes]),
        )
    )
    first = record_of(session, round_, "S1")
    content = {
        "S1": hashlib.sha256((first.content if first else "").encode()).hexdigest(),
        "table": hashlib.sha256(answers.encode()).hexdigest(),
        "totals": totals,
    }
    keep_record(session, round_, "S2", content, site.keys.installation())


def _empty_box(session: Session, round_: Round) -> None:
    """Drop sealed rows with their receipts, the shares and the deposits."""
    session.execute(delete(SealedResponse).where(SealedResponse.round_id == round_.id))
    session.execute(update(Card).where(Card.round_id == round_.id).values(share=None, deposit=None))
