"""Tables of the answers to questions of several choices: respondents and mentions, each with its base."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from noms.nouns import service_noun
from noms.vocabulary import CountingUnit
from reports.fieldwork import COUNTRY, KINDS
from reports.opinions.answers_query import Asked, Respondents
from reports.region_merging import Places
from reports.table import Bars, Column, Row, Table, cells, share
from survey.answers import AnswerState
from survey.vocabulary import StrandKind
from wording import counted, listed, percent

SOURCE = "Answers in the study's finished interviews."
ALL = "All services"
ORGANISATIONS = "Organisations"
WHOLE = frozenset({ALL, ORGANISATIONS})
"""The parts for what too few were asked to tell prisons and probation apart."""
BASE = "Respondents who answered (base)"
MENTIONS = "Mentions"
OTHER = "other"
OF_WHAT_IS_SHOWN = "Of what can be shown, "
MOST_TIES = 3
OPPORTUNITY = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
MULTIPLE = (
    "A respondent could name several, so the respondents of a column add up to the mentions and not to the "
    "base, and the percentages to more than 100%."
)
WHO = "A respondent is one finished interview, complete or in part."


@dataclass(frozen=True)
class Part:
    """A part of NOMS, or the organisations, with its respondents."""

    label: str
    respondents: tuple[Respondents, ...]


@dataclass(frozen=True)
class Named:
    """How many respondents of a part named one theme, of how many who answered."""

    theme: str
    respondents: int
    base: int
    rate: float | None


def parts_of(asked: Asked, strand: str) -> list[Part]:
    """The respondents of one strand: prisons, probation and both together; or the organisations asked."""
    inside = [group for group in asked.respondents if group.strand == strand]
    organisations = tuple(group for group in inside if not group.kind)
    services = tuple(group for group in inside if group.kind)
    parts = [Part(ORGANISATIONS, organisations)] if organisations else []
    if organisations and not services:
        return parts
    forms = {kind: {group.form for group in services if group.kind == kind} for kind in KINDS}
    kinds = [
        Part(
            service_noun(kind, forms[kind], CountingUnit.ESTABLISHMENT).heading,
            tuple(group for group in services if group.kind == kind),
        )
        for kind in KINDS
    ]
    return [*kinds, Part(ALL, services), *parts]


def key_of(name: str, strand: str) -> str:
    """The key of a table of one strand; the initial one, which every study has, needs no word."""
    return name if strand == StrandKind.INITIAL_INTERVIEW else f"{name}_{strand}"


def titled(title: str, asked: Asked, strand: str) -> str:
    """A table's title, which names the strand where the question was asked in several."""
    return f"{title}: {StrandKind(strand).label.lower()}" if len(asked.strands) > 1 else title


def notes_of(strand: str, *notes: str) -> tuple[str, ...]:
    """A table's notes, with that on an opportunity sample where the strand is one."""
    if strand in OPPORTUNITY:
        return (*notes, "An opportunity sample: these figures stand for those who were asked, and no others.")
    return notes


def inside(asked: Asked, strand: str, part: str) -> list[Respondents]:
    """The respondents of one strand that are services, or organisations: `part` is ALL or ORGANISATIONS."""
    return [
        group for group in asked.respondents if group.strand == strand and bool(group.kind) is (part == ALL)
    ]


def by_part(
    asked: Asked,
    strand: str,
    *,
    name: str,
    title: str,
    heading: str,
    parts: Collection[str] | None = None,
) -> Table:
    """Each theme with how many respondents of each part of NOMS (of `parts` only, if given) named it, of how many."""
    counted_parts = [
        (
            part.label,
            asked.themes(part.respondents),
            asked.states(part.respondents)[AnswerState.GIVEN],
        )
        for part in parts_of(asked, strand)
        if parts is None or part.label in parts
    ]
    rows: list[Row] = [
        {"theme": label, "part": part, "named": themes[word], "base": base, "rate": share(themes[word], base)}
        for word, label in asked.choices.items()
        for part, themes, base in counted_parts
    ]
    return Table(
        key=key_of(name, strand),
        title=titled(title, asked, strand),
        columns=(
            Column("theme", heading),
            Column("part", "Part of NOMS"),
            Column("named", "Respondents who named it", "count"),
            Column("base", BASE, "count"),
            Column("rate", "Share of respondents", "percent", ratio=("named", "base")),
        ),
        rows=tuple(rows),
        notes=notes_of(strand, *(() if asked.is_single else (MULTIPLE,)), WHO),
        source=SOURCE,
        data_class="B",
        bars=Bars("theme", ("rate",), group="part"),
        fixed=cells(range(len(rows)), "base") if strand not in asked.depends else frozenset(),
        names={(row, "base"): base_name(asked, strand, str(line["part"])) for row, line in enumerate(rows)}
        | {(row, "named"): theme_name(asked, strand, line) for row, line in enumerate(rows)},
        sums={
            mentions_name(asked, strand, part): cells(
                (row for row, line in enumerate(rows) if line["part"] == part), "named"
            )
            for part, _, _ in counted_parts
        },
    )


def by_region(asked: Asked, strand: str, regions: Places, *, name: str, title: str, heading: str) -> Table:
    """Each theme with how many respondents of each region, or of those that stand together, named it.

    The bases stand below.
    """
    services = [group for group in asked.respondents if group.strand == strand and group.kind]
    places: list[tuple[str, str, list[Respondents]]] = [
        (f"region_{key}", words, [group for group in services if group.region in regions.members[key]])
        for key, words in regions.names.items()
    ]
    places = [place for place in places if place[0] != "region_None" or place[2]]
    places.append(("country", COUNTRY, services))
    themes = {key: asked.themes(groups) for key, _, groups in places}
    states = {key: asked.states(groups) for key, _, groups in places}
    rows: list[Row] = [
        {"theme": label, **{key: themes[key][word] for key, _, _ in places}}
        for word, label in asked.choices.items()
    ]
    rows.append({"theme": MENTIONS, **{key: sum(themes[key].values()) for key, _, _ in places}})
    rows.append({"theme": BASE, **{key: states[key][AnswerState.GIVEN] for key, _, _ in places}})
    nobody = [key for key in states if not states[key][AnswerState.GIVEN]]
    return Table(
        key=key_of(name, strand),
        title=titled(title, asked, strand),
        columns=(Column("theme", heading), *(Column(key, words, "count") for key, words, _ in places)),
        rows=tuple(rows),
        notes=(
            *notes_of(strand, "Numbers of respondents who named it; the mentions are their sum.", WHO),
            *regions.notes,
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({MENTIONS, BASE}),
        fixed=(cells([len(rows) - 1], *states) | cells(range(len(rows)), *nobody))
        if strand not in asked.depends
        else frozenset(),
        names={
            (row, "country"): theme_name(asked, strand, {**line, "part": ALL})
            for row, line in enumerate(rows[:-2])
        }
        | {
            (len(rows) - 2, "country"): mentions_name(asked, strand, ALL),
            (len(rows) - 1, "country"): base_name(asked, strand, ALL),
        },
    )


def base_name(asked: Asked, strand: str, part: str) -> str:
    """The name of a figure: how many of a part answered the question."""
    return f"{asked.question}, {strand}, {part}: answered"


def state_name(asked: Asked, strand: str, part: str, state: str) -> str:
    """The name of how many answers of a part stand in a state."""
    return f"{asked.question}, {strand}, {part}: {state}"


def theme_name(asked: Asked, strand: str, line: Row) -> str:
    """The name of how many of a part named a theme."""
    return f"{asked.question}, {strand}, {line['part']}: named {line['theme']}"


def mentions_name(asked: Asked, strand: str, part: str) -> str:
    """The name of another: how many mentions they made; one each, where only one choice can be named."""
    return (
        base_name(asked, strand, part) if asked.is_single else f"{asked.question}, {strand}, {part}: mentions"
    )


def leading(table: Table, part: str, *, but: str = "") -> list[Named]:
    """The themes of a part that most respondents named, from a controlled table; ties stand together.

    Nothing where nobody answered, nothing was named, or the figures are hidden. The theme `but` is passed over.
    """
    found = [
        Named(str(row["theme"]), row["named"], row["base"], row["rate"])  # type: ignore[arg-type]
        for row in table.rows
        if row["part"] == part and row["theme"] != but
        if isinstance(row["named"], int) and isinstance(row["base"], int) and row["base"]
    ]
    most = max((named.respondents for named in found), default=0)
    return [named for named in found if named.respondents == most] if most else []


def has_hidden(table: Table, parts: Collection[str]) -> bool:
    """Whether a theme of one of these parts is hidden in a controlled table: it might be the one named most."""
    return any(row["named"] is None for row in table.rows if row["part"] in parts)


def base_of(table: Table, part: str) -> int | None:
    """How many of a part answered, from a controlled table; None where that is hidden, 0 where nobody did."""
    bases = [row["base"] for row in table.rows if row["part"] == part]
    base = bases[0] if bases else 0
    return base if isinstance(base, int) else None


def sentence_of(found: Sequence[Named]) -> str:
    """Themes with their figures: “Flexible and quick” (60 of 95 respondents, 63%). Of many ties one is named."""
    names = [f"“{theme.theme}”" for theme in found]
    if len(names) > MOST_TIES:
        names = [names[0], f"{len(names) - 1} others alike"]
    respondents = counted(found[0].base, "respondent", "respondents")
    each = ", each" if len(names) > 1 else ""
    return f"{listed(names)} ({found[0].respondents:,} of {respondents}, {percent(found[0].rate)}{each})"
