"""Numbers of public registers in one spelling: companies, charities, mutual societies."""

from __future__ import annotations

import re

COMPANY = "GB-COH"
CHARITY = "GB-CHC"
MUTUAL = "GB-MPR"

_PREFIXES = (
    "AC BR CE CS ES FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NR NV NZ OC OE PC R0 RC RS SA SC SE SF SG SI"
    " SL SO SP SR SZ ZC"
)
COMPANY_PREFIXES = frozenset(_PREFIXES.split())
"""The two characters before the six digits of a Companies House number that is not all digits."""

SOCIETY_PREFIXES = frozenset({"IP", "NO", "NP", "RS", "SP"})
"""Prefixes of societies, whose numbers may end in letters: IP28746R is complete."""

_PLAIN_COMPANY = re.compile(r"[0-9]{1,8}")
_PREFIXED = re.compile(r"([A-Z][A-Z0])([0-9]{1,6})")
_SOCIETY = re.compile(r"([A-Z]{2})([0-9]{1,5}[A-Z]{1,2})")
_CHARITY = re.compile(r"([0-9]{6,7})(?:-([0-9]{1,4}))?")
_MUTUAL = re.compile(r"([0-9]{1,6})([A-Z]{0,2})")


def normalise(scheme: str, value: str) -> str:
    """Return the number as its register writes it: capitals, no spaces, companies with leading zeros.

    >>> normalise("GB-COH", "4831118")
    '04831118'

    :raises ValueError: for a malformed number; the message says what to enter.
    """
    writers = {COMPANY: _company, CHARITY: _charity, MUTUAL: _mutual}
    if scheme not in writers:
        raise ValueError(f"“{scheme}” is not a register we know. Use {', '.join(sorted(writers))}.")
    text = re.sub(r"[\s.]+", "", value).upper()
    if not text:
        raise ValueError("Enter the number, or leave the whole line out.")
    return writers[scheme](text)


def _company(text: str) -> str:
    if _PLAIN_COMPANY.fullmatch(text) and int(text):
        return text.zfill(8)
    if (match := _PREFIXED.fullmatch(text)) and match[1] in COMPANY_PREFIXES and int(match[2]):
        return match[1] + match[2].zfill(6)
    if society := _society(text):
        return society
    raise ValueError(
        "Enter a company number of 8 characters: 8 digits such as 04831118, "
        "or two letters and 6 digits such as SC123456 or OC301234."
    )


def _charity(text: str) -> str:
    match = _CHARITY.fullmatch(text)
    if match and not text.startswith("0"):
        linked = int(match[2] or 0)
        return f"{match[1]}-{linked}" if linked else match[1]
    raise ValueError(
        "Enter a charity number of 6 or 7 digits such as 1114760; a linked charity adds a hyphen and its "
        "number, such as 1114760-1. Numbers beginning with SC belong to Scotland's own register."
    )


def _mutual(text: str) -> str:
    if (match := _PREFIXED.fullmatch(text)) and match[1] in SOCIETY_PREFIXES and int(match[2]):
        return match[1] + match[2].zfill(6)
    if society := _society(text):
        return society
    if (match := _MUTUAL.fullmatch(text)) and int(match[1]):
        return match[1].lstrip("0") + match[2]
    raise ValueError(
        "Enter the number of the Mutuals Public Register, such as IP031455, RS007123, 31455R or 235C."
    )


def _society(text: str) -> str:
    """Return a society's number with its final letters, padded to eight characters, or an empty string."""
    match = _SOCIETY.fullmatch(text)
    if not match or match[1] not in SOCIETY_PREFIXES or len(match[2]) > 6:
        return ""
    if not int(match[2].rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")):
        return ""
    return match[1] + match[2].zfill(6)
