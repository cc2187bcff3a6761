"""Free words and numbers sorted into classes: legal forms, age in years, employees. Pure."""

import re

NOT_RECORDED = "Nothing recorded"

FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Community interest company", ("community interest company", "cic")),
    ("Company limited by guarantee", ("limited by guarantee",)),
    ("Company limited by shares", ("limited by shares", "public limited company", "plc")),
    ("Registered society or co-operative", ("society", "co-operative", "cooperative", "mutual")),
    ("Statutory body", ("statutory body",)),
    ("Unincorporated association", ("unincorporated", "association")),
    ("Charity", ("charity", "charitable")),
    ("Company, kind not stated", ("company", "ltd", "limited")),
)
"""Each class with the words by which it is known; the first class that a text has a word of is taken."""

OTHER_WORDS = "Described in other words"
NO_FORM = ("not stated", "unknown")
"""How a text begins that says no form."""

NOT_A_FORM = ("social enterprise", "described as", "proposed")
"""How a text begins that says what an organisation is thought of as, and perhaps its parent's form, not its own."""

LEGAL_FORMS = (*(name for name, _ in FORMS), OTHER_WORDS)

AGES: tuple[tuple[str, int], ...] = (
    ("Under 3 years", 2),
    ("3 to 5 years", 5),
    ("6 to 10 years", 10),
    ("11 to 20 years", 20),
)
"""Each class of age with its last full year."""

OLDER, LATER = "More than 20 years", "Founded after that year"
AGE_BANDS = (*(name for name, _ in AGES), OLDER, LATER)

SIZES: tuple[tuple[str, int], ...] = (("None", 0), ("1 to 9", 9), ("10 to 49", 49), ("50 to 249", 249))
"""Each class of employees with its largest number: micro, small and medium as official statistics have them."""

LARGE = "250 or more"
SIZE_BANDS = (*(name for name, _ in SIZES), LARGE)
_YEAR = re.compile(r"\b(1[6-9]\d\d|20\d\d)\b")


def legal_form(words: str) -> str:
    """The class of a legal form as its source states it; NOT_RECORDED where it says none."""
    text = " ".join(words.lower().split())
    if not text or text.startswith(NO_FORM) or text.endswith("member (form not stated)"):
        return NOT_RECORDED
    if text.startswith(NOT_A_FORM):
        return OTHER_WORDS
    return next(
        (name for name, known in FORMS if any(re.search(rf"\b{word}", text) for word in known)), OTHER_WORDS
    )


def age(founded: str, year: int) -> str:
    """The class of age in a year, from the first year in the words of when it was founded."""
    found = _YEAR.search(founded)
    if found is None:
        return NOT_RECORDED
    years = year - int(found.group())
    if years < 0:
        return LATER
    return next((name for name, last in AGES if years <= last), OLDER)


def size(employees: str | None) -> str:
    """The class of a number of employees as an assessment stores it; NOT_RECORDED where none is known."""
    if not employees or not employees.isdecimal():
        return NOT_RECORDED
    return next((name for name, most in SIZES if int(employees) <= most), LARGE)
