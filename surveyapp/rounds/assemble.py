"""Put a configuration together from what an administrator chose or handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import instrument, parameters
from analysis.codebook import Codebook, parse_codebook, read_codebook
from analysis.configuration import Configuration, misfits
from analysis.faults import Fault, Faulty
from analysis.instrument import Instrument
from analysis.instrument_files import parse_instrument, read_instrument
from analysis.parameter_files import parse_parameters, read_parameters
from analysis.parameters import Parameters
from surveyapp.paths import SHIPPED
from surveyapp.store.configuration import Document

Part = TypeVar("Part")
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Chosen:
    """One part of a configuration: files that were handed in, else ``shipped:…``, ``kept:…``."""

    name: str = ""
    files: Files = field(default_factory=dict)


def assemble(session: Session, instrument_: Chosen, parameters_: Chosen) -> Configuration:
    """Return the configuration, with the codebook that the parameters name.

    Raises
    ------
    Faulty
        With every fault of every file, and where they do not fit each other.
    """
    faults: list[Fault] = []
    made = _collect(faults, lambda: read_one(session, instrument_))
    scoring = _collect(faults, lambda: _parameters(session, parameters_))
    codebook = None
    if scoring is not None and scoring.codebook:
        wanted = scoring.codebook
        codebook = _collect(faults, lambda: _codebook(session, parameters_, wanted))
    if made is not None and scoring is not None:
        faults += misfits(made, scoring, _main(parameters_.files) or scoring.parameters)
    if faults or made is None or scoring is None:
        raise Faulty(faults)
    return Configuration(made, scoring, codebook)


def choices(session: Session, kind: str) -> list[tuple[str, str]]:
    """Return (choice, name) of every instrument or parameters that there is, shipped ones first."""
    folder = SHIPPED / ("instruments" if kind == "instrument" else "parameters")
    plain = [path for path in sorted(folder.glob("*.yaml")) if "." not in path.stem]
    query = select(Document).where(Document.kind == kind).order_by(Document.name, Document.version)
    kept = [
        (f"kept:{each.hash}", f"{each.name}, {each.version} ({each.hash[:8]})")
        for each in session.scalars(query)
    ]
    return [(f"shipped:{path.stem}", path.stem) for path in plain] + kept


def _collect(faults: list[Fault], read: Callable[[], Part]) -> Part | None:
    try:
        return read()
    except Faulty as error:
        faults.extend(error.faults)
        return None


def read_one(session: Session, chosen: Chosen) -> Instrument:
    """Return one instrument: handed in as YAML files or as a workbook, else shipped or kept.

    Raises
    ------
    Faulty
        With every fault of every file.
    """
    if chosen.files:
        main = _main(chosen.files)
        if main.lower().endswith(".xlsx"):
            from forms.xlsform.reading import read_xlsform

            return read_xlsform(chosen.files[main], main)
        others = {name: data for name, data in chosen.files.items() if name != main}
        return parse_instrument(chosen.files[main], main, others)
    if path := _shipped(chosen.name, "instruments"):
        return read_instrument(path)
    return instrument.from_json(_kept(session, chosen.name, "instrument"))


def _parameters(session: Session, chosen: Chosen) -> Parameters:
    if chosen.files:
        main = _main(chosen.files)
        return parse_parameters(chosen.files[main], main)
    if path := _shipped(chosen.name, "parameters"):
        return read_parameters(path)
    return parameters.from_json(_kept(session, chosen.name, "parameters"))


def _codebook(session: Session, chosen: Chosen, wanted: str) -> Codebook:
    """Return the codebook of this file name: handed in, shipped, or kept under its name."""
    if wanted in chosen.files:
        return parse_codebook(chosen.files[wanted], wanted)
    shipped = SHIPPED / "parameters" / PurePath(wanted).name
    if shipped.is_file():
        return read_codebook(shipped)
    name = wanted.split(".", maxsplit=1)[0]
    query = (
        select(Document.content)
        .where(Document.kind == "codebook", Document.name == name)
        .order_by(Document.version.desc())
    )
    content = session.scalars(query).first()
    if content is None:
        raise Faulty([Fault(wanted, None, "the parameters name this codebook; hand it in too")])
    return Codebook.model_validate_json(content)


def _main(files: Files) -> str:
    """Return the file that is no part of another: the one with the shortest stem."""
    return min(files, key=lambda name: (PurePath(name).name.count("."), len(name)), default="")


def _shipped(choice: str, folder: str) -> Path | None:
    kind, _, name = choice.partition(":")
    path = SHIPPED / folder / f"{PurePath(name).name}.yaml"
    return path if kind == "shipped" and path.is_file() else None


def _kept(session: Session, choice: str, kind: str) -> str:
    document = session.get(Document, choice.partition(":")[2])
    if document is None or document.kind != kind:
        raise Faulty([Fault(kind, None, "choose one, or hand a file in")])
    return document.content
