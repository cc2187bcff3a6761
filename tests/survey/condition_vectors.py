"""Writes conditions with their results, for the evaluators on the server and in the browser.

script/vectors writes tests/vectors/conditions.json anew; commit it after a change here or in what the server sends.
The file holds:

- `worked`: an expression, the tree that the browser gets, answers, and the result as written by hand below: true or
  false for a condition, a text for a calculation;
- `generated`: the same of the whole alphabet at random, with the place of its answers in `answers`, whether it holds
  and its text, as the server evaluates them;
- `pages`: what a page of a questionnaire sends, from tests.survey.page_vectors.
"""

import json
from pathlib import Path
from random import Random
from typing import Any

from survey import conditions, expressions
from tests.survey.page_vectors import pages

FILE = Path(__file__).resolve().parents[1] / "vectors" / "conditions.json"
SEED = 14
GENERATED = 500
DEEPEST = 3

WORKED: list[tuple[str, dict[str, str], bool | str]] = [
    # Texts, choices and empty answers.
    ("${kind} = 'charity'", {"kind": "charity"}, True),
    ("${kind} = 'charity'", {"kind": ""}, False),
    ("${kind} != 'charity'", {"kind": ""}, True),
    ("${absent} = ''", {}, True),
    ("${kind}", {"kind": "no"}, True),
    ("${kind}", {"kind": ""}, False),
    ("selected(${barriers}, 'skills')", {"barriers": "churn skills"}, True),
    ("selected(${barriers}, 'skill')", {"barriers": "churn skills"}, False),
    ("selected(${barriers}, 'skills')", {"barriers": " churn  skills\n"}, True),
    ("selected(${barriers}, 'skills')", {"barriers": "churn\u00a0skills"}, False),
    ("selected(${barriers}, '')", {"barriers": ""}, False),
    ("count-selected(${barriers})", {"barriers": "churn skills"}, "2"),
    ("count-selected(${barriers})", {"barriers": ""}, "0"),
    ("contains(${words}, 'long')", {"words": "a long story"}, True),
    ("contains(${words}, '')", {"words": ""}, True),
    ("starts-with(${words}, 'long')", {"words": "a long story"}, False),
    ("string-length(${words})", {"words": "naïve"}, "5"),
    ("string-length(${words})", {"words": "a\U0001f600b"}, "3"),
    ("substr(${words}, 1, 2)", {"words": "a\U0001f600b"}, "\U0001f600"),
    ("substr(${words}, 2)", {"words": "charity"}, "arity"),
    ("substr(${words}, -2, 2)", {"words": "charity"}, "ch"),
    ("substr(${words}, 'x')", {"words": "charity"}, ""),
    ("concat(${kind}, '-', ${number})", {"kind": "charity", "number": "12"}, "charity-12"),
    ("coalesce(${kind}, 'none')", {"kind": ""}, "none"),
    ("coalesce(${kind}, 'none')", {"kind": "charity"}, "charity"),
    ("coalesce(${number} * 0, 7)", {"number": "12"}, "0"),
    ("coalesce(number(${kind}), 7)", {"kind": "charity"}, ""),
    ("coalesce(false(), 7)", {}, "false"),
    ("if(${number} > 10, 'many', 'few')", {"number": "12"}, "many"),
    ("if(${number} > 10, 'many', 'few')", {"number": ""}, "few"),
    # Numbers, and what is none.
    ("${number} >= 12 and ${number} < 13", {"number": "12"}, True),
    ("${number} = 12", {"number": "012"}, True),
    ("${number} = '12'", {"number": "012"}, False),
    ("${number} = 12", {"number": " 12 "}, True),
    ("${number} = 12", {"number": "\u00a012"}, False),
    ("${number} > 0 or ${number} <= 0", {"number": ""}, False),
    ("${number} != 0", {"number": ""}, True),
    ("${number} > 0", {"number": "1e5"}, False),
    ("${number} > 0", {"number": "+1"}, False),
    ("${number} > 0", {"number": "٣"}, False),
    ("${number} = .5 and ${number} * 2 = 1.", {"number": ".5"}, True),
    ("${number} + 1", {"number": "2.5"}, "3.5"),
    ("${number} + 1", {"number": "x"}, ""),
    ("${number}-2", {"number": "12"}, "10"),
    ("-${number}", {"number": "12"}, "-12"),
    ("${number} div 4", {"number": "1"}, "0.25"),
    ("1 div ${number}", {"number": "0"}, "Infinity"),
    ("1 div -${number}", {"number": "0"}, "-Infinity"),
    ("${number} div 0", {"number": "0"}, ""),
    ("-7 mod 2", {}, "-1"),
    ("7 mod 0", {}, ""),
    ("7 mod (1 div 0)", {}, "7"),
    ("0.1 + 0.2", {}, "0.30000000000000004"),
    ("1 div 10000000", {}, "0.0000001"),
    ("-15 div 100000000", {}, "-0.00000015"),
    ("100000000000 * 100000000000", {}, "10000000000000000000000"),
    ("string(-0)", {}, "0"),
    ("round(2.5)", {}, "3"),
    ("round(-2.5)", {}, "-2"),
    ("round(2.345, 2)", {}, "2.35"),
    ("round(1234, -2)", {}, "1200"),
    ("round(123456789, -4)", {}, "123460000"),
    ("round(1, 0.5)", {}, ""),
    ("round(1, 16)", {}, ""),
    ("round(1 div 0, 2)", {}, "Infinity"),
    ("round(1 div 0, 0.5)", {}, "Infinity"),
    ("round(1e300, 15) = 1e300", {}, True),
    ("int(-2.7)", {}, "-2"),
    ("1 div int(-0.5)", {}, "Infinity"),
    ("int('x')", {}, ""),
    ("number(true()) + number(false())", {}, "1"),
    # True and false.
    ("true() = 'anything'", {}, True),
    ("false() = ''", {}, True),
    ("string(1 = 1)", {}, "true"),
    ("'0'", {}, True),
    ("0", {}, False),
    ("number('x')", {}, False),
    ("not(number('x') = number('x'))", {}, True),
    ("1 > 2 or (2 > 1 and not(false()))", {}, True),
    # Days.
    ("${day} > '2009-06-30'", {"day": "2009-07-15"}, True),
    ("${day} - '2009-06-30'", {"day": "2009-07-15"}, "15"),
    ("${day} > '2009-06-30'", {"day": ""}, False),
    ("number(${day})", {"day": "1970-01-02"}, "1"),
    ("number(${day})", {"day": "1969-12-31"}, "-1"),
    ("number(${day})", {"day": "2008-02-29"}, "13938"),
    ("number(${day})", {"day": "2009-02-29"}, ""),
    ("number(${day})", {"day": "0000-01-01"}, ""),
    ("number(${day})", {"day": "2009-7-15"}, ""),
    ("number(${day})", {"day": " 2009-07-15"}, ""),
    ("${day} = 14440", {"day": "2009-07-15"}, True),
    ("${day} = '14440'", {"day": "2009-07-15"}, False),
]

ANSWERS = [
    {
        "kind": "charity",
        "number": "12",
        "decimal": "2.5",
        "barriers": "churn skills",
        "words": "a long story",
        "day": "2009-07-15",
    },
    {"kind": "", "number": "", "decimal": "", "barriers": "", "words": "", "day": ""},
    {
        "kind": "12",
        "number": "-3",
        "decimal": "0.1",
        "barriers": "skills",
        "words": "café \U0001f600",
        "day": "2008-02-29",
    },
    {
        "kind": "no",
        "number": " 0 ",
        "decimal": "1e5",
        "barriers": "  churn\tskills money ",
        "words": "2.5",
        "day": "2009-02-30",
    },
]
NUMERALS = ("0", "1", "2", "3", "12", "0.5", "2.345", "100", "10000000", "1000000000000")
TEXTS = (
    "",
    "12",
    "charity",
    "skills",
    "churn skills",
    "long",
    "é\U0001f600",
    "2009-07-15",
    "2009-02-30",
    "1e3",
    "NaN",
)


def generated() -> list[list[Any]]:
    """Return distinct random expressions with every operator, with their trees and results."""
    random = Random(SEED)
    sources: dict[str, None] = {}
    while len(sources) < GENERATED:
        make = random.choices((_condition, _figure, _text), weights=(6, 3, 1))[0]
        sources[make(random, DEEPEST)] = None
    return [_result(source, place % len(ANSWERS)) for place, source in enumerate(sources)]


def contents() -> str:
    """Return the contents of the file: a case on each line."""
    worked = [
        [source, conditions.expression_tree(source), values, expected] for source, values, expected in WORKED
    ]
    parts: dict[str, list[Any]] = {
        "answers": ANSWERS,
        "worked": worked,
        "generated": generated(),
        "pages": pages(),
    }
    lists = [f"{json.dumps(name)}: [\n{_lines(cases)}\n]" for name, cases in parts.items()]
    return "{\n" + ",\n".join(lists) + "\n}\n"


def write() -> None:
    """Write the file."""
    FILE.write_text(contents(), encoding="utf-8")


def _lines(cases: list[Any]) -> str:
    return ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)


def _result(source: str, place: int) -> list[Any]:
    parsed = expressions.parse(source)
    values = ANSWERS[place]
    return [source, conditions.expression_tree(source), place, parsed.holds(values), parsed.text(values)]


def _any(random: Random, depth: int) -> str:
    return random.choices((_text, _figure, _condition), weights=(4, 4, 1))[0](random, depth)


def _answer(random: Random) -> str:
    return f"${{{random.choice(list(ANSWERS[0]))}}}"


def _condition(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice(("true()", "false()", f"selected({_answer(random)}, 'skills')"))
    one, other = depth - 1, depth - 2
    kind = random.randrange(8)
    if kind < 4:
        symbol = random.choice(("=", "!=", "<", "<=", ">", ">="))
        make = random.choice((_any, _figure, _text))
        return f"({make(random, one)} {symbol} {make(random, one)})"
    if kind == 4:
        return f"({_condition(random, one)} {random.choice(('and', 'or'))} {_condition(random, one)})"
    if kind == 5:
        return f"not({_any(random, one)})"
    if kind == 6:
        return f"selected({_answer(random)}, {_text(random, other)})"
    return f"{random.choice(('contains', 'starts-with'))}({_text(random, one)}, {_text(random, other)})"


def _figure(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice((_answer(random), random.choice(NUMERALS)))
    one = depth - 1
    kind = random.randrange(9)
    if kind < 3:
        return (
            f"({_figure(random, one)} {random.choice(('+', '-', '*', 'div', 'mod'))} {_figure(random, one)})"
        )
    if kind == 3:
        return f"-{_figure(random, one)}"
    if kind == 4:
        return f"{random.choice(('number', 'int', 'round'))}({_any(random, one)})"
    if kind == 5:
        return f"round({_figure(random, one)}, {random.choice(('0', '1', '2', '-1', '0.5', '15'))})"
    if kind == 6:
        return f"{random.choice(('string-length', 'count-selected'))}({_any(random, one)})"
    if kind == 7:
        return f"if({_condition(random, one)}, {_figure(random, one)}, {_figure(random, one)})"
    return f"coalesce({_answer(random)}, {_figure(random, one)})"


def _text(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice((_answer(random), f"'{random.choice(TEXTS)}'"))
    one = depth - 1
    kind = random.randrange(6)
    if kind == 0:
        return f"concat({_any(random, one)}, {_text(random, one)})"
    if kind == 1:
        return f"substr({_text(random, one)}, {random.choice(('0', '1', '-1', '2.7', _figure(random, 1)))})"
    if kind == 2:
        return f"substr({_any(random, one)}, {random.choice(('0', '1'))}, {_figure(random, one)})"
    if kind == 3:
        return f"string({_any(random, one)})"
    if kind == 4:
        return f"if({_condition(random, one)}, {_text(random, one)}, {_text(random, one)})"
    return f"coalesce({_text(random, one)}, {_any(random, one)})"
