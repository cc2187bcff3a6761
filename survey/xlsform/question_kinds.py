"""The types of rows of the sheet survey by pyxform's dictionary, and which of them are not asked here and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

PLACE = "a place cannot be asked here. Ask for a postcode instead: type text, appearance postcode."
METADATA = "other programs fill this in by themselves; it takes no answer."
REASONS = {
    "geopoint": PLACE,
    "geotrace": "a line on a map cannot be asked here.",
    "geoshape": "an area on a map cannot be asked here.",
    "barcode": "a barcode cannot be read here. Ask for its number: type text.",
    "image": "a picture cannot be sent here.",
    "audio": "a sound recording cannot be sent here.",
    "video": "a film cannot be sent here.",
    "application": "a file cannot be sent here.",
    "osm": "an object of OpenStreetMap cannot be asked here.",
}
EXTERNAL = "this row only names a file."
BACKGROUND = "nothing is recorded in the background here."
SPECIAL = {
    "audit": METADATA,
    "xml-external": EXTERNAL,
    "csv-external": EXTERNAL,
    "background-audio": BACKGROUND,
    "background-geopoint": BACKGROUND,
    "start-geopoint": BACKGROUND,
}
TODAY, NOW = "today()", "now()"
MOMENTS = {"today": TODAY, "start": NOW, "end": NOW}
"""The metadata that stand for a moment, by their parameter, with the function that gives it."""

TYPE_OF_BIND = {
    "string": "text",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
}
PLAIN_TYPES = frozenset(
    {
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "note",
        "calculate",
        "acknowledge",
        "hidden",
        "range",
    }
)


class Kind(NamedTuple):
    """What the type of a row means: our word for it, or why it is not asked.

    `stands_for` is the expression for metadata that an expression may quote; `constraint` and `hint` come with some
    old types.
    """

    type: str
    reason: str = ""
    stands_for: str = ""
    constraint: str = ""
    hint: str = ""


@cache
def kind_of(words: str) -> Kind:
    """Return the kind of a type as written. One that pyxform does not know stays as it is, and pyxform refuses it."""
    # Imported here because it takes half a second and only reading a form needs it.
    from pyxform import aliases
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    word = aliases._type_alias_map.get(words, words)
    if word in SPECIAL:
        return Kind(word, SPECIAL[word])
    if re.fullmatch(r"osm(\s.*)?", word):
        return Kind("osm", REASONS["osm"])
    entry: Mapping[str, Any] | None = QUESTION_TYPE_DICT.get(word)
    if entry is None or word in PLAIN_TYPES:
        return Kind(words)
    bind, control = entry.get("bind", {}), entry.get("control", {})
    if "jr:preload" in bind:
        return Kind(word, METADATA, stands_for=MOMENTS.get(bind.get("jr:preloadParams", ""), ""))
    what = (
        control.get("mediatype", "").partition("/")[0]
        if bind.get("type") == "binary"
        else bind.get("type", "")
    )
    if what in REASONS:
        return Kind(word, REASONS[what])
    return Kind(
        _plain_type(words, bind, control), constraint=bind.get("constraint", ""), hint=entry.get("hint", "")
    )


def _plain_type(words: str, bind: Mapping[str, str], control: Mapping[str, str]) -> str:
    tag = control.get("tag", "")
    if tag == "trigger":
        return "acknowledge"
    if bind.get("readonly"):
        return "note"
    if not control:
        return "calculate"
    return TYPE_OF_BIND.get(bind.get("type", ""), words) if tag == "input" else words
