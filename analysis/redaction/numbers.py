"""Telephone numbers, and numbers of people and firms that carry a check digit or a fixed form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stdnum.in_ import aadhaar, gstin, pan, vid

from analysis.redaction.marks import Mark

REGION = "IN"
_DIGIT = re.compile(r"\d")
_LEAST_DIGITS = 6
# digits of Indian scripts, one for one, so that places stay the same
_DIGITS = {
    start + value: str(value)
    for start in (0x966, 0x9E6, 0xAE6, 0xC66, 0xCE6)
    for value in range(10)
}
_TWELVE = re.compile(r"(?<![\d.,/-])\d{4}([ -]?)\d{4}\1\d{4}(?![\d/]|[.,-]\d)")
_SIXTEEN = re.compile(r"(?<![\d.,/-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\d/]|[.,-]\d)")
_PAN = re.compile(r"\b[A-Z]{5}\d{4}[A-Z]\b", re.IGNORECASE)
_GSTIN = re.compile(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]\b", re.IGNORECASE)
_IFSC = re.compile(r"\b[A-Z]{4}0[A-Z\d]{6}\b", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:a/c|acct?|account)\.?(?: (?:no|number|num)\b\.?)?(?: is)?\s*:?\s*(\d{9,18})\b",
    re.IGNORECASE,
)
# digits with spaces, hyphens and brackets between them, as people write telephone numbers
_GROUPED = re.compile(
    r"(?<![\w.,/@₹-])\(?\+?\d(?:[ ()-]{0,2}\d){7,13}(?:/\d{1,5}\b)?(?![\d/]|[.,-]\d)"
)
_MOBILE = re.compile(r"(?:0|91|091|0091)?[6-9]\d{9}")
_LANDLINE = re.compile(r"(?:91|0091)?0[1-8]\d{8,9}|91[1-8]\d{9}")
_ABROAD = re.compile(r"(?<![\d.,-])(?:\+|00)\d(?:[ ()-]{0,2}\d){6,14}")
_FREE = re.compile(r"1[89]00\d{6,7}")
_NOT_A_PHONE = re.compile(
    r"(?:\b(?:patent|application|no|ids?|po|order|invoice|serial|ticket|barcode|ran for|sample|rs|"
    r"inr)\b\.?|₹)\s*$",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"(?:my|phone|mobile|contact|call)\W+(?:\w+\W+)?$", re.IGNORECASE)
_BEFORE = 40
_UNIT = re.compile(r"\s*(?:cycles|units|rupees|samples|lakh|crore|copies|times|hz|khz|mhz)\b", re.I)


def numbers(text: str) -> Iterator[Mark]:
    """Yield the numbers in a text that lead to a person or a firm."""
    plain = text.translate(_DIGITS)
    if sum(1 for _ in _DIGIT.finditer(plain)) < 4:
        return
    for found in _GSTIN.finditer(plain):
        if gstin.is_valid(found.group()):
            yield Mark(*found.span(), "gstin")
    for found in _PAN.finditer(plain):
        if pan.is_valid(found.group()):
            yield Mark(*found.span(), "pan")
    for found in _SIXTEEN.finditer(plain):
        if vid.is_valid(found.group()):
            yield Mark(*found.span(), "aadhaar")
    for found in _TWELVE.finditer(plain):
        if aadhaar.is_valid(found.group()):
            yield Mark(*found.span(), "aadhaar")
    for found in _ACCOUNT.finditer(plain):
        yield Mark(*found.span(1), "account")
    for found in _IFSC.finditer(plain):
        yield Mark(*found.span(), "account")
    yield from _phones(plain)


def _phones(plain: str) -> Iterator[Mark]:
    if sum(1 for _ in _DIGIT.finditer(plain)) < _LEAST_DIGITS:
        return
    for found in _GROUPED.finditer(plain):
        bare = "".join(_DIGIT.findall(found.group().partition("/")[0]))
        known = _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare) or _FREE.fullmatch(bare)
        if known and not _is_counted(plain, *found.span()):
            yield Mark(*found.span(), "phone")
    for found in _ABROAD.finditer(plain):
        for match in _matcher()(found.group(), REGION):
            yield Mark(found.start() + match.start, found.start() + match.end, "phone")


def _is_counted(plain: str, start: int, end: int) -> bool:
    """Tell whether the words around a number say that it is an amount or a reference."""
    before = plain[max(0, start - _BEFORE) : start]
    refers = _NOT_A_PHONE.search(before) and not _CONTACT.search(before)
    return bool(refers or _UNIT.match(plain, end))


@cache
def _matcher():  # type: ignore[no-untyped-def]
    from phonenumbers import PhoneNumberMatcher

    return PhoneNumberMatcher
