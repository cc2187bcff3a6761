"""Codes of languages by their names, in English, in the language itself or in one of a few others. No database."""

from __future__ import annotations

import re
from functools import cache

from survey.languages import ENGLISH, WITH_CODE, Language

CODE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*")
NAMED_IN = ("en", "cy", "fr", "es", "pt", "de", "sw", "ar")
"""The languages in which names of languages are known."""

UNKNOWN = "und"
"""The code for a language that is not known (BCP 47)."""


def language_of(words: str) -> Language | None:
    """Return the language that a heading names, with or without its code; None if it is not known.

    >>> language_of("Cymraeg (cy)"), language_of("français")
    (Language(code='cy', name='Cymraeg'), Language(code='fr', name='français'))
    """
    if found := WITH_CODE.fullmatch(words.strip()):
        # “English (UK)” names a country: the code of a language is written in small letters.
        by_name = "" if found["code"][:2].islower() else code_of(found["name"])
        return Language(by_name or found["code"], found["name"])
    name = " ".join(words.split())
    if code := code_of(name):
        is_code = CODE.fullmatch(name) is not None and name.casefold() == code.casefold()
        return Language(code, own_name(code) if is_code else name)
    return None


@cache
def code_of(name: str) -> str:
    """Return the code of a language by its name or code; an empty text if it is not known."""
    # Imported here because it takes half a second and only names that are not ours need it.
    from babel import Locale

    if name.casefold() == ENGLISH.name.casefold():
        return ENGLISH.code
    if CODE.fullmatch(name) and name[:3].split("_")[0].split("-")[0].lower() in Locale("en").languages:
        return name.replace("_", "-").lower() if len(name) <= 3 else name.replace("_", "-")
    word = name.casefold()
    return _codes_of_own_names().get(word, "") or next(
        (code for named_in in NAMED_IN if (code := _codes(named_in).get(word, ""))), ""
    )


@cache
def _codes(named_in: str) -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for code, name in Locale(named_in).languages.items():
        names.setdefault(name.casefold(), code.replace("_", "-"))
    return names


@cache
def _codes_of_own_names() -> dict[str, str]:
    from django.conf.locale import LANG_INFO

    names: dict[str, str] = {}
    for code, about in LANG_INFO.items():
        if "name_local" in about:
            names.setdefault(about["name_local"].casefold(), code)
    return names


def own_name(code: str) -> str:
    """Return the name of a language in itself, or the code if it is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name()
    except (UnknownLocaleError, ValueError, TypeError):
        name = _codes_in_english().get(code.lower(), "")
    return f"{name[:1].upper()}{name[1:]}" if name else code


@cache
def _codes_in_english() -> dict[str, str]:
    from babel import Locale

    return {code.replace("_", "-").lower(): name for code, name in Locale("en").languages.items()}
