"""Pages as forms: what is shown, required and stored agree with the questionnaire, whatever is typed."""

from typing import Any

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.online.forms import PageForm, shown_value, stored_of
from survey.online.pages import pages_of
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

WORDS = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_known", "I don't know"))
TYPES = list(QuestionType)


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Up to six questions of any type on up to three pages, each perhaps shown by an earlier choice."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(TYPES))
        choices = WORDS if kind in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE) else ()
        deciding = [each.name for each in questions if each.type is QuestionType.SELECT_ONE]
        relevant = (
            f"${{{draw(st.sampled_from(deciding))}}} = 'yes'" if deciding and draw(st.booleans()) else ""
        )
        required = kind is not QuestionType.NOTE and draw(st.booleans())
        questions.append(
            Question(
                f"q{number}",
                kind,
                f"Question {number}",
                is_required=required,
                relevant=relevant,
                choices=choices,
            )
        )
    cut = draw(st.integers(1, len(questions)))
    parts = [part for part in (questions[:cut], questions[cut:]) if part]
    return Questionnaire(
        "q", "1", "Q", tuple(Section(f"s{n}", f"S{n}", tuple(p)) for n, p in enumerate(parts))
    )


TYPED = st.sampled_from(["", "yes", "no", "state:not_known", "12", "1.5", "word", "nonsense ", "\x00", "=1"])


def typed(draw_value: Any, section: Section) -> QueryDict:
    data = QueryDict(mutable=True)
    for question in section.questions:
        if question.type is QuestionType.DATE:
            for part, text in zip(("day", "month", "year"), draw_value(), strict=False):
                data[f"q-{question.name}_{part}"] = text
        elif question.is_asked:
            data.setlist(f"q-{question.name}", [draw_value()[0]])
    return data


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
            **form.kept(),
        }
        shown = questionnaire.shown(answers)
        own = {question.name for question in section.questions} & shown
        wrong = (set(questionnaire.problems(answers)) | set(questionnaire.missing(answers))) & own

        assert set(form.errors) == wrong
        assert {row.question.name for row in form.rows() if row.is_shown} == own

    done = all(page.is_complete for page in pages_of(questionnaire, answers))
    shown = questionnaire.shown(answers)
    assert done == (not questionnaire.missing(answers) and not set(questionnaire.problems(answers)) & shown)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([kind for kind in TYPES if kind is not QuestionType.NOTE]), st.data())
def test_what_is_stored_is_shown_again_and_stored_the_same(kind, data):
    many = kind is QuestionType.SELECT_MULTIPLE
    choices = WORDS if many or kind is QuestionType.SELECT_ONE else ()
    question = Question("q", kind, "Q", choices=choices)
    raw = data.draw(st.lists(TYPED, max_size=3)) if many else data.draw(TYPED)

    stored = stored_of(question, raw)

    again = shown_value(question, stored)
    assert stored_of(question, again if again is not None else "") == stored
