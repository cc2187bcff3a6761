"""Reads a definition from plain data, and refuses a malformed one with its file, the key and the reason."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from . import percentages
from .criteria import (
    INCLUDED,
    OPERATORS,
    OUTCOMES,
    UNDETERMINED,
    Branch,
    Condition,
    Criterion,
    Definition,
    Test,
)
from .facts import FACT_NAMES, GENERAL_ANSWERS, SHARES, SURPLUS, YES_NO

KEYS = {
    "id",
    "version",
    "title",
    "position",
    "source",
    "met",
    "includes",
    "marks",
    "notes",
    "untested",
    "criteria",
}
CRITERION_KEYS = {"id", "title", "note", "all", "any", "otherwise"}
DETAILS_OF = {
    "independent": "the details of independence",
    "trades": "trading_share",
    "reinvests": "reinvested_share",
    "distributes_profit": "reinvested_share",
    "charity": "reinvested_share",
}


class DefinitionError(ValueError):
    """A definition that cannot be used: its file, the key and the reason."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class Reader:
    """Reads the definition in one file."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, reason: str) -> DefinitionError:
        return DefinitionError(self.file, key, reason)

    def definition(self, data: Mapping[str, Any]) -> Definition:
        """Return the definition, with every value checked."""
        self.only(data, KEYS, "")
        raw = self.tables(data, "criteria", "criteria")
        position = data.get("position", 1000)
        if not isinstance(position, int) or isinstance(position, bool):
            raise self.refuse("position", "must be a whole number: definitions are listed in its order")
        return Definition(
            id=self.word(data, "id"),
            version=self.text(data, "version", r"[0-9]+|draft", "must be a number such as 1, or draft"),
            title=self.text(data, "title"),
            position=position,
            source=self.text(data, "source"),
            met=self.outcome(data.get("met", "social_enterprise"), "met"),
            includes=tuple(self.outcome(word, "includes") for word in self.texts(data, "includes")),
            marks=tuple(self.fact(word, "marks", YES_NO) for word in self.texts(data, "marks")),
            notes=self.texts(data, "notes"),
            untested=self.texts(data, "untested"),
            criteria=tuple(self.criterion(item, f"criteria[{index}]") for index, item in enumerate(raw, 1)),
        )

    def criterion(self, data: Mapping[str, Any], key: str) -> Criterion:
        name = self.word(data, "id", key)
        key = f"criteria.{name}"
        self.only(data, CRITERION_KEYS, key)
        test = self.test(data, key)
        if not test.conditions:
            raise self.refuse(key, "asks nothing: give its conditions under all or any")
        shares_asked = [condition.fact for condition in test.conditions if condition.operator != "is"]
        for fact in shares_asked:
            if shares_asked.count(fact) > 1:
                raise self.refuse(key, f"gives {fact} two thresholds: give it one")
        branches = self.tables(data, "otherwise", f"{key}.otherwise")
        return Criterion(
            id=name,
            title=self.text(data, "title", key=key),
            note=self.text(data, "note", key=key) if "note" in data else "",
            test=test,
            otherwise=tuple(self.branch(item, f"{key}.otherwise[{n}]") for n, item in enumerate(branches, 1)),
        )

    def branch(self, data: Mapping[str, Any], key: str) -> Branch:
        self.only(data, {"all", "any", "outcome"}, key)
        if "outcome" not in data:
            raise self.refuse(f"{key}.outcome", "is missing: say what an organisation is that gets here")
        return Branch(self.outcome(data["outcome"], f"{key}.outcome"), self.test(data, key, may_group=True))

    def test(self, data: Mapping[str, Any], key: str, *, may_group: bool = False) -> Test:
        """Return the test under `all` or `any`; with `may_group`, its members may be groups with their own."""
        needs = [word for word in ("all", "any") if word in data]
        if len(needs) > 1:
            raise self.refuse(key, "gives both all and any: give one of them")
        if not needs:
            return Test()
        where = f"{key}.{needs[0]}"
        members = self.tables(data, needs[0], where)
        grouped = [item for item in members if may_group and ("all" in item or "any" in item)]
        conditions = tuple(self.condition(item, where) for item in members if item not in grouped)
        for condition in conditions:
            if conditions.count(condition) > 1:
                raise self.refuse(where, f"asks {condition.fact} the same thing twice")
        for item in grouped:
            self.only(item, {"all", "any"}, where)
        return Test(conditions, needs[0], tuple(self.test(item, where, may_group=True) for item in grouped))

    def condition(self, data: Mapping[str, Any], key: str) -> Condition:
        fact = self.fact(data.get("fact", ""), f"{key}.fact", (*YES_NO, *SHARES, SURPLUS))
        key = f"{key}.{fact}"
        operators = [word for word in data if word != "fact"]
        if len(operators) != 1:
            raise self.refuse(key, f"needs one of is, {', '.join(OPERATORS)}; it has {len(operators)}")
        operator, value = operators[0], data[operators[0]]
        if fact in YES_NO:
            if operator != "is" or value not in ("yes", "no"):
                raise self.refuse(key, 'is a yes-or-no fact: write is = "yes" or is = "no"')
            return Condition(fact, "is", value == "yes")
        if operator not in OPERATORS:
            raise self.refuse(key, f"is a share: give its threshold by one of {', '.join(OPERATORS)}")
        return Condition(fact, operator, self.threshold(value, f"{key}.{operator}"))

    def threshold(self, value: object, key: str) -> int:
        try:
            if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
                raise ValueError
            number = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            raise self.refuse(key, f"{value!r} is not a number of per cent") from None
        if not 0 <= number <= 100:
            raise self.refuse(key, f"{value} lies outside 0 to 100 per cent")
        at = percentages.position(number)
        if at % 2:
            raise self.refuse(key, f"{value} has more than six decimal places")
        return at

    def fact(self, word: object, key: str, allowed: Sequence[str]) -> str:
        if word in GENERAL_ANSWERS:
            raise self.refuse(key, f"{word} is a general answer: ask {DETAILS_OF[str(word)]} instead")
        if word in allowed:
            return str(word)
        if word in FACT_NAMES:
            raise self.refuse(key, f"{word} informs and never decides")
        raise self.refuse(key, f"{word!r} is not a fact of the definition{self.near(word, allowed)}")

    def outcome(self, word: object, key: str) -> str:
        if word in (INCLUDED, UNDETERMINED):
            raise self.refuse(key, f"{word} is never given by a rule: it is what missing facts leave")
        if not isinstance(word, str) or word not in OUTCOMES:
            raise self.refuse(key, f"{word!r} is not one outcome{self.near(word, OUTCOMES)}")
        return word

    def word(self, data: Mapping[str, Any], name: str, key: str = "") -> str:
        reason = "must be a word of small letters, figures, - and _"
        return self.text(data, name, r"[a-z0-9][a-z0-9_-]{0,39}", reason, key)

    def text(
        self, data: Mapping[str, Any], name: str, pattern: str = "", reason: str = "", key: str = ""
    ) -> str:
        value, where = data.get(name), f"{key}.{name}" if key else name
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(where, "is missing: write it as text")
        if pattern and not re.fullmatch(pattern, value):
            raise self.refuse(where, f"{value!r} {reason}")
        return value

    def texts(self, data: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse(name, "must be a list of texts")
        return tuple(value)

    def tables(self, data: Mapping[str, Any], name: str, key: str) -> list[Mapping[str, Any]]:
        value = data.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
            raise self.refuse(key, "is missing or empty: it must be a list of tables")
        return value

    def only(self, data: Mapping[str, Any], known: set[str], key: str) -> None:
        for name in data:
            if name not in known:
                raise self.refuse(
                    f"{key}.{name}" if key else name, f"is not a key{self.near(name, sorted(known))}"
                )

    def near(self, word: object, known: Sequence[str]) -> str:
        match = get_close_matches(str(word), known, n=1)
        return f": did you mean {match[0]}?" if match else f": write one of {', '.join(known)}"
