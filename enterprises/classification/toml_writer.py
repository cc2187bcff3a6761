"""Writes a definition as a TOML file."""

import json
from collections.abc import Mapping
from typing import Any

from .criteria import Definition


def toml(definition: Definition) -> str:
    """Return the TOML text of a definition; `definitions.load` reads it back with the same hash."""
    data = definition.as_data()
    criteria = data.pop("criteria")
    parts = ["\n".join(_line(key, value) for key, value in data.items())]
    for criterion in criteria:
        otherwise = criterion.pop("otherwise")
        parts.append("[[criteria]]\n" + "\n".join(_line(key, value) for key, value in criterion.items()))
        parts += [
            "[[criteria.otherwise]]\n" + "\n".join(_line(key, value) for key, value in branch.items())
            for branch in otherwise
        ]
    return "\n\n".join(parts) + "\n"


def _line(key: str, value: Any) -> str:
    return f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_line(key, inner) for key, inner in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
