"""XLSForms: what the columns of a question and the types of ODK become."""

import pytest

from survey.questionnaire import Question, QuestionType
from survey.xlsform import read_xlsform
from tests.factories.sheets import SETTINGS, YES_NO, Row, ask, begin, end, workbook


def questions_of(*rows: Row, choices: tuple[Row, ...] = YES_NO) -> dict[str, Question]:
    reading = read_xlsform(workbook(rows, choices))
    assert reading.refused == ()
    return reading.accepted_questionnaire().questions


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("time", "time"),
        ("dateTime", "datetime"),
        ("datetime", "datetime"),
        ("acknowledge", "acknowledge"),
        ("range", "range"),
        ("rank yes_no", "rank"),
        ("hidden", "hidden"),
    ],
)
def test_the_types_of_odk_are_read(written: str, kind: str) -> None:
    assert questions_of(ask("text", "a"), ask(written, "b"))["b"].type == kind


def test_a_question_has_all_that_its_columns_say() -> None:
    found = questions_of(
        ask("select_one yes_no", "works"),
        ask(
            "date",
            "begun",
            required="${works} = 'yes'",
            required_message="Say since when, for ${works}",
            guidance_hint="Ask twice",
            default="2009-07-15",
        ),
        ask("integer", "sum", calculation="2 + 2", readonly="yes"),
        ask("text", "town", default="concat('a', 'b')", trigger="${works}, ${begun}"),
    )

    begun = found["begun"]
    assert (begun.is_required, begun.required_if) == (False, "${works} = 'yes'")
    assert begun.required_message == "Say since when, for ${works}"
    assert (begun.guidance, begun.default) == ("Ask twice", "2009-07-15")
    assert (found["sum"].type, found["sum"].calculation, found["sum"].is_read_only) == (
        "integer",
        "2 + 2",
        True,
    )
    assert found["town"].dynamic_default == "concat('a', 'b')"
    assert found["town"].triggers == ("works", "begun")


def test_a_range_and_a_random_order_have_their_parameters() -> None:
    found = questions_of(
        ask("integer", "n"),
        ask("range", "warmth", parameters="start=0 end=5 step=0.5"),
        ask("range", "plain"),
        ask("select_one yes_no", "a", parameters="randomize=true seed=${n}"),
        ask("select_one yes_no", "b", parameters="randomize=false"),
    )

    assert found["warmth"].parameters == {"start": "0", "end": "5", "step": "0.5"}
    assert found["plain"].parameters == {"start": "1", "end": "10", "step": "1"}
    assert found["a"].parameters == {"randomize": "true", "seed": "${n}"}
    assert len(found["a"].choices) == 2
    assert found["b"].parameters == {}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (0, ""),
        ("2.5", ""),
        (5, ""),
        ("2.25", "Enter a number"),
        (6, "Enter a number"),
        (-1, "Enter a number"),
    ],
)
def test_a_number_of_a_range_is_one_of_its_steps(value: object, problem: str) -> None:
    warmth = questions_of(ask("range", "warmth", parameters="start=0 end=5 step=0.5"))["warmth"]

    assert warmth.problem_with(value).startswith(problem)
    assert bool(warmth.problem_with(value)) is bool(problem)


def test_a_range_may_fall() -> None:
    falling = questions_of(ask("range", "a", parameters="start=10 end=0 step=2"))["a"]

    assert [falling.problem_with(value) == "" for value in (10, 4, 0, 3, 12)] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        pytest.param(
            {"type": "integer", "name": "b", "calculation": "1"}, "calculate", id="calculated, unseen"
        ),
        pytest.param(
            {"type": "text", "name": "b", "calculation": "1", "trigger": "${a}"},
            "hidden",
            id="set by a trigger",
        ),
        pytest.param(
            {"type": "calculate", "name": "b", "default": "1 + 1"}, "hidden", id="begun with an expression"
        ),
        pytest.param(
            {"type": "calculate", "name": "b", "calculation": "1", "label": "L"}, "calculate", id="labelled"
        ),
        pytest.param(
            {"type": "text", "name": "b", "label": "Read this", "readonly": "yes"}, "note", id="only read"
        ),
        pytest.param(
            {"type": "note", "name": "b", "label": "In all:", "calculation": "1"},
            "text",
            id="note with a value",
        ),
        pytest.param(
            {"type": "text", "name": "b", "label": "B", "readonly": "true()", "default": "x"},
            "text",
            id="fixed text",
        ),
    ],
)
def test_other_columns_say_what_is_asked(row: Row, kind: str) -> None:
    question = questions_of(ask("text", "a"), row)["b"]

    assert question.type == kind
    assert question.is_read_only is (kind == "text")


def test_a_default_that_is_no_answer_is_left_out_and_said() -> None:
    reading = read_xlsform(workbook([ask("integer", "a", default="many")]))

    assert reading.accepted_questionnaire().questions["a"].default == ""
    assert [note.words for note in reading.left_out] == [
        "“a”: begins with “many”, which is no answer to it: it begins empty."
    ]


def test_a_default_is_one_of_the_choices() -> None:
    reading = read_xlsform(
        workbook(
            [
                ask("select_one yes_no", "a", default="no"),
                ask("select_multiple yes_no", "b", default="yes no"),
                ask("select_one yes_no", "c", default="perhaps"),
                ask("rank yes_no", "d", default="yes"),
                ask("hidden", "e", default="anything"),
            ]
        )
    )

    found = reading.accepted_questionnaire().questions
    assert {name: found[name].default for name in found} == {
        "a": "no",
        "b": "yes no",
        "c": "",
        "d": "",
        "e": "anything",
    }
    assert [note.name for note in reading.left_out] == ["c", "d"]


def test_choices_in_a_file_that_is_no_csv_are_answered_in_words() -> None:
    reading = read_xlsform(workbook([ask("select_one_from_file towns.geojson", "a")]))

    assert reading.accepted_questionnaire().questions["a"].type is QuestionType.TEXT
    assert [note.words for note in reading.understood] == [
        "“a”: its choices are in “towns.geojson”, and only CSV files are read: it is answered in words."
    ]


def test_a_question_that_is_only_read_requires_nothing() -> None:
    reading = read_xlsform(workbook([ask("text", "a", default="x", readonly="yes", required="yes")]))

    question = reading.accepted_questionnaire().questions["a"]
    assert (question.is_read_only, question.is_required) == (True, False)
    assert [note.words for note in reading.left_out] == ["“a”: is read only, so no answer is required."]


def test_a_group_that_is_only_read_has_questions_that_are_only_read() -> None:
    inside = (ask("text", "a", default="x"), ask("integer", "b"), ask("text", "d"))
    reading = read_xlsform(
        workbook([begin("group", "g", "G", readonly="yes"), *inside, end("group"), ask("text", "c")])
    )

    questions = reading.accepted_questionnaire().questions
    assert [questions[name].is_read_only for name in ("a", "b", "c")] == [True, True, False]
    # A text that nobody can type and nothing fills is a note.
    assert questions["d"].type is QuestionType.NOTE
    assert reading.left_out == ()


def test_readonly_under_a_condition_is_refused_because_the_rule_would_be_ignored() -> None:
    reading = read_xlsform(workbook([ask("text", "a"), ask("text", "b", readonly="${a} = 'x'")]))

    assert [str(note) for note in reading.refused] == [
        "Sheet survey, row 3: “b”: readonly is yes or no here, not a condition. "
        "Make two questions of it, one read only, each with its relevant."
    ]


def test_a_question_without_a_label_shows_its_name_and_says_so() -> None:
    reading = read_xlsform(workbook([{"type": "text", "name": "a", "label": "", "hint": "Help"}]))

    assert reading.accepted_questionnaire().questions["a"].label == "a"
    assert [note.words for note in reading.understood] == ["“a”: has no label: its name is shown."]


def test_another_answer_is_asked_for_in_every_language_of_the_form() -> None:
    choices = tuple({**each, "label::Cymraeg (cy)": each["label"] + "!"} for each in YES_NO)
    row = {
        "type": "select_one yes_no or_other",
        "name": "town",
        "label": "Town?",
        "label::Cymraeg (cy)": "Tref?",
    }
    form = read_xlsform(workbook([row], choices, SETTINGS)).accepted_questionnaire()

    assert [choice.label for choice in form.questions["town"].choices] == ["Yes", "No", "Other"]
    assert form.questions["town_other"].label == "Town? Other, please say"
    assert form.questions["town_other"].relevant == "selected(${town}, 'other')"
    (welsh,) = form.translations
    assert welsh.texts["choice/town/other"] == "Arall"
    assert welsh.texts["question/town_other/label"] == "Tref? Arall, nodwch"


def test_another_answer_in_one_of_two_groups_depends_on_the_question_of_its_group() -> None:
    rows = [begin("group", "g"), ask("select_one yes_no or_other", "town"), end("group")]
    found = questions_of(*rows, begin("group", "h"), *rows[1:])

    assert found["h.town_other"].relevant == "selected(${h.town}, 'other')"


def test_texts_of_any_number_of_languages_are_kept() -> None:
    languages = ("Cymraeg (cy)", "Français (fr)", "Polski (pl)", "Soomaali (so)")
    columns = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
    row = {"type": "text", "name": "a", "required": "yes", "constraint": ". != ''"}
    row |= {column: f"{column} en" for column in columns}
    row |= {f"{column}::{each}": f"{column} {each[-3:-1]}" for column in columns for each in languages}
    form = read_xlsform(workbook([row], ())).accepted_questionnaire()

    assert [each.language.code for each in form.translations] == ["cy", "fr", "pl", "so"]
    assert form.translations[3].texts == {
        "question/a/label": "label so",
        "question/a/hint": "hint so",
        "question/a/guidance": "guidance_hint so",
        "question/a/constraint_message": "constraint_message so",
        "question/a/required_message": "required_message so",
    }


def test_a_column_of_choices_that_there_is_not_counts_as_empty_as_in_odk_and_is_said() -> None:
    reading = read_xlsform(
        workbook([ask("text", "a"), ask("select_one yes_no", "b", choice_filter="area = ${a}")])
    )

    question = reading.accepted_questionnaire().questions["b"]
    assert [note.words for note in reading.understood] == [
        "“b”: the choice_filter asks for “area”, which is no column of its choices: it counts as empty."
    ]
    assert [len(question.choices_for({"a": value})) for value in ("", "x")] == [2, 0]


def test_an_answer_is_quoted_in_texts() -> None:
    found = questions_of(ask("text", "a"), ask("text", "b", "Why ${a}?", hint="Not ${a}"))

    assert (found["b"].label, found["b"].hint) == ("Why ${a}?", "Not ${a}")
    assert found["b"].type is QuestionType.TEXT


def test_an_expression_looks_into_a_list_of_choices() -> None:
    towns = (
        {"list_name": "towns", "name": "leeds", "label": "Leeds", "county": "Yorkshire"},
        {"list_name": "towns", "name": "dover", "label": "Dover", "county": "Kent"},
    )
    source = "instance('towns')/root/item[name = ${town}]/county"
    rows = [
        ask("select_one towns", "town", choice_filter="county != ''"),
        ask("calculate", "county", calculation=source),
    ]
    form = read_xlsform(workbook(rows, towns)).accepted_questionnaire()

    assert form.tables["towns"].columns == ("name", "label", "county")
    assert form.form_state({"town": {"value": "dover"}}).values["county"] == "Kent"


def test_what_a_trigger_makes_may_ask_for_the_value_that_it_had() -> None:
    form = read_xlsform(
        workbook(
            [
                ask("select_one yes_no", "again"),
                {"type": "calculate", "name": "times", "calculation": "${times} + 1", "trigger": "${again}"},
            ]
        )
    ).accepted_questionnaire()

    assert form.questions["times"].type is QuestionType.HIDDEN
    assert form.dependencies["times"] == frozenset()
