"""DDI-Codebook 2.5 of a release: the study, its files and their variables."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from surveyapp.reports.dictionary import Dataset, dictionary
from surveyapp.reports.edition import Edition
from surveyapp.reports.html import spoken_date
from surveyapp.reports.names import Names
from surveyapp.reports.texts import LANGUAGES, texts
from surveyapp.reports.values import shown
from surveyapp.words import PRODUCT

NAMESPACE = "ddi:codebook:2_5"
FORMATS = {"string": "character", "integer": "numeric", "number": "numeric", "boolean": "numeric"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def ddi(edition: Edition, found: Sequence[Dataset]) -> bytes:
    """Return the codebook as XML, labels in every language of reports."""
    root = ElementTree.Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5", LANG: "en"})
    _document(root, edition)
    _study(root, edition)
    for number, dataset in enumerate(found, start=1):
        _file(root, dataset, number)
    data = _add(root, "dataDscr")
    names = {language: Names(edition.configuration, language) for language in LANGUAGES}
    for number, dataset in enumerate(found, start=1):
        for place in range(len(dataset.columns)):
            _variable(data, dataset, number, place, names)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _titles(parent: ElementTree.Element, edition: Edition) -> None:
    title = _add(parent, "titlStmt")
    _add(title, "titl", texts("en")("title", round=edition.round.name))
    _add(title, "parTitl", texts("hi")("title", round=edition.round.name)).set(LANG, "hi")
    _add(title, "IDNo", f"{edition.round.name}.{edition.release.number}")


def _document(root: ElementTree.Element, edition: Edition) -> None:
    citation = _add(_add(root, "docDscr"), "citation")
    _titles(citation, edition)
    made = _add(citation, "prodStmt")
    day = edition.release.made.date().isoformat()
    _add(made, "prodDate", spoken_date(edition.release.made, "en"), date=day)
    _add(made, "software", PRODUCT)


def _study(root: ElementTree.Element, edition: Edition) -> None:
    t, parameters = texts("en"), edition.configuration.parameters
    names = Names(edition.configuration, "en")
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _titles(citation, edition)
    version = _add(citation, "verStmt")
    _add(version, "version", t("release_number", number=edition.release.number),
         date=edition.release.made.date().isoformat())  # fmt: skip
    info = _add(study, "stdyInfo")
    subject = _add(info, "subject")
    for word in t("keywords").split(", "):
        _add(subject, "keyword", word)
    _add(info, "abstract", t("what_it_is", clusters=len(parameters.clusters)))
    summary = _add(info, "sumDscr")
    for event, moment in (("start", edition.round.opens), ("end", edition.round.last_day)):
        day = moment.date().isoformat()
        _add(summary, "collDate", spoken_date(moment, "en"), date=day, event=event)
    for cluster in parameters.cluster_ids:
        _add(summary, "geogCover", names.cluster(cluster))
    _add(summary, "anlyUnit", t("meaning_cluster"))
    _add(summary, "universe", ", ".join(names.group(key) for key in parameters.group_ids))
    _add(summary, "dataKind", t("meaning_table"))
    _method(study, edition)
    access = _add(_add(study, "dataAccs"), "useStmt")
    minimums = parameters.minimums
    _add(access, "restrctn", t("withheld_note", shown=minimums.shown, scored=minimums.scored,
                               comments=minimums.comments))  # fmt: skip


def _method(study: ElementTree.Element, edition: Edition) -> None:
    t, parameters = texts("en"), edition.configuration.parameters
    method = _add(study, "method")
    collection = _add(method, "dataColl")
    nominated = f"{100 * parameters.caps.nominated:g}"
    _add(collection, "sampProc", t("frame_text", nominated=nominated))
    instrument = edition.configuration.instrument
    _add(collection, "resInstru", t("version_of", name=instrument.instrument,
                                    version=instrument.version))  # fmt: skip
    _add(collection, "weight", t("meaning_group"))
    analysis = _add(method, "anlyInfo")
    total = edition.summary["response"]["total"]
    if total["rate"] is not None:
        _add(analysis, "respRate", f"{100 * total['rate']:.1f} % (AAPOR RR2)")
    _add(analysis, "EstSmpErr", t("how_sure_text", level=f"{100 * parameters.level:g}"))


def _file(root: ElementTree.Element, dataset: Dataset, number: int) -> None:
    text = _add(_add(root, "fileDscr", ID=f"F{number}"), "fileTxt")
    _add(text, "fileName", dataset.file)
    _add(text, "fileCont", dictionary().files[dataset.file].en)
    counts = _add(text, "dimensns")
    _add(counts, "caseQnty", str(len(dataset.rows)))
    _add(counts, "varQnty", str(len(dataset.columns)))
    _add(text, "fileType", "CSV, UTF-8")


def _variable(
    data: ElementTree.Element, dataset: Dataset, number: int, place: int, names: dict[str, Names]
) -> None:
    name = dataset.columns[place]
    column = dataset.column(name)
    kind = "contin" if column.type in {"integer", "number"} else "discrete"
    variable = _add(
        data, "var", ID=f"F{number}V{place + 1}", name=name, files=f"F{number}", intrvl=kind
    )
    if column.places is not None:
        variable.set("dcml", str(column.places))
    for language in LANGUAGES:
        _add(variable, "labl", column.in_language(language)).set(LANG, language)
    for value in _values(dataset, place):
        category = _add(variable, "catgry")
        _add(category, "catValu", value)
        for language in LANGUAGES:
            _add(category, "labl", shown(column, value, names[language])).set(LANG, language)
    _add(variable, "varFormat", type=FORMATS[column.type])


def _values(dataset: Dataset, place: int) -> list[str]:
    """Return the values of a variable that have names, sorted; of others none."""
    column = dataset.column(dataset.columns[place])
    if column.values:
        return list(dictionary().values_of(column))
    if column.names is None:
        return []
    return sorted({str(row[place]) for row in dataset.rows if row[place] is not None})
