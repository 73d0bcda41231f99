"""A client without cookies of its own, in front of an installation."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from surveyapp.app import create_app
from surveyapp.installation import Installation
from surveyapp.web import limits


@pytest.fixture
def client(site: Installation) -> FlaskClient:
    return create_app(site.settings, site).test_client()


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    """Tries are counted in memory, for all tests of a process together."""
    for counted in (limits.wrong_passwords, limits.wrong_passwords_of_account, limits.asked_links):
        counted.forget()
