"""XLSForms nested at random (hypothesis): every question is read once, in its place and under its conditions."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from survey.questionnaire import Questionnaire, QuestionType
from survey.xlsform import read_xlsform
from tests.factories.sheets import YES_NO, ask, begin, end, workbook

KINDS = {
    "text": QuestionType.TEXT,
    "integer": QuestionType.INTEGER,
    "decimal": QuestionType.DECIMAL,
    "date": QuestionType.DATE,
    "time": QuestionType.TIME,
    "dateTime": QuestionType.DATETIME,
    "range": QuestionType.RANGE,
    "acknowledge": QuestionType.ACKNOWLEDGE,
    "hidden": QuestionType.HIDDEN,
    "note": QuestionType.NOTE,
    "select_one yes_no": QuestionType.SELECT_ONE,
    "select_multiple yes_no": QuestionType.SELECT_MULTIPLE,
    "rank yes_no": QuestionType.RANK,
}
CONDITION = "${first} = 'yes'"


@dataclass
class Part:
    """A question, or a group with its parts."""

    kind: str
    name: str
    is_conditional: bool
    has_label: bool = True
    is_one_page: bool = False
    parts: list["Part"] = field(default_factory=list)

    @property
    def conditions(self) -> tuple[str, ...]:
        return (CONDITION,) if self.is_conditional else ()


@st.composite
def parts(draw: st.DrawFn, path: str = "", *, in_repeat: bool = False) -> list[Part]:
    """A strategy for the parts of a form or of a group, with names that are unique among them."""
    found = []
    for name in draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True)):
        containers = ["group"] * 2 + ([] if in_repeat else ["repeat"])
        kind = draw(st.sampled_from([*KINDS, *(containers * 3 if len(path) < 4 else [])]))
        part = Part(kind, name, draw(st.booleans()), draw(st.booleans()), draw(st.booleans()))
        if kind in ("group", "repeat"):
            # pyxform wants another name for each repeated group.
            part.name = f"{path}{name}_rows" if kind == "repeat" else name
            part.parts = draw(parts(path + name, in_repeat=in_repeat or kind == "repeat"))
            part.parts.append(Part("integer", "asked", is_conditional=False))
        found.append(part)
    return found


def rows_of(form: list[Part]) -> Iterator[dict[str, str]]:
    for part in form:
        relevant = {"relevant": CONDITION} if part.is_conditional else {}
        if part.kind in ("group", "repeat"):
            label = part.name.upper() if part.has_label else ""
            page = {"appearance": "field-list"} if part.is_one_page else {}
            yield begin(part.kind, part.name, label, **relevant, **page)
            yield from rows_of(part.parts)
            yield end(part.kind)
        else:
            yield ask(part.kind, part.name, **relevant)


def expected(
    form: list[Part], path: tuple[str, ...] = (), conditions: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], QuestionType, tuple[str, ...]]]:
    """Yield the full path, the type and the conditions of each question and repeated group, in order."""
    for part in form:
        around = (*conditions, *part.conditions)
        if part.kind == "repeat":
            yield (*path, part.name), QuestionType.REPEAT, around
        elif part.kind != "group":
            yield (*path, part.name), KINDS[part.kind], around
        yield from expected(part.parts, (*path, part.name), around)


@given(parts())
@settings(max_examples=40, deadline=None)
def test_a_nested_form_is_read_whole_and_comes_back_from_its_json(form: list[Part]) -> None:
    first = Part("select_one yes_no", "first", is_conditional=False)
    form = [first, *form]

    reading = read_xlsform(workbook(list(rows_of(form)), YES_NO))

    assert reading.refused == ()
    questionnaire = reading.accepted_questionnaire()
    assert Questionnaire.from_json(json.loads(json.dumps(questionnaire.as_json()))) == questionnaire
    everything = [
        each
        for outer in questionnaire.questions.values()
        for each in (outer, *outer.questions)
        if not each.is_heading
    ]
    assert [
        (each.full_path, each.type, questionnaire.conditions_of(each.name)) for each in everything
    ] == list(expected(form))
    names = [each.name for outer in questionnaire.questions.values() for each in (outer, *outer.questions)]
    assert len(set(names)) == len(names)
    assert len({section.name for section in questionnaire.sections}) == len(questionnaire.sections)
