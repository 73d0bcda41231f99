"""In which language a page speaks: asked for, recorded, the browser's, English. Never stored."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, get_locale
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from surveyapp.web.session import has_session

LANGUAGES = {
    "en": "English",
    "hi": "हिन्दी",
    "kn": "ಕನ್ನಡ",
    "mr": "मराठी",
    "te": "తెలుగు",
}


def choose() -> str:
    """Return the language of this request."""
    for wanted in (_asked_for(), g.get("language"), _account_language()):
        if wanted in LANGUAGES:
            return wanted
    return of_browser(LANGUAGES) or "en"


def of_browser(offered: Container[str]) -> str | None:
    """Return the language on offer that the browser likes best; ``hi-IN`` likes ``hi``."""
    for tag in request.accept_languages.values():  # the best first
        language = str(tag).lower().partition("-")[0]
        if language in offered:
            return language
    return None


def speak(language: str | None) -> None:
    """Let the rest of this request speak a participant's language, unless another is asked for."""
    from flask_babel import refresh

    g.language = language
    refresh()


def init_app(app: Flask) -> None:
    """Set up translations."""
    Babel(app, locale_selector=choose, default_translation_directories="translations")

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {"languages": LANGUAGES, "language": str(get_locale() or "en")}


def _asked_for() -> str | None:
    try:
        return request.values.get("language")
    except RequestEntityTooLarge:  # the page that says so needs a language as well
        return request.args.get("language")


def _account_language() -> str | None:
    if has_session(request.path) and current_user.is_authenticated:
        return str(current_user.language)
    return None
