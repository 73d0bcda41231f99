"""YAML files checked against a model, with the line of everything that is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.faults import Fault, Faulty

LARGEST = 2_000_000
Place = tuple[str | int, ...]
Checked = TypeVar("Checked", bound="Strict")


class Strict(BaseModel):
    """A model that refuses unknown keys and silent conversions, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Document(NamedTuple):
    """Data of a YAML file, and the line on which each part of it stands."""

    file: str
    data: Any
    lines: dict[Place, int]

    def fault(self, place: Place, message: str) -> Fault:
        """Return a fault at the nearest known place above ``place``."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        return Fault(self.file, self.lines.get(known, 1), message)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's booleans: an option called ``no`` is a word, not False."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own way of being told)
        first: [(tag, rule) for tag, rule in rules if not tag.endswith((":bool", ":timestamp"))]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(path: Path) -> Document:
    """Read a YAML (or JSON) file.

    Raises
    ------
    Faulty
        If the file cannot be read, is no YAML, repeats a key or uses aliases.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Faulty([Fault(str(path), None, f"cannot be read: {error.strerror}")]) from None
    return parse(content, str(path))


def parse(content: bytes, file: str) -> Document:
    """Parse the bytes of a YAML file; ``file`` is its name in messages."""
    if len(content) > LARGEST:
        raise Faulty([Fault(file, None, f"is larger than {LARGEST:,} bytes")])
    try:
        text = content.decode("utf-8-sig")
        loader = _Loader(text)
        _refuse_aliases(text)
        node = loader.get_single_node()
    except UnicodeDecodeError as error:
        raise Faulty([Fault(file, None, f"is not UTF-8 (byte {error.start})")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Faulty([Fault(file, line, f"is not YAML: {error.problem}")]) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise Faulty([Fault(file, None, f"is not YAML: {error}")]) from None
    if node is None:
        raise Faulty([Fault(file, None, "is empty")])
    lines: dict[Place, int] = {}
    repeated: list[Fault] = []
    _note_lines(node, (), lines, repeated, file)
    if repeated:
        raise Faulty(repeated)
    try:
        return Document(file, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Faulty([Fault(file, line, f"{error.problem}")]) from None


def check(model: type[Checked], document: Document) -> Checked:
    """Return the document as ``model``; raise ``Faulty`` with every difference from it."""
    try:
        # through JSON, in whose strict mode a list may become a tuple
        return model.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        raise Faulty(
            document.fault(_place(detail["loc"], document), _message(detail))
            for detail in _causes(error.errors(include_url=False, include_context=False))
        ) from None


def _causes(details: list[Any]) -> list[Any]:
    """Drop "too short" where an entry is missing only because it is faulty itself."""
    places = [detail["loc"] for detail in details]

    def follows(detail: Any) -> bool:
        own = detail["loc"]
        return detail["type"] == "too_short" and any(
            len(place) > len(own) and place[: len(own)] == own for place in places
        )

    return [detail for detail in details if not follows(detail)]


def _refuse_aliases(text: str) -> None:
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            mark = cast("yaml.Mark", event.start_mark)
            message = "aliases are not allowed; write the value again"
            raise yaml.MarkedYAMLError(problem=message, problem_mark=mark)


def _note_lines(
    node: yaml.Node, place: Place, lines: dict[Place, int], repeated: list[Fault], file: str
) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*place, index), lines, repeated, file)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                repeated.append(Fault(file, line, f"{key.value!r} stands here a second time"))
            seen.add(key.value)
            _note_lines(child, (*place, key.value), lines, repeated, file)
            lines[(*place, key.value)] = key.start_mark.line + 1


def _place(location: Place, document: Document) -> Place:
    """Drop what pydantic adds to a location: names of union members and ``[key]``."""
    place: Place = ()
    for part in location:
        step = str(part) if (*place, str(part)) in document.lines else part
        if (*place, step) in document.lines:
            place = (*place, step)
    return place


def _message(detail: Any) -> str:
    message = str(detail["msg"]).removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        return f"unknown key {detail['loc'][-1]!r}"
    if detail["type"] == "missing":
        return f"{detail['loc'][-1]!r} is missing"
    name = [str(part) for part in detail["loc"] if isinstance(part, str)]
    return f"{name[-1]}: {message}" if name else message
