"""Whatever two versions ask: the comparison, the merged questions and an excerpt of them hold together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from survey.exports.variables import tables_of
from survey.questionnaire import Questionnaire
from survey.versions.compare import compare
from survey.versions.comparison import Verdict
from survey.versions.excerpt import Choose, excerpt, with_dependencies
from survey.versions.merging import merge
from tests.survey.generated import questionnaires


def recorded(form: Questionnaire) -> set[str]:
    return {
        each.name
        for outer in form.questions.values()
        for each in (outer, *outer.questions)
        if each.is_recorded
    }


@settings(max_examples=30, deadline=None)
@given(questionnaires(), questionnaires())
def test_every_question_has_one_verdict_and_one_column(old: Questionnaire, new: Questionnaire) -> None:
    found = compare(old, new)
    merged = merge([old, new])

    assert compare(old, old).is_same
    renamed = sum("renamed" in each.differences for each in found.questions if each.is_answered)
    assert sum(found.verdicts.values()) == len(recorded(old) | recorded(new)) - renamed
    in_both = {each.name for _, each in merged.walk() if len(each.asked) == 2}
    apart = {each.name for each in found.questions if each.verdict is Verdict.APART}
    assert not in_both & apart
    tables_of(merged.questionnaire(), is_full=True)


@settings(max_examples=30, deadline=None)
@given(questionnaires(), st.data())
def test_an_excerpt_refers_to_nothing_that_it_has_not(form: Questionnaire, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from(list(form.questions)), min_size=1))

    taken = excerpt([Choose(form, names)], name="new", title="New", version="1").questionnaire

    kept = with_dependencies(form, names)
    assert {name for name in kept if form.questions[name].is_recorded} <= set(taken.questions)
    for name in taken.questions:
        assert with_dependencies(taken, [name]) <= set(taken.questions)
