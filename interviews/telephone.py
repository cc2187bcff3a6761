"""Telephone numbers of contacts: checked, written for reading and for dialling. Region GB. No Django here."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

REGION = "GB"

NOT_A_NUMBER = (
    "Enter a telephone number, such as 0113 496 0000 or 0113 496 0000 ext. 12. "
    "Write anything else, such as “ask the switchboard”, in the note"
)
TOO_SHORT = "Check the telephone number: it has too few digits. Give the area code as well"
TOO_LONG = "Check the telephone number: it has too many digits"
NOT_IN_USE = "Check the telephone number: there is no such number"

FAULTS = {
    ValidationResult.TOO_SHORT: TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: TOO_SHORT,
    ValidationResult.TOO_LONG: TOO_LONG,
}

TYPED = re.compile(r"\+?[\d\s()./–-]+(?:,?\s*(?:ext(?:ension|n)?|x|#)[\s.:]*\d{1,7})?", re.IGNORECASE)
"""Digits with what separates them, and an extension. The library alone would also read letters as digits."""

DRAMA = re.compile(
    r"(?:11[3-8]|1[2-6]1)4960\d{3}|1914980\d{3}|2079460\d{3}|28964960\d{2}|2920180\d{3}|1632960\d{3}"
    r"|7700900\d{3}|8081570\d{3}|9098790\d{3}|3069990\d{3}"
)
"""National numbers that Ofcom reserves for drama. They reach nobody; demonstrations and examples use them."""


def parse(text: str) -> PhoneNumber:
    """Return the telephone number in this text, with its extension.

    :raises ValueError: with a sentence for the person who typed it.
    """
    if not TYPED.fullmatch(text.strip()):
        raise ValueError(NOT_A_NUMBER)
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException as error:
        raise ValueError(NOT_A_NUMBER) from error
    if phonenumbers.is_valid_number(number) or _is_drama(number):
        return number
    raise ValueError(FAULTS.get(phonenumbers.is_possible_number_with_reason(number), NOT_IN_USE))


def as_read(text: str) -> str:
    """Return the number in groups of digits, such as “0113 496 0000 ext. 12”, or with +44 before it from abroad.

    :raises ValueError: with a sentence for the person who typed it.
    """
    number = parse(text)
    extension, number.extension = number.extension, None
    is_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == REGION
    form = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    written = phonenumbers.format_number(number, form)
    return f"{written} ext. {extension}" if extension else written


def dial_link(text: str) -> str:
    """Return the address that dials this number, such as “tel:+441134960000;ext=12”, or "" if it is no number."""
    try:
        number = parse(text)
    except ValueError:
        return ""
    extension = f";ext={number.extension}" if number.extension else ""
    return f"tel:{phonenumbers.format_number(number, PhoneNumberFormat.E164)}{extension}"


def _is_drama(number: PhoneNumber) -> bool:
    return number.country_code == 44 and bool(DRAMA.fullmatch(str(number.national_number)))
