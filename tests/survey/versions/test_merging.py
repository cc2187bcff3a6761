"""The questions of several versions, each once: which stand together, which are kept apart, and in what order."""

from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.versions.merging import merge


def ask(name: str, type: QuestionType = QuestionType.TEXT, label: str = "", **more: object) -> Question:
    return Question(name, type, label or name, **more)


def choose(name: str, **labels: str) -> Question:
    choices = tuple(Choice(value, label) for value, label in labels.items())
    return ask(name, QuestionType.SELECT_ONE, choices=choices)


def form(version: str, *questions: Question) -> Questionnaire:
    return Questionnaire("f", version, "F", (Section("s", "S", questions),))


def columns(*versions: Questionnaire) -> dict[str, list[int]]:
    return {each.name: sorted(each.asked) for each in merge(versions).questions}


def test_a_question_of_both_versions_is_one_column_in_the_order_of_the_newest():
    old, new = form("1", ask("a"), ask("b"), ask("c")), form("2", ask("c"), ask("a"), ask("d"))

    assert columns(old, new) == {"c": [0, 1], "a": [0, 1], "b": [0], "d": [1]}


def test_another_type_is_kept_apart_under_the_name_and_the_version():
    old, new = form("1", ask("age")), form("2-b", ask("age", QuestionType.INTEGER))

    merged = merge([old, new])

    assert columns(old, new) == {"age": [0], "age_2_b": [1]}
    assert [each.apart_from for each in merged.questions] == ["", "age"]


def test_a_value_with_another_meaning_is_kept_apart_and_goes_back_when_it_has_its_old_one():
    versions = (
        form("1", choose("a", x="Yes", y="No")),
        form("2", choose("a", x="No", y="Yes")),
        form("3", choose("a", x="Yes", y="No", z="Maybe")),
    )

    assert columns(*versions) == {"a": [0, 2], "a_2": [1]}


def test_the_choices_of_all_versions_are_kept_with_the_newest_words():
    old, new = form("1", choose("a", x="Yes", y="No")), form("2", choose("a", z="Maybe", x="Yes, always"))

    (merged,) = merge([old, new]).questions

    assert [(each.value, each.label) for each in merged.question().choices] == [
        ("z", "Maybe"),
        ("x", "Yes, always"),
        ("y", "No"),
    ]


def test_numbers_of_both_kinds_stand_in_one_column_of_decimals():
    old, new = form("1", ask("n", QuestionType.INTEGER)), form("2", ask("n", QuestionType.DECIMAL))

    assert merge([old, new]).questions[0].question().type is QuestionType.DECIMAL


def test_the_questions_of_repeated_groups_are_merged_in_their_group():
    def sites(*inner: Question) -> Question:
        return ask("sites", QuestionType.REPEAT, questions=inner)

    merged = merge([form("1", sites(ask("town"))), form("2", sites(ask("town"), ask("code")))])

    assert [name.name for name in merged.questions[0].question().questions] == ["town", "code"]
    assert {name: list(rows) for name, rows in merged.rows(0).items()} == {"sites": ["town"]}


def test_a_name_that_a_question_has_is_not_given_again():
    old = form("1", ask("a"), ask("a_2"))
    new = form("2", ask("a", QuestionType.INTEGER), ask("a_2"))

    assert list(columns(old, new)) == ["a", "a_2_", "a_2"]


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abcde"), st.sampled_from(list(QuestionType)[:6])),
            unique_by=lambda pair: pair[0],
            max_size=5,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_answer_has_one_column_whatever_the_versions(lists):
    versions = [
        form(str(number), *(ask(name, type) for name, type in questions))
        for number, questions in enumerate(lists)
    ]

    merged = merge(versions)

    for place, questions in enumerate(lists):
        assert sorted(each.name for each in merged.asked(place).values()) == sorted(n for n, _ in questions)
    assert len({each.name for each in merged.questions}) == len(merged.questions)
