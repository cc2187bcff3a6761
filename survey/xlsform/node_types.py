"""What the types of an XLSForm are here, and why questions of some types are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.question_types import QuestionType

BY_NAME = {
    "note": QuestionType.NOTE,
    "q note": QuestionType.NOTE,
    "add note prompt": QuestionType.NOTE,
    "calculate": QuestionType.CALCULATE,
    "q calculate": QuestionType.CALCULATE,
    "add calculate prompt": QuestionType.CALCULATE,
    "hidden": QuestionType.HIDDEN,
    "select one external": QuestionType.SELECT_ONE,
}
"""Types whose control and data type do not say what they are."""

BY_CONTROL = {
    ("input", "string"): QuestionType.TEXT,
    ("input", "int"): QuestionType.INTEGER,
    ("input", "decimal"): QuestionType.DECIMAL,
    ("input", "date"): QuestionType.DATE,
    ("input", "time"): QuestionType.TIME,
    ("input", "dateTime"): QuestionType.DATETIME,
    ("select1", "string"): QuestionType.SELECT_ONE,
    ("select", "string"): QuestionType.SELECT_MULTIPLE,
    ("odk:rank", "odk:rank"): QuestionType.RANK,
    ("range", "int"): QuestionType.RANGE,
    ("trigger", "string"): QuestionType.ACKNOWLEDGE,
    ("trigger", ""): QuestionType.ACKNOWLEDGE,
}
"""Types by the control and the data type that pyxform gives them, in all their spellings."""

PLACE = "a place on the map cannot be asked for here. Ask for a postcode instead."
REASONS = {
    "geopoint": PLACE,
    "geoshape": PLACE,
    "geotrace": PLACE,
    "barcode": "a barcode cannot be scanned here. Ask for its digits as text instead.",
    "image/*": "a picture cannot be sent here.",
    "audio/*": "a recording cannot be sent here.",
    "video/*": "a film cannot be sent here.",
    "application/*": "a file cannot be sent here.",
    "osm/*": PLACE,
    "binary": "what a telephone records in the background is not kept here.",
}
"""Why a question is left out, by its data type or the kind of file that it asks for."""

ABOUT_THE_DEVICE = "what the device says of itself is not kept; when an answer is begun and sent always is."
WITHOUT_PLACE = {"xml-external": "an XML file of choices is not read here. Use a CSV file."}

MOMENTS = {"start": "now()", "today": "today()"}
"""The value of a row about the beginning of an answer, by its jr:preloadParams. It is kept where it is used."""


def pyxform_type(name: str) -> Mapping[str, Any]:
    """Return the control and the bind that pyxform gives a type; empty for a type that it does not know."""
    # Imported here because it takes half a second and only publishing a form needs it.
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    found: Mapping[str, Any] = QUESTION_TYPE_DICT.get(name, {})
    return found


def kind_of(name: str) -> QuestionType | None:
    """Return the type of question here, or None for a type that cannot be asked."""
    made = pyxform_type(name)
    control, bind = made.get("control", {}), made.get("bind", {})
    if "jr:preload" in bind:
        return None
    return BY_NAME.get(name) or BY_CONTROL.get((control.get("tag", ""), bind.get("type", "")))


def moment_of(name: str) -> str:
    """Return the expression of a row about the beginning of an answer; empty for other types."""
    bind = pyxform_type(name).get("bind", {})
    return MOMENTS.get(bind.get("jr:preloadParams", ""), "") if "jr:preload" in bind else ""


def reason_to_leave_out(name: str) -> str:
    """Return why a question of a type that cannot be asked is left out; empty for an unknown type."""
    made = pyxform_type(name)
    control, bind = made.get("control", {}), made.get("bind", {})
    if "jr:preload" in bind:
        return ABOUT_THE_DEVICE
    return (
        REASONS.get(control.get("mediatype", ""))
        or REASONS.get(bind.get("type", ""))
        or WITHOUT_PLACE.get(name, "")
    )
