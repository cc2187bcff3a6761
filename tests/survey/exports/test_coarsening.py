"""Coarsening: what few have is merged, cut or left out. Worked by hand and for generated answers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from survey.answers import AnswerState
from survey.exports.coarsening import coarsened, merged_choices, top_of
from survey.exports.variables import ANOTHER, KEY, Cell, Kind, Table, Variable, tables_of
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import questionnaire

CHOICES = tuple(Choice(word, word.upper()) for word in "abcd")


def table_of(*questions: Question) -> Table:
    return tables_of(questionnaire(*questions), is_full=False)[0]


def made(question: Question, cells: list[Cell]) -> tuple[Table, list[Cell]]:
    """The table of one question, coarsened for these cells, and the cells as it shows them."""
    table = Table("t", "T", (Variable(KEY, "Number", Kind.INTEGER), *table_of(question).answer_variables[:1]))
    found = coarsened(table, [Counter(range(len(cells))), Counter(cells)])
    return found, [found.variables[1].shown(cell) for cell in cells] if len(found.variables) > 1 else []


def one(*, appearance: str = "") -> Question:
    return Question("q", QuestionType.SELECT_ONE, "Q?", choices=CHOICES, appearance=appearance)


def test_choices_of_few_are_merged_with_the_next_smallest_until_ten_gave_one() -> None:
    assert merged_choices({"a": 40, "b": 12, "c": 3, "d": 2}) == {"b", "c", "d"}
    assert merged_choices({"a": 40, "c": 6, "d": 5}) == {"c", "d"}
    assert merged_choices({"a": 40, "b": 10, "c": 0}) == frozenset()


def test_a_choice_of_few_is_shown_as_another_with_the_words_of_all_that_it_may_be() -> None:
    found, cells = made(one(), ["a"] * 20 + ["b"] * 6 + ["c"] * 5 + [AnswerState.REFUSED])

    assert Counter(cells) == {"a": 20, ANOTHER: 11, AnswerState.REFUSED: 1}
    labels = {choice.value: choice.label for choice in found.variables[1].categories}
    assert labels == {"a": "A", "d": "D", ANOTHER: "Another of these: B; C"}


def test_a_question_of_few_and_one_with_nothing_left_to_tell_are_left_out() -> None:
    assert len(made(one(), ["a"] * 9)[0].variables) == 1
    assert len(made(one(), ["a"] * 9 + ["b"] * 8)[0].variables) == 1
    assert len(made(one(), ["a"] * 10)[0].variables) == 2


def test_a_scale_stays_as_it_is() -> None:
    _, cells = made(one(appearance="likert"), ["a"] * 20 + ["b"])

    assert Counter(cells) == {"a": 20, "b": 1}


def test_the_largest_numbers_are_shown_as_the_tenth_largest() -> None:
    question = Question("q", QuestionType.INTEGER, "Q?")
    _, cells = made(question, [*range(1, 31), AnswerState.NOT_KNOWN])

    assert top_of(Counter(range(1, 31))) == 21
    assert cells == [*range(1, 22), *[21] * 9, AnswerState.NOT_KNOWN]
    assert top_of(Counter(range(9))) is None


def test_words_that_are_no_choice_and_text_in_a_number_are_not_shown() -> None:
    _, cells = made(one(), ["a"] * 10 + ["Mr Smith"])
    number, shown = made(Question("q", QuestionType.INTEGER, "Q?"), [*range(10), "call Mr Smith"])

    assert cells[-1] is None
    assert shown[-1] is None and number.variables[1].top == 0


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_every_choice_that_is_shown_was_given_by_ten_or_more(words: list[str]) -> None:
    _, cells = made(one(), [*words])

    assert all(number >= 10 for number in Counter(cells).values())


@given(st.lists(st.integers(0, 500), max_size=60))
def test_the_largest_number_shown_was_given_by_ten_or_more(numbers: list[int]) -> None:
    _, cells = made(Question("q", QuestionType.INTEGER, "Q?"), [*numbers])

    shown = [cell for cell in cells if isinstance(cell, int)]
    assert not shown or shown.count(max(shown)) >= 10
