"""The web application, put together from top to bottom."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from surveyapp import logs
from surveyapp.installation import Installation, installed
from surveyapp.paths import PACKAGE, TEMPLATES
from surveyapp.settings import Settings
from surveyapp.web import access, errors, headers, languages, session
from surveyapp.web.routes import register_routes

LARGEST_REQUEST = 20_000_000


def create_app(settings: Settings, installation: Installation | None = None) -> Flask:
    """Return the application for these settings."""
    app = Flask("surveyapp", root_path=str(PACKAGE), template_folder=str(TEMPLATES))
    site = installation or installed(settings)
    app.extensions["installation"] = site
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key or site.keys.installation().session_key.hex(),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    logs.init_app(app)
    languages.init_app(app)
    session.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    register_routes(app)
    return app
