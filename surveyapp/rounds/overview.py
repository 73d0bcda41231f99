"""A round as the pages of every role show it: what it consists of, and who has done what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.configuration import Configuration
from analysis.parameters import Parameters, in_language
from surveyapp.keys import KeyFolder
from surveyapp.participants.caps import cap_breaches
from surveyapp.participants.listing import list_root
from surveyapp.refusal import Remark
from surveyapp.rounds.keyholders import cards_of
from surveyapp.rounds.open import obstacles
from surveyapp.store import configurations
from surveyapp.store.account import Account, Grant, Role
from surveyapp.store.round import Approval, Card, Round, State

BEFORE_OPEN = frozenset({State.DRAFT, State.APPROVED})


@dataclass(frozen=True)
class Overview:
    """What a page about a round needs to know. Belongs to the session that it was read in."""

    round: Round
    configuration: Configuration
    configuration_approvals: tuple[Approval, ...]
    list_approvals: tuple[Approval, ...]
    cards: tuple[Card, ...]
    keyholders: tuple[Account, ...]
    obstacles: tuple[Remark, ...]
    breaches: tuple[Remark, ...]

    @property
    def parameters(self) -> Parameters:
        return self.configuration.parameters

    @property
    def is_for_trying_out(self) -> bool:
        """True where one person can read the answers: such a round proves nothing."""
        return self.round.rehearsal or self.parameters.keyholders.needed == 1

    def cluster_name(self, key: str, language: str) -> str:
        names = {cluster.id: cluster.name for cluster in self.parameters.clusters}
        return in_language(names[key], language) if key in names else key

    def group_name(self, key: str, language: str) -> str:
        names = {group.id: group.name for group in self.parameters.groups}
        return in_language(names[key], language) if key in names else key


def overview(session: Session, round_: Round, keys: KeyFolder) -> Overview:
    """Return a round with all that belongs to it."""
    before = State(round_.state) in BEFORE_OPEN
    root = list_root(session, round_, keys.installation().address_key) if before else ""
    approvals = _approvals(session, round_)
    return Overview(
        round=round_,
        configuration=configurations.load(session, round_.configuration_hash),
        configuration_approvals=tuple(
            a for a in approvals
            if a.kind == "configuration" and a.approved == round_.configuration_hash
        ),
        list_approvals=tuple(
            a for a in approvals if a.kind == "list" and (not before or a.approved == root)
        ),
        cards=tuple(cards_of(session, round_)),
        keyholders=holders(session, Role.KEYHOLDER),
        obstacles=tuple(obstacles(session, round_, keys=keys)) if before else (),
        breaches=tuple(cap_breaches(session, round_)),
    )  # fmt: skip


def holders(session: Session, role: Role) -> tuple[Account, ...]:
    """Return who holds a role, in order of name."""
    query = (
        select(Account)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.role == role, Account.disabled.is_(False))
        .order_by(Account.name)
    )
    return tuple(session.scalars(query))


def _approvals(session: Session, round_: Round) -> list[Approval]:
    query = select(Approval).where(Approval.round_id == round_.id).order_by(Approval.at)
    return list(session.scalars(query))
