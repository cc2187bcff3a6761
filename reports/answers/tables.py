"""Tables of the answers to questions with choices, each with its base. The reports on opinions share them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from reports.answers.parts import ALL, ORGANISATIONS, WHOLE, Part, parts_of
from reports.answers.queries import QuestionAnswers, RespondentGroup
from reports.region_merging import RegionGroups
from reports.table import Bars, Column, Row, Table, cells, share
from survey.answers import AnswerState
from survey.vocabulary import StrandKind
from wording import counted, listed, percent

GIVEN = AnswerState.GIVEN.value
UNANSWERED = "unanswered"
NO_ANSWER = (AnswerState.NOT_KNOWN, AnswerState.NOT_ASKED, AnswerState.REFUSED, AnswerState.MISSING)
"""The states of an answer that is missing though the question applies."""
REASON_COLUMNS = tuple(
    Column(state.value, f"of these: {state.label.lower()}", "count", part_of=UNANSWERED)
    for state in NO_ANSWER
)


def state_columns(whole: str, *, given: str) -> tuple[Column, ...]:
    """Return a column for each state of an answer, as parts of the column `whole`; `given` labels the first."""
    not_applicable = AnswerState.NOT_APPLICABLE
    return (
        Column(GIVEN, given, "count", part_of=whole),
        Column(not_applicable.value, not_applicable.label, "count", part_of=whole),
        Column(UNANSWERED, "No answer", "count", part_of=whole),
        *REASON_COLUMNS,
    )


def state_cells(states: Mapping[AnswerState, int]) -> dict[str, int]:
    """Return the cells of these columns from the number of answers in each state."""
    return {
        **{state.value: states.get(state, 0) for state in AnswerState},
        UNANSWERED: sum(states.get(state, 0) for state in NO_ANSWER),
    }


SOURCE = "Answers in the study's finished interviews."
BASE = "Respondents who answered (base)"
MENTIONS = "Mentions"
NOT_KNOWN = "Did not know"
NOT_KNOWN_NOTE = "Percentages are of those who answered; who did not know has a row, of all that were asked."
OTHER = "other"
OF_SHOWN = "Of what can be shown, "
MAX_TIES = 3
OPPORTUNITY = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
SEVERAL_CHOICES = (
    "A respondent could name several, so the respondents of a column add up to the mentions and not to the "
    "base, and the percentages to more than 100%."
)
RESPONDENT = "A respondent is one finished interview, complete or in part."
REPORT_NOTES = (
    "Unless a table says that something was read out, respondents answered in their own words and the interviewer "
    "chose what had been mentioned. What nobody named may still be so.",
    "Figures are of those who answered the question, and only of services that were interviewed: what the others "
    "would have said is not known.",
)


@dataclass(frozen=True)
class NamedTheme:
    """The respondents of a part who named one theme, of the `base` who answered; `rate` is a fraction of 1."""

    theme: str
    respondents: int
    base: int
    rate: float


def table_key(name: str, strand: str) -> str:
    """Return the key of a table of one strand: its name, with the strand unless that is the initial one."""
    return name if strand == StrandKind.INITIAL_INTERVIEW else f"{name}_{strand}"


def table_title(title: str, answers: QuestionAnswers, strand: str) -> str:
    """Return a table's title, with the strand where the question was asked in several."""
    return f"{title}: {StrandKind(strand).label.lower()}" if len(answers.strands) > 1 else title


def table_notes(strand: str, *notes: str) -> tuple[str, ...]:
    """Return a table's notes, with a warning where the strand is an opportunity sample."""
    if strand in OPPORTUNITY:
        return (*notes, "An opportunity sample: these figures describe those who were asked, and no others.")
    return notes


def groups_of(answers: QuestionAnswers, strand: str, part: str) -> list[RespondentGroup]:
    """Return the respondents of one strand that are services (`part` is ALL) or organisations (ORGANISATIONS)."""
    is_service = {ALL: True, ORGANISATIONS: False}[part]
    return [
        group for group in answers.respondents if group.strand == strand and bool(group.kind) is is_service
    ]


def by_part(
    answers: QuestionAnswers,
    strand: str,
    *,
    name: str,
    title: str,
    heading: str,
    parts: Collection[str] | None = None,
) -> Table:
    """Return a table of the respondents of each part (only of `parts`, if given) who named each theme."""
    counted_parts = [
        (
            part.label,
            answers.themes(part.respondents),
            answers.states(part.respondents)[AnswerState.GIVEN],
        )
        for part in parts_of(answers, strand)
        if parts is None or part.label in parts
    ]
    rows: list[Row] = [
        {"theme": label, "part": part, "named": themes[word], "base": base, "rate": share(themes[word], base)}
        for word, label in answers.choices.items()
        for part, themes, base in counted_parts
    ]
    themes_end = len(rows)
    unknown = _not_known(answers, strand, [part for part, _, _ in counted_parts])
    rows += unknown.values()
    return Table(
        key=table_key(name, strand),
        title=table_title(title, answers, strand),
        columns=(
            Column("theme", heading),
            Column("part", answers.words.part),
            Column("named", "Respondents who named it", "count"),
            Column("base", BASE, "count"),
            Column("rate", "Share of respondents", "percent", ratio=("named", "base")),
        ),
        rows=tuple(rows),
        notes=table_notes(
            strand,
            *(() if answers.is_single else (SEVERAL_CHOICES,)),
            *((NOT_KNOWN_NOTE,) if unknown else ()),
            RESPONDENT,
        ),
        source=SOURCE,
        data_class="B",
        bars=Bars("theme", ("rate",), group="part"),
        fixed=cells(range(len(rows)), "base") if strand not in answers.depends else frozenset(),
        names={
            (row, key): name
            for row, line in enumerate(rows[:themes_end])
            for key, name in (
                ("base", base_name(answers, strand, str(line["part"]))),
                ("named", theme_name(answers, strand, line)),
            )
        }
        | {
            (row, "named"): state_name(answers, strand, part, AnswerState.NOT_KNOWN.value)
            for row, part in enumerate(unknown, start=themes_end)
        },
        sums={
            mentions_name(answers, strand, part): cells(
                (row for row, line in enumerate(rows[:themes_end]) if line["part"] == part), "named"
            )
            for part, _, _ in counted_parts
        },
    )


def _not_known(answers: QuestionAnswers, strand: str, parts: Collection[str]) -> dict[str, Row]:
    """Return by part a row with the number who answered “don't know”, of all who were asked.

    There are no rows for a question that allows several choices, nor for one that only some respondents are asked,
    because the number asked would then disclose an opinion.
    """
    if not answers.is_single or strand in answers.depends:
        return {}
    rows: dict[str, Row] = {}
    for part in parts_of(answers, strand):
        states = answers.states(part.respondents)
        asked = states.total() - states[AnswerState.NOT_APPLICABLE]
        number = states[AnswerState.NOT_KNOWN]
        row: Row = {"theme": NOT_KNOWN, "part": part.label, "named": number, "base": asked}
        if part.label in parts:
            rows[part.label] = {**row, "rate": share(number, asked)}
    return rows


def by_region(
    answers: QuestionAnswers, strand: str, regions: RegionGroups, *, name: str, title: str, heading: str
) -> Table:
    """Return a table of the respondents of each region, or group of merged regions, who named each theme.

    The last two rows are the mentions and the bases.
    """
    services = [group for group in answers.respondents if group.strand == strand and group.kind]
    places: list[tuple[str, str, list[RespondentGroup]]] = [
        (f"region_{key}", words, [group for group in services if group.region in regions.members[key]])
        for key, words in regions.names.items()
    ]
    places = [place for place in places if place[0] != "region_None" or place[2]]
    places.append(("country", answers.words.title, services))
    themes = {key: answers.themes(groups) for key, _, groups in places}
    states = {key: answers.states(groups) for key, _, groups in places}
    rows: list[Row] = [
        {"theme": label, **{key: themes[key][word] for key, _, _ in places}}
        for word, label in answers.choices.items()
    ]
    rows.append({"theme": MENTIONS, **{key: sum(themes[key].values()) for key, _, _ in places}})
    rows.append({"theme": BASE, **{key: states[key][AnswerState.GIVEN] for key, _, _ in places}})
    nobody = [key for key in states if not states[key][AnswerState.GIVEN]]
    return Table(
        key=table_key(name, strand),
        title=table_title(title, answers, strand),
        columns=(Column("theme", heading), *(Column(key, words, "count") for key, words, _ in places)),
        rows=tuple(rows),
        notes=(
            *table_notes(
                strand, "Numbers of respondents who named it; the mentions are their sum.", RESPONDENT
            ),
            *regions.notes,
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({MENTIONS, BASE}),
        fixed=(cells([len(rows) - 1], *states) | cells(range(len(rows)), *nobody))
        if strand not in answers.depends
        else frozenset(),
        names={
            (row, "country"): theme_name(answers, strand, {**line, "part": ALL})
            for row, line in enumerate(rows[:-2])
        }
        | {
            (len(rows) - 2, "country"): mentions_name(answers, strand, ALL),
            (len(rows) - 1, "country"): base_name(answers, strand, ALL),
        },
    )


def base_name(answers: QuestionAnswers, strand: str, part: str) -> str:
    """Return the name of a figure: the number of respondents of a part who answered the question."""
    return f"{answers.question}, {strand}, {part}: answered"


def state_name(answers: QuestionAnswers, strand: str, part: str, state: str) -> str:
    """Return the name of a figure: the number of answers of a part in one state."""
    return f"{answers.question}, {strand}, {part}: {state}"


def theme_name(answers: QuestionAnswers, strand: str, line: Row) -> str:
    """Return the name of a figure: the number of respondents of a part who named a theme."""
    return f"{answers.question}, {strand}, {line['part']}: named {line['theme']}"


def mentions_name(answers: QuestionAnswers, strand: str, part: str) -> str:
    """Return the name of a figure: the mentions of a part. With a single choice, each respondent has one."""
    return (
        base_name(answers, strand, part)
        if answers.is_single
        else f"{answers.question}, {strand}, {part}: mentions"
    )


def most_named(table: Table, part: str, *, but: str = "") -> list[NamedTheme]:
    """Return the theme that most respondents of a part named (several if they tie), from a controlled table.

    The list is empty if nobody answered, no theme was named, or the figures are hidden. The theme `but` is ignored.
    """
    found = [
        NamedTheme(str(row["theme"]), named, base, rate)
        for row in table.rows
        if row["part"] == part and row["theme"] not in (but, NOT_KNOWN)
        if isinstance(named := row["named"], int) and isinstance(base := row["base"], int) and base
        if isinstance(rate := row["rate"], float)
    ]
    most = max((named.respondents for named in found), default=0)
    return [named for named in found if named.respondents == most] if most else []


def has_hidden(table: Table, parts: Collection[str]) -> bool:
    """Return True if a theme of these parts is hidden in a controlled table, because it might be the one named most."""
    themes = [row for row in table.rows if row["part"] in parts and row["theme"] != NOT_KNOWN]
    return any(row["named"] is None for row in themes)


def base_of(table: Table, part: str) -> int | None:
    """Return the number of a part who answered, from a controlled table; None where it is hidden."""
    bases = [row["base"] for row in table.rows if row["part"] == part]
    base = bases[0] if bases else 0
    return base if isinstance(base, int) else None


def themes_in_words(found: Sequence[NamedTheme]) -> str:
    """Return themes with their figures: “Flexible and quick” (60 of 95 respondents, 63%). If many tie, one is named."""
    names = [f"“{theme.theme}”" for theme in found]
    if len(names) > MAX_TIES:
        names = [names[0], f"{len(names) - 1} others alike"]
    respondents = counted(found[0].base, "respondent", "respondents")
    each = ", each" if len(names) > 1 else ""
    return f"{listed(names)} ({found[0].respondents:,} of {respondents}, {percent(found[0].rate)}{each})"


def item_response(
    questions: Sequence[tuple[str, QuestionAnswers]],
    strand: str,
    *,
    parts: Collection[str] | None = None,
    whole: Collection[str] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a table of the answers in each state, and the mentions, by question and part (only `parts`, if given).

    Questions whose words are in `whole` are not split by kind of service, because their own tables are not. The
    numbers of interviews and of missing answers are fixed (never hidden), because they disclose no opinion. So is the
    number who answered a question that everybody was asked; for any other question it depends on earlier answers.
    """
    rows: list[Row] = []
    fixed: set[tuple[int, str]] = set()
    names: dict[tuple[int, str], str] = {}
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    for words, answers in questions:
        kinds: list[int] = []
        for part in parts_of(answers, strand):
            shown_parts = WHOLE if words in whole else parts
            if shown_parts is None or part.label in shown_parts:
                number, row = len(rows), _response_row(words, part, answers)
                fixed |= {(number, "interviews"), (number, UNANSWERED)}
                if strand not in answers.depends:
                    fixed |= {(number, GIVEN)} if row[GIVEN] else {(number, GIVEN), (number, "mentions")}
                figures = {key: state_name(answers, strand, part.label, key) for key in COUNT_KEYS}
                figures[GIVEN] = base_name(answers, strand, part.label)
                figures["mentions"] = mentions_name(answers, strand, part.label)
                names |= {(number, key): name for key, name in figures.items()}
                if part.label == ALL and kinds:
                    sums |= {name: cells(kinds, key) for key, name in figures.items()}
                kinds.append(number)
                rows.append(row)
    return Table(
        key=table_key("answered", strand),
        title=table_title("How many were asked, and how they answered", questions[0][1], strand),
        columns=(
            Column("question", "Question"),
            Column("part", questions[0][1].words.part),
            Column("interviews", "Finished interviews", "count"),
            *state_columns("interviews", given=BASE),
            Column("mentions", "Mentions by those who answered", "count"),
        ),
        rows=tuple(rows),
        notes=table_notes(
            strand,
            "A mention is one theme named by one respondent. Who did not know, would not say or was not asked "
            "is in no percentage of this report.",
            *notes,
        ),
        source=SOURCE,
        data_class="B",
        fixed=frozenset(fixed),
        names=names,
        sums=sums,
    )


COUNT_KEYS = ("interviews", *(state.value for state in AnswerState), UNANSWERED, "mentions")


def _response_row(words: str, part: Part, answers: QuestionAnswers) -> Row:
    states = answers.states(part.respondents)
    return {
        "question": words,
        "part": part.label,
        "interviews": sum(states.values()),
        **state_cells(states),
        "mentions": sum(answers.themes(part.respondents).values()),
    }
