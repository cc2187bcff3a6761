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
import re
from pathlib import Path
from random import Random
from typing import Any

from survey import conditions, expressions
from tests.survey.page_vectors import pages

FILE = Path(__file__).resolve().parents[1] / "vectors" / "conditions.json"
SEED = 14
GENERATED = 1500
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
    ("substr(${words}, -2)", {"words": "charity"}, "ty"),
    ("substr(${words}, -5, -2)", {"words": "charity"}, "ari"),
    ("substr(${words}, -9, 2)", {"words": "charity"}, "ch"),
    ("substring(${words}, 2, 3)", {"words": "charity"}, "har"),
    ("substring('12345', 1.5, 2.6)", {}, "234"),
    ("substring('12345', 0, 3)", {}, "12"),
    ("substring('12345', 0 div 0, 3)", {}, ""),
    ("substring('12345', -42, 1 div 0)", {}, "12345"),
    ("substring-before('1999/04/01', '/')", {}, "1999"),
    ("substring-before('1999', '')", {}, ""),
    ("substring-after('1999/04/01', '/')", {}, "04/01"),
    ("substring-after('1999', '')", {}, "1999"),
    ("translate('--aaa--', 'abc-', 'ABC')", {}, "AAA"),
    ("translate('bar', 'aa', 'xy')", {}, "bxr"),
    ("normalize-space(' a \t b\n')", {}, "a b"),
    ("ends-with(${words}, 'story')", {"words": "a long story"}, True),
    ("join(', ', ${kind}, 'x', 3)", {"kind": ""}, ", x, 3"),
    ("selected-at(${barriers}, 0)", {"barriers": "churn skills"}, "churn"),
    ("selected-at(${barriers}, 2)", {"barriers": "churn skills"}, ""),
    ("selected-at(${barriers}, -1)", {"barriers": "churn skills"}, ""),
    ("selected(${barriers}, ' skills ')", {"barriers": "churn skills"}, True),
    # True and false from texts; how many of several hold.
    ("boolean('false')", {}, True),
    ("boolean-from-string('false') or boolean-from-string('yes')", {}, False),
    ("boolean-from-string('True') and boolean-from-string(1)", {}, True),
    ("checklist(1, 2, ${kind}, 'x', 'y')", {"kind": ""}, True),
    ("checklist(-1, 1, 'x', 'y')", {}, False),
    ("weighted-checklist(4, -1, 'x', 3, ${kind}, 9, 1 = 1, 1.5)", {"kind": ""}, True),
    ("weighted-checklist(5, 9, 'x', 3, 'y', 1.5)", {}, False),
    # Patterns: all of the text must match.
    ("regex(${words}, '[a-z ]+')", {"words": "a long story"}, True),
    ("regex(${words}, '[a-z]+')", {"words": "a long story"}, False),
    ("regex(${words}, '^0[0-9]{9}$')", {"words": "0123456789"}, True),
    ("regex(${words}, '^0[0-9]{9}$')", {"words": "0123456789\n"}, False),
    (r"regex(${words}, '^[^@\s]+@[^@\s]+\.[^@\s]+$')", {"words": "a.b@example.org"}, True),
    (r"regex(${words}, '\d+')", {"words": "٣"}, False),
    (r"regex(${words}, '\w+')", {"words": "é"}, False),
    (r"regex(${words}, '\p{L}+')", {"words": "é"}, True),
    (r"regex(${words}, 'a\S\sb|x{1,}y*?')", {"words": "a\u00a0\tb"}, True),
    ("regex(${words}, 'a.b')", {"words": "a\nb"}, False),
    ("regex(${words}, '[]a{}-]+-')", {"words": "]{a}--"}, True),
    ("regex(${words}, '')", {"words": ""}, True),
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
    ("round(1.005, 2)", {}, "1.01"),
    ("round(-1.005, 2)", {}, "-1"),
    ("round(1, 0.5)", {}, ""),
    ("round(1, 16)", {}, ""),
    ("round(1 div 0, 2)", {}, "Infinity"),
    ("round(1 div 0, 0.5)", {}, "Infinity"),
    ("round(1e300, 15) = 1e300", {}, True),
    ("int(-2.7)", {}, "-2"),
    ("1 div int(-0.5)", {}, "Infinity"),
    ("int('x')", {}, ""),
    ("number(true()) + number(false())", {}, "1"),
    ("floor(-2.5) + ceiling(-2.5) + abs(-2.5)", {}, "-2.5"),
    ("1 div ceiling(-0.5)", {}, "Infinity"),
    ("pow(2, 10) + pow(4, 0.5)", {}, "1026"),
    ("pow(-8, 1 div 3)", {}, ""),
    ("pow(0, -1)", {}, "Infinity"),
    ("pow(1, 1 div 0)", {}, "1"),
    ("sqrt(-1)", {}, ""),
    ("log(0)", {}, "-Infinity"),
    ("log10(1000) + exp(0) + exp10(1)", {}, "14"),
    ("round(pi(), 5)", {}, "3.14159"),
    ("sin(0) + cos(0) + tan(0) + asin(0) + acos(1) + atan(0) + atan2(0, 1)", {}, "1"),
    ("max(${number}, 3, 'x')", {"number": "12"}, "12"),
    ("min(${number}, 3)", {"number": ""}, "3"),
    ("min(${number}, 'x')", {"number": ""}, ""),
    ("max(-5, -3)", {}, "-3"),
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
    ("number(${day})", {"day": "2009-07-15T12:00"}, "14440.5"),
    ("number(${day})", {"day": "2009-07-15T12:00:00.000+01:00"}, "14440.5"),
    ("number(${day})", {"day": "2009-07-15T24:00"}, ""),
    ("date(${day} + 1)", {"day": "2009-12-31"}, "2010-01-01"),
    ("date(14440)", {}, "2009-07-15"),
    ("date(-0.5)", {}, "1969-12-31"),
    ("date('14440')", {}, "2009-07-15"),
    ("date('July')", {}, ""),
    ("date(1 div 0)", {}, ""),
    ("date-time(14440.5)", {}, "2009-07-15T12:00:00.000"),
    ("date-time('2009-07-15T12:30+01:00')", {}, "2009-07-15T12:30:00.000"),
    ("decimal-date-time('2009-07-15')", {}, "14440"),
    ("decimal-time('18:00')", {}, "0.75"),
    ("decimal-time('2009-07-15T06:00')", {}, "0.25"),
    ("decimal-time('18:60')", {}, ""),
    ("decimal-time(-0.25)", {}, "0.75"),
    (
        "format-date(${day}, '%d/%m/%Y, %e.%n.%y %a %b %q%%')",
        {"day": "2009-07-05"},
        "05/07/2009, 5.7.09 Sun Jul %q%",
    ),
    ("format-date(${day}, '%Y')", {"day": ""}, ""),
    ("format-date-time('2009-07-15T09:05:07.25', '%H:%M:%S.%3 %h')", {}, "09:05:07.250 9"),
]

ANSWERS = [
    {
        "kind": "charity",
        "number": "12",
        "decimal": "2.5",
        "barriers": "churn skills",
        "words": "a long story",
        "day": "2009-07-15",
        "moment": "2009-07-15T10:30:15.250+01:00",
    },
    {"kind": "", "number": "", "decimal": "", "barriers": "", "words": "", "day": "", "moment": ""},
    {
        "kind": "12",
        "number": "-3",
        "decimal": "0.1",
        "barriers": "skills",
        "words": "café \U0001f600",
        "day": "2008-02-29",
        "moment": "1958-04-05T23:05",
    },
    {
        "kind": "no",
        "number": " 0 ",
        "decimal": "1e5",
        "barriers": "  churn\tskills money ",
        "words": "2.5",
        "day": "2009-02-30",
        "moment": "14440.75",
    },
]
CONDITIONS = (
    "({condition} and {condition})",
    "({condition} or {condition})",
    "not({any})",
    "selected({answer}, {text})",
    "contains({text}, {text})",
    "starts-with({text}, {text})",
    "ends-with({text}, {text})",
    "boolean({any})",
    "boolean-from-string({any})",
    "checklist(1, 2, {any}, {any}, {condition})",
    "checklist({figure}, -1, {any}, {any})",
    "weighted-checklist({figure}, 20, {any}, {figure}, {condition}, {figure})",
    "regex({text}, '[a-z ]*')",
    r"regex({text}, '^\d+(\.\d{1,2})?$')",
    r"regex({answer}, '\S+\s.*|.{3,5}')",
    r"regex({any}, '(true|[^\d\s-]+|\p{L}+)')",
)
FIGURES = (
    "-{figure}",
    "number({any})",
    "int({any})",
    "round({any})",
    "floor({figure})",
    "ceiling({figure})",
    "abs({figure})",
    "round({figure}, {figure})",
    "round({figure}, 2)",
    "round({figure}, -1)",
    "round({figure}, 15)",
    "string-length({any})",
    "count-selected({any})",
    "if({condition}, {figure}, {figure})",
    "coalesce({answer}, {figure})",
    "max({figure}, {any}, {figure})",
    "min({any}, {figure})",
    "sum({answer})",
    "count-non-empty({answer})",
    "decimal-date-time({day})",
    "decimal-time({day})",
    "decimal-time('18:45')",
    # Rounded: the last digit of these differs between machines.
    "round(sqrt({figure}), 6)",
    "round(pow({figure} mod 4, 3), 6)",
    "round(exp({figure} mod 5), 6)",
    "round(exp10({figure} mod 3), 6)",
    "round(log({figure}), 6)",
    "round(log10({figure}), 6)",
    "round(sin({figure}), 6)",
    "round(cos({figure}), 6)",
    "round(tan({figure} mod 1), 6)",
    "round(asin({figure}), 6)",
    "round(acos({figure}), 6)",
    "round(atan({figure}), 6)",
    "round(atan2({figure}, {figure}), 6)",
    "round(pi() * {figure}, 6)",
)
TEXTS = (
    "concat({any}, {text})",
    "join({text}, {any}, {answer}, {text})",
    "substr({text}, {figure})",
    "substr({text}, -1)",
    "substr({any}, 0, {figure})",
    "substring({any}, {figure})",
    "substring({text}, 2, {figure})",
    "substring-before({text}, {text})",
    "substring-after({text}, ' ')",
    "translate({text}, 'aé12', 'A')",
    "translate({any}, {text}, {text})",
    "normalize-space({text})",
    "selected-at({answer}, {figure})",
    "selected-at({answer}, 1)",
    "string({any})",
    "if({condition}, {text}, {text})",
    "coalesce({text}, {answer}, {any})",
    "format-date({day}, '%Y-%m-%d %y %n %b %e %a %x %%')",
    "format-date-time({day}, '%H:%M:%S.%3 %h')",
)
DAYS = (
    "date({day})",
    "date({any})",
    "date({figure})",
    "date-time({day})",
    "date-time({figure})",
    "date({day} + {figure})",
    "concat({day}, '')",
)
NUMERALS = ("0", "1", "2", "3", "12", "0.5", "2.345", "100", "10000000", "1000000000000")
TEXT_LITERALS = (
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
DAY_LITERALS = (
    "2009-07-15",
    "1969-12-31T23:59:59.999Z",
    "2012-02-29T12:00",
    "2009-02-30",
    "2009-07-15T24:00",
    "0001-01-01",
    "9999-12-31",
    "",
)


def generated() -> list[list[Any]]:
    """Return distinct random expressions with every operator, with their trees and results."""
    random = Random(SEED)
    sources: dict[str, None] = {}
    while len(sources) < GENERATED:
        make = random.choices((_condition, _figure, _text, _day), weights=(5, 2, 2, 1))[0]
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
    return random.choices((_text, _figure, _condition, _day), weights=(4, 4, 1, 1))[0](random, depth)


def _answer(random: Random, depth: int = 0) -> str:
    return f"${{{random.choice(list(ANSWERS[0]))}}}"


def _condition(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice(("true()", "false()", f"selected({_answer(random)}, 'skills')"))
    if random.random() < 0.4:
        symbol = random.choice(("=", "!=", "<", "<=", ">", ">="))
        make = random.choice((_any, _figure, _text, _day))
        return f"({make(random, depth - 1)} {symbol} {make(random, depth - 1)})"
    return _filled(random, CONDITIONS, depth)


def _figure(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice((_answer(random), random.choice(NUMERALS)))
    if random.random() < 0.3:
        symbol = random.choice(("+", "-", "*", "div", "mod"))
        return f"({_figure(random, depth - 1)} {symbol} {_figure(random, depth - 1)})"
    return _filled(random, FIGURES, depth)


def _text(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice((_answer(random), f"'{random.choice(TEXT_LITERALS)}'"))
    return _filled(random, TEXTS, depth)


def _day(random: Random, depth: int) -> str:
    if depth <= 1:
        return random.choice(("${day}", "${moment}", f"'{random.choice(DAY_LITERALS)}'"))
    return _filled(random, DAYS, depth)


MAKERS = {
    "any": _any,
    "answer": _answer,
    "condition": _condition,
    "figure": _figure,
    "text": _text,
    "day": _day,
}


def _filled(random: Random, templates: tuple[str, ...], depth: int) -> str:
    """Return a random template, with random expressions of one level less in its places."""
    return re.sub(
        rf"\{{({'|'.join(MAKERS)})\}}",
        lambda place: MAKERS[place[1]](random, depth - 1),
        random.choice(templates),
    )
