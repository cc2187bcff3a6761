"""What differs between two versions of a questionnaire, worked by hand."""

import doctest

import pytest

from survey.languages import Language, Translation, choice_key, question_key
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section, Table
from survey.versions import compare as comparing
from survey.versions import meaning, words
from survey.versions.compare import compare
from survey.versions.comparison import Difference, Verdict
from survey.versions.words import marked

YES_NO = (Choice("1", "Yes"), Choice("2", "No"))
WELSH = Language("cy", "Cymraeg")


def ask(name: str, label: str = "", type: QuestionType = QuestionType.TEXT, **more: object) -> Question:
    return Question(name, type, label or f"What is {name}?", **more)


def choose(name: str, *choices: Choice, **more: object) -> Question:
    return ask(name, type=QuestionType.SELECT_ONE, choices=choices or YES_NO, **more)


def form(*questions: Question, version: str = "1", **more: object) -> Questionnaire:
    return Questionnaire("f", version, "Form", (Section("page", "A page", questions),), **more)


def only(old: Questionnaire, new: Questionnaire):
    """Return the one question that differs."""
    (found,) = compare(old, new).questions
    return found


def sentences_of(changes) -> list[str]:
    return [change.sentence for change in changes]


def sentences(compared) -> list[str]:
    return sentences_of(compared.changes)


@pytest.mark.parametrize("module", [words, meaning, comparing])
def test_the_examples_in_the_modules_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_new_version_without_changes_differs_in_nothing():
    found = compare(form(ask("a"), choose("b")), form(ask("a"), choose("b"), version="2"))

    assert found.is_same
    assert found.number_unchanged == 2
    assert found.verdicts == {Verdict.SAME: 2}


def test_an_added_and_a_removed_question_are_asked_in_one_version_only():
    found = compare(form(ask("a"), ask("b")), form(ask("a"), ask("c", "How many?", QuestionType.INTEGER)))

    assert [(each.name, each.differences, each.verdict) for each in found.questions] == [
        ("b", (Difference.REMOVED,), Verdict.ONCE),
        ("c", (Difference.ADDED,), Verdict.ONCE),
    ]
    assert sentences(found.questions[1]) == ["It takes a whole number, on “A page”."]
    assert found.number_unchanged == 1


def test_a_question_is_called_by_its_words_without_marks_and_names_of_answers():
    new = form(ask("a"), ask("place", "Where does <b>${a}</b> work?"))

    assert only(form(ask("a")), new).label == "Where does … work?"


def test_the_old_and_the_new_words_are_marked():
    found = only(
        form(ask("a", "How many staff are there?")), form(ask("a", "How many paid staff are there?"))
    )

    assert found.differences == (Difference.REWORDED,)
    assert [(piece.text, piece.in_old, piece.in_new) for piece in found.changes[0].pieces] == [
        ("How many ", True, True),
        ("paid ", False, True),
        ("staff are there?", True, True),
    ]
    assert (found.verdict, found.reasons) == (Verdict.CARE, ("The words differ: question.",))


def test_texts_with_little_in_common_are_shown_whole():
    assert marked("Does it trade?", "Its income, in pounds") == (
        ("Does it trade?", True, False),
        ("Its income, in pounds", False, True),
    )


def test_another_blank_or_line_break_is_no_rewording():
    assert compare(form(ask("a", "Who\nare  you?")), form(ask("a", "Who are you?"))).is_same


def test_a_question_at_another_place_of_its_page_is_moved_and_no_other():
    found = only(form(*map(ask, "abcd")), form(*map(ask, "bcad")))

    assert (found.name, found.differences) == ("a", (Difference.MOVED,))
    assert sentences(found) == ["Moved after “What is c?”."]


def test_a_question_on_another_page_is_moved():
    old = Questionnaire(
        "f", "1", "F", (Section("p", "P", (ask("a"), ask("b"))), Section("q", "Q", (ask("c"),)))
    )
    new = Questionnaire(
        "f", "2", "F", (Section("p", "P", (ask("a"),)), Section("q", "Q", (ask("b"), ask("c"))))
    )

    assert sentences(only(old, new)) == ["From the page “P” to “Q”."]


def test_a_page_that_moves_moves_none_of_its_questions():
    pages = Section("p", "P", (ask("a"), ask("b"))), Section("q", "Q", (ask("c"),))

    found = compare(Questionnaire("f", "1", "F", pages), Questionnaire("f", "2", "F", pages[::-1]))

    assert not found.questions
    assert [(page.name, page.changes[0].sentence) for page in found.pages] == [
        ("p", "The page is at another place.")
    ] or [page.name for page in found.pages] == ["q"]


def test_a_choice_added_and_one_removed_are_said_with_what_they_mean():
    old = form(choose("a", Choice("1", "Yes"), Choice("2", "No")))
    new = form(choose("a", Choice("1", "Yes"), Choice("3", "Sometimes")))

    found = only(old, new)

    assert sentences(found) == ["“No” (2) can no longer be chosen.", "“Sometimes” (3) can be chosen now."]
    assert found.verdict is Verdict.CARE
    assert found.reasons == (
        "“No” can no longer be chosen. Answers that chose it are kept.",
        "“Sometimes” could not be chosen before.",
    )


def test_a_label_with_another_value_is_recoded_and_says_what_to_count_together():
    found = only(form(choose("a", *YES_NO)), form(choose("a", Choice("1", "Yes"), Choice("0", "No"))))

    assert sentences(found) == ["“No” was stored as 2 and is stored as 0."]
    assert found.reasons == ("Count 2 of the older version together with 0 of the newer one.",)


def test_each_of_several_choices_with_one_label_is_told():
    old = form(choose("a", Choice("1", "Other"), Choice("2", "Other"), Choice("3", "None")))
    new = form(choose("a", Choice("4", "Other"), Choice("3", "None")))

    assert sentences(only(old, new)) == [
        "“Other” was stored as 1 and is stored as 4.",
        "“Other” (2) can no longer be chosen.",
    ]
    assert sentences(only(new, old)) == [
        "“Other” was stored as 4 and is stored as 1.",
        "“Other” (2) can be chosen now.",
    ]


def test_new_languages_are_told_in_their_order():
    languages = [Language(code, code.upper()) for code in ("cy", "pl", "ar", "fr", "de", "ur")]
    new = form(ask("a"), translations=tuple(Translation(each) for each in languages))

    assert sentences_of(compare(form(ask("a")), new).whole) == [f"{each.name} is new." for each in languages]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("Yes", "No"), ("No", "Yes"), id="swapped"),
        pytest.param(("Up to 10", "More"), ("Up to 20", "More"), id="figure"),
        pytest.param(("It does", "Else"), ("It does not", "Else"), id="negation"),
        pytest.param(("Prison", "Probation"), ("Council", "Probation"), id="other word"),
    ],
)
def test_a_value_that_stands_for_something_else_cannot_be_compared(before, after):
    lists = (tuple(Choice(str(place), label) for place, label in enumerate(each)) for each in (before, after))
    old, new = (form(choose("a", *each)) for each in lists)

    found = only(old, new)

    assert found.verdict is Verdict.APART
    assert sentences(found)[0] == f"The value 0 meant “{before[0]}” and means “{after[0]}” now."
    assert found.reasons == ("An export of all versions keeps the answers in two columns.",)


def test_a_choice_in_other_words_can_be_compared_with_care():
    old, new = (form(choose("a", Choice("1", label))) for label in ("Yes", "Yes, always"))

    found = only(old, new)

    assert (found.differences, found.verdict) == ((Difference.REWORDED,), Verdict.CARE)


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (QuestionType.INTEGER, QuestionType.DECIMAL, Verdict.CARE),
        (QuestionType.POSTCODE, QuestionType.TEXT, Verdict.CARE),
        (QuestionType.TEXT, QuestionType.INTEGER, Verdict.APART),
        (QuestionType.DATE, QuestionType.TEXT, Verdict.APART),
    ],
)
def test_another_kind_of_answer_cannot_be_compared(old, new, verdict):
    found = only(form(ask("a", type=old)), form(ask("a", type=new)))

    assert (found.differences, found.verdict) == ((Difference.RETYPED,), verdict)


def test_a_question_that_moves_into_a_repeated_group_cannot_be_compared():
    rows = Question("sites", QuestionType.REPEAT, "Sites", questions=(ask("a"),))

    found = compare(form(ask("a")), form(rows))

    assert {each.name: each.verdict for each in found.questions} == {
        "sites": Verdict.ONCE,
        "a": Verdict.APART,
    }


def test_conditions_are_told_in_words():
    old = form(choose("trades"), ask("income", "What is its income?"))
    new = form(choose("trades"), ask("income", "What is its income?", relevant="${trades} = '1'"))

    found = only(old, new)

    assert sentences(found) == ["Before: always. Now: if “What is trades?” is “Yes”."]
    assert (found.differences, found.reasons) == (
        (Difference.CONDITIONS,),
        ("It is asked of others than before.",),
    )


def test_the_condition_of_a_page_is_told_on_the_page_and_at_its_questions():
    def paged(relevant: str) -> Questionnaire:
        pages = Section("p", "P", (choose("trades"),)), Section("q", "Q", (ask("income"),), relevant)
        return Questionnaire("f", "1", "F", pages)

    found = compare(paged(""), paged("${trades} = '2'"))

    assert [each.name for each in found.pages] == ["q"]
    assert [(each.name, each.verdict) for each in found.questions] == [("income", Verdict.CARE)]


def test_requirements_and_the_answers_accepted_are_told():
    old = form(ask("a", type=QuestionType.INTEGER))
    new = form(ask("a", type=QuestionType.INTEGER, is_required=True, constraint=". > 0"))

    assert sentences(only(old, new)) == ["Before: nothing. Now: . > 0.", "It must be answered now."]


def test_another_look_leaves_the_answers_comparable():
    found = compare(form(ask("a")), form(ask("a", is_long=True)))

    assert found.verdicts == {Verdict.SAME: 1}
    assert found.questions[0].reasons == ()


def test_the_same_question_under_another_name_is_renamed_and_is_two_columns():
    found = compare(
        form(ask("a", "Who?"), ask("z"), version="1"), form(ask("b", "Who?"), ask("z"), version="2")
    )

    assert [(each.name, sentences(each)) for each in found.questions] == [
        ("b", ["It was called a and is called b."])
    ]
    assert found.questions[0].verdict is Verdict.APART


def test_translations_are_compared_with_translations():
    def welsh(text: str) -> Questionnaire:
        texts = {question_key("a", "label"): text, choice_key("a", "1"): "Ie"}
        return form(choose("a"), translations=(Translation(WELSH, texts),))

    found = only(welsh("Beth?"), welsh("Beth yw?"))

    assert [change.what for change in found.changes] == ["Question in Cymraeg"]
    assert found.reasons == ("The words differ for those who answered in Cymraeg.",)


def test_a_version_in_another_language_is_compared_in_that_language():
    old = form(ask("a", "Who?"), translations=(Translation(WELSH, {question_key("a", "label"): "Pwy?"}),))
    new = form(ask("a", "Pwy?"), version="2", language=WELSH)

    found = compare(old, new)

    assert not found.questions
    assert [change.sentence for change in found.whole] == ["English is gone."]


def test_a_text_to_read_changes_no_answers():
    note = ask("n", "Read this", QuestionType.NOTE)

    found = compare(form(ask("a"), note), form(ask("a"), ask("n", "Read that", QuestionType.NOTE)))

    assert found.verdicts == {Verdict.SAME: 1}
    assert (found.questions[0].is_answered, found.questions[0].reasons) == (False, ())


def test_two_questionnaires_can_be_compared():
    old = form(ask("a"))
    new = Questionnaire("g", "1", "Form", old.sections)

    assert compare(old, new).whole[0].sentence == (
        "Two questionnaires, f and g. Questions are matched by name."
    )


def test_other_tables_to_look_answers_up_in_are_told():
    def with_table(*rows: tuple[str, ...], name: str = "places") -> Questionnaire:
        return form(ask("a"), tables={name: Table(("name",), rows)})

    assert sentences_of(compare(with_table(("x",)), with_table(("x",), ("y",))).whole) == [
        "places.csv has other content. Before: 1 row. Now: 2 rows."
    ]
    assert sentences_of(compare(with_table(), with_table(name="towns")).whole) == [
        "towns.csv is new.",
        "places.csv is gone.",
    ]
