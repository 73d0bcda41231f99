"""Real people's answers (bhr2000), as an instrument, a list and a CSV of responses.

Without the reference folder a generated table of the same shape takes their place.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

ITEMS = ("AF06", "AF07", "AP12", "AP17", "AP33", "AP34", "AS14", "AS15", "AS16", "AS17", "AS28")
CLUSTERS = ("east", "north", "south", "west")
GROUPS = ("academia", "government", "industry", "startups")
PEOPLE_PER_ORGANISATION = 6


@dataclass(frozen=True)
class Person:
    """One real respondent: where they belong and what they answered."""

    email: str
    cluster: str
    group: str
    organisation: str
    answers: dict[str, int]


def read_people(reference: Path | None, per_organisation: int | None) -> list[Person]:
    """Return people of every organisation, ``per_organisation`` of each (None: all)."""
    rows = _reference_rows(reference) if reference else _generated_rows()
    random = np.random.default_rng(2000)
    people = []
    for number, organisation in enumerate(sorted(rows)):
        members = rows[organisation]
        chosen = random.permutation(len(members))[:per_organisation]
        cluster, group = CLUSTERS[number % 4], GROUPS[number // 4 % 4]
        people += [
            Person(
                email=f"p{organisation:02}-{at}@example.org", cluster=cluster, group=group,
                organisation=f"Company {organisation}",
                answers=dict(zip(map(str.lower, ITEMS), members[at], strict=True)),
            )
            for at in chosen
        ]  # fmt: skip
    return people


def _reference_rows(reference: Path) -> dict[int, list[list[int]]]:
    rows: dict[int, list[list[int]]] = {}
    with (reference / "ranking" / "bhr2000.csv").open(newline="") as handle:
        for row in csv.DictReader(handle):
            rows.setdefault(int(row["GRP"]), []).append([int(row[item]) for item in ITEMS])
    return rows


def _generated_rows() -> dict[int, list[list[int]]]:
    random = np.random.default_rng(99)
    rows: dict[int, list[list[int]]] = {}
    for organisation in range(1, 100):
        level = random.normal(3, 0.4)
        people = np.clip(np.rint(random.normal(level, 1, (30, len(ITEMS)))), 1, 5)
        rows[organisation] = people.astype(int).tolist()
    return rows


def write_configuration(folder: Path) -> tuple[Path, Path]:
    """Write instrument and parameters; return their paths."""
    instrument = {
        "instrument": "leadership", "version": 1, "language": "en",
        "title": "Work in {city}", "introduction": ["We ask about work."], "minutes": 2,
        "stem": "How far does this hold in {city}?", "scale": "agreement",
        "scales": [{"id": "agreement", "lowest": 1, "labels": [
            "Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]}],
        "dimensions": [{"id": "leadership", "name": "Leadership", "items": [
            {"id": item.lower(), "text": f"statement {item}"} for item in ITEMS]}],
        "sections": [{"id": "words", "title": "In your words", "items": [
            {"id": "happened", "kind": "text", "text": "What happened?"}]}],
        "sequence": [{"dimensions": 1}, {"section": "words"}],
    }  # fmt: skip
    parameters = {
        "parameters": "leadership", "version": 1,
        "clusters": [{"id": key, "name": {"en": key.title()}} for key in CLUSTERS],
        "groups": [{"id": key, "name": {"en": key.title()}} for key in GROUPS],
        "weights": {"leadership": 1}, "quorum": 2, "seed": 7,
        "minimums": {"invited": 15, "reminders": 0},
        # real companies differ in size; the lists have too few for the shipped caps
        "caps": {"organisation": 0.5, "organisation_of_many": 0.5},
        "keyholders": {"needed": 2, "cards": 3}, "response_bytes": 2048,
    }  # fmt: skip
    paths = folder / "instrument.yaml", folder / "parameters.yaml"
    for path, content in zip(paths, (instrument, parameters), strict=True):
        path.write_text(yaml.safe_dump(json.loads(json.dumps(content)), sort_keys=False))
    return paths


def write_list(people: list[Person], path: Path) -> Path:
    """Write the participants as a spreadsheet with headings of its own."""
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(["E-mail", "cluster", "group", "employer"])
        writer.writerows([p.email, p.cluster, p.group, p.organisation] for p in people)
    return path


def write_responses(people: list[Person], folder: Path) -> tuple[Path, Path]:
    """Write the original answers and the counts of invitations, as the analysis reads them."""
    responses, invited = folder / "responses.csv", folder / "invited.csv"
    with responses.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["round", "cluster", "group", *people[0].answers])
        writer.writerows(["e2e", p.cluster, p.group, *p.answers.values()] for p in people)
    counts: dict[tuple[str, str, str], int] = {}
    for person in people:
        key = (person.cluster, person.group, person.organisation)
        counts[key] = counts.get(key, 0) + 1
    with invited.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["cluster", "group", "organisation", "frame", "invited", "used"])
        writer.writerows([*key, "listed", n, n] for key, n in counts.items())
    return responses, invited
