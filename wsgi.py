"""The application for a WSGI server, with the settings of the environment."""

from surveyapp.app import create_app
from surveyapp.settings import read_settings

app = create_app(read_settings())
