"""Tables of the answers to questions with choices, each with its base. The reports on opinions share them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from reports.answers.blocks import GIVEN, NO_ANSWER, answer_block, area_key, place_of, state_block, whole_of
from reports.answers.parts import ALL, ORGANISATIONS, WHOLE, parts_of
from reports.answers.queries import QuestionAnswers, RespondentGroup
from reports.disclosure.blocks import BASE, COUNTRY, Figure
from reports.region_merging import RegionGroups
from reports.table import Bars, Bound, Cell, Column, Ranking, Row, Table, cell_text, leading_rows, share
from survey.answers import AnswerState
from survey.vocabulary import StrandKind
from wording import counted, listed

NOT_APPLICABLE = AnswerState.NOT_APPLICABLE.value
UNANSWERED = "unanswered"
REASON_COLUMNS = tuple(
    Column(state.value, f"of these: {state.label.lower()}", "count") for state in NO_ANSWER
)
SOURCE = "Answers in the study's finished interviews."
ANSWERED = "People who answered"
NOT_KNOWN = "Did not know"
UNKNOWN = AnswerState.NOT_KNOWN.value
NOT_KNOWN_NOTE = (
    "Percentages are of those who answered; who did not know has a row, of all who were interviewed."
)
OTHER = "other"
MAX_TIES = 3
OPPORTUNITY = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
SEVERAL_CHOICES = (
    "One person could name several, so the people who named each add up to more than their number, and the "
    "percentages to more than 100%."
)
RESPONDENT = "A person who answered is one finished interview, complete or in part."
REPORT_NOTES = (
    "Unless a table says that something was read out, people answered in their own words and the interviewer "
    "chose what had been mentioned. What nobody named may still be so.",
    "Figures are of those who answered the question, and only of services that were interviewed: what the others "
    "would have said is not known.",
)


@dataclass(frozen=True)
class NamedTheme:
    """The respondents of a part who named one theme, of the `base` who answered; `rate` is a fraction of 1."""

    theme: str
    respondents: int | Bound
    base: int
    rate: Cell


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
    is_scale: bool = False,
) -> Table:
    """Return a table of the respondents of each part (only of `parts`, if given) who named each theme.

    Where several could be named, the largest comes first. The choices of a scale keep their order in the chart too.
    """
    shown_parts = [
        (part.label, block, state_block(answers, strand, whole_of(part.label)))
        for part in parts_of(answers, strand)
        if parts is None or part.label in parts
        for block in (answer_block(answers, strand, whole_of(part.label)),)
    ]
    lines: list[tuple[str, str, Figure, Figure]] = [
        (label, part, block.figure(word, place_of(block, part)), block.figure(BASE, place_of(block, part)))
        for word, label in answers.choices.items()
        for part, block, _ in shown_parts
    ]
    has_unknown = answers.is_single and strand not in answers.depends
    if has_unknown:
        lines += [
            (NOT_KNOWN, part, states.figure(UNKNOWN, place), states.figure(BASE, place))
            for part, _, states in shown_parts
            for place in (place_of(states, part),)
        ]
    rows, shows = listed_rows(lines)
    return Table(
        key=table_key(name, strand),
        title=table_title(title, answers, strand),
        columns=(
            Column("theme", heading),
            Column("part", answers.words.part),
            Column("named", "People who named it", "count"),
            Column("base", ANSWERED, "count"),
            Column("rate", "Share of those who answered", "percent", ratio=("named", "base")),
        ),
        rows=rows,
        notes=table_notes(
            strand,
            *(() if answers.is_single else (SEVERAL_CHOICES,)),
            *((NOT_KNOWN_NOTE,) if has_unknown else ()),
            RESPONDENT,
        ),
        source=SOURCE,
        data_class="B",
        bars=Bars("theme", ("rate",), group="part", ordered=is_scale),
        shows=shows,
        ranking=None if answers.is_single else Ranking("theme", "named", last=other_of(answers)),
    )


def listed_rows(
    lines: Iterable[tuple[str, str, Figure, Figure]],
) -> tuple[tuple[Row, ...], dict[tuple[int, str], Figure]]:
    """Return the rows of theme, part, figure, base and share, and what their cells show."""
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for theme, part, named, base in lines:
        shows |= {(len(rows), "named"): named, (len(rows), "base"): base}
        rows.append(
            {
                "theme": theme,
                "part": part,
                "named": named.count,
                "base": base.count,
                "rate": share(named.count, base.count),
            }
        )
    return tuple(rows), shows


def other_of(answers: QuestionAnswers) -> frozenset[str]:
    """Return the label of the choice “other”, which comes last in a list."""
    return frozenset(label for word, label in answers.choices.items() if word == OTHER)


def by_region(
    answers: QuestionAnswers, strand: str, regions: RegionGroups, *, name: str, title: str, heading: str
) -> Iterator[Table]:
    """Yield a table of the respondents of each region, or group of merged regions, who named each theme.

    The last row has the bases. There is no table of one group, nor of a question that only some are asked.
    """
    block = answer_block(answers, strand)
    if not block.areas:
        return
    names = {area_key(key): words for key, words in regions.names.items()}
    places = {
        **{area: (area, names[area]) for area in block.areas},
        "country": (COUNTRY, answers.words.title),
    }
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for answer, label in {**answers.choices, BASE: ANSWERED}.items():
        figures = {key: block.figure(answer, place) for key, (place, _) in places.items()}
        shows |= {(len(rows), key): figure for key, figure in figures.items()}
        rows.append({"theme": label, **{key: figure.count for key, figure in figures.items()}})
    yield Table(
        key=table_key(name, strand),
        title=table_title(title, answers, strand),
        columns=(
            Column("theme", heading),
            *(Column(key, words, "count") for key, (_, words) in places.items()),
        ),
        rows=tuple(rows),
        notes=(
            *table_notes(strand, "Numbers of people who named it.", RESPONDENT),
            *regions.notes,
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ANSWERED}),
        shows=shows,
        ranking=Ranking("theme", "country", last=other_of(answers)),
    )


def most_named(table: Table, part: str, *, but: str = "") -> list[NamedTheme]:
    """Return the theme that most respondents of a part named (several if they tie), from a controlled table.

    The list is empty if nobody answered, no theme was named, a figure is hidden, or it cannot be told which is first.
    The theme `but` is ignored.
    """
    rows = (row for row in table.rows if row["part"] == part and row["theme"] not in (but, NOT_KNOWN))
    return [
        NamedTheme(str(row["theme"]), named, base, row["rate"])
        for row in leading_rows(rows, "named", "base")
        if isinstance(named := row["named"], (int, Bound)) and isinstance(base := row["base"], int)
    ]


def first_in_words(
    table: Table, question: str, singular: str, plural: str, *, parts: Sequence[str] = (), but: str = ""
) -> str:
    """Return what was named most, over all and in each of these parts, as a clause with its figures and base.

    If there is no first, the clause says why: nobody answered, too few did for the figures to be shown, nobody named
    any, or several may be first. `question` is the question in words, such as “about barriers”.
    """
    found = most_named(table, ALL, but=but)
    if not found:
        base = base_of(table, ALL)
        if base == 0:
            return f"nobody has answered the question {question} in this study yet"
        if any(row["part"] == ALL and row["named"] is None for row in table.rows):
            few = counted(base, "person has", "people have") if base else "some have"
            return f"too few answers to show: {few} answered the question {question}"
        if any(row["part"] == ALL and row["named"] and row["theme"] != but for row in table.rows):
            return f"the figures do not say which of the {plural} is named most"
        return f"nobody has named {plural} in this study yet"
    verb = f"{singular} named most is" if len(found) == 1 else f"{plural} named most are"
    clauses = [f"the {verb} {themes_in_words(found)}"]
    for part in parts:
        if leading := most_named(table, part, but=but):
            clauses.append(f"in {part.lower()} {themes_in_words(leading)}")
    return "; ".join([clauses[0], listed(clauses[1:])]) if len(clauses) > 1 else clauses[0]


def base_of(table: Table, part: str) -> int | None:
    """Return the number of a part who answered, from a controlled table; None where it is hidden."""
    bases = [row["base"] for row in table.rows if row["part"] == part]
    base = bases[0] if bases else 0
    return base if isinstance(base, int) else None


def themes_in_words(found: Sequence[NamedTheme]) -> str:
    """Return themes with their figures: “Flexible and quick” (60 of 95 people, 63%). If many tie, one is named."""
    names = [f"“{theme.theme}”" for theme in found]
    if len(names) > MAX_TIES:
        names = [names[0], f"{len(names) - 1} others alike"]
    theme = found[0]
    named = cell_text(Column("named", "", "count"), theme.respondents)
    rate = cell_text(Column("rate", "", "percent"), theme.rate)
    each = ", each" if len(names) > 1 else ""
    answered = counted(theme.base, "person", "people")
    return f"{listed(names)} ({named} of {answered}, {rate}{each})"


def item_response(
    questions: Sequence[tuple[str, QuestionAnswers]],
    strand: str,
    *,
    parts: Collection[str] | None = None,
    whole: Collection[str] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """Return a table of the answers in each state by question and part (only `parts`, if given).

    Questions whose words are in `whole` are not split by kind of service, because their own tables are not. The
    numbers of interviews and, of a question that everybody was asked, of answers are counts of fieldwork.
    """
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for words, answers in questions:
        for part in parts_of(answers, strand):
            shown_parts = WHOLE if words in whole else parts
            if shown_parts is not None and part.label not in shown_parts:
                continue
            figures = _response_figures(answers, strand, part.label)
            shows |= {(len(rows), key): figure for key, figure in figures.items()}
            row: dict[str, Cell] = {key: figure.count for key, figure in figures.items()}
            rows.append({"question": words, "part": part.label, **row, UNANSWERED: _unanswered(row)})
    return Table(
        key=table_key("answered", strand),
        title=table_title("How many were asked, and how they answered", questions[0][1], strand),
        columns=(
            Column("question", "Question"),
            Column("part", questions[0][1].words.part),
            Column("interviews", "Finished interviews", "count"),
            Column(GIVEN, ANSWERED, "count"),
            Column(NOT_APPLICABLE, AnswerState.NOT_APPLICABLE.label, "count"),
            Column(UNANSWERED, "No answer", "count", formula=_unanswered),
            *REASON_COLUMNS,
        ),
        rows=tuple(rows),
        notes=table_notes(
            strand,
            "Who did not know, would not say or was not asked is in no percentage of this report.",
            *notes,
        ),
        source=SOURCE,
        data_class="B",
        shows=shows,
    )


def _response_figures(answers: QuestionAnswers, strand: str, part: str) -> dict[str, Figure]:
    block, states = (count(answers, strand, whole_of(part)) for count in (answer_block, state_block))
    place = place_of(states, part)
    reasons = {answer: states.figure(answer, place) for answer in states.answers}
    return {"interviews": states.figure(BASE, place), GIVEN: block.figure(BASE, place), **reasons}


def _unanswered(row: Row) -> int | None:
    """Return the number that gave no answer though the question applies; None where the others are not exact."""
    interviews, given, not_applicable = row["interviews"], row[GIVEN], row[NOT_APPLICABLE]
    if isinstance(interviews, int) and isinstance(given, int) and isinstance(not_applicable, int):
        return interviews - given - not_applicable
    return None
