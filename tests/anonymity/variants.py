"""The product with one mistake each, of the kind that survey tools make. They live here only."""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random  # noqa: TID251
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from forms.questionnaire import Questionnaire, Reading
from surveyapp import sealing
from surveyapp.anonymity.synthetic import synthetic_configuration
from surveyapp.installation import Installation
from surveyapp.rounds import close, submit, write_apart
from surveyapp.rounds.unseal import comments_of
from surveyapp.web.current import installation

Patch = pytest.MonkeyPatch
RESPONSE, COMMENT = "response ~ invitation", "comment ~ invitation"
TOGETHER = "comment ~ response"


@dataclass(frozen=True)
class Variant:
    """A mistake, the database that it is tried on, and the population whose links it must show."""

    name: str
    database: str
    make: Callable[[Patch, Installation], None]
    shows: str


def _run(site: Installation, *statements: str) -> None:
    with site.store.connection() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _keep_beside(patch: Patch, keep: Callable[[Connection, Any, dict[str, Any]], None]) -> None:
    """Let ``keep(connection, invited, answers)`` write something in the answer's transaction."""
    plain: dict[bytes, dict[str, Any]] = {}
    seal_answers, answer = submit.seal_answers, submit.answer

    def seal_and_remember(round_: Any, cell: int, answers: Any, *rest: Any) -> bytes:
        ciphertext = seal_answers(round_, cell, answers, *rest)
        plain[ciphertext] = answers
        return ciphertext

    def answer_and_keep(
        connection: Any, invited: Any, cell: int, ciphertext: bytes, *rest: Any
    ) -> Any:
        receipt = answer(connection, invited, cell, ciphertext, *rest)
        keep(connection, invited, plain[ciphertext])
        return receipt

    patch.setattr(submit, "seal_answers", seal_and_remember)
    patch.setattr(submit, "answer", answer_and_keep)


def _insert_plain(connection: Connection, invited: Any, answers: dict[str, Any]) -> None:
    identity, round_id = uuid4(), invited.round.id
    on_sqlite = connection.dialect.name == "sqlite"
    instrument = synthetic_configuration().instrument
    closed = {key: value for key, value in answers.items() if key not in instrument.open_items}
    connection.execute(
        text(
            "INSERT INTO response (id, round_id, cluster, stakeholder_group, answers) "
            "VALUES (:id, :round, :cluster, :group, :answers)"
        ),
        {
            "id": identity.hex if on_sqlite else identity,
            "round": round_id.hex if on_sqlite else round_id,
            "cluster": invited.cluster, "group": invited.group, "answers": json.dumps(closed),
        },
    )  # fmt: skip


def _plain_responses(patch: Patch) -> None:
    """Responses are there before the close, so that it writes none."""
    patch.setattr(write_apart, "_responses", lambda *_: [])


def counted_key(patch: Patch, site: Installation) -> None:
    _run(
        site, "DROP TABLE response",
        "CREATE TABLE response (number INTEGER PRIMARY KEY AUTOINCREMENT, id CHAR(32), "
        "round_id CHAR(32), cluster TEXT, stakeholder_group TEXT, answers TEXT)",
    )  # fmt: skip
    plain_in_one_transaction(patch, site)


def plain_in_one_transaction(patch: Patch, site: Installation) -> None:
    _keep_beside(patch, _insert_plain)
    _plain_responses(patch)


def shuffled_batches(patch: Patch, site: Installation) -> None:
    waiting: list[tuple[Any, dict[str, Any]]] = []

    def keep(connection: Connection, invited: Any, answers: dict[str, Any]) -> None:
        waiting.append((invited, answers))
        if len(waiting) == 24:
            secrets.SystemRandom().shuffle(waiting)
            for each in waiting:
                _insert_plain(connection, *each)
            waiting.clear()

    _keep_beside(patch, keep)
    _plain_responses(patch)


def drafts_on_the_server(patch: Patch, site: Installation) -> None:
    kind = "BLOB" if site.store.is_sqlite else "BYTEA"
    _run(site, f"CREATE TABLE draft (code_hash {kind} PRIMARY KEY, answers TEXT)")

    def keep(connection: Connection, invited: Any, answers: dict[str, Any]) -> None:
        statement = text("INSERT INTO draft VALUES (:code, :answers)")
        connection.execute(statement, {"code": invited.code_hash, "answers": json.dumps(answers)})

    _keep_beside(patch, keep)


def _seal_also(patch: Patch, name: str, value: Callable[[], Any]) -> None:
    """Seal one more word with the answers, and keep it with the response after the close."""
    seal_answers, closed_answers = submit.seal_answers, write_apart.closed_answers

    def seal_more(round_: Any, cell: int, answers: Any, *rest: Any) -> bytes:
        return seal_answers(round_, cell, answers | {name: value()}, *rest)

    def keep_more(payload: sealing.Payload, instrument: Any) -> dict[str, Any]:
        return closed_answers(payload, instrument) | {name: (payload.answers or {})[name]}

    patch.setattr(submit, "seal_answers", seal_more)
    patch.setattr(write_apart, "closed_answers", keep_more)


def hour_of_answering(patch: Patch, site: Installation) -> None:
    _seal_also(patch, "_hour", lambda: installation().clock().hour)


def language_of_the_page(patch: Patch, site: Installation) -> None:
    look_up = submit.look_up
    last: list[str] = []

    def look_and_remember(*words: Any) -> Any:
        invited = look_up(*words)
        last[:] = [invited.language]
        return invited

    patch.setattr(submit, "look_up", look_and_remember)
    _seal_also(patch, "_language", lambda: last[0])


def sizes_as_they_are(patch: Patch, site: Installation) -> None:
    seal = sealing.seal

    def seal_tightly(payload: sealing.Payload, public: bytes, mac: bytes, size: int) -> bytes:
        body = sealing._encode(payload)
        packed = zlib.compress(body + sealing._authenticate(body, mac), 9)
        return seal(payload, public, mac, len(packed) + sealing.OVERHEAD + 4)

    patch.setattr(sealing, "seal", seal_tightly)


def posted_order(patch: Patch, site: Installation) -> None:
    read = Questionnaire.read

    def read_as_posted(self: Questionnaire, posted: Any) -> Reading:
        reading = read(self, posted)
        keys = [key for key in posted if key in reading.answers]
        keys += [key for key in reading.answers if key not in keys]
        answers = {key: reading.answers[key] for key in keys}
        return Reading(answers, reading.run, reading.faults)

    def keep_order(payload: sealing.Payload, instrument: Any) -> dict[str, Any]:
        answers = payload.answers or {}
        return {key: value for key, value in answers.items() if key not in instrument.open_items}

    patch.setattr(Questionnaire, "read", read_as_posted)
    patch.setattr(write_apart, "closed_answers", keep_order)


def _remember_writers(patch: Patch) -> dict[Any, Any]:
    """Return what becomes a map from the ids of comments to the ids of their responses."""
    responses, comments = write_apart._responses, write_apart._comments
    made: list[Any] = []
    writers: dict[Any, Any] = {}

    def make_responses(*words: Any) -> list[Any]:
        made[:] = responses(*words)
        return list(made)

    def make_comments(round_: Any, payloads: Any, configuration: Any) -> list[Any]:
        rows = comments(round_, payloads, configuration)
        instrument = configuration.instrument
        of_each = [
            response.id
            for response, payload in zip(made, payloads, strict=True)
            for _ in comments_of(payload, instrument)
        ]
        writers.update(zip((row.id for row in rows), of_each, strict=True))
        return rows

    patch.setattr(write_apart, "_responses", make_responses)
    patch.setattr(write_apart, "_comments", make_comments)
    return writers


def comments_with_their_response(patch: Patch, site: Installation) -> None:
    _run(site, "ALTER TABLE comment ADD COLUMN response_id CHAR(32)")
    writers = _remember_writers(patch)
    write = write_apart.write_apart

    def write_and_tell(session: Any, *words: Any) -> None:
        write(session, *words)
        for comment, response in writers.items():
            own = comment.hex if site.store.is_sqlite else comment
            statement = text("UPDATE comment SET response_id = :response WHERE id = :id")
            session.execute(statement, {"response": response.hex, "id": own})

    patch.setattr(close, "write_apart", write_and_tell)


def comments_in_the_order_of_responses(patch: Patch, site: Installation) -> None:
    writers = _remember_writers(patch)
    places: dict[Any, int] = {}

    class Shuffle:
        def shuffle(self, rows: list[Any]) -> None:
            if not places:
                secrets.SystemRandom().shuffle(rows)
                places.update({row.id: at for at, row in enumerate(rows)})
            else:
                rows.sort(key=lambda row: places[writers[row.id]])

    patch.setattr(write_apart, "secrets", SimpleNamespace(SystemRandom=Shuffle))


def published_seed(patch: Patch, site: Installation) -> None:
    seed = synthetic_configuration().parameters.seed
    shuffler = SimpleNamespace(SystemRandom=lambda: Random(seed))
    patch.setattr(write_apart, "secrets", shuffler)


VARIANTS = (
    Variant("a key that counts up", "sqlite", counted_key, RESPONSE),
    Variant("plain answers in the invitation's transaction", "postgresql",
            plain_in_one_transaction, RESPONSE),
    Variant("time of answering, to the hour", "sqlite", hour_of_answering, RESPONSE),
    Variant("shuffled batches, with copies between", "sqlite", shuffled_batches, RESPONSE),
    Variant("sealed rows of their own size", "postgresql", sizes_as_they_are, COMMENT),
    Variant("fields in the order in which they were posted", "sqlite", posted_order, RESPONSE),
    Variant("comments with their response's id", "sqlite", comments_with_their_response, TOGETHER),
    Variant("comments in the order of the responses", "postgresql",
            comments_in_the_order_of_responses, TOGETHER),
    Variant("drafts on the server", "postgresql", drafts_on_the_server, RESPONSE),
    Variant("language kept with the response", "sqlite", language_of_the_page, RESPONSE),
    Variant("a shuffle with the published seed", "postgresql", published_seed, RESPONSE),
)  # fmt: skip
