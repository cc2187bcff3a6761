"""Conditions: their results, and that everything else is refused when it is parsed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.expressions import ExpressionError, Situation, parse
from survey.xpath_values import number

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


FRUIT = (
    {"name": "a", "label": "Apple", "price": "3"},
    {"name": "b", "label": "Pear", "price": "5"},
    {"name": "c", "label": "Plum", "price": "5"},
)
SITUATION = Situation(
    moment="2009-07-15T10:30:00.000+01:00",
    version="3",
    choices={"sort": {"a": "Apple", "b": "Pear"}},
    tables={"fruit": FRUIT},
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("today()", "2009-07-15"),
        ("now()", "2009-07-15T10:30:00.000+01:00"),
        ("format-date(today(), '%e %b %Y')", "15 Jul 2009"),
        ("today() - '2009-06-30'", "15"),
        ("decimal-date-time(now()) - decimal-date-time(today())", "0.4375"),
        ("version()", "3"),
        ("jr:choice-name(${sort}, '${sort}')", "Pear"),
        ("jr:choice-name(selected-at('b a', 1), '/data/sort')", "Apple"),
        ("jr:choice-name('x', '${sort}')", ""),
        ("pulldata('fruit', 'label', 'name', ${sort})", "Pear"),
        ("pulldata('fruit', 'label', 'name', 'x')", ""),
        ("pulldata('fruit', 'colour', 'name', 'a')", ""),
        ("pulldata('nuts', 'label', 'name', 'a')", ""),
        ("instance('fruit')/root/item[name = ${sort}]/label", "Pear"),
        ("instance('fruit')/root/item[price = current()/../most]/label", "Pear"),
        ("instance('fruit')/root/item[price = 5][name != 'b']/label", "Plum"),
        ("count(instance('fruit')/root/item[price > 3])", "2"),
        ("join(', ', instance('fruit')/root/item[price > 3]/label)", "Pear, Plum"),
        ("sum(instance('fruit')/root/item[price > 0]/price)", "13"),
        ("/data/group/most + ../most + current()/../most", "15"),
        ("indexed-repeat(${figures}, ${rows}, 3)", "2.5"),
        ("indexed-repeat(/data/rows/figures, /data/rows, position(..))", ""),
        ("/data/rows[position() = 1]/figures + ../rows[3]/figures", "7.5"),
        ("indexed-repeat(${figures}, ${rows}, 4)", ""),
        ("indexed-repeat(${figures}, ${rows}, 0)", ""),
        ("max(${figures}) + min(${figures}, 1)", "6"),
        ("join('-', ${figures})", "5--2.5"),
        ("concat(${figures})", "52.5"),
        ("index()", "2"),
        ("once(7)", "7"),
        ("${größe}", "4"),
    ],
)
def test_an_expression_reads_the_time_labels_tables_and_rows(source: str, expected: str) -> None:
    values = VALUES | {"sort": "b", "most": "5", "größe": "4", "()": SITUATION}

    assert parse(source).text(values) == expected


def test_once_keeps_the_value_that_there_is() -> None:
    assert parse("once(7)").text({}, own="5") == "5"
    assert parse("once(random())").text({}) != parse("once(random())").text({})
    assert len(parse("uuid()").text({})) == 36
    assert len(parse("uuid(8)").text({})) == 8


def test_a_pattern_that_takes_too_long_does_not_match() -> None:
    assert not parse("regex(${a}, '(a+)+b')").holds({"a": "a" * 40})


@pytest.mark.parametrize(
    ("own", "expected"), [("25", True), ("0", True), ("1000", False), ("", False), ("x", False)]
)
def test_a_constraint_refers_to_its_own_answer(own: str, expected: bool) -> None:
    assert parse(". >= 0 and . <= 999").holds({}, own=own) is expected


@pytest.mark.parametrize("word", ["1e5", "inf", "nan", "1_000", "0x10", "١٢", "12 apples", "--1", "+1", ""])
def test_what_python_calls_a_number_is_not_always_one(word: str) -> None:
    assert math.isnan(number(word))
    assert not parse("${a} > 0").holds({"a": word})


@pytest.mark.parametrize(("word", "figure"), [("12", 12), (" -3.5 ", -3.5), (".5", 0.5), ("7.", 7)])
def test_numbers_are_read_as_xpath_writes_them(word: str, figure: float) -> None:
    assert number(word) == figure


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
        pytest.param("/ = 1", "uses “/”", id="the whole form"),
        pytest.param(".. = 1", "uses “..”", id="the group around"),
        pytest.param("a/b = 1", "uses “/”", id="a path from nowhere"),
        pytest.param("/data/a[. > 1] = 1", "uses “[”", id="a path with a condition"),
        pytest.param("${b} = yes", "'yes' in quotation marks for a text", id="a bare word"),
        pytest.param("@a = 1", "uses “@”", id="an attribute"),
        pytest.param("${a}[1] = 1", "uses “[”", id="a predicate"),
        pytest.param("count(../a | ../b) = 1", "uses “|”", id="count of two"),
        pytest.param("sum(${a} + 1) = 1", "sum() takes one name", id="sum of a sum"),
        pytest.param("* = 1", "uses “*”", id="any element"),
        pytest.param("if(${a}, 1)", "cannot be read", id="half an if"),
        pytest.param("current() = 1", "uses “current”", id="the question without a path"),
        pytest.param("instance('t')/item[a = 1]/b", "write instance(", id="a table without its root"),
        pytest.param("instance('t')/root/item[2]/b", "uses “[”", id="a row of a table by its place"),
        pytest.param("pulldata(${a}, 'b', 'c', 'd')", "in quotation marks", id="a table by an answer"),
        pytest.param("indexed-repeat(1, ${a}, 2)", "uses “indexed-repeat”", id="a row of a number"),
        pytest.param("weighted-checklist(1, 2, ${a})", "a weight after each", id="a value without a weight"),
        pytest.param("regex(., ${a})", "in quotation marks", id="a pattern from an answer"),
        pytest.param("regex(., '(?i)a')", "not read alike", id="a pattern of Java alone"),
        pytest.param("regex(., '[a-z&&[^b]]')", "not read alike", id="a class of Java alone"),
        pytest.param("regex(., 'a++')", "sign for how often", id="a possessive pattern"),
        pytest.param("regex(., '(a')", "cannot be used", id="a pattern that is none"),
        pytest.param("regex(., '[a')", "no “]”", id="a class that does not end"),
        pytest.param("area(${a})", "places on a map", id="an area"),
        pytest.param("digest(${a}, 'MD5')", "checksum", id="a digest"),
        pytest.param("device-info()", "respondent's device", id="the device"),
        pytest.param("${last-saved#a}", "another form", id="the answer of another form"),
        pytest.param("position(${a}) = 1", "uses “position”", id="the place of something else"),
        pytest.param("position() = 1", "uses “position”", id="position"),
        pytest.param("cht:age(${a})", "uses “cht:age”", id="a foreign function"),
        pytest.param("jr:choice-name(${a}, '')", "takes the name of a question", id="labels of nothing"),
        pytest.param("string-length() > 1", "Too few arguments", id="an argument left out"),
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
        pytest.param("1 " + "+ 1" * 2000, "longer than 4,000", id="too long"),
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
    st.sampled_from(["max-of({})", "count(1 + {})", "last({})", "string-join({})", "//a[{}]", "{} | {}"]),
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
