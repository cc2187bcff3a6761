"""One control for a question, whoever asks it: the reasons for no answer, and what was stored before."""

from django import forms

from survey.answers import AnswerState, stored_state, stored_value
from survey.fields import field_of, initial_value, stored_answer, widget_of
from survey.languages import LocalizedText
from survey.online.forms import PageForm
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

ORIGIN = Question(
    "origin",
    QuestionType.SELECT_ONE,
    "How did it begin?",
    hint="<b>Choose</b> one",
    choices=(Choice("staff", "Staff"), Choice("not_known", "I don’t know")),
)
REASONS = (AnswerState.NOT_KNOWN, AnswerState.REFUSED)


def test_a_reason_that_the_question_lists_is_offered_once() -> None:
    offered = [word for word, _ in widget_of(ORIGIN, reasons=REASONS).choices]

    assert offered == ["staff", "state:not_known", "state:refused"]


def test_a_choice_that_is_a_reason_is_stored_as_one_and_shown_where_it_was_stored_as_a_word() -> None:
    assert stored_answer(ORIGIN, "state:not_known") == stored_state("not_known")
    assert initial_value(ORIGIN, stored_state("not_known")) == "state:not_known"
    assert initial_value(ORIGIN, stored_value("not_known")) == "state:not_known"


def test_the_same_holds_for_one_of_several_choices() -> None:
    several = Question("o", QuestionType.SELECT_MULTIPLE, "O", choices=ORIGIN.choices)

    assert initial_value(several, stored_value(["staff", "not_known"])) == ["staff", "state:not_known"]
    assert stored_answer(several, ["staff", "state:not_known"]) == {"value": ["staff"], "state": "not_known"}


def test_a_hint_is_text_and_a_label_keeps_its_language() -> None:
    field = field_of(ORIGIN, label=LocalizedText("Sut?", "cy"))

    class Shown(forms.Form):
        origin = field

    assert "&lt;b&gt;Choose&lt;/b&gt; one" in Shown()["origin"].as_field_group()
    assert field.label.lang == "cy"


def test_a_sum_beyond_all_numbers_reaches_the_browser_as_json() -> None:
    rows = Question("rows", QuestionType.REPEAT, "R", questions=(Question("each", QuestionType.TEXT, "E"),))
    first = Section("first", "First", (rows,))
    about = Question("a", QuestionType.TEXT, "A")
    shown = Question("b", QuestionType.TEXT, "B", relevant="sum(${each}) > 2 and ${a} = 'x'")
    page = Section("second", "Second", (about, shown))
    answers = {"rows": stored_value([{"each": stored_value("9" * 400)}])}

    form = PageForm(Questionnaire("q", "1", "Q", (first, page)), page, answers=answers)
    _, row = form.rows()

    assert row.condition == '["and", [">", ["div", 1.0, 0.0], 2.0], ["=", ["$", "a"], "x"]]'


def test_a_calculation_hidden_by_an_answer_of_another_page_is_hidden_in_the_browser() -> None:
    kind = Question("kind", QuestionType.TEXT, "Kind")
    made = Question(
        "made",
        QuestionType.CALCULATE,
        "",
        relevant="${kind} = 'cic'",
        calculation="concat(${amount}, '-')",
    )
    amount = Question("amount", QuestionType.INTEGER, "How much?")
    more = Question("more", QuestionType.TEXT, "More", relevant="${made} != ''")
    sections = (Section("first", "First", (kind,)), Section("second", "Second", (amount, made, more)))

    form = PageForm(
        Questionnaire("q", "1", "Q", sections), sections[1], answers={"kind": stored_value("charity")}
    )

    calculations = {row.key: row.condition for row in form.rows() if row.calculation}
    assert calculations == {"made": '["=", "charity", "cic"]'}
