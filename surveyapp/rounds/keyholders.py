"""Keyholders make their cards, and deposit their shares at the close."""

from __future__ import annotations

from datetime import datetime

from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analysis.parameters import Keyholders
from surveyapp import cards, codes
from surveyapp.actor import Actor
from surveyapp.keys import RoundKey
from surveyapp.refusal import Refused, gettext_noop
from surveyapp.rounds.state import require
from surveyapp.store import audit, configurations
from surveyapp.store.account import Account, Role
from surveyapp.store.round import Card, Round, State


class NotKeyholder(Refused):
    message = gettext_noop("{name} is not a keyholder.")


class WrongCard(Refused):
    message = gettext_noop(
        "This is not a card of the round {round}. Check what you typed; nothing has been changed."
    )


class ShareAltered(Refused):
    message = gettext_noop(
        "This is your card, but what was sealed to it for {round} has been altered. Other "
        "keyholders can close the round; keep your card, and tell the operator."
    )


class NotYourCard(Refused):
    message = gettext_noop("This is another keyholder's card. They type it on their own page.")


class NoMoreCards(Refused):
    message = gettext_noop(
        "{count} other keyholders have a card already, and {round} has no more. One of them gives "
        "theirs back first."
    )


class NotToBeClosed(Refused):
    message = gettext_noop("The round {round} still takes answers, until {end}.")


def is_early(round_: Round, now: datetime) -> bool:
    """Return whether closing would end a round that still takes answers, or is yet to."""
    return round_.state == State.OPEN and not round_.frozen and now < round_.closes_at


def make_card(
    session: Session, round_: Round, account: Account, *, actor: Actor, now: datetime
) -> str:
    """Return a keyholder's new card, shown once; it takes the place of an earlier one."""
    require(round_, State.DRAFT, State.APPROVED)
    if Role.KEYHOLDER not in account.roles:
        raise NotKeyholder(name=account.email)
    others = [card for card in cards_of(session, round_) if card.account_id != account.id]
    if len(others) >= _keyholders(session, round_).cards:
        raise NoMoreCards(round=round_.name, count=len(others))
    card = codes.generate()
    kept = Card(round_id=round_.id, account_id=account.id, public_key=cards.public_key(card))
    session.merge(kept)
    audit.append(session, now, actor.name, "round.card", round_.name, by=str(account.id))
    return card


def give_back(
    session: Session, round_: Round, account: Account, *, actor: Actor, now: datetime
) -> None:
    """Make a keyholder's card worthless before the round opens, so that another can have one."""
    require(round_, State.DRAFT, State.APPROVED)
    session.execute(delete(Card).where(Card.round_id == round_.id, Card.account_id == account.id))
    audit.append(session, now, actor.name, "round.card_back", round_.name, by=str(account.id))


def try_card(session: Session, round_: Round, account: Account, typed: str) -> None:
    """See whether a card is this keyholder's card of the round; nothing is used or kept.

    Raises
    ------
    WrongCard, NotYourCard
    """
    (public,) = match_cards(session, round_, [typed])
    own = session.get(Card, (round_.id, account.id))
    if own is None or own.public_key != public:
        raise NotYourCard


def cards_of(session: Session, round_: Round) -> list[Card]:
    """Return the cards of a round, in the order of their public keys."""
    query = select(Card).where(Card.round_id == round_.id).order_by(Card.public_key)
    return list(session.scalars(query))


def cards_missing(session: Session, round_: Round) -> int:
    """Return how many more cards must be deposited before the round can be closed."""
    needed = _keyholders(session, round_).needed
    deposited = sum(card.deposit is not None for card in cards_of(session, round_))
    return max(needed - deposited, 0)


def match_cards(session: Session, round_: Round, typed: list[str]) -> dict[bytes, str]:
    """Return public key → card for what was typed; no share is used for this.

    Raises
    ------
    WrongCard
        If anything typed is no card of this round.
    """
    known = {card.public_key for card in cards_of(session, round_)}
    matched: dict[bytes, str] = {}
    for text in typed:
        try:
            card = codes.parse(text)
        except codes.BadCode:
            raise WrongCard(round=round_.name) from None
        public = cards.public_key(card)
        if public not in known:
            raise WrongCard(round=round_.name)
        matched[public] = card
    return matched


def deposit(
    session: Session, round_: Round, typed: str, key: RoundKey, *, actor: Actor, now: datetime
) -> None:
    """Deposit the share of one card, sealed to the key file, until enough are there."""
    require(round_, State.OPEN)
    ((public, card_code),) = match_cards(session, round_, [typed]).items()
    card = next(card for card in cards_of(session, round_) if card.public_key == public)
    try:
        share = cards.unseal_share(card_code, card.share or b"")
    except cards.WrongCard:
        raise ShareAltered(round=round_.name) from None
    card.deposit = SealedBox(key.deposit_key.public_key).encrypt(share)
    audit.append(session, now, actor.name, "round.deposit", round_.name, card=public.hex()[:16])


def deposited_shares(session: Session, round_: Round, key: RoundKey) -> list[bytes]:
    """Return the shares that lie deposited."""
    box = SealedBox(key.deposit_key)
    found = [card.deposit for card in cards_of(session, round_) if card.deposit]
    shares = []
    for sealed in found:
        try:
            shares.append(box.decrypt(sealed))
        except CryptoError:  # altered from outside; the cards that are left may be enough
            continue
    return shares


def _keyholders(session: Session, round_: Round) -> Keyholders:
    return configurations.load(session, round_.configuration_hash).parameters.keyholders
