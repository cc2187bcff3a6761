"""Random pages as the browser gets them, and what the server shows for each input.

Each page has, by the name of its field: the `questions`, their `conditions`, the `calculations` that the browser makes
itself, which controls take `long` texts and `whole` numbers, and when each choice is allowed (`only_if`). Each of its
`cases` is what the form sends, the questions that the server shows for it, what its calculations come to, and the
choices that it allows.
"""

import json
from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any

from django.http import QueryDict

from survey.answers import stored_value
from survey.lookup_tables import Table
from survey.online.forms import PageForm, QuestionRow
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

SEED = 1
PAGES = 60
CASES = 3

CHOICES = (
    Choice("yes", "Yes", {"kind": "yes"}),
    Choice("no", "No", {"kind": "no"}),
    Choice("some", "Some", {"kind": "yes"}),
    Choice("not_known", "I don't know", {"kind": "no"}),
)
CONDITIONS = (
    "${%s} = 'yes'",
    "selected(${%s}, 'no')",
    "not(${%s} > 2)",
    "${%s} != ''",
    "${%s} = '7'",
    "${%s} >= '2009-07-05'",
    "string-length(${%s}) = 5",
    "count-selected(${%s}) >= 2",
)
CALCULATIONS = (
    "${%s} * 2",
    "if(${%s} = 'yes', 'yes', 'no')",
    "concat(${%s}, '-')",
    "round(${%s} div 3, 1)",
    "coalesce(${%s}, 7)",
    "${%s} - '2009-06-30'",
    "max(${%s}, 3, 'x')",
    "join('-', ${%s}, 'x', selected-at(${%s}, 1))",
    "format-date(${%s}, '%%e/%%n')",
    "regex(${%s}, '[a-z]+')",
    "jr:choice-name(${%s}, '${%s}')",
    "pulldata('words', 'label', 'name', ${%s})",
    "instance('words')/root/item[kind = ${%s} or name = ${%s}]/label",
    "version()",
)
TABLES = {
    "words": Table(
        ("name", "label", "kind"), (("yes", "Yes!", "7"), ("no", "No!", "yes"), ("7", "Seven", "7"))
    )
}
OVER_ROWS = (
    "count(${%s})",
    "sum(${%s_0})",
    "count-non-empty(${%s_0})",
    "max(${%s_0}, 2)",
    "join(', ', ${%s_0})",
    "indexed-repeat(${%s_0}, ${%s}, 2)",
)
FILTERS = (
    "kind = ${%s}",
    "selected(${%s}, name) or kind = 'no'",
    "(${%s} != '' or name = 'some') and kind != 'no'",
)
KINDS = (
    QuestionType.TEXT,
    QuestionType.INTEGER,
    QuestionType.DECIMAL,
    QuestionType.DATE,
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
)
TYPED = {
    QuestionType.TEXT: ("", "  ", "yes", " yes ", "abcde", "a\U0001f600cde", "7", "no doubt"),
    QuestionType.INTEGER: ("", "7", "07", " 7 ", "0", "-3", "seven", "12"),
    QuestionType.DECIMAL: ("", "2.5", " 7 ", "7.0", "1e3", "."),
}
DAYS = (
    ("", "", ""),
    ("2009", "07", "05"),
    ("2009", "7", "5"),
    (" 2009", "12 ", "31"),
    ("2009", "2", "30"),
    ("9", "", ""),
)


COUNTED = Section(
    "only",
    "Only",
    (
        Question("has_places", QuestionType.SELECT_ONE, "Any places?", choices=CHOICES),
        Question(
            "place",
            QuestionType.REPEAT,
            "Places",
            relevant="${has_places} = 'yes'",
            questions=(
                Question("beds", QuestionType.INTEGER, "How many beds?"),
                Question("town", QuestionType.TEXT, "Where?", relevant="${beds} > 1"),
                Question("is_open", QuestionType.SELECT_ONE, "Open?", choices=CHOICES),
            ),
        ),
        Question("places", QuestionType.CALCULATE, "", calculation="count(${place})"),
        Question("all_beds", QuestionType.CALCULATE, "", calculation="sum(${beds})"),
        Question("known", QuestionType.CALCULATE, "", calculation="count-non-empty(${beds})"),
        Question("a", QuestionType.TEXT, "A", relevant="${places} = 2"),
        Question("b", QuestionType.TEXT, "B", relevant="${all_beds} > 5"),
        Question("c", QuestionType.TEXT, "C", relevant="${known} >= 2"),
    ),
)
"""A page that counts the rows of a group and adds up what is in them."""
ROWS: tuple[list[tuple[str, str]], ...] = (
    [],
    [("beds", "2")],
    [("beds", "2"), ("town", "York")],
    [("beds", "1"), ("town", "a place that is hidden")],
    [("beds", "none")],
    [("beds", " "), ("is_open", "state:not_known")],
    [("beds", "012"), ("is_open", "yes")],
    [("town", "hidden, and alone in its row")],
)


def pages() -> list[dict[str, Any]]:
    """Return a page that counts rows, and random pages with conditions on their own answers."""
    random = Random(SEED)
    found = [_counted()]
    while len(found) < PAGES:
        page = _page(random)
        if page["conditions"] or page["only_if"]:
            found.append(page)
    return found


def _counted() -> dict[str, Any]:
    questionnaire = Questionnaire("q", "1", "Q", (COUNTED,))
    stored = {"place": stored_value([{"beds": stored_value(1)}] * 3)}
    served = PageForm(questionnaire, COUNTED, answers=stored)
    typed = []
    for word in ("yes", "no"):
        for first, second in combinations(ROWS, 2):
            data = QueryDict(mutable=True)
            data["q-has_places"] = word
            data["q-place:rows"] = "3"
            for place, row in enumerate((first, [], second), 1):
                for name, value in row:
                    data[f"q-place:{place}:{name}"] = value
            typed.append(data)
    return _vector(questionnaire, COUNTED, stored, served, typed)


def _page(random: Random) -> dict[str, Any]:
    questionnaire = _questionnaire(random)
    section = random.choice(questionnaire.sections)
    elsewhere = PageForm(questionnaire, questionnaire.sections[0], answers={}, data=QueryDict())
    stored = PageForm(
        questionnaire, questionnaire.sections[0], answers={}, data=_typed(random, elsewhere)
    ).answers()
    served = PageForm(questionnaire, section, answers=stored)
    typed = [_typed(random, served) for _ in range(CASES)]
    return _vector(questionnaire, section, stored, served, typed)


def _vector(
    questionnaire: Questionnaire,
    section: Section,
    stored: dict[str, Any],
    served: PageForm,
    typed: list[QueryDict],
) -> dict[str, Any]:
    """Return what a page sends to the browser, and the server's results for each input."""
    rows = list(_rows(served.rows()))
    return {
        "questions": [row.key for row in rows],
        "conditions": {row.key: json.loads(row.condition) for row in rows if row.condition},
        "calculations": {row.key: json.loads(row.calculation) for row in rows if row.calculation},
        "long": [row.key for row in rows if row.question.is_long],
        "whole": [row.key for row in rows if row.question.type is QuestionType.INTEGER],
        "only_if": {
            name: {value: json.loads(tree) for value, tree in field.widget.only_if.items()}
            for name, field in served.fields.items()
            if getattr(field.widget, "only_if", None)
        },
        "cases": [_case(questionnaire, section, stored, data) for data in typed],
    }


def _case(
    questionnaire: Questionnaire, section: Section, stored: dict[str, Any], typed: QueryDict
) -> dict[str, Any]:
    """Return the server's result for an input of a page."""
    form = PageForm(questionnaire, section, answers=stored, data=typed)
    return {
        "typed": [[name, value] for name, values in typed.lists() for value in values],
        "shown": [row.key for row in _rows(form.rows()) if row.is_shown],
        "made": {row.key: _made(form, row) for row in _rows(form.rows()) if row.calculation},
        "allowed": {
            name: [value for value in field.widget.only_if if value not in field.widget.hidden]
            for name, field in form.fields.items()
            if getattr(field.widget, "only_if", None)
        },
    }


def _made(form: PageForm, calculation: QuestionRow) -> str:
    """Return the value of a calculation, alone or in a row of a group."""
    values = form.questionnaire.form_state(form.all_answers()).values
    if ":" in calculation.key:
        group, place, _ = calculation.key.split(":")
        rows = form.groups[group].evaluated_rows(form.questionnaire, form.all_answers())
        values = rows[int(place) - 1].values if rows else {}
    return str(values.get(calculation.question.name, ""))


def _rows(rows: Iterator[QuestionRow]) -> Iterator[QuestionRow]:
    """Return the questions of a page, including those in rows of groups."""
    for row in rows:
        yield row
        for part in row.parts:
            yield from part.rows


def _typed(random: Random, form: PageForm) -> QueryDict:
    """Return random input for most controls of a page."""
    data = QueryDict(mutable=True)
    for row in _rows(form.rows()):
        name, kind = f"q-{row.key}", row.question.type
        if row.group is not None:
            data[f"{name}:rows"] = str(row.group.count)
        elif row.field is None or random.random() < 0.2:
            continue
        elif kind is QuestionType.DATE:
            for part, value in zip(("year", "month", "day"), random.choice(DAYS), strict=True):
                data[f"{name}_{part}"] = value
        elif kind in TYPED:
            data[name] = random.choice(TYPED[kind])
        else:
            words = [str(value) for value, _ in row.field.field.widget.choices]
            chosen = 1 if kind is QuestionType.SELECT_ONE else random.randrange(len(words) + 1)
            data.setlist(name, random.sample(words, min(chosen, len(words))))
    return data


def _questionnaire(random: Random) -> Questionnaire:
    """Return a random questionnaire of two sections with all types, conditions, calculations, filters and a group."""
    questions: list[Question] = []
    for place in range(random.randint(6, 9)):
        known = [each.name for each in questions if not each.is_repeated]
        groups = [each for each in questions if each.is_repeated]
        if groups and random.random() < 0.5:
            made = _about_one(random.choice(OVER_ROWS), random.choice(groups).name)
            questions.append(Question(f"q{place}", QuestionType.CALCULATE, "", calculation=made))
        elif random.random() < 0.3:
            questions.append(_group(random, f"q{place}", known))
        else:
            questions.append(_question(random, f"q{place}", known))
    cut = random.randint(2, len(questions) - 2)
    about = random.choice([each.name for each in questions[:cut] if not each.is_repeated] or [""])
    relevant = _about(random, CONDITIONS, [about]) if about else ""
    sections = (
        Section("first", "First", tuple(questions[:cut])),
        Section(
            "second", "Second", tuple(questions[cut:]), relevant=relevant if random.random() < 0.3 else ""
        ),
    )
    return Questionnaire("q", "1", "Q", sections, tables=TABLES)


def _question(random: Random, name: str, known: list[str]) -> Question:
    relevant = _about(random, CONDITIONS, known)
    if known and random.random() < 0.25:
        made = _about_one(random.choice(CALCULATIONS), random.choice(known))
        return Question(name, QuestionType.CALCULATE, "", relevant=relevant, calculation=made)
    kind = random.choice(KINDS)
    if kind not in (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE):
        is_long = kind is QuestionType.TEXT and random.random() < 0.5
        return Question(name, kind, f"Question {name}", relevant=relevant, is_long=is_long)
    choice_filter = _about(random, FILTERS, known)
    return Question(
        name, kind, f"Question {name}", relevant=relevant, choices=CHOICES, choice_filter=choice_filter
    )


def _group(random: Random, name: str, known: list[str]) -> Question:
    """Return a repeated group with two questions, and calculations of the number of the row and from the row above."""
    first = Question(f"{name}_0", QuestionType.INTEGER, "How many?")
    second = _question(random, f"{name}_1", [*known, first.name, first.name])
    place = Question(f"{name}_at", QuestionType.CALCULATE, "", calculation="position(..) * 10")
    above = Question(
        f"{name}_above",
        QuestionType.CALCULATE,
        "",
        calculation=f"indexed-repeat(${{{first.name}}}, ${{{name}}}, position(..) - 1)",
    )
    third = Question(
        f"{name}_2",
        QuestionType.TEXT,
        "Which?",
        relevant=f"${{{name}_at}} > 20 or ${{{first.name}}} = 7 or ${{{above.name}}} = 7",
    )
    return Question(
        name,
        QuestionType.REPEAT,
        f"Group {name}",
        relevant=_about(random, CONDITIONS, known),
        questions=(first, second, place, above, third),
        row_count=random.choice((0, 0, 2)),
    )


def _about(random: Random, sources: tuple[str, ...], known: list[str]) -> str:
    """Return a random expression about an earlier question, or an empty text."""
    return _about_one(random.choice(sources), random.choice(known)) if known and random.random() < 0.5 else ""


def _about_one(source: str, name: str) -> str:
    """Return an expression with the name of a question in its places."""
    return source % ((name,) * source.count("%s"))
