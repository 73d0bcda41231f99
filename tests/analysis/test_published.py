"""Every published case is reproduced within its printed precision."""

from __future__ import annotations

import pytest

from tests.analysis.published import Case, markdown, printed_cases, reference_cases
from tests.analysis.reference import ROOT, needs_reference


@pytest.mark.parametrize(
    "case", list(printed_cases()), ids=lambda case: f"{case.source}: {case.name}"
)
def test_printed_case(case: Case) -> None:
    assert case.holds, case


@needs_reference
def test_cases_of_the_reference_folder() -> None:
    cases = list(reference_cases())
    assert len(cases) >= 40
    assert [case for case in cases if not case.holds] == []


@needs_reference
def test_the_table_in_the_documents_is_what_the_command_prints() -> None:
    table = markdown([*printed_cases(), *reference_cases()])
    assert table in (ROOT / "docs" / "method.md").read_text("utf-8")
