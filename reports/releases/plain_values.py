"""Frozen dataclasses to plain JSON values and back, by the types of their fields."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

DAY = "day"
"""The only key of the object that stands for a date."""


def canonical(value: Any) -> str:
    """Return plain values as canonical JSON: keys sorted, no spaces, no escapes that are not needed.

    :raises ValueError: for a number that is not finite.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any, *, without: frozenset[str] = frozenset()) -> Any:
    """Return a value as plain JSON values; of dataclasses the fields that have not their default.

    `without` names fields of this dataclass to leave out. Sets are sorted.

    :raises TypeError: for a value of another type.
    """
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {DAY: value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(each) for each in value), key=canonical)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        given = {each: plain(getattr(value, each.name)) for each in fields(value) if each.name not in without}
        return {each.name: found for each, found in given.items() if not _is_default(each, found)}
    raise TypeError(f"A {type(value).__name__} has no place in a release.")


def from_plain(expected: Any, value: Any) -> Any:
    """Return the value of the expected type that `plain` made these plain values from.

    :raises TypeError: for a type that is none of those that `plain` takes.
    """
    origin, arguments = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        return _one_of(arguments, value)
    if origin is tuple:
        inner = arguments[:1] * len(value) if arguments[1:] == (Ellipsis,) else arguments
        return tuple(from_plain(each, item) for each, item in zip(inner, value, strict=True))
    if origin is frozenset:
        return frozenset(from_plain(arguments[0], item) for item in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: from_plain(arguments[1], item) for key, item in value.items()}
    if expected is dt.date:
        return dt.date.fromisoformat(value[DAY])
    if is_dataclass(expected) and isinstance(expected, type):
        return expected(**fields_from_plain(expected, value))
    if isinstance(value, (dict, list)):
        raise TypeError(f"{expected} cannot be read from a release.")
    return value


def fields_from_plain(expected: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a dataclass's fields by name, from plain values by name."""
    types = _types(expected)
    return {name: from_plain(types[name], item) for name, item in values.items()}


def _one_of(choices: tuple[Any, ...], value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {DAY}:
            return dt.date.fromisoformat(value[DAY])
        return from_plain(next(each for each in choices if is_dataclass(each)), value)
    if isinstance(value, list):
        return from_plain(next(each for each in choices if get_origin(each) in (tuple, frozenset)), value)
    return value


def _is_default(field: Field[Any], found: Any) -> bool:
    """Return True if these plain values are those of the field's default."""
    if field.default is not MISSING:
        return canonical(plain(field.default)) == canonical(found)
    if field.default_factory is not MISSING:
        return canonical(plain(field.default_factory())) == canonical(found)
    return False


@cache
def _types(of: type) -> dict[str, Any]:
    # Not get_type_hints: a field that is left out may name a type that its module does not import.
    return {each.name: each.type for each in fields(of)}
