"""Pages as forms: what is shown, required and stored agree with the questionnaire, whatever is typed."""

from typing import Any

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.fields import initial_value, stored_answer
from survey.online.forms import PageForm
from survey.online.pages import pages_of
from survey.questionnaire import Question, QuestionType, Section
from tests.survey.generated import PLAIN, STATES, questionnaires

WORDS = STATES


TYPED = st.sampled_from(
    ["", "yes", "no", "state:not_known", "12", "1.5", "ls9 7tl", "x", "word", "nonsense ", "\x00", "=1"]
)


def typed(draw_value: Any, section: Section) -> QueryDict:
    data = QueryDict(mutable=True)
    for question in section.questions:
        if question.is_repeated:
            count = question.row_count or draw_value()[0] == "12" or 2
            data[f"q-{question.name}:rows"] = str(int(count))
            for place in range(1, int(count) + 1):
                for inner in question.questions:
                    type_in(data, f"q-{question.name}:{place}:{inner.name}", inner, draw_value())
        else:
            type_in(data, f"q-{question.name}", question, draw_value())
    return data


def type_in(data: QueryDict, name: str, question: Question, words: tuple[str, ...]) -> None:
    if question.type is QuestionType.DATE:
        for part, text in zip(("day", "month", "year"), words, strict=False):
            data[f"{name}_{part}"] = text
    else:
        # What is no question, or is calculated, is sent all the same, as a stranger would.
        data.setlist(name, [words[0]])


@settings(max_examples=150, deadline=None)
@given(questionnaires(), st.data())
def test_a_page_refuses_exactly_what_the_questionnaire_refuses(questionnaire, data):
    answers: dict[str, Any] = {}
    for section in questionnaire.sections:
        form = PageForm(
            questionnaire,
            section,
            answers=answers,
            data=typed(lambda: data.draw(st.tuples(TYPED, TYPED, TYPED)), section),
        )
        form.is_valid()
        answers = {
            **{n: a for n, a in answers.items() if n not in {q.name for q in section.questions}},
            **form.answers_to_save(),
        }
        shown = questionnaire.shown(answers)
        own = {question.name for question in section.questions} & shown
        wrong = (set(questionnaire.problems(answers)) | set(questionnaire.missing(answers))) & own

        assert {name.partition(":")[0] for name in form.errors} == wrong
        seen = {name for name in own if questionnaire.questions[name].is_visible}
        assert {row.question.name for row in form.rows() if row.is_shown and not row.calculation} == seen
        assert not {each.name for each in section.questions if not each.takes_answer} & set(answers)
        again = PageForm(questionnaire, section, answers=answers)
        assert {row.question.name for row in again.rows() if row.is_shown and not row.calculation} == seen

    done = all(page.is_complete for page in pages_of(questionnaire, answers))
    shown = questionnaire.shown(answers)
    assert done == (not questionnaire.missing(answers) and not set(questionnaire.problems(answers)) & shown)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([kind for kind in PLAIN if Question("q", kind, "Q").takes_answer]), st.data())
def test_what_is_stored_is_shown_again_and_stored_the_same(kind, data):
    many = kind is QuestionType.SELECT_MULTIPLE
    choices = WORDS if many or kind is QuestionType.SELECT_ONE else ()
    question = Question("q", kind, "Q", choices=choices)
    raw = data.draw(st.lists(TYPED, max_size=3)) if many else data.draw(TYPED)

    stored = stored_answer(question, raw)

    again = initial_value(question, stored)
    assert stored_answer(question, again if again is not None else "") == stored
