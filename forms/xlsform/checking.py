"""Whether other programs would take the workbook: pyxform's check (worker and command only)."""

from __future__ import annotations

from analysis.faults import Fault, Faulty


def check_xlsform(content: bytes, file: str) -> list[str]:
    """Return the warnings of pyxform about a workbook.

    Raises
    ------
    Faulty
        With what pyxform refuses.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        convert(content, warnings=warnings, validate=False, form_name="data", file_type=".xlsx")
    except PyXFormError as error:
        raise Faulty([Fault(file, None, str(error))]) from None
    return warnings
