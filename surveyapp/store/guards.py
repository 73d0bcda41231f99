"""What must never be, refused by the database itself: triggers for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from surveyapp.store.round import State

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.APPROVED, State.CANCELLED}),
    State.APPROVED: frozenset({State.DRAFT, State.OPEN, State.CANCELLED}),
    State.OPEN: frozenset({State.CLOSED, State.CANCELLED}),
    State.CLOSED: frozenset({State.RELEASED}),
    State.RELEASED: frozenset(),
    State.CANCELLED: frozenset(),
}


@dataclass(frozen=True)
class Guard:
    """Refuse ``event`` on ``table`` when the condition holds."""

    table: str
    event: str
    name: str
    condition: str
    message: str

    def sqlite(self) -> list[str]:
        body = f"SELECT RAISE(ABORT, '{self.message}')"
        return [f"{self._head()} WHEN {self.condition} BEGIN {body}; END"]

    def postgresql(self) -> list[str]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        refuse = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation'"
        body = f"BEGIN IF {self.condition} THEN {refuse}; END IF; RETURN {row}; END"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"{self._head()} FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def _head(self) -> str:
        return f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}"


def _never(table: str, event: str) -> Guard:
    name = f"{table}_{event.lower()}"
    # not simply true: SQLite refuses a trigger without a column, PostgreSQL a bare word
    return Guard(table, event, name, "1 = 1", f"{table}: rows never change")


def _allowed_moves() -> str:
    pairs = [
        f"(OLD.state = '{old}' AND NEW.state = '{new}')"
        for old, targets in MOVES.items()
        for new in sorted(targets)
    ]
    return " OR ".join(pairs)


_OPEN_ROUND = (
    "NOT EXISTS (SELECT 1 FROM round r WHERE r.id = NEW.round_id "
    "AND r.state = 'open' AND NOT r.frozen)"
)
_OPENED = "EXISTS (SELECT 1 FROM round r WHERE r.id = OLD.round_id AND r.public_key IS NOT NULL)"

GUARDS = (
    *(
        _never(table, event)
        for table in ("document", "configuration", "audit", "record", "release", "hand_code")
        for event in ("UPDATE", "DELETE")
    ),
    Guard("round", "UPDATE", "round_moves",
          f"OLD.state <> NEW.state AND NOT ({_allowed_moves()})",
          "round: this state does not follow that one"),
    Guard("round", "UPDATE", "round_locked",
          "OLD.state <> 'draft' AND (NEW.configuration_hash <> OLD.configuration_hash "
          "OR NEW.name <> OLD.name)",
          "round: an approved configuration cannot change"),
    Guard("round", "UPDATE", "round_key",
          "OLD.public_key IS NOT NULL AND (NEW.public_key IS NULL "
          "OR NEW.public_key <> OLD.public_key)",
          "round: the public key is set once"),
    Guard("round", "DELETE", "round_delete", "OLD.state <> 'draft'",
          "round: only a draft can be deleted"),
    Guard("sealed_response", "INSERT", "sealed_response_insert", _OPEN_ROUND,
          "sealed_response: the round takes no answers"),
    Guard("sealed_response", "UPDATE", "sealed_response_update", _OPEN_ROUND,
          "sealed_response: the round takes no answers"),
    Guard("invitation", "UPDATE", "invitation_used",
          f"NEW.used AND NOT OLD.used AND {_OPEN_ROUND}",
          "invitation: the round takes no answers"),
    Guard("invitation", "UPDATE", "invitation_cell",
          "(NEW.cluster <> OLD.cluster OR NEW.stakeholder_group <> OLD.stakeholder_group "
          f"OR NEW.round_id <> OLD.round_id) AND {_OPENED}",
          "invitation: the cell is fixed once the round is open"),
    Guard("invitation", "DELETE", "invitation_delete", _OPENED,
          "invitation: none goes once the round is open"),
)  # fmt: skip

# statistics would keep values of deleted rows
POSTGRESQL_STORAGE = (
    "ALTER TABLE response ALTER COLUMN answers SET STATISTICS 0",
    "ALTER TABLE comment ALTER COLUMN text SET STATISTICS 0",
    "ALTER TABLE comment ALTER COLUMN redacted SET STATISTICS 0",
    "ALTER TABLE sealed_response ALTER COLUMN ciphertext SET STATISTICS 0",
    "ALTER TABLE sealed_response ALTER COLUMN receipt_hash SET STATISTICS 0",
    "ALTER TABLE sealed_response ALTER COLUMN ciphertext SET STORAGE EXTERNAL",
)


def create_statements(dialect: str) -> list[str]:
    """Return the statements that put the guards into a database with its tables."""
    if dialect == "sqlite":
        return [statement for guard in GUARDS for statement in guard.sqlite()]
    guarded = [statement for guard in GUARDS for statement in guard.postgresql()]
    return [*guarded, *POSTGRESQL_STORAGE]


def without(table: str, event: str, dialect: str) -> Iterator[str | None]:
    """Yield the statements that lift a table's guard, None when it is lifted, and put it back."""
    (guard,) = (own for own in GUARDS if (own.table, own.event) == (table, event))
    if dialect == "sqlite":
        yield f"DROP TRIGGER {guard.name}"
        yield None
        yield from guard.sqlite()
        return
    yield f"DROP TRIGGER {guard.name} ON {table}"
    yield f"DROP FUNCTION {guard.name}()"
    yield None
    yield from guard.postgresql()


def drop_statements(dialect: str) -> list[str]:
    """Return the statements that take the guards away."""
    on = "" if dialect == "sqlite" else " ON {0.table}"
    dropped = [f"DROP TRIGGER {guard.name}" + on.format(guard) for guard in reversed(GUARDS)]
    if dialect == "sqlite":
        return dropped
    return dropped + [f"DROP FUNCTION {guard.name}()" for guard in reversed(GUARDS)]
