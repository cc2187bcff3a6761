"""Tables of the perception report: words by outcomes, agreement, what is seen of whom, and the bases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enterprises.vocabulary import Outcome
from interviews.vocabulary import DescribedAs, MatchState
from noms.nouns import FrameWords
from reports.disclosure.blocks import BASE, COUNTRY, Block, Figure, block_of
from reports.disclosure.policy import Policy
from reports.perception.kappa import bootstrap_interval, kappa
from reports.perception.queries import LARGE, NATIONAL, IncludedOrganisation, MentionGroup, Respondent
from reports.table import Bars, Cell, Column, Row, Table, share
from wording import listed, terms

SOURCE = "Organisations named in the study's interviews, and what the definition says of them."
ALL = "All times named"
EVERYBODY = "All who answered"
KNOWN_LARGE = "Large or national"
DECIDED = "Decided and described"
ALL_INCLUDED = "All social enterprises"
INCLUDED, NOT_INCLUDED = terms.COUNTED, terms.NOT_COUNTED
OTHERS = {True: "Others that are social enterprises", False: "Others that are not social enterprises"}
CELLS = ("both", "called_only", "included_only", "neither_nor")
MENTION = (
    "What is counted is one organisation as one person named it: an organisation that five services named counts five "
    "times. Only those are counted of which the person who answered said a word and the definition decides."
)


def is_decided(group: MentionGroup) -> bool:
    """Return True if the respondent said what it is and the definition decides: the base of all tables but the last."""
    return group.is_called is not None and group.is_included is not None


@dataclass(frozen=True)
class CalledOf:
    """The number of mentions called a social enterprise, of all mentions in a group."""

    called: int = 0
    base: int = 0

    def __add__(self, other: "CalledOf") -> "CalledOf":
        return CalledOf(self.called + other.called, self.base + other.base)

    def is_mixed(self, smallest: int) -> bool:
        """Return True if both numbers may be published: of `smallest` mentions or more, and not nearly all alike."""
        return self.base >= smallest and Policy.cap < self.called < self.base - Policy.cap


def called_of(groups: Sequence[MentionGroup]) -> CalledOf:
    """Return how many of these mentions respondents called a social enterprise."""
    return CalledOf(
        sum(group.number for group in groups if group.is_called), sum(group.number for group in groups)
    )


def sides_are_mixed(groups: Sequence[MentionGroup], smallest: int) -> bool:
    """Return True if respondents called both included and other organisations by different words often enough.

    The words, the outcomes and the agreement are sums of the same mentions, so where one could not be published no
    table that splits them is.
    """
    return all(
        called_of([group for group in groups if group.is_included is side]).is_mixed(smallest)
        for side in (True, False)
    )


def by_word(decided: Sequence[MentionGroup], *, by_side: bool) -> Table:
    """Return a table of the words that respondents used, and `by_side` of the definition too."""
    sides = {INCLUDED: True, NOT_INCLUDED: False}
    inside = {
        side: [group for group in decided if group.is_included is is_in] for side, is_in in sides.items()
    }
    words = [word for word in DescribedAs if word != DescribedAs.NOT_SAID]
    counts = {
        side: {word.value: sum(group.number for group in groups if group.word == word) for word in words}
        for side, groups in inside.items()
    }
    bases = {side: sum(group.number for group in groups) for side, groups in inside.items()}
    if not by_side:
        counts = {ALL: {word: sum(found[word] for found in counts.values()) for word in counts[INCLUDED]}}
        bases = {ALL: sum(bases.values())}
    block = block_of("described_as", "single", counts, bases)
    lines = [
        (str(word.label), side, block.figure(word.value, place), block.figure(BASE, place))
        for word in words
        for side, place in ((ALL, COUNTRY), *((part, part) for part in block.parts))
    ]
    return Table(
        key="words",
        title="What people call the organisations, by what the definition says",
        columns=(
            Column("word", "The person who answered called it"),
            Column("side", "By the definition"),
            Column("mentions", "Times named", "count"),
            Column("base", "All of these", "count"),
            Column("rate", "Share of these", "percent", ratio=("mentions", "base")),
        ),
        rows=tuple(
            {
                "word": word,
                "side": side,
                "mentions": figure.count,
                "base": base.count,
                "rate": share(figure.count, base.count),
            }
            for word, side, figure, base in lines
        ),
        notes=(MENTION,),
        source=SOURCE,
        data_class="B",
        bars=Bars("word", ("rate",), group="side"),
        shows={
            (row, key): figure
            for row, (_, _, *figures) in enumerate(lines)
            for key, figure in zip(("mentions", "base"), figures, strict=True)
        },
    )


@dataclass(frozen=True)
class OutcomeLine:
    """Mentions of organisations of one outcome or several, all on one side of the definition."""

    outcomes: tuple[Outcome, ...]
    is_included: bool
    found: CalledOf

    @property
    def label(self) -> str:
        return str(self.outcomes[0].label) if len(self.outcomes) == 1 else OTHERS[self.is_included]


def outcome_lines(decided: Sequence[MentionGroup]) -> list[OutcomeLine]:
    """Return the mentions of each outcome that has any, the included ones first."""
    lines = []
    for side in (True, False):
        for outcome in Outcome:
            inside = [group for group in decided if group.outcome == outcome and group.is_included is side]
            if inside:
                lines.append(OutcomeLine((outcome,), side, called_of(inside)))
    return lines


def merged(lines: Sequence[OutcomeLine], smallest: int) -> list[OutcomeLine]:
    """Return the lines with those that may not be published merged into one on each side of the definition.

    While that one may not be published either, the next smallest joins it. Lines are merged on their own side only,
    because the table of agreement has the sums of each.
    """
    result = []
    for side in (True, False):
        alone = sorted((line for line in lines if line.is_included is side), key=lambda line: line.found.base)
        joined = [line for line in alone if not line.found.is_mixed(smallest)]
        alone = [line for line in alone if line.found.is_mixed(smallest)]
        while joined and alone and not sum((line.found for line in joined), CalledOf()).is_mixed(smallest):
            joined.append(alone.pop(0))
        result += [line for line in lines if line in alone]
        if joined:
            names = tuple(outcome for line in lines if line in joined for outcome in line.outcomes)
            result.append(OutcomeLine(names, side, sum((line.found for line in joined), CalledOf())))
    return result


def by_outcome(lines: Sequence[OutcomeLine]) -> Table:
    """Return a table of outcomes of the definition by whether respondents called it a social enterprise."""
    block = block_of(
        "described_as, by outcome",
        "single",
        {line.label: {"called": line.found.called} for line in lines},
        {line.label: line.found.base for line in lines},
    )
    places = [*((line.label, line.label if block.parts else COUNTRY) for line in lines), (ALL, COUNTRY)]
    together = [line for line in lines if len(line.outcomes) > 1]
    return Table(
        key="outcomes",
        title="What the organisations are by the definition, by what people call them",
        columns=(
            Column("outcome", "What the definition counts it as"),
            *_CALLED,
        ),
        rows=tuple({"outcome": words, **_called_cells(block, place)} for words, place in places),
        notes=(
            MENTION,
            *(
                f"{line.label}, too few or too much alike to be shown one by one: "
                f"{listed([str(outcome.label).lower() for outcome in line.outcomes])}."
                for line in together
            ),
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
        bars=Bars("outcome", ("rate",)),
        shows=_called_shows(block, [place for _, place in places]),
    )


_CALLED = (
    Column("called", "Called a social enterprise", "count"),
    Column("base", "Times named", "count"),
    Column("rate", "Share called a social enterprise", "percent", ratio=("called", "base")),
)


def _called_cells(block: Block, place: str) -> dict[str, Cell]:
    called, base = block.count(place, "called"), block.count(place, BASE)
    return {"called": called, "base": base, "rate": share(called, base)}


def _called_shows(block: Block, places: Sequence[str]) -> dict[tuple[int, str], Figure]:
    return {
        (row, key): block.figure(answer, place)
        for row, place in enumerate(places)
        for key, answer in (("called", "called"), ("base", BASE))
    }


def _cells_of(row: Row) -> list[int]:
    """Return the four cells of a row of the table of agreement; fewer if some are not exact."""
    return [cell for key in CELLS if isinstance(cell := row[key], int)]


def kappa_of(row: Row) -> float | None:
    """Return Cohen's kappa of a row of the table of agreement; None if a cell is not exact or kappa is not defined."""
    figures = _cells_of(row)
    return kappa(*figures) if len(figures) == len(CELLS) else None


def agreed_of(row: Row) -> int | None:
    """Return the mentions on which word and definition agree; None if a cell is not exact."""
    figures = _cells_of(row)
    return figures[0] + figures[3] if len(figures) == len(CELLS) else None


def rate_of(row: Row) -> float | None:
    """Return the share of mentions on which they agree; None if a cell is not exact or there are no mentions."""
    agreed = agreed_of(row)
    return None if agreed is None else share(agreed, sum(_cells_of(row)))


def agreement(decided: Sequence[MentionGroup], words: FrameWords, smallest: int | None) -> Table:
    """Return a table of the agreement by kind of respondent, and of all.

    The kinds are left out unless the mentions of each may be split; `smallest` is None for the research roles.
    """
    nouns = words.nouns((group.kind, group.form) for group in decided if group.kind)
    kinds = {noun.heading: [group for group in decided if group.kind == kind] for kind, noun in nouns.items()}
    if any(not group.kind for group in decided):
        kinds["Organisations"] = [group for group in decided if not group.kind]
    if smallest is not None and not all(sides_are_mixed(groups, smallest) for groups in kinds.values()):
        kinds = {}
    counts = {part: _combinations(groups) for part, groups in kinds.items()} or {
        EVERYBODY: _combinations(decided)
    }
    block = block_of(
        "described_as, agreement",
        "single",
        counts,
        {part: sum(each.values()) for part, each in counts.items()},
    )
    parts = {part: part if block.parts else COUNTRY for part in kinds} | {EVERYBODY: COUNTRY}
    figures = [
        {
            key: block.figure(answer, place)
            for key, answer in (*zip(CELLS, CELLS, strict=True), ("base", BASE))
        }
        for place in parts.values()
    ]
    return Table(
        key="agreement",
        title="Agreement of people’s words with the definition",
        columns=(
            Column("part", "People who answered"),
            Column("both", "Called one, counted", "count"),
            Column("called_only", "Called one, not counted", "count"),
            Column("included_only", "Not called one, counted", "count"),
            Column("neither_nor", "Not called one, not counted", "count"),
            Column("base", "Times named", "count"),
            Column("agreed", "Agree", "count", formula=agreed_of),
            Column("rate", "Share that agree", "percent", formula=rate_of),
            Column("kappa", "Cohen's kappa", "decimal", formula=kappa_of),
        ),
        rows=tuple(
            _agreement_row(part, {key: figure.count for key, figure in found.items()})
            for part, found in zip(parts, figures, strict=True)
        ),
        notes=(
            "“Called one” means that the person who answered called it a social enterprise, “counted” that the "
            "definition includes it. Shares are out of those of which the person who answered said a word and the "
            "definition decides; the last table counts the others. Kappa is 1 for full agreement and 0 for what "
            "chance alone would give; it is worked out from the figures of its row.",
            "The word beside kappa is from the scale of Landis and Koch.",
            *(() if kinds else (NOT_BY_KIND,)),
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({EVERYBODY}),
        bars=Bars("part", CELLS, counted="Times named"),
        shows={(row, key): figure for row, found in enumerate(figures) for key, figure in found.items()},
    )


NOT_BY_KIND = "Kinds of people are not shown, because in one of them too few, or nearly all, used one word."


def _combinations(groups: Sequence[MentionGroup]) -> dict[str, int]:
    found: Counter[tuple[bool | None, bool | None]] = Counter()
    for group in groups:
        found[group.is_called, group.is_included] += group.number
    order = ((True, True), (True, False), (False, True), (False, False))
    return {cell: found[both] for cell, both in zip(CELLS, order, strict=True)}


def _agreement_row(part: str, counts: Mapping[str, int]) -> Row:
    row: dict[str, Cell] = {"part": part, **counts}
    return {**row, "agreed": agreed_of(row), "rate": rate_of(row), "kappa": kappa_of(row)}


def kappa_intervals(respondents: Sequence[Respondent], words: FrameWords) -> Table:
    """Return a table of Cohen's kappa with its interval over respondents, for the research roles."""
    rows: list[Row] = []
    parts: list[tuple[str, list[str]]] = [(noun.heading, [kind]) for kind, noun in words.kinds.items()]
    parts += [("Organisations", [""]), (EVERYBODY, [*words.kinds, ""])]
    for part, kinds in parts:
        clusters = [each.judgements for each in respondents if each.kind in kinds]
        if not clusters and part != EVERYBODY:
            continue
        interval = bootstrap_interval(clusters)
        rows.append(
            {
                "part": part,
                "respondents": len(clusters),
                "mentions": sum(map(sum, clusters)),
                "kappa": kappa(*(sum(numbers) for numbers in zip((0, 0, 0, 0), *clusters, strict=True))),
                "low": interval[0] if interval else None,
                "high": interval[1] if interval else None,
            }
        )
    return Table(
        key="kappa",
        title="How exact Cohen's kappa is",
        columns=(
            Column("part", "People who answered"),
            Column("respondents", "Interviews in which one was named", "count"),
            Column("mentions", "Times named", "count"),
            Column("kappa", "Cohen's kappa", "decimal"),
            Column("low", "Lowest, 95%", "decimal"),
            Column("high", "Highest, 95%", "decimal"),
        ),
        rows=tuple(rows),
        notes=(
            "What one person says of several organisations is alike, so the interval is found by drawing people "
            "who answered anew, with all their mentions, many times over: a cluster bootstrap with a fixed seed, "
            "so that the same data give the same ends. That several people name one organisation is not allowed "
            "for.",
        ),
        source=SOURCE,
        total_rows=frozenset({EVERYBODY}),
    )


def is_large(known: IncludedOrganisation) -> bool:
    """Return True if an organisation is large or national, as far as the evidence or the study can say."""
    return (known.employees or 0) >= LARGE or known.regions >= NATIONAL


def by_size(organisations: Sequence[IncludedOrganisation], smallest: int | None) -> Table:
    """Return a table of the mentions of included organisations by size and reach.

    The two sizes are left out unless the mentions of each may be published; `smallest` is None for the research roles.
    """
    sizes = {
        KNOWN_LARGE: [known for known in organisations if is_large(known)],
        "Smaller, and local as far as known": [known for known in organisations if not is_large(known)],
    }
    found = {
        size: CalledOf(
            sum(known.called for known in inside),
            sum(known.called + known.called_otherwise for known in inside),
        )
        for size, inside in sizes.items()
    }
    if smallest is not None and not all(each.is_mixed(smallest) for each in found.values()):
        sizes, found = {}, {ALL_INCLUDED: sum(found.values(), CalledOf())}
    block = block_of(
        "described_as, by size",
        "single",
        {size: {"called": each.called} for size, each in found.items()},
        {size: each.base for size, each in found.items()},
    )
    places = {size: size for size in sizes} | {ALL_INCLUDED: COUNTRY}
    numbers = {size: len(inside) for size, inside in sizes.items()} | {ALL_INCLUDED: len(organisations)}
    return Table(
        key="seen",
        title="Social enterprises that are seen as social enterprises, by their size and reach",
        columns=(
            Column("group", "Social enterprises"),
            Column("organisations", "Organisations", "count", exempt=True),
            *_CALLED,
        ),
        rows=tuple(
            {"group": size, "organisations": numbers[size], **_called_cells(block, place)}
            for size, place in places.items()
        ),
        notes=(
            f"Large or national: {LARGE} employees or more by what is known, or named by services of {NATIONAL} "
            "regions or more. The study knows no other sign of it, so a national organisation that few services "
            "named is counted as local.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL_INCLUDED}),
        shows=_called_shows(block, [*places.values()]),
    )


def bases(groups: Sequence[MentionGroup]) -> Table:
    """Return a table of why mentions are in the base of the agreement or not. The rows but the last do not overlap.

    They are counts of fieldwork: the engagement report publishes the mentions by match too.
    """
    found: Counter[str] = Counter()
    for group in groups:
        found[_stage(group)] += group.number
    stages = ("unmatched", "nothing", "not_assessed", "undecided", "no_word", "base")
    labels = (
        "Not found in the directory yet",
        "Not an organisation",
        "Found in the directory, but not looked at yet",
        "Found in the directory, but not enough known yet",
        "Decided, but the person who answered did not say what it is",
        DECIDED,
    )
    rows: list[Row] = [
        {"what": label, "mentions": found[stage]} for stage, label in zip(stages, labels, strict=True)
    ]
    rows.append({"what": ALL, "mentions": sum(found.values())})
    return Table(
        key="bases",
        title="How many of those named the agreement is about",
        columns=(Column("what", "What became of it"), Column("mentions", "Times named", "count")),
        rows=tuple(rows),
        source=SOURCE,
        total_rows=frozenset({ALL}),
    )


def _stage(group: MentionGroup) -> str:
    if group.state == MatchState.NOT_AN_ORGANISATION:
        return "nothing"
    if group.state != MatchState.MATCHED:
        return "unmatched"
    if not group.outcome:
        return "not_assessed"
    if group.is_included is None:
        return "undecided"
    return "no_word" if group.is_called is None else "base"
