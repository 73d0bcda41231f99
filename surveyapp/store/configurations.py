"""Configurations in the database: kept as immutable versions, read back by hash."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from sqlalchemy.orm import Session

from analysis import instrument, parameters
from analysis.codebook import Codebook
from analysis.configuration import Configuration
from surveyapp.store.configuration import Document, StoredConfiguration


def keep(session: Session, configuration: Configuration, author_id: UUID | None) -> str:
    """Store what is not stored yet; return the configuration's hash."""
    made, codebook = configuration.instrument, configuration.codebook
    scoring = configuration.parameters
    _keep(session, "instrument", made.instrument, made.version, made.hash, made.canonical())
    _keep(
        session, "parameters", scoring.parameters, scoring.version, scoring.hash,
        scoring.canonical(),
    )  # fmt: skip
    if codebook:
        _keep(
            session, "codebook", codebook.codebook, codebook.version, codebook.hash,
            codebook.canonical(),
        )  # fmt: skip
    if session.get(StoredConfiguration, configuration.hash) is None:
        stored = StoredConfiguration(
            hash=configuration.hash,
            instrument_hash=made.hash,
            parameters_hash=scoring.hash,
            codebook_hash=codebook.hash if codebook else None,
            author_id=author_id,
        )
        session.add(stored)
        session.flush()
    return configuration.hash


def load(session: Session, configuration_hash: str) -> Configuration:
    """Return a stored configuration."""
    stored = session.get_one(StoredConfiguration, configuration_hash)
    codebook = stored.codebook
    return _read(
        stored.instrument.content, stored.parameters.content, codebook.content if codebook else ""
    )


@lru_cache(maxsize=16)
def _read(instrument_json: str, parameters_json: str, codebook_json: str) -> Configuration:
    return Configuration(
        instrument.from_json(instrument_json),
        parameters.from_json(parameters_json),
        Codebook.model_validate_json(codebook_json) if codebook_json else None,
    )


def _keep(
    session: Session, kind: str, name: str, version: int, hash_: str, content: str
) -> None:  # fmt: skip
    if session.get(Document, hash_) is None:
        session.add(Document(hash=hash_, kind=kind, name=name, version=version, content=content))
        session.flush()
