"""Parameters as files: read, check, and report every fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.faults import Faulty
from analysis.parameters import Composite, Parameters
from analysis.yaml_files import Document, Place, check, parse, read

LEVELS = (0.90, 0.95)  # those of the shipped table of t quantiles


def read_parameters(path: Path) -> Parameters:
    """Read parameters; raise ``Faulty`` with all that is wrong."""
    return build_parameters(read(path))


def parse_parameters(content: bytes, file: str) -> Parameters:
    """Read uploaded parameters."""
    return build_parameters(parse(content, file))


def build_parameters(document: Document) -> Parameters:
    parameters = check(Parameters, document)
    faults = [document.fault(place, message) for place, message in _inconsistencies(parameters)]
    if faults:
        raise Faulty(faults)
    return parameters


def _inconsistencies(parameters: Parameters) -> Iterator[tuple[Place, str]]:
    yield from _repeated("clusters", parameters.cluster_ids)
    yield from _repeated("groups", parameters.group_ids)
    if not any(group.weight for group in parameters.groups):
        yield ("groups",), "at least one group needs a weight above 0"
    if parameters.weights and not any(parameters.weights.values()):
        yield ("weights",), "at least one weight must be above 0"
    if parameters.level not in LEVELS:
        yield ("level",), f"must be one of {LEVELS}"
    if parameters.keyholders.needed > parameters.keyholders.cards:
        yield ("keyholders", "needed"), "is more than there are cards"
    for key, prior in parameters.sentiment.priors.items():
        if abs(prior.negative + prior.neutral + prior.positive - 1) > 1e-9:
            yield ("sentiment", "priors", key), "the three probabilities must add up to 1"
    yield from _bad_cells(parameters)
    if parameters.composite is not None:
        yield from tree_faults(parameters.composite)


def _repeated(kind: str, ids: Iterable[str]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for index, key in enumerate(ids):
        if key in seen:
            yield (kind, index), f"the id {key!r} is used twice"
        seen.add(key)


def _bad_cells(parameters: Parameters) -> Iterator[tuple[Place, str]]:
    for index, margin in enumerate(parameters.margins):
        if margin.cluster not in {None, *parameters.cluster_ids}:
            yield ("margins", index, "cluster"), f"there is no cluster {margin.cluster!r}"
        if margin.group not in {None, *parameters.group_ids}:
            yield ("margins", index, "group"), f"there is no group {margin.group!r}"
        if not any(margin.totals.values()):
            yield ("margins", index, "totals"), "at least one total must be above 0"
    for index, complete in enumerate(parameters.complete_lists):
        if complete.cluster not in parameters.cluster_ids:
            place: Place = ("complete_lists", index, "cluster")
            yield place, f"there is no cluster {complete.cluster!r}"
        if complete.group not in parameters.group_ids:
            place = ("complete_lists", index, "group")
            yield place, f"there is no group {complete.group!r}"


def tree_faults(composite: Composite) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the tree of indicators and aggregates."""
    parents = {aggregate.id: aggregate.parent for aggregate in composite.aggregates}
    ids = [entry.id for entry in composite.entries]
    for key in sorted({key for key in ids if ids.count(key) > 1}):
        yield ("composite",), f"the id {key!r} is used twice"
    if sum(parent is None for parent in parents.values()) != 1:
        yield ("composite", "aggregates"), "exactly one aggregate must have no parent"
    if composite.scale[0] >= composite.scale[1]:
        yield ("composite", "scale"), "must rise"
    for index, indicator in enumerate(composite.indicators):
        place: Place = ("composite", "indicators", index)
        if indicator.parent not in parents:
            yield (*place, "parent"), f"there is no aggregate {indicator.parent!r}"
        if indicator.worst == indicator.best:
            yield (*place, "best"), "must differ from 'worst'"
    for index, aggregate in enumerate(composite.aggregates):
        if aggregate.parent is not None and not _reaches_root(aggregate.id, parents):
            yield ("composite", "aggregates", index, "parent"), "does not lead to the result"


def _reaches_root(key: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at in parents and at not in seen:
        seen.add(at)
        at = parents[at]
    return at is None
