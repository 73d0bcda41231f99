"""All blueprints, in one list."""

from __future__ import annotations

from flask import Flask

from surveyapp.web import assets, health, public, respondent


def register_routes(app: Flask) -> None:
    """Register every page."""
    for module in (respondent, public, assets, health):
        app.register_blueprint(module.bp)
    assets.init_app(app)
    respondent.init_app(app)
    public.init_app(app)
