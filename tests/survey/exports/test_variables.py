"""The tables of a questionnaire's answers, with and without names."""

import datetime as dt
from decimal import Decimal

from survey.answers import MISSING, Answer, AnswerState
from survey.exports.variables import METADATA, NAMES, Kind, nameless_questions, tables_of
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import questionnaire
from tests.survey.exports.downloads import QUESTIONNAIRE


def names(table) -> list[str]:
    return [variable.name for variable in table.variables]


def test_without_names_only_numbers_dates_and_choices_are_left():
    main, projects = tables_of(QUESTIONNAIRE, is_full=False)

    assert names(main)[len(METADATA) :] == [
        *("trades", "sector", "sector/food", "sector/retail", "employees", "income", "year_end"),
        *("double", "projects"),
    ]
    assert names(projects) == ["row", "number", "places"]


def test_a_full_export_has_all_answers_and_who_gave_them():
    main, projects = tables_of(QUESTIONNAIRE, is_full=True)

    assert {"organisation_name", "postcode", "company_number", "why", "called"} <= set(names(main))
    assert {variable.name for variable in NAMES} <= set(names(main))
    assert names(projects) == ["row", "number", "project_name", "places"]


def test_a_calculation_from_a_name_is_left_out_at_any_distance():
    form = questionnaire(
        Question("website", QuestionType.TEXT, "Website?"),
        Question("first", QuestionType.CALCULATE, "", calculation="${website}"),
        Question("second", QuestionType.CALCULATE, "", calculation="string-length(${first})"),
        Question("third", QuestionType.CALCULATE, "", calculation="1 + 1"),
        Question("fourth", QuestionType.CALCULATE, "", calculation="${third} + 1"),
    )

    assert nameless_questions(form) == {"third", "fourth"}


def test_a_cell_is_the_value_with_its_type_or_the_state():
    main, _ = tables_of(QUESTIONNAIRE, is_full=True)
    variables = {variable.name: variable for variable in main.variables}

    def cell(name, value):
        return variables[name].cell(Answer(AnswerState.GIVEN, value))

    assert cell("employees", 12) == 12
    assert cell("income", "12500.50") == Decimal("12500.50")
    assert cell("year_end", "2009-03-31") == dt.date(2009, 3, 31)
    assert cell("sector", ["food", "retail"]) == "food retail"
    assert (cell("sector/food", ["food"]), cell("sector/retail", ["food"])) == (1, 0)
    assert cell("projects", [{}, {}]) == 2
    assert cell("employees", "a dozen") == "a dozen"
    assert variables["employees"].cell(MISSING) is None
    assert variables["sector/food"].cell(Answer(AnswerState.REFUSED)) is AnswerState.REFUSED


def test_a_question_named_like_a_metadata_column_gets_another_name():
    form = questionnaire(
        Question("status", QuestionType.SELECT_ONE, "Status?", choices=(Choice("a", "A"),)),
        Question("row", QuestionType.INTEGER, "Row?"),
    )

    (main,) = tables_of(form, is_full=False)

    assert names(main)[-2:] == ["status_", "row_"]
    assert len(set(names(main))) == len(names(main))


def test_states_are_not_choices():
    main, _ = tables_of(QUESTIONNAIRE, is_full=False)
    trades = next(variable for variable in main.variables if variable.name == "trades")

    assert trades.kind is Kind.CHOICE
    assert [choice.value for choice in trades.categories] == ["yes", "no"]
