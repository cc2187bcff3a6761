"""Random questionnaires with every type of question (hypothesis), and each as an XLSForm."""

from dataclasses import replace

from hypothesis import strategies as st

from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

STATES = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_known", "I don't know"))
FILTERED = (
    Choice("yes", "Yes", {"kind": "yes"}),
    Choice("no", "No", {"kind": "no"}),
    Choice("x", "X", {"kind": "yes"}),
)
FILTERS = (
    "kind = ${%s}",
    "selected(${%s}, name) or kind = 'no'",
    "(${%s} != '' or name = 'x') and kind != 'no'",
)
CONDITIONS = ("${%s} = 'yes'", "selected(${%s}, 'no')", "not(${%s} > 2)", "${%s} != ''")
CALCULATIONS = (
    "${%s} * 2",
    "if(${%s} = 'yes', 'yes', 'no')",
    "concat(${%s}, '-')",
    "round(${%s} div 3, 1)",
    "coalesce(${%s}, 12)",
)
CONSTRAINTS = (". != ${%s}", "not(. < ${%s})")
SELECTS = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
LISTS = (*SELECTS, QuestionType.RANK)
PLAIN = [kind for kind in QuestionType if kind not in (QuestionType.REPEAT, QuestionType.HEADING)]
RANGE = {"start": "0", "end": "5", "step": "0.5"}


@st.composite
def question(draw: st.DrawFn, name: str, before: list[str]) -> Question:
    """A strategy for a question of any type but a group, with a condition, constraint or calculation."""
    kind = draw(st.sampled_from(PLAIN))

    def about(sources: tuple[str, ...]) -> str:
        if not before or not draw(st.booleans()):
            return ""
        return draw(st.sampled_from(sources)) % draw(st.sampled_from(before))

    relevant = about(CONDITIONS)
    if kind is QuestionType.CALCULATE:
        return Question(name, kind, "", relevant=relevant, calculation=about(CALCULATIONS) or "6 * 7")
    if kind is QuestionType.NOTE:
        return Question(name, kind, f"Note {name}", relevant=relevant)
    if kind is QuestionType.HIDDEN:
        return Question(name, kind, f"Hidden {name}", relevant=relevant, default="12")
    choice_filter = about(FILTERS) if kind in LISTS else ""
    return Question(
        name,
        kind,
        f"Question {name}",
        is_required=draw(st.booleans()),
        relevant=relevant,
        constraint=about(CONSTRAINTS),
        choices=() if kind not in LISTS else FILTERED if choice_filter else STATES,
        choice_filter=choice_filter,
        parameters=RANGE if kind is QuestionType.RANGE else {},
    )


@st.composite
def group(draw: st.DrawFn, name: str, before: list[str]) -> Question:
    """A strategy for a repeated group of one to three questions, which refer to each other and to earlier ones."""
    inside: list[Question] = [
        Question(f"{name}_0", QuestionType.INTEGER, "How many?", is_required=draw(st.booleans()))
    ]
    for number in range(1, draw(st.integers(1, 3))):
        known = before + [each.name for each in inside if each.type is not QuestionType.NOTE]
        inside.append(draw(question(f"{name}_{number}", known)))
    if draw(st.booleans()):
        inside.append(Question(f"{name}_at", QuestionType.CALCULATE, "", calculation="position(..) * 10"))
    return Question(
        name,
        QuestionType.REPEAT,
        f"Group {name}",
        relevant=draw(st.sampled_from(CONDITIONS)) % draw(st.sampled_from(before))
        if before and draw(st.booleans())
        else "",
        questions=tuple(inside),
        row_count=draw(st.sampled_from([0, 0, 2])),
    )


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A strategy for up to six questions on up to two pages: all types, groups, calculations, choice filters."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        name = f"q{number}"
        before = [
            each.name for each in questions if each.type not in (QuestionType.NOTE, QuestionType.REPEAT)
        ]
        groups = [each for each in questions if each.is_repeated]
        if groups and draw(st.booleans()):
            counted = draw(st.sampled_from(groups))
            source = draw(st.sampled_from([f"sum(${{{counted.name}_0}})", f"count(${{{counted.name}}})"]))
            questions.append(Question(name, QuestionType.CALCULATE, "", calculation=source))
        elif draw(st.integers(0, 3)) == 0:
            questions.append(draw(group(name, before)))
        else:
            questions.append(draw(question(name, before)))
    if not any(each.takes_answer for each in questions):
        questions.append(Question("last", QuestionType.TEXT, "Last"))
    cut = draw(st.integers(1, len(questions)))
    parts = [part for part in (questions[:cut], questions[cut:]) if part]
    sections = tuple(
        Section(f"s{n}", f"S{n}", tuple(within(each, f"s{n}") for each in part))
        for n, part in enumerate(parts)
    )
    return Questionnaire("q", "1", "Q", sections)


def within(node: Question, *path: str) -> Question:
    """Return a question, with those in its rows, within the groups of a path."""
    inner = tuple(within(each, *path, node.name) for each in node.questions)
    return replace(node, path=path, questions=inner)


COLUMNS = [
    "type",
    "name",
    "label",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "repeat_count",
    "appearance",
    "default",
    "parameters",
]


def as_source(questionnaire: Questionnaire) -> str:
    """Return the questionnaire as an XLSForm in Markdown."""
    rows = [line for section in questionnaire.sections for line in _section(section)]
    head = "| survey |\n| | " + " | ".join(COLUMNS) + " |\n"
    choices = "| choices |\n| | list_name | name | label | kind |\n"
    for list_name, listed in (("states", STATES), ("filtered", FILTERED)):
        for choice in listed:
            choices += (
                f"| | {list_name} | {choice.value} | {choice.label} | {choice.attributes.get('kind', '')} |\n"
            )
    settings = "| settings |\n| | form_title | form_id | version |\n| | Q | q | 1 |\n"
    used = any("kind" in choice.attributes for each in _all(questionnaire) for choice in each.choices)
    return (
        head
        + "".join(rows)
        + (choices if used else choices.replace("| yes |\n", "| |\n").replace("| no |\n", "| |\n"))
        + settings
    )


def _all(questionnaire: Questionnaire) -> list[Question]:
    return [inner for each in questionnaire.questions.values() for inner in (each, *each.questions)]


def _section(section: Section) -> list[str]:
    rows = [line for each in section.questions for line in _rows(each)]
    return [_row(type="begin_group", name=section.name, label=section.title), *rows, _row(type="end_group")]


def _rows(node: Question) -> list[str]:
    if node.is_repeated:
        count = str(node.row_count or "")
        inner = [line for each in node.questions for line in _rows(each)]
        begin = _row(
            type="begin_repeat",
            name=node.name,
            label=node.label,
            relevant=node.relevant,
            repeat_count=count,
        )
        return [begin, *inner, _row(type="end_repeat")]
    kind = str(node.type)
    if node.type in LISTS:
        kind += " filtered" if node.choice_filter else " states"
    is_postcode = node.type is QuestionType.POSTCODE
    return [
        _row(
            type="text" if is_postcode else kind,
            name=node.name,
            label=node.label,
            required="yes" if node.is_required else "",
            relevant=node.relevant,
            constraint=node.constraint,
            calculation=node.calculation,
            choice_filter=node.choice_filter,
            appearance="postcode" if is_postcode else "",
            default=node.default,
            parameters=" ".join(f"{key}={value}" for key, value in node.parameters.items()),
        )
    ]


def _row(**cells: str) -> str:
    return "| | " + " | ".join(cells.get(column, "") for column in COLUMNS) + " |\n"
