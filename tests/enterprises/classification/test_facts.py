"""Reading the cells of a table of facts, and the errors for cells that cannot be read."""

from fractions import Fraction

import pytest

from enterprises.classification import FactError, Facts, facts_from_cells, parse, percentages, write
from enterprises.classification.facts import is_unknown
from enterprises.classification.percentages import Share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", percentages.UNKNOWN),
        ("unknown", percentages.UNKNOWN),
        ("50", percentages.exactly(50)),
        (" 50.1 % ", percentages.exactly(Fraction("50.1"))),
        ("26..50", percentages.between(26, 50)),
        ("26 .. 50", percentages.between(26, 50)),
        ("26%..50%", percentages.between(26, 50)),
        ("0..100", percentages.UNKNOWN),
        (">50", percentages.ABOVE_HALF),
        ("<50", percentages.BELOW_HALF),
        ("<=50", percentages.AT_MOST_HALF),
        (">=50", percentages.AT_LEAST_HALF),
        (">0..<50", Share(1, 100 * percentages.MILLION - 1)),
        (".5", percentages.exactly(Fraction(1, 2))),
    ],
)
def test_a_share_is_read_as_written(text, share):
    assert parse("trading_share", text) == share


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("150", "lies outside 0 to 100"),
        ("-1", "lies outside 0 to 100"),
        ("26..101", "lies outside 0 to 100"),
        ("100.5..60", "lies outside 0 to 100"),
        ("100.000001", "lies outside 0 to 100"),
        ("50..26", "is upside down: write the smaller number first"),
        (">50..50", "holds no number"),
        ("26-50", "write per cent such as 50 or 50.1, an interval such as 26..50"),
        ("50,1", "is not a share"),
        ("half", "is not a share"),
        ("1e2", "is not a share"),
        ("nan", "is not a share"),
        ("٥٠", "is not a share"),
        ("<50..60", "is not a share"),
        ("5" * 5000, "is not a share"),
    ],
)
def test_an_invalid_share_is_refused_with_what_to_write(text, reason):
    with pytest.raises(FactError) as refusal:
        parse("trading_share", text)

    assert refusal.value.column == "trading_share"
    assert reason in refusal.value.reason
    assert len(refusal.value.reason) < 250


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Yes", True),
        (" NO ", False),
        ("", None),
        ("not known", None),
        ("n", False),
        ("true", True),
        ("false", False),
    ],
)
def test_an_answer_is_yes_no_or_not_known(text, value):
    assert parse("social_aims", text) is value


@pytest.mark.parametrize("text", ["maybe", "1", "0", "yes and no", "ja"])
def test_another_answer_is_refused_with_what_to_write(text):
    with pytest.raises(FactError, match="write yes or no, or leave it blank where it is not known"):
        parse("social_aims", text)


def test_a_legal_form_has_200_characters_at_most():
    assert parse("legal_form", "x" * 200) == "x" * 200
    with pytest.raises(FactError, match="is longer than 200 characters"):
        parse("legal_form", "x" * 201)


@pytest.mark.parametrize("text", ["-1", "12.5", "a dozen", "99999999999"])
def test_employees_are_a_whole_number(text):
    assert parse("employees", "12") == 12
    with pytest.raises(FactError, match="write a whole number such as 12"):
        parse("employees", text)


@pytest.mark.parametrize(
    ("trading", "total", "share"),
    [
        ("50", "100", percentages.exactly(50)),
        ("£1,250.50", "2501", percentages.exactly(50)),
        ("0", "1200", percentages.exactly(0)),
        ("", "1200", percentages.UNKNOWN),
        ("0", "0", percentages.UNKNOWN),
    ],
)
def test_incomes_of_a_year_give_the_trading_share(trading, total, share):
    facts, errors = facts_from_cells({"trading_income": trading, "total_income": total})

    assert errors == []
    assert facts.trading_share == share


def test_no_share_is_rounded_over_a_threshold():
    facts, _ = facts_from_cells({"trading_income": "500000.01", "total_income": "1000000"})
    least, _ = facts_from_cells({"trading_income": "5000000000.01", "total_income": "10000000000"})

    assert facts.trading_share.low > percentages.position(50)
    assert least.trading_share.low > percentages.position(50)
    assert least.trading_share.words() == "just above 50%"
    assert percentages.ratio(1, 3).words() == "33.33%"


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"trading_income": "101", "total_income": "100"}, "trading_income", "is above the total income"),
        ({"trading_income": "-5", "total_income": "100"}, "trading_income", "is not an amount"),
        ({"trading_income": "5", "total_income": "1,00"}, "total_income", "is not an amount"),
        (
            {"trading_income": "80", "total_income": "100", "trading_share": "30"},
            "trading_share",
            "says 30%, but the incomes give 80%",
        ),
        ({"colour": "red"}, "colour", "is not a fact of the definition"),
    ],
)
def test_invalid_cells_are_named(cells, column, reason):
    facts, errors = facts_from_cells(cells)

    assert [error.column for error in errors] == [column]
    assert reason in errors[0].reason
    assert facts == Facts()


def test_every_bad_cell_of_a_row_is_named():
    _, errors = facts_from_cells({"social_aims": "perhaps", "trading_share": "120", "employees": "few"})

    assert [error.column for error in errors] == ["social_aims", "trading_share", "employees"]


@pytest.mark.parametrize("cell", ["50", "26..50", ">0..50", "50..<75", ">25.5..100", "0.000001"])
def test_a_share_is_written_as_it_is_read(cell):
    assert write(parse("trading_share", cell)) == cell


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("50", "50%"),
        ("26..50", "26% to 50%"),
        (">50", "more than 50%"),
        ("<50", "less than 50%"),
        ("0..50", "at most 50%"),
        (">0..50", "more than 0% and at most 50%"),
    ],
)
def test_a_share_is_written_in_words(cell, words):
    assert percentages.parse(cell).words() == words


@pytest.mark.parametrize("value", [None, "", percentages.UNKNOWN])
def test_nothing_is_known_of_an_empty_value_or_of_any_share(value):
    assert is_unknown(value)


@pytest.mark.parametrize("value", [True, False, 0, "Charity", percentages.BELOW_HALF, percentages.exactly(0)])
def test_no_and_nought_are_known(value):
    assert not is_unknown(value)


@pytest.mark.parametrize("value", [Fraction(-1, 2), Fraction(201, 2)])
def test_no_share_lies_a_little_outside_of_nought_to_a_hundred(value):
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentages.exactly(value)
