"""All blueprints, in one list."""

from __future__ import annotations

from flask import Flask

from surveyapp.web import health, respondent


def register_routes(app: Flask) -> None:
    """Register every page."""
    for module in (respondent, health):
        app.register_blueprint(module.bp)
