"""Regular expressions that Java, Python and JavaScript read alike. No Django here.

ODK reads those of a form as Java does, where a text matches if all of it does. `translate` writes such an expression
so that Python's `regex` and a browser's `RegExp` (with the flag `u`) give the same, and refuses what one of them lacks.
"""

from __future__ import annotations

import re

import regex

MAX_SECONDS = 0.05
"""The longest that a match may take; a pattern such as (a+)+ can take years."""

SETS = {
    "d": "0-9",
    "w": "A-Za-z0-9_",
    "s": r" \t\n\r\f\v",
}
LETTERS = {"L": r"\p{L}", "Lu": r"\p{Lu}", "Ll": r"\p{Ll}", "N": r"\p{N}", "P": r"\p{P}"}
JAVA_SETS = {"Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "A-Za-z0-9", "Upper": "A-Z", "Lower": "a-z"}
SIGNS = set("^$\\.*+?()[]{}|/")
"""Characters that both sides read as themselves only after a backslash."""
CONTROLS = set("tnrf")
TOKEN = re.compile(
    r"""(?P<escape>\\[pP]\{\w+\}|\\[pP]\w|\\.)
      | (?P<group>\((?:\?(?::|=|!|<=|<!))?)
      | (?P<many>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
      | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)


class PatternError(ValueError):
    """The pattern is none, or is not read alike everywhere; the message gives the reason."""


def translate(pattern: str) -> str:
    """Return a pattern that Python and a browser read as Java reads the one given.

    :raises PatternError: for what is no pattern, or has no equal.
    """
    parts: list[str] = []
    open_groups: list[str] = []
    place, was_many = 0, False
    while place < len(pattern):
        if pattern[place] == "[":
            piece, place = _class(pattern, place)
            parts.append(piece)
            was_many = False
            continue
        found = TOKEN.match(pattern, place)
        assert found is not None
        place, piece = found.end(), found[0]
        if found["many"] and was_many:
            raise PatternError(f"“{piece}” follows a sign for how often, or a look ahead or behind")
        was_many = bool(found["many"])
        if found["escape"]:
            parts.append(_escape(piece))
        elif found["group"] or found["many"] or piece in "|)^":
            if piece == "(" and pattern[place : place + 1] == "?":
                raise PatternError(f"“{pattern[place - 1 : place + 3]}” is not read alike everywhere")
            parts.append(piece)
            if found["group"]:
                open_groups.append(piece)
            elif piece == ")" and open_groups:
                was_many = open_groups.pop() not in {"(", "(?:"}
        elif piece == "$":
            # Python's own $ also stands before a line break at the end.
            parts.append(r"(?![\s\S])")
        elif piece == ".":
            parts.append(r"[^\n\r]")
        else:
            parts.append(_literal(piece))
    made = "".join(parts)
    try:
        compiled(made)
    except regex.error as error:
        raise PatternError(str(error)) from error
    return made


def matches(value: str, pattern: str) -> bool:
    """Return True if all of a text matches a pattern of `translate`. False if that takes longer than MAX_SECONDS."""
    try:
        return compiled(pattern).fullmatch(value, timeout=MAX_SECONDS) is not None
    except TimeoutError:
        return False


def compiled(pattern: str) -> regex.Pattern[str]:
    """Return the compiled pattern; the library caches it."""
    return regex.compile(pattern, regex.V0)


def _literal(sign: str) -> str:
    return f"\\{sign}" if sign in SIGNS else sign


def _escape(piece: str) -> str:
    letter = piece[1]
    if letter.lower() in SETS:
        return f"[{'^' if letter.isupper() else ''}{SETS[letter.lower()]}]"
    if letter in "pP":
        return f"[{'^' if letter == 'P' else ''}{_property(piece)}]"
    if letter in CONTROLS:
        return piece
    if letter.isalnum():
        raise PatternError(f"“{piece}” is not read alike everywhere")
    return _literal(letter)


def _property(piece: str) -> str:
    name = piece[2:].strip("{}")
    if name not in LETTERS | JAVA_SETS:
        raise PatternError(f"“{piece}” is not read alike everywhere")
    return LETTERS.get(name) or JAVA_SETS[name]


def _class(pattern: str, start: int) -> tuple[str, int]:
    """Return a class such as [a-z] that begins at `start`, and the place after it."""
    place = start + 1
    parts = ["["]
    if pattern[place : place + 1] == "^":
        parts.append("^")
        place += 1
    first = place
    while place < len(pattern):
        if pattern[place] == "]" and place > first:
            return "".join([*parts, "]"]), place + 1
        if pattern[place] == "[" or pattern.startswith("&&", place):
            raise PatternError(
                "a class within a class is not read alike everywhere: write \\[ for the sign itself"
            )
        found = TOKEN.match(pattern, place)
        if pattern[place] == "\\" and found is not None:
            piece, place = found[0], found.end()
            letter = piece[1:2]
            if letter in SETS:
                parts.append(SETS[letter])
            elif letter == "p":
                parts.append(_property(piece))
            elif letter in CONTROLS:
                parts.append(piece)
            elif not letter or letter.isalnum():
                raise PatternError(f"“{piece}” within a class is not read alike everywhere")
            else:
                parts.append(f"\\{letter}" if letter in SIGNS | {"-"} else letter)
        else:
            sign = pattern[place]
            last = pattern[place + 1 : place + 2] == "]"
            parts.append(rf"\{sign}" if sign in SIGNS or (sign == "-" and (place == first or last)) else sign)
            place += 1
    raise PatternError("a class begins with “[” and has no “]”")
