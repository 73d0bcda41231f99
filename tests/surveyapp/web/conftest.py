"""A client without cookies of its own, in front of an installation."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from surveyapp.app import create_app
from surveyapp.installation import Installation


@pytest.fixture
def client(site: Installation) -> FlaskClient:
    return create_app(site.settings, site).test_client()
