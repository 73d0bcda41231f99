"""Files of one edition, made once for all tests: PDF takes seconds."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from surveyapp.reports.build import build, build_public
from tests.surveyapp.reports.editions import shipped_edition


@pytest.fixture(scope="session")
def full() -> dict[str, bytes]:
    """The full edition's files."""
    return build(shipped_edition(), {})


@pytest.fixture(scope="session")
def public() -> dict[str, bytes]:
    """The public edition's files, without PDF."""
    return build_public(shipped_edition(), {}, with_pdf=False)


@pytest.fixture(scope="session")
def english(full: dict[str, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(full["report.en.pdf"]))
