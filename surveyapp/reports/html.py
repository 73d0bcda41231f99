"""The report as HTML, from which its PDF is made: one template a section, in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.exact import printed
from analysis.parameters import Group, Parameters
from analysis.rank import default_draws
from analysis.scoring import normalised
from surveyapp.paths import TEMPLATES
from surveyapp.reports import figures
from surveyapp.reports.cells import cells_of
from surveyapp.reports.comments import Question, Sentiment, questions, themes_at
from surveyapp.reports.dictionary import dictionary
from surveyapp.reports.edition import Deviation, Edition
from surveyapp.reports.focus import focus_areas
from surveyapp.reports.highlights import highlights, sentence
from surveyapp.reports.names import Names
from surveyapp.reports.pictures import Pictures
from surveyapp.reports.public import public_questions
from surveyapp.reports.reasons import reasons_of
from surveyapp.reports.texts import Texts, texts
from surveyapp.reports.tried import kinds_of, shares_of
from surveyapp.words import PRODUCT

WAYS = (
    "pooled", "equal_groups", "unsmoothed", "uncleaned", "organisations_apart",
    "organisations_close",
)  # fmt: skip
GLOSSARY = (
    "cluster", "group", "cell", "dimension", "score", "interval", "rank_set", "band", "provisional",
    "draw", "breakdown", "smoothing", "own_share", "n_eff", "flagged", "sentiment", "theme",
    "table", "withheld", "attested",
)  # fmt: skip
SECTIONS = (
    "objective", "comments", "response", "quality", "deviations", "method", "glossary", "verify",
)  # fmt: skip
FEW = 6
MOST_ITEMS = 15


class Kind(StrEnum):
    """Whom a report is for."""

    FULL = "full"
    PUBLIC = "public"
    CLUSTER = "cluster"


def report_html(
    edition: Edition, language: str, kind: Kind = Kind.FULL, cluster: str | None = None
) -> str:
    """Return the report; of one cluster where ``kind`` is ``CLUSTER``."""
    t = texts(language)
    template = _environment(t).get_template("report/report.html")
    return template.render(_context(edition, t, kind, cluster))


def _environment(t: Texts) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        points=figures.points,
        signed=figures.signed,
        share=lambda value, places=0: figures.share(value, places),
        ranks=figures.ranks,
        two=lambda value: "–" if value is None else figures.points(value, 2),
        whole_percent=lambda value: printed(100 * value, 1).removesuffix(".0"),
        date=lambda moment: spoken_date(moment, t.language),
        utc=lambda moment: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return environment


def spoken_date(moment: datetime, language: str) -> str:
    """Return a date in words."""
    return str(format_date(moment.date(), "d MMMM y", locale=language))


def _context(edition: Edition, t: Texts, kind: Kind, cluster: str | None) -> dict[str, Any]:
    names = Names(edition.configuration, t.language)
    parameters = edition.configuration.parameters
    numbers: Counter[str] = Counter()

    def number(what: str) -> int:
        numbers[what] += 1
        return numbers[what]

    shown = [own for own in edition.clusters if cluster in (None, own["id"])]
    title = t("title", round=edition.round.name)
    if cluster is not None:
        title = t("title_cluster", round=edition.round.name, cluster=names.cluster(cluster))
    return {
        "t": t,
        "product": PRODUCT,
        "edition": edition,
        "summary": edition.summary,
        "parameters": parameters,
        "minimums": parameters.minimums,
        "instrument": edition.configuration.instrument,
        "names": names,
        "number": number,
        "interval": figures.interval,
        "kind": kind,
        "is_public": kind == Kind.PUBLIC,
        "title": title,
        "subtitle": _subtitle(edition, names, t),
        "total": edition.summary["response"]["total"],
        "shown_clusters": shown,
        "contents": _contents(edition, shown, names, t),
        "level": figures.share(parameters.level, 0),
        "draws": parameters.draws.rank_sets or default_draws(len(edition.ranked)),
        "ways": WAYS,
        "factor_name": lambda key: dictionary().values["factor"][key].in_language(t.language),
        "glossary": GLOSSARY,
        **_pictures(edition, t, shown, kind),
        **_tables(edition, names, t, shown, kind),
        **_clusters(edition, names, t, kind),
    }


def _subtitle(edition: Edition, names: Names, t: Texts) -> str:
    """Return the questionnaire's title with the clusters in the place of the city."""
    instrument = edition.configuration.instrument
    if t.language in instrument.languages:
        instrument = instrument.in_language(t.language)
    ids = edition.configuration.parameters.cluster_ids
    everywhere = ", ".join(map(names.cluster, ids))
    if len(ids) > FEW:
        everywhere = t("all_cities", count=len(ids))
    return instrument.title.replace("{city}", everywhere)


def _contents(
    edition: Edition, shown: list[Mapping[str, Any]], names: Names, t: Texts
) -> list[tuple[str, str]]:
    clusters = [(f"cluster-{own['id']}", names.cluster(own["id"])) for own in shown]
    sections = [name for name in SECTIONS if name != "objective" or edition.summary["objective"]]
    return [("results", t("results")), *clusters, *((name, t(name)) for name in sections)]


def _pictures(
    edition: Edition, t: Texts, shown: list[Mapping[str, Any]], kind: Kind
) -> dict[str, Any]:
    drawn = Pictures(edition, t)
    asked = questions(edition, drawn.names)
    if kind == Kind.PUBLIC:
        asked = public_questions(asked, edition.configuration.parameters.minimums)
    names = ("rank_sets", "scores", "heat_map", "acceptability")
    ids = {own["id"] for own in shown}
    cells = [own for own in edition.summary["response"]["cells"] if own["cluster"] in ids]
    return {
        "charts": {
            **{name: getattr(drawn, name)() for name in names},
            "themes": drawn.themes(asked),
        },
        "questions": asked,
        "response_charts": drawn.response(cells),
        "response_cells": cells,
        "cluster_charts": {own["id"]: drawn.dimensions(own) for own in shown},
    }


def _tables(
    edition: Edition, names: Names, t: Texts, shown: list[Mapping[str, Any]], kind: Kind
) -> dict[str, Any]:
    summary, parameters = edition.summary, edition.configuration.parameters
    attested = edition.answers.get("attested")
    ids = {own["id"] for own in shown}
    reliability = _reliability(attested)
    return {
        "scored_dimensions": [own for own in summary["dimensions"] if own["scored"]],
        "unscored_dimensions": [
            names.dimension(own["id"]) for own in summary["dimensions"] if not own["scored"]
        ],
        "weights": {own["id"]: own["weight"] for own in summary["dimensions"]},
        "places": lambda question: _places(question, ids),
        "attested": attested,
        "reliability": reliability,
        "reliability_of": lambda key: _alpha(reliability, key),
        "dif": _dif(attested, names, kind),
        "deviations": deviation_rows(edition, names, t),
        "dimension_weights": _dimension_weights(edition),
        "group_weights": _group_weights(parameters),
        "hashes": [
            (t(f"hash_{name}"), value)
            for name, value in (
                *((name, summary[name]) for name in ("table", "answers", "configuration")),
                ("instrument", edition.configuration.instrument.hash),
                ("parameters", summary["parameters"]),
                ("key", edition.release.signing_key),
            )
        ],
    }  # fmt: skip


def _places(question: Question, ids: set[str]) -> list[Sentiment]:
    return [question.everywhere, *(own for own in question.clusters if own.cluster in ids)]


def _dimension_weights(edition: Edition) -> list[tuple[str, float]]:
    parameters = edition.configuration.parameters
    ids = [dimension.id for dimension in edition.configuration.instrument.dimensions]
    weights = normalised([parameters.dimension_weight(key) for key in ids], "dimension")
    return list(zip(ids, weights, strict=True))


def _group_weights(parameters: Parameters) -> list[tuple[Group, float]]:
    weights = normalised([group.weight for group in parameters.groups], "group")
    return list(zip(parameters.groups, weights, strict=True))


def _reliability(attested: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return reliability and ICC together, by dimension."""
    if not attested:
        return []
    icc = {own["dimension"]: own for own in attested["icc"]}
    return [{**icc[own["dimension"]], **own} for own in attested["reliability"]]


def _alpha(reliability: list[dict[str, Any]], dimension: str) -> str:
    found = [own["alpha"] for own in reliability if own["dimension"] == dimension]
    return figures.points(found[0], 2) if found and found[0] is not None else "–"


def _dif(attested: Mapping[str, Any] | None, names: Names, kind: Kind) -> list[dict[str, Any]]:
    if not attested:
        return []
    name = {"cluster": names.cluster, "group": names.group}
    shown = [e for e in attested["dif"]["items"] if kind != Kind.PUBLIC or e["by"] == "cluster"]
    largest = sorted(shown, key=lambda own: -abs(float(own["effect"])))
    return [
        {**own, "who": name[own["by"]](own["id"]), "size": own["class"]}
        for own in largest[:MOST_ITEMS]
    ]


def deviation_rows(edition: Edition, names: Names, t: Texts) -> list[tuple[str, str]]:
    """Return day and sentence of each deviation; what only the results tell comes last."""
    rows = [(spoken_date(d.at, t.language), deviation_text(d, t)) for d in edition.deviations]
    day = spoken_date(edition.release.made, t.language)
    if not edition.summary["approved"]:
        rows.append((day, t("deviation_parameters")))
    dropped = [names.dimension(d["id"]) for d in edition.summary["dimensions"] if not d["scored"]]
    if dropped:
        rows.append((day, t("deviation_dropped", names=", ".join(dropped))))
    return rows


def deviation_text(deviation: Deviation, t: Texts) -> str:
    """Return a deviation as a sentence; days are spoken."""
    values = {
        name: spoken_date(datetime.fromisoformat(str(value)), t.language)
        if name in {"before", "after"}
        else value
        for name, value in deviation.values.items()
    }
    return t(f"deviation_{deviation.kind}", **values)


def _clusters(edition: Edition, names: Names, t: Texts, kind: Kind) -> dict[str, Any]:
    """Return what the section of one cluster asks for."""
    part = edition.summary["comments"]

    def themes(cluster: str) -> list[tuple[str, Any]]:
        found = [(names.item(q), themes_at(edition, q, cluster)) for q in part["questions"]]
        return [(wording, own) for wording, own in found if own]

    def clear(entries: list[Mapping[str, Any]]) -> list[str]:
        found = highlights(entries, with_groups=kind != Kind.PUBLIC)
        return [sentence(own, names) for own in found]

    return {
        "highlights": clear,
        "kinds": kinds_of(edition),
        "cells": lambda cluster: cells_of(edition, cluster),
        "shares_of": lambda key: shares_of(edition, key),
        "themes_of": lambda key: themes(key) if part else [],
        "focus": lambda cluster: focus_areas(edition, cluster),
        "reasons": lambda cluster: reasons_of(cluster, t),
    }
