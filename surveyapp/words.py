"""Translations outside of requests: mails, letters and reports in a language of their own."""

from __future__ import annotations

from functools import lru_cache

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from surveyapp.paths import TEMPLATES, TRANSLATIONS


@lru_cache(maxsize=16)
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language (English texts where there is none)."""
    return Translations.load(str(TRANSLATIONS), [language])


PRODUCT = "Peti"


@lru_cache(maxsize=16)
def template_environment(language: str) -> Environment:
    """Return a Jinja environment whose ``_()`` speaks a language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "svg"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["product"] = PRODUCT
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
