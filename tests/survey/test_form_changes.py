"""What answers call for besides themselves: defaults, triggers, requirements, counted rows, and what is sent."""

import datetime as dt
from typing import Any

import time_machine

from survey.answers import stored_value
from survey.lookup_tables import Table
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

INTEGER, TEXT, CALCULATE = QuestionType.INTEGER, QuestionType.TEXT, QuestionType.CALCULATE


def of(*questions: Question, **more: Any) -> Questionnaire:
    return Questionnaire("q", "3", "Q", (Section("s", "S", questions),), **more)


def ask(name: str, kind: QuestionType = TEXT, **more: Any) -> Question:
    return Question(name, kind, name.title(), **more)


def given(**answers: Any) -> dict[str, Any]:
    return {name: stored_value(value) for name, value in answers.items()}


def test_a_question_is_required_while_its_condition_holds() -> None:
    form = of(ask("age", INTEGER), ask("school", required_if="${age} < 16"), ask("name", is_required=True))

    assert form.missing(given(age=12)) == ("school", "name")
    assert form.missing(given(age=16, name="Ann")) == ()
    assert form.form_state(given(age=12)).required == {"school", "name"}
    assert form.missing({}) == ("name",)


def test_a_requirement_holds_in_its_own_row() -> None:
    inner = (ask("age", INTEGER), ask("school", required_if="${age} < 16"))
    form = of(ask("child", QuestionType.REPEAT, questions=inner))
    rows = [given(age=12), given(age=17)]

    assert [row.missing() for row in form.rows("child", given(child=rows))] == [("school",), ()]


def test_a_question_follows_the_headings_around_it() -> None:
    form = of(
        ask("has_work"),
        Question("work", QuestionType.HEADING, "Work", relevant="${has_work} = 'yes'", path=("s",)),
        Question("place", TEXT, "Where?", path=("s", "work")),
        Question("pay", QuestionType.HEADING, "Pay", relevant="${place} != ''", path=("s", "work")),
        Question("sum", INTEGER, "How much?", path=("s", "work", "pay")),
    )

    assert form.shown(given(has_work="no", place="York")) == {"has_work"}
    assert form.shown(given(has_work="yes")) == {"has_work", "work", "place"}
    assert form.shown(given(has_work="yes", place="York")) == {"has_work", "work", "place", "pay", "sum"}


def test_rows_follow_the_number_that_an_answer_gives() -> None:
    inner = (ask("name"), ask("at", CALCULATE, calculation="position(..)"))
    form = of(
        ask("many", INTEGER), ask("child", QuestionType.REPEAT, questions=inner, row_count_of="${many}")
    )
    answers = given(many=3, child=[given(name="Ann"), given(name="Ben")])

    assert [row.answers for row in form.rows("child", answers)] == [given(name="Ann"), given(name="Ben"), {}]
    assert len(form.rows("child", answers | given(many=1))) == 1
    assert form.rows("child", answers | given(many="x")) == ()
    assert form.rows("child", answers | given(many=-2)) == ()
    assert form.completed(answers | given(many=1))["child"] == stored_value([given(name="Ann", at="1")])
    assert form.problems(given(many=31)) == {"child": "There are 31 rows and the most is 30."}


def test_rows_that_vanish_come_back_when_the_number_is_corrected() -> None:
    form = of(
        ask("many", INTEGER),
        ask("child", QuestionType.REPEAT, questions=(ask("name"),), row_count_of="${many}"),
    )
    both = [given(name="Ann"), given(name="Ben")]
    fewer = form.recalculated(given(many=2, child=both), given(many=1, child=[given(name="Ann")]))

    assert fewer == given(many=1, child=both)
    assert [row.answers for row in form.rows("child", fewer)] == [given(name="Ann")]
    assert form.rows("child", form.recalculated(fewer, fewer | given(many=2)))[1].answers == given(name="Ben")


def test_a_form_and_a_row_begin_with_their_defaults() -> None:
    inner = (ask("town", default="York"), ask("place", dynamic_default="concat(${town}, ' ', position(..))"))
    form = of(
        ask("many", INTEGER, default="2"),
        ask("twice", INTEGER, dynamic_default="${many} * 2"),
        ask(
            "sorts", QuestionType.SELECT_MULTIPLE, default="a b", choices=(Choice("a", "A"), Choice("b", "B"))
        ),
        ask("site", QuestionType.REPEAT, questions=inner, row_count_of="${many}"),
    )
    begun = form.begun()

    assert begun == given(
        many=2,
        twice=4,
        sorts=["a", "b"],
        site=[given(town="York", place="York 1"), given(town="York", place="York 2")],
    )
    cleared = {name: stored for name, stored in begun.items() if name != "twice"}
    assert form.recalculated(begun, cleared) == cleared


def test_a_calculation_on_a_typed_question_gives_way_to_what_is_typed_until_its_answers_change() -> None:
    form = of(ask("born", INTEGER), ask("age", INTEGER, calculation="2009 - ${born}"))
    first = form.recalculated({}, given(born=1970))
    typed = form.recalculated(first, given(born=1970, age=38))

    assert first == given(born=1970, age=39)
    assert typed == given(born=1970, age=38)
    assert form.recalculated(typed, given(born=1980, age=38)) == given(born=1980, age=29)
    assert form.recalculated(typed, {}) == {}
    assert form.completed(typed) == typed


def test_a_calculation_that_is_only_read_is_always_made_anew() -> None:
    form = of(ask("born", INTEGER), ask("age", INTEGER, calculation="2009 - ${born}", is_read_only=True))

    assert form.completed(given(born=1970, age=99)) == given(born=1970, age=39)
    assert form.states(given(born=1970))["age"].value == 39
    assert form.missing(given(born=1970)) == ()


def test_a_trigger_alone_makes_its_calculation() -> None:
    form = of(ask("a"), ask("b"), ask("both", CALCULATE, calculation="concat(${a}, ${b})", triggers=("a",)))
    first = form.recalculated({}, given(a="x", b="y"))
    other = form.recalculated(first, given(a="x", b="z"))

    assert first["both"] == stored_value("xy")
    assert other["both"] == stored_value("xy")
    assert form.recalculated(other, given(a="w", b="z"))["both"] == stored_value("wz")
    assert form.completed(other) == given(a="x", b="z", both="xy")
    assert form.states(other)["both"].value == "xy"


def test_a_trigger_in_a_row_makes_the_calculation_of_its_row() -> None:
    inner = (ask("a"), ask("b"), ask("both", calculation="concat(${a}, ${b})", triggers=("a",)))
    form = of(ask("row", QuestionType.REPEAT, questions=inner))
    before = form.recalculated({}, given(row=[given(a="x", b="y"), given(a="u", b="v")]))
    after = form.recalculated(
        before, given(row=[given(a="x", b="z", both="xy"), given(a="w", b="v", both="uv")])
    )

    assert [row["both"]["value"] for row in before["row"]["value"]] == ["xy", "uv"]
    assert [row["both"]["value"] for row in after["row"]["value"]] == ["xy", "wv"]


def test_what_is_made_once_or_by_chance_stays() -> None:
    form = of(
        ask("a"),
        ask("first", CALCULATE, calculation="once(${a})"),
        ask("dice", CALCULATE, calculation="int(random() * 1000000)"),
        ask("key", QuestionType.HIDDEN, default="k1"),
    )
    begun = form.begun()
    later = form.recalculated(form.recalculated(begun, given(a="x")), given(a="y"))

    assert later == given(a="y", first="x", dice=begun["dice"]["value"], key="k1")
    assert form.completed(later) == later
    assert form.states(later)["dice"].value == begun["dice"]["value"]


def test_answers_that_another_answer_hides_are_kept_in_the_draft_and_not_sent() -> None:
    inner = (ask("name"), ask("nick", relevant="${name} != ''"))
    form = of(
        ask("age", INTEGER),
        ask("pension", relevant="${age} >= 65"),
        ask("child", QuestionType.REPEAT, questions=inner, relevant="${age} < 65"),
    )
    draft = given(age=30, pension="yes", child=[given(name="Ann", nick="A"), given(nick="B")])

    assert form.recalculated(given(age=65, pension="yes"), draft) == draft
    assert form.completed(draft) == given(age=30, child=[given(name="Ann", nick="A"), {}])
    assert form.completed(draft | given(age=65)) == given(age=65, pension="yes")


def test_sent_answers_keep_the_day_on_which_they_were_sent() -> None:
    form = of(
        ask("born", QuestionType.DATE, constraint=". <= today()"),
        ask("days", CALCULATE, calculation="today() - ${born}"),
        ask("late", relevant="today() > '2009-07-31'"),
    )
    answers = given(born="2009-07-05")
    with time_machine.travel(dt.datetime(2009, 7, 15, 12), tick=False):
        sent = form.completed(answers)
        assert form.completed(sent) == sent
    with time_machine.travel(dt.datetime(2009, 8, 15, 12), tick=False):
        assert form.states(sent)["days"].value == "10"
        assert form.shown(sent) == {"born", "days"}
        assert form.problems(sent) == {}
        assert form.completed(sent) == sent
        assert form.completed(answers)["days"] == stored_value("41")
        assert "late" in form.shown(answers)

    assert sent["days"] == stored_value("10")
    assert sent["now()"] == stored_value("2009-07-15T13:00:00.000+01:00")


def test_a_form_that_never_asks_for_the_time_stores_none() -> None:
    form = of(ask("born", QuestionType.DATE, constraint=". <= today()"))

    assert form.completed(given(born="2009-07-05")) == given(born="2009-07-05")


def test_labels_of_choices_tables_and_the_version_are_values() -> None:
    form = of(
        ask("sort", QuestionType.SELECT_ONE, choices=(Choice("a", "Apple"), Choice("b", "Pear"))),
        ask("label", CALCULATE, calculation="jr:choice-name(${sort}, '${sort}')"),
        ask("price", CALCULATE, calculation="pulldata('fruit', 'price', 'key', ${sort})"),
        ask("version", CALCULATE, calculation="version()"),
        tables={"fruit": Table(("key", "price"), (("a", "3"), ("b", "5")))},
    )

    assert form.completed(given(sort="b")) == given(sort="b", label="Pear", price="5", version="3")
