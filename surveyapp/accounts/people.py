"""Accounts: add, find, give and take roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.actor import Actor
from surveyapp.refusal import Refused, Remark, gettext_noop
from surveyapp.store import audit, configurations
from surveyapp.store.account import Account, Grant, Role
from surveyapp.store.round import Round


class NoSuchAccount(Refused):
    message = gettext_noop("There is no account {email}.")


class LacksRole(Refused):
    message = gettext_noop("{email} may not do this: it needs the role {roles}.")


class BadAccount(Refused):
    """An account cannot be like this."""


def find(session: Session, email: str) -> Account:
    """Return the account with this address; raise ``NoSuchAccount``."""
    found = session.scalars(select(Account).where(Account.email == email.lower())).first()
    if found is None:
        raise NoSuchAccount(email=email)
    return found


def may_act(account: Account, roles: Collection[Role]) -> bool:
    """Return whether an account may do what the holders of these roles may, here and now."""
    return not account.disabled and not account.roles.isdisjoint(roles)


def require_role(account: Account, *roles: Role) -> None:
    """Raise ``LacksRole`` unless an account may act as one of these."""
    if not may_act(account, roles):
        raise LacksRole(email=account.email, roles=" / ".join(roles))


def everybody(session: Session) -> list[Account]:
    """Return every account in order of address."""
    return list(session.scalars(select(Account).order_by(Account.email)))


def overlaps(session: Session) -> list[Remark]:
    """Return a sentence for each person whose roles weaken what others rely on."""
    found = []
    for account in everybody(session):
        if account.disabled or Role.ADMIN not in account.roles:
            continue
        if Role.KEYHOLDER in account.roles:
            message = gettext_noop("{email} is an administrator and a keyholder: better not both")
            found.append(Remark(message, {"email": account.email}))
        if Role.COMMITTEE in account.roles:
            message = gettext_noop(
                "{email} is an administrator and in the committee: what they set up, others approve"
            )
            found.append(Remark(message, {"email": account.email}))
    return found


def add_role(
    session: Session,
    email: str,
    role: Role,
    *,
    cluster: str | None = None,
    name: str = "",
    actor: Actor,
    now: datetime,
) -> Account:
    """Give a role to an account, which is made if there is none."""
    email = email.strip().lower()
    if "@" not in email or len(email) > 254:
        raise BadAccount(gettext_noop("{email} is no mail address."), email=email)
    if (role == Role.CLUSTER) != (cluster is not None):
        raise BadAccount(gettext_noop("The role cluster, and no other, names a cluster."))
    _refuse_unknown(session, cluster)
    account = session.scalars(select(Account).where(Account.email == email)).first()
    if account is None:
        account = Account(email=email, name=name or email.split("@")[0])
        session.add(account)
        session.flush()
    _refuse_conflict(account, role)
    if role not in account.roles:
        account.grants.append(Grant(account_id=account.id, role=role, cluster=cluster))
        session.flush()
    audit.append(
        session, now, actor.name, "account.grant", str(account.id), role=role, cluster=cluster
    )
    return account


def take_role(session: Session, email: str, role: Role, *, actor: Actor, now: datetime) -> None:
    """Take a role away."""
    account = find(session, email)
    if role == Role.ADMIN:
        _refuse_oneself(account, actor)
    account.grants = [grant for grant in account.grants if grant.role != role]
    audit.append(session, now, actor.name, "account.revoke", str(account.id), role=role)


def set_language(
    session: Session, account: Account, language: str, *, actor: Actor, now: datetime
) -> None:
    """Speak another language to this account, on pages and in mails."""
    account.language = language
    audit.append(session, now, actor.name, "account.language", str(account.id), language=language)


def disable(session: Session, email: str, *, actor: Actor, now: datetime) -> None:
    """Keep an account from signing in; what it did stays in the audit log."""
    account = find(session, email)
    _refuse_oneself(account, actor)
    account.disabled = True
    account.generation += 1
    audit.append(session, now, actor.name, "account.disable", str(account.id))


def enable(session: Session, email: str, *, actor: Actor, now: datetime) -> None:
    """Let an account sign in again, with the roles that it had."""
    account = find(session, email)
    account.disabled = False
    audit.append(session, now, actor.name, "account.enable", str(account.id))


def _refuse_oneself(account: Account, actor: Actor) -> None:
    """Nobody locks themselves out by a slip: another administrator does it, or the operator."""
    if actor.account_id == account.id:
        raise BadAccount(gettext_noop("You cannot do this to your own account."))


def _refuse_unknown(session: Session, cluster: str | None) -> None:
    """Raise ``BadAccount`` if there are rounds, and none of them has this cluster."""
    hashes = session.scalars(select(Round.configuration_hash).distinct())
    loaded = [configurations.load(session, each).parameters for each in hashes]
    known = sorted({key for parameters in loaded for key in parameters.cluster_ids})
    if cluster is not None and known and cluster not in known:
        message = gettext_noop("There is no cluster {cluster} in any round, but {known}.")
        raise BadAccount(message, cluster=cluster, known=", ".join(known))


def _refuse_conflict(account: Account, role: Role) -> None:
    """No coder belongs to a cluster that is rated."""
    pair = {Role.CODER, Role.CLUSTER}
    if role in pair and account.roles & (pair - {role}):
        raise BadAccount(
            gettext_noop("{email} cannot be a coder and belong to a cluster that is rated."),
            email=account.email,
        )
