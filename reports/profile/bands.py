"""Sorts free words and numbers into classes: legal form, age in years, number of employees. No Django here."""

import re

NOT_RECORDED = "Nothing recorded"

FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Community interest company", ("community interest company", "cic")),
    ("Company limited by guarantee", ("limited by guarantee",)),
    ("Company limited by shares", ("limited by shares", "public limited company", "plc")),
    ("Registered society or co-operative", ("society", "co-operative", "cooperative", "mutual")),
    ("Public body", ("public body", "statutory body")),
    ("Unincorporated association", ("unincorporated", "association")),
    ("Charity", ("charity", "charitable")),
    ("Company, kind not stated", ("company", "ltd", "limited")),
)
"""Each class with its words. A text belongs to the first class of which it contains a word."""

OTHER_WORDS = "Described in other words"
NO_FORM = ("not stated", "unknown")
"""The beginnings of a text that gives no form."""

NOT_A_FORM = ("social enterprise", "described as", "proposed")
"""The beginnings of a text that gives an opinion of the organisation, or its parent's form, and not its own form."""

LEGAL_FORMS = (*(name for name, _ in FORMS), OTHER_WORDS)

AGES: tuple[tuple[str, int], ...] = (
    ("Under 3 years", 2),
    ("3 to 5 years", 5),
    ("6 to 10 years", 10),
    ("11 to 20 years", 20),
)
"""The classes of age, each with its last full year."""

OLDER, LATER = "More than 20 years", "Founded after that year"
AGE_BANDS = (*(name for name, _ in AGES), OLDER, LATER)

SIZES: tuple[tuple[str, int], ...] = (("None", 0), ("1 to 9", 9), ("10 to 49", 49), ("50 to 249", 249))
"""The classes of employees, each with its largest number: micro, small and medium, as in official statistics."""

LARGE = "250 or more"
SIZE_BANDS = (*(name for name, _ in SIZES), LARGE)
_YEAR = re.compile(r"\b(1[6-9]\d\d|20\d\d)\b")


def legal_form(words: str) -> str:
    """Return the class of a legal form in the words of its source; NOT_RECORDED if these give none."""
    text = " ".join(words.lower().split())
    if not text or text.startswith(NO_FORM) or text.endswith("member (form not stated)"):
        return NOT_RECORDED
    if text.startswith(NOT_A_FORM):
        return OTHER_WORDS
    return next(
        (name for name, known in FORMS if any(re.search(rf"\b{word}", text) for word in known)), OTHER_WORDS
    )


def age(founded: str, year: int) -> str:
    """Return the class of age in `year`; the first year in the text `founded` is the year of founding."""
    found = _YEAR.search(founded)
    if found is None:
        return NOT_RECORDED
    years = year - int(found.group())
    if years < 0:
        return LATER
    return next((name for name, last in AGES if years <= last), OLDER)


def size(employees: str | None) -> str:
    """Return the class of a number of employees, stored as digits; NOT_RECORDED if it is not known."""
    if not employees or not employees.isdecimal():
        return NOT_RECORDED
    return next((name for name, most in SIZES if int(employees) <= most), LARGE)
