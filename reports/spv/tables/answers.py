"""Tables of what services say of an enterprise of their own, and what the enterprises themselves say."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.answers import tables as answer_tables
from reports.answers.queries import QuestionAnswers
from reports.answers.tables import UNANSWERED
from reports.spv.queries import OWN
from reports.table import Bars, Column, Row, Table, cells, share
from survey.answers import AnswerState


@dataclass(frozen=True)
class RespondentKind:
    """A kind of respondent: its part in the tables of answers, and the words for the base."""

    part: str
    base: str


SERVICES = RespondentKind(
    answer_tables.ALL,
    "respondents of services that have, had, are developing or are interested in an enterprise of their own",
)
ENTERPRISES = RespondentKind(
    answer_tables.ORGANISATIONS, "enterprises that say that service staff set them up or run them"
)


@dataclass(frozen=True)
class QuestionWords:
    """The words of a question: key, title and heading of its table, the subject in a sentence, and who is asked."""

    key: str
    title: str
    heading: str
    subject: str
    respondents: RespondentKind = SERVICES


BENEFITS = QuestionWords(
    "benefits",
    "What speaks, or would speak, for an enterprise of the service's own",
    "What speaks for it",
    "what speaks for it",
)
OBSTACLES = QuestionWords(
    "obstacles",
    "What stands, or stood, in the way of an enterprise of the service's own",
    "What stands in the way",
    "what stands in the way",
)
VEHICLE_BENEFITS = QuestionWords(
    "vehicle_benefits",
    "What speaks for such an enterprise, as the enterprises say",
    "What speaks for it",
    "what speaks for it",
    ENTERPRISES,
)
VEHICLE_PROBLEMS = QuestionWords(
    "vehicle_problems",
    "The problems of such an enterprise, as the enterprises say",
    "Problem",
    "what its problems are, or were",
    ENTERPRISES,
)
WITH_OWN = "Have, had or are developing one"
ANSWERED = "All that answered (base)"
ALL_OWN = "All with one of their own (base)"
INTERESTED = "interested"
SET_UP_OR_FAILED = frozenset({"operating", "failed_before", "failed_after"})
"""The choices for one that was set up, or that failed: only of these the questionnaires ask how it was done."""
_ANSWERS = (
    Column("stage", "How far it got"),
    Column("respondents", "Respondents", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("respondents", "base")),
)
_SET_UP = (
    Column("words", "Question"),
    Column("yes", "Yes", "count", part_of="asked"),
    Column("no", "No", "count", part_of="asked"),
    Column(UNANSWERED, "No answer", "count", part_of="asked"),
    Column("asked", "Respondents asked (base)", "count"),
    Column("rate", "Share that said yes", "percent", ratio=("yes", "asked")),
)


def stages(status: QuestionAnswers, strand: str, further: Sequence[QuestionAnswers]) -> Table:
    """Return a table of services with an enterprise of their own, or interested in one, who are asked `further`."""
    chosen, base = _chosen(status, strand, SERVICES)
    rows = [_stage_row(WITH_OWN, sum(chosen.get(word, 0) for word in OWN), base)]
    rows += [
        _stage_row(label, chosen.get(word, 0), base)
        for word, label in status.choices.items()
        if word not in OWN
    ]
    rows.append(_stage_row(ANSWERED, base, base))
    interested = [place for place, row in enumerate(rows) if row["stage"] == status.choices.get(INTERESTED)]
    answered = cells(range(len(rows)), "base") | cells([len(rows) - 1], "respondents")
    return Table(
        key=answer_tables.table_key("stages", strand),
        title=answer_tables.table_title(
            "Services with an enterprise of their own, or thinking of one", status, strand
        ),
        columns=_ANSWERS,
        rows=tuple(rows),
        notes=(answer_tables.RESPONDENT,),
        source=answer_tables.SOURCE,
        data_class="B",
        total_rows=frozenset({ANSWERED}),
        bars=Bars("stage", ("respondents",)),
        fixed=answered if strand not in status.depends else frozenset(),
        names=dict.fromkeys(answered, answer_tables.base_name(status, strand, answer_tables.ALL))
        | {(0, "respondents"): _own_name(status, strand)},
        sums=_further_bases(further, strand, SERVICES, rows, [0, *interested]),
    )


def own_stages(status: QuestionAnswers, strand: str, steps: Sequence[QuestionAnswers]) -> Table:
    """Return a table of how far the services' own enterprises got. Some services are asked the `steps` too."""
    return _stages_table(
        answer_tables.table_key("own", strand),
        answer_tables.table_title("How far the services' own enterprises got", status, strand),
        status,
        strand,
        SERVICES,
        total=(ALL_OWN, _own_name(status, strand)),
        steps=steps,
    )


def vehicle_stages(
    status: QuestionAnswers, strand: str, steps: Sequence[QuestionAnswers], further: Sequence[QuestionAnswers]
) -> Table:
    """Return a table of how far enterprises set up by staff say they got. All are asked the `further` questions."""
    return _stages_table(
        answer_tables.table_key("vehicle_stages", strand),
        answer_tables.table_title(
            "How far enterprises set up by service staff got, as they say themselves", status, strand
        ),
        status,
        strand,
        ENTERPRISES,
        total=(ANSWERED, answer_tables.base_name(status, strand, answer_tables.ORGANISATIONS)),
        steps=steps,
        further=further,
    )


def _stages_table(
    key: str,
    title: str,
    status: QuestionAnswers,
    strand: str,
    kind: RespondentKind,
    *,
    total: tuple[str, str],
    steps: Sequence[QuestionAnswers],
    further: Sequence[QuestionAnswers] = (),
) -> Table:
    """Return a table of stages, which add up to the last row. `total` is the label of that row and its figure's name.

    If those that were set up or failed are asked the `steps`, a column has their number.
    """
    chosen, _ = _chosen(status, strand, kind)
    stages = [word for word in status.choices if word in OWN or kind is ENTERPRISES]
    base = sum(chosen.get(word, 0) for word in stages)
    words, name = total
    rows = [_stage_row(status.choices[word], chosen.get(word, 0), base) for word in stages]
    rows.append(_stage_row(words, base, base))
    last = len(rows) - 1
    names = dict.fromkeys(cells(range(len(rows)), "base") | cells([last], "respondents"), name)
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    if steps:
        set_up_or_failed = [chosen.get(word, 0) if word in SET_UP_OR_FAILED else None for word in stages]
        base_numbers = [*set_up_or_failed, sum(number or 0 for number in set_up_or_failed)]
        rows = [{**row, "asked": number} for row, number in zip(rows, base_numbers, strict=True)]
        for place, word in enumerate(stages):
            names |= dict.fromkeys(cells([place], "respondents", "asked"), f"{name}: {word}")
        names[last, "asked"] = _set_up_name(status, strand)
        # Declared as a sum; otherwise the two would be taken for one figure when nothing is in development.
        others = [place for place, word in enumerate(stages) if word not in SET_UP_OR_FAILED]
        sums[name] = cells(others, "respondents") | cells([last], "asked")
    return Table(
        key=key,
        title=title,
        columns=(*_ANSWERS, Column("asked", "Asked how it was set up", "count")) if steps else _ANSWERS,
        rows=tuple(rows),
        notes=(answer_tables.RESPONDENT,),
        source=answer_tables.SOURCE,
        data_class="B",
        total_rows=frozenset({words}),
        names=names,
        sums=sums | _further_bases(further, strand, kind, rows, [last]),
    )


def themes(answers: QuestionAnswers, strand: str, words: QuestionWords) -> Table:
    """Return a table of the reasons for or against such an enterprise, among respondents who named any."""
    chosen, base = _chosen(answers, strand, words.respondents)
    rows: list[Row] = [
        {
            "words": label,
            "named": chosen.get(word, 0),
            "base": base,
            "rate": share(chosen.get(word, 0), base),
        }
        for word, label in answers.choices.items()
    ]
    answered = cells(range(len(rows)), "base")
    return Table(
        key=answer_tables.table_key(words.key, strand),
        title=answer_tables.table_title(words.title, answers, strand),
        columns=(
            Column("words", words.heading),
            Column("named", "Respondents who named it", "count"),
            Column("base", "Base", "count"),
            Column("rate", "Share", "percent", ratio=("named", "base")),
        ),
        rows=tuple(rows),
        fixed=answered if strand not in answers.depends else frozenset(),
        names=dict.fromkeys(answered, answer_tables.base_name(answers, strand, words.respondents.part)),
        sums={
            answer_tables.mentions_name(answers, strand, words.respondents.part): cells(
                range(len(rows)), "named"
            )
        },
        notes=(
            f"Base: {words.respondents.base}, and that said {words.subject}. A respondent could name several.",
            answer_tables.RESPONDENT,
        ),
        source=answer_tables.SOURCE,
        data_class="B",
        bars=Bars("words", ("named",)),
    )


def set_up(
    questions: Sequence[QuestionAnswers], status: QuestionAnswers, strand: str, kind: RespondentKind
) -> Table:
    """Return a table of how such enterprises were set up: yes and no to each question."""
    chosen, _ = _chosen(status, strand, kind)
    set_up_or_failed = sum(chosen.get(word, 0) for word in SET_UP_OR_FAILED)
    rows: list[Row] = []
    names: dict[tuple[int, str], str] = {}
    for place, answers in enumerate(questions):
        chosen, base = _chosen(answers, strand, kind)
        states = answers.states(answer_tables.groups_of(answers, strand, kind.part))
        number = sum(states.values()) - states[AnswerState.NOT_APPLICABLE]
        yes = chosen.get("yes", 0)
        rows.append(
            {
                "words": answers.label,
                "yes": yes,
                "no": base - yes,
                UNANSWERED: number - base,
                "asked": number,
                "rate": share(yes, number),
            }
        )
        # If a questionnaire asks other respondents, its figure has another name.
        names |= {(place, "asked"): _set_up_name(status, strand)} if number == set_up_or_failed else {}
    is_own = kind is SERVICES
    return Table(
        key=answer_tables.table_key("set_up" if is_own else "vehicle_set_up", strand),
        title=answer_tables.table_title(
            "How the services' own enterprises were set up"
            if is_own
            else "How such enterprises were set up, as they say themselves",
            status,
            strand,
        ),
        columns=_SET_UP,
        rows=tuple(rows),
        notes=(
            "Asked where such an enterprise operates, or failed before or after it opened; one in development is not "
            "asked yet. No answer: the respondent did not know, would not say, was not asked, or nothing was written.",
            answer_tables.RESPONDENT,
        ),
        source=answer_tables.SOURCE,
        data_class="B",
        names=names,
    )


def _further_bases(
    further: Sequence[QuestionAnswers],
    strand: str,
    kind: RespondentKind,
    rows: Sequence[Row],
    places: Sequence[int],
) -> dict[str, frozenset[tuple[int, str]]]:
    """Return the sums for the bases of further questions that everybody in these rows answered."""
    chosen = sum(number for place in places if isinstance(number := rows[place]["respondents"], int))
    return {
        answer_tables.base_name(answers, strand, kind.part): cells(places, "respondents")
        for answers in further
        if _chosen(answers, strand, kind)[1] == chosen
    }


def _chosen(answers: QuestionAnswers, strand: str, kind: RespondentKind) -> tuple[dict[str, int], int]:
    """Return the number of respondents who chose each answer, and the number who answered."""
    groups = answer_tables.groups_of(answers, strand, kind.part)
    return dict(answers.themes(groups)), answers.states(groups)[AnswerState.GIVEN]


def _stage_row(words: str, number: int, base: int) -> Row:
    return {"stage": words, "respondents": number, "base": base, "rate": share(number, base)}


def _own_name(status: QuestionAnswers, strand: str) -> str:
    return f"{status.question}, {strand}: {WITH_OWN}"


def _set_up_name(status: QuestionAnswers, strand: str) -> str:
    return f"{status.question}, {strand}: set up, or failed"
