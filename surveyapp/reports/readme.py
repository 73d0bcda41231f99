"""README.txt of a release: what each file is, in every language of reports."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.reports.dictionary import dictionary
from surveyapp.reports.edition import Edition
from surveyapp.reports.texts import LANGUAGES, Texts, texts

# files by the beginning of their name, in the order of the list
KINDS = (
    ("report.", "readme_pdf"),
    ("workbook.", "readme_workbook"),
    ("charts/", "readme_charts"),
    ("spss/", "readme_spss"),
    ("data-dictionary.csv", "readme_dictionary"),
    ("datapackage.json", "readme_datapackage"),
    ("ddi-codebook.xml", "readme_datapackage"),
    ("table.json", "readme_table"),
    ("summary.json", "readme_summary"),
    ("previous.json", "readme_previous"),
    ("instrument.json", "readme_approved"),
    ("parameters.json", "readme_approved"),
    ("codebook.json", "readme_approved"),
    ("records/", "readme_records"),
    ("ciphertext-hashes.txt", "readme_records"),
    ("check-codes.txt", "readme_check_codes"),
)


def readme(edition: Edition, files: Iterable[str], *, is_public: bool) -> bytes:
    """Return the text; ``files`` are all others of the release."""
    names = sorted({*files, "manifest.json", "manifest.sig"})
    parts = [_in(texts(language), edition, names, is_public) for language in LANGUAGES]
    return "\n\n".join(parts).encode() + b"\n"


def _in(t: Texts, edition: Edition, names: list[str], is_public: bool) -> str:
    lines = [
        t("title", round=edition.round.name),
        t("kind_public" if is_public else "kind_full"),
        *([t("for_trying_out")] if edition.is_for_trying_out else []),
        "",
        t("readme_files"),
        "",
    ]
    for start, key in KINDS:
        own = [name for name in names if name.startswith(start)]
        if own:
            lines.append(f"{_named(own)}: {t(key)}")
    for name, entry in dictionary().files.items():
        if name in names:
            lines.append(f"{name}: {entry.in_language(t.language)}")
    lines.append(f"manifest.json, manifest.sig: {t('readme_manifest')}")
    if not any(name.endswith(".pdf") for name in names):
        lines.append(t("readme_no_pdf"))
    suffix = "-public" if is_public else ""
    command = f"python -m analysis verify {edition.round.name}{suffix}.zip"
    return "\n".join([*lines, "", t("verify"), f"  {command} --key {edition.release.signing_key}"])


def _named(names: list[str]) -> str:
    """Return the names, or their folder where there are many."""
    folders = {name.partition("/")[0] + "/" for name in names if "/" in name}
    return ", ".join(sorted(folders) if folders else names)
