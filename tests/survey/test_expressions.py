"""Conditions: their results, and that everything else is refused when it is parsed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import expressions
from survey.expressions import ExpressionError, parse

VALUES = {
    "kind": "charity",
    "number": "12",
    "barriers": "churn skills",
    "empty": "",
    "words": "a long story",
    "day": "2009-07-15",
    "rows": ["", ""],
    "figures": ["5", "", "2.5"],
    "..": 2.0,
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${kind} = 'charity'", True),
        ('${kind} = "business"', False),
        ("${kind} != 'business'", True),
        ("${number} >= 12 and ${number} < 13", True),
        ("${number} + 1 = 13", True),
        ("${number}-2 = 10", True),
        ("-${number} < 0", True),
        ("12 = ${number}", True),
        ("${number} = '12'", True),
        ("${words} > 3", False),
        ("${words} < 3", False),
        ("${empty} = ''", True),
        ("${absent} = ''", True),
        ("${empty} > 0 or ${empty} <= 0", False),
        ("number(${empty}) != 1", True),
        ("selected(${barriers}, 'skills')", True),
        ("selected(${barriers}, 'skill')", False),
        ("selected(${empty}, 'skills')", False),
        ("count-selected(${barriers}) = 2", True),
        ("count-selected(${empty}) = 0", True),
        ("not(selected(${barriers}, 'banking'))", True),
        ("string-length(${words}) = 12", True),
        ("contains(${words}, 'long')", True),
        ("starts-with(${words}, 'long')", False),
        ("true()", True),
        ("false()", False),
        ("true() = 'anything'", True),
        ("${kind}", True),
        ("${empty}", False),
        ("0", False),
        ("1 > 2 or (2 > 1 and not(false()))", True),
        ("${ number } = 12", True),
        ("${number} * 2 = 24 and ${number} div 8 = 1.5 and ${number} mod 5 = 2", True),
        ("1 div -0 < -999 and -1 div -0 > 999", True),
        ("1 div 0 > 999 and -1 div 0 < -999 and not(0 div 0 = 0 div 0)", True),
        ("-7 mod 2 = -1 and string(7 mod 0) = 'NaN'", True),
        ("if(${number} > 10, 'many', 'few') = 'many'", True),
        ("coalesce(${empty}, ${kind}) = 'charity'", True),
        ("concat(${kind}, '-', ${number}) = 'charity-12'", True),
        ("round(2.5) = 3 and round(-2.5) = -2 and round(2.345, 2) = 2.35 and int(-2.7) = -2", True),
        ("substr(${kind}, 1, 4) = 'har' and substr(${kind}, 5) = 'ty'", True),
        ("string(1 div 4) = '0.25' and string(1 div 10000000) = '0.0000001'", True),
        ("${day} > '2009-06-30' and ${day} - '2009-06-30' = 15", True),
        ("${day} <= today() and not(${day} > today())", True),
        ("'2009-02-30' > 0", False),
        ("count(${rows}) = 2 and sum(${figures}) = 7.5 and count-non-empty(${figures}) = 2", True),
        ("count(${absent}) = 0 and sum(${absent}) = 0", True),
        ("position(..) = 2", True),
    ],
)
def test_a_condition_is_evaluated_as_xpath_says(source: str, expected: bool) -> None:
    assert parse(source).holds(VALUES) is expected


@pytest.mark.parametrize(
    ("own", "expected"), [("25", True), ("0", True), ("1000", False), ("", False), ("x", False)]
)
def test_a_constraint_refers_to_its_own_answer(own: str, expected: bool) -> None:
    assert parse(". >= 0 and . <= 999").holds({}, own=own) is expected


@pytest.mark.parametrize("word", ["1e5", "inf", "nan", "1_000", "0x10", "١٢", "12 apples", "--1", "+1", ""])
def test_what_python_calls_a_number_is_not_always_one(word: str) -> None:
    assert math.isnan(expressions.number(word))
    assert not parse("${a} > 0").holds({"a": word})


@pytest.mark.parametrize(("word", "number"), [("12", 12), (" -3.5 ", -3.5), (".5", 0.5), ("7.", 7)])
def test_numbers_are_read_as_xpath_writes_them(word: str, number: float) -> None:
    assert expressions.number(word) == number


def test_a_number_that_is_none_is_written_as_nan() -> None:
    assert parse("starts-with(number('x'), 'NaN')").holds({})


def test_the_names_are_the_questions_that_an_expression_refers_to() -> None:
    condition = parse("${a.b-c} = 'x' and selected(${d}, ${_e})")

    assert condition.names == {"a.b-c", "d", "_e"}
    assert not condition.uses_own_value
    assert parse("(. = 1)").uses_own_value


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param("1 + + 2", "uses “+”", id="unary plus"),
        pytest.param("${a} | ${b}", "uses “|”", id="union"),
        pytest.param("/data/a = 1", "uses “/”", id="a path"),
        pytest.param("../a = 1", "uses “/”", id="the parent"),
        pytest.param("a = 1", "uses “(name)”", id="an element"),
        pytest.param("@a = 1", "uses “@”", id="an attribute"),
        pytest.param("${a}[1] = 1", "uses “[”", id="a predicate"),
        pytest.param("count(//a) = 1", "count() takes one name", id="count of a path"),
        pytest.param("sum(${a} + 1) = 1", "sum() takes one name", id="sum of a sum"),
        pytest.param("* = 1", "uses “*”", id="any element"),
        pytest.param("if(${a}, 1)", "cannot be read", id="half an if"),
        pytest.param("once(${a})", "cannot be read", id="once"),
        pytest.param("position(${a}) = 1", "uses “position”", id="the place of something else"),
        pytest.param("min(${a}, 2)", "cannot be read", id="min"),
        pytest.param("position() = 1", "cannot be read", id="position"),
        pytest.param("regex(., '[0-9]')", "cannot be read", id="regex"),
        pytest.param("jr:choice-name(${a}, 'x')", "cannot be read", id="a foreign function"),
        pytest.param("string-length() > 1", "arguments written out", id="an argument left out"),
        pytest.param("selected(${a})", "cannot be read", id="too few arguments"),
        pytest.param("selected(${a}, 'x', 'y')", "cannot be read", id="too many arguments"),
        pytest.param("${a} =", "cannot be read", id="half a comparison"),
        pytest.param("(${a} = 1", "cannot be read", id="an open bracket"),
        pytest.param("'abc", "cannot be read", id="an open quotation"),
        pytest.param("${a = 1", "cannot be read", id="an open reference"),
        pytest.param("$a = 1", "write ${a}", id="a bare variable"),
        pytest.param("'${a}' = 1", "write ${a}", id="a reference in quotation marks"),
        pytest.param("", "cannot be read", id="nothing"),
        pytest.param("(" * 900 + "1" + ")" * 900, "too deep", id="too deep"),
        pytest.param("1 " + "+ 1" * 1000, "longer than 2,000", id="too long"),
        pytest.param("9" * 400 + " > 1", "a number that is too large", id="a whole number beyond all"),
        pytest.param("1e400 > 1", "a number that is too large", id="a number beyond all"),
    ],
)
def test_anything_else_is_refused_when_it_is_read(source: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        parse(source)

    assert reason in str(refusal.value)


names = st.sampled_from(["kind", "number", "barriers", "empty", "words", "day"])
atoms = st.one_of(
    names.map(lambda name: f"${{{name}}}"),
    st.integers(0, 99).map(str),
    st.text("abc xyz", max_size=6).map(lambda word: f"'{word}'"),
    st.sampled_from(["true()", "false()"]),
)
supported = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(
            inner,
            st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "div", "mod"]),
            inner,
        ).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        inner.map(lambda part: f"not({part})"),
        st.tuples(inner, inner).map(lambda parts: f"contains({parts[0]}, {parts[1]})"),
        names.map(lambda name: f"count-selected(${{{name}}})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"if({', '.join(parts)})"),
        st.tuples(inner, inner).map(lambda parts: f"round({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"substr({parts[0]}, {parts[1]})"),
        st.sampled_from(["sum(${figures})", "count(${rows})", "position(..)"]),
    ),
    max_leaves=12,
)


@given(supported)
def test_every_generated_condition_is_either_true_or_false(source: str) -> None:
    condition = parse(source)

    assert condition.holds(VALUES) is not parse(f"not({source})").holds(VALUES)
    assert condition.names <= set(VALUES)


@given(
    supported,
    st.sampled_from(["min({})", "count(1 + {})", "once({})", "string-join({})", "//a[{}]", "{} | {}"]),
)
def test_one_unsupported_part_refuses_the_whole_condition(source: str, foreign: str) -> None:
    with pytest.raises(ExpressionError):
        parse(f"({source}) or {foreign.format(*[source] * 2)}")


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_without_an_error(source: str) -> None:
    try:
        parse(source).holds({})
    except ExpressionError as refusal:
        assert str(refusal)


@given(st.text("${}ab.()'\"=<>!+-*/ andort123,[]@|", max_size=40))
def test_no_text_that_looks_like_a_condition_is_ever_more_than_refused(source: str) -> None:
    try:
        parse(source).holds({"a": "1", "b": "x"}, own="2")
    except ExpressionError as refusal:
        assert str(refusal)
