"""Tables of the perception report: words by outcomes, agreement, what is seen of whom, and the bases."""

from collections import Counter
from collections.abc import Callable, Sequence

from enterprises.vocabulary import Outcome
from interviews.vocabulary import DescribedAs, MatchState
from noms.nouns import FrameWords
from reports.perception.kappa import bootstrap_interval, kappa
from reports.perception.queries import LARGE, NATIONAL, IncludedOrganisation, MentionGroup, Respondent
from reports.table import Bars, Cell, Column, Row, Table, cells, share

SOURCE = "Organisations named in the study's interviews, and their stored assessments."
ALL = "All mentions"
EVERYBODY = "All respondents"
KNOWN_LARGE = "Large or national"
CELLS = ("both", "called_only", "included_only", "neither_nor")
MENTION = (
    "A mention is one organisation as one respondent named it: an organisation that five services named counts five "
    "times. Only mentions are counted of which the respondent said a word and the definition decides."
)


def is_decided(group: MentionGroup) -> bool:
    """Return True if the respondent said what it is and the definition decides: the base of all tables but the last."""
    return group.is_called is not None and group.is_included is not None


def by_word(decided: Sequence[MentionGroup]) -> Table:
    """Return a table of the respondents' words by the side of the definition."""
    rows: list[Row] = []
    for word in DescribedAs:
        if word != DescribedAs.NOT_SAID:
            inside = [group for group in decided if group.word == word]
            rows.append(_sides(str(word.label), "word", inside))
    rows.append(_sides(ALL, "word", decided))
    return Table(
        key="words",
        title="What respondents call the organisations, by what the definition says",
        columns=(
            Column("word", "The respondent called it"),
            Column("included", "Included by the definition", "count"),
            Column("all", "Mentions (base)", "count"),
            Column("rate", "Share included", "percent", ratio=("included", "all")),
        ),
        rows=tuple(rows),
        notes=(MENTION,),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
        fixed=cells([len(rows) - 1], "all"),
    )


def _sides(words: str, key: str, groups: Sequence[MentionGroup]) -> Row:
    included = sum(group.number for group in groups if group.is_included)
    every = sum(group.number for group in groups)
    return {
        key: words,
        "included": included,
        "all": every,
        "rate": share(included, every),
    }


RARE = (Outcome.INCLUDED, Outcome.NOT_CONSTITUTED)
"""Outcomes that have a row only where a mention has them."""


def by_outcome(decided: Sequence[MentionGroup]) -> Table:
    """Return a table of outcomes of the definition by whether respondents called it a social enterprise."""
    found: Counter[tuple[str, bool]] = Counter()
    for group in decided:
        found[group.outcome, bool(group.is_called)] += group.number
    lines = [
        (
            str(outcome.label),
            found[outcome.value, True],
            found[outcome.value, True] + found[outcome.value, False],
        )
        for outcome in Outcome
        if outcome != Outcome.UNDETERMINED
        and (outcome not in RARE or found[outcome.value, True] or found[outcome.value, False])
    ]
    lines.append((ALL, sum(line[1] for line in lines), sum(line[2] for line in lines)))
    return Table(
        key="outcomes",
        title="What the organisations are by the definition, by what respondents call them",
        columns=(
            Column("outcome", "Outcome of the definition"),
            Column("called", "Called a social enterprise", "count"),
            Column("base", "Mentions (base)", "count"),
            Column("rate", "Share called a social enterprise", "percent", ratio=("called", "base")),
        ),
        rows=tuple(
            {
                "outcome": words,
                "called": called,
                "base": base,
                "rate": share(called, base),
            }
            for words, called, base in lines
        ),
        notes=(MENTION,),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
        bars=Bars("outcome", ("rate",)),
        fixed=cells([len(lines) - 1], "base"),
    )


def kappa_of(row: Row) -> float | None:
    """Return Cohen's kappa of a row of the table of agreement; None if a cell is hidden or kappa is not defined."""
    figures = [cell for key in CELLS if isinstance(cell := row[key], int)]
    return kappa(*figures) if len(figures) == len(CELLS) else None


def agreement(decided: Sequence[MentionGroup], words: FrameWords) -> Table:
    rows: list[Row] = []
    nouns = words.nouns((group.kind, group.form) for group in decided if group.kind)
    for kind, noun in nouns.items():
        rows.append(_agreement_row(noun.heading, [group for group in decided if group.kind == kind]))
    if any(not group.kind for group in decided):
        rows.append(_agreement_row("Organisations", [group for group in decided if not group.kind]))
    rows.append(_agreement_row(EVERYBODY, decided))
    return Table(
        key="agreement",
        title="Agreement of the respondents' words with the definition",
        columns=(
            Column("part", "Respondents"),
            Column("both", "Called one, included", "count"),
            Column("called_only", "Called one, not included", "count"),
            Column("included_only", "Not called one, included", "count"),
            Column("neither_nor", "Not called one, not included", "count"),
            Column("base", "Mentions (base)", "count"),
            Column("agreed", "Agree", "count"),
            Column("rate", "Share that agree", "percent", ratio=("agreed", "base")),
            Column("kappa", "Cohen's kappa", "decimal", formula=kappa_of, exact=True),
        ),
        rows=tuple(rows),
        notes=(
            "“Called one” means that the respondent called it a social enterprise, “included” that the definition "
            "includes it. The base is the mentions of which the respondent said a word and the definition decides; the "
            "last table counts the others. Kappa is 1 for full agreement and 0 for what chance alone would give; it is "
            "worked out from the figures of its row as they are printed. Where these are rounded it is left out: the "
            "errors of four rounded counts can move it by a tenth and more, from one word for agreement to another.",
            "The word beside kappa is from the scale of Landis and Koch.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({EVERYBODY}),
        bars=Bars("part", CELLS, counted="Mentions"),
        fixed=cells([len(rows) - 1], "base"),
    )


def _agreement_row(part: str, decided: Sequence[MentionGroup]) -> Row:
    found: Counter[tuple[bool | None, bool | None]] = Counter()
    for group in decided:
        found[group.is_called, group.is_included] += group.number
    base = sum(found.values())
    agreed = found[True, True] + found[False, False]
    row: dict[str, Cell] = {
        "part": part,
        "both": found[True, True],
        "called_only": found[True, False],
        "included_only": found[False, True],
        "neither_nor": found[False, False],
        "base": base,
        "agreed": agreed,
        "rate": share(agreed, base),
    }
    return {**row, "kappa": kappa_of(row)}


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
            Column("part", "Respondents"),
            Column("respondents", "Interviews with such a mention", "count"),
            Column("mentions", "Mentions (base)", "count"),
            Column("kappa", "Cohen's kappa", "decimal"),
            Column("low", "Lowest, 95%", "decimal"),
            Column("high", "Highest, 95%", "decimal"),
        ),
        rows=tuple(rows),
        notes=(
            "Mentions of one respondent are alike, so the interval is found by drawing respondents anew, with all "
            "their mentions, many times over: a cluster bootstrap with a fixed seed, so that the same data give the "
            "same ends. That several respondents name one organisation is not allowed for.",
        ),
        source=SOURCE,
        total_rows=frozenset({EVERYBODY}),
    )


def is_large(known: IncludedOrganisation) -> bool:
    """Return True if an organisation is large or national, as far as the evidence or the study can say."""
    return (known.employees or 0) >= LARGE or known.regions >= NATIONAL


SIZES: tuple[tuple[str, str, Callable[[IncludedOrganisation], bool]], ...] = (
    ("Size and reach", KNOWN_LARGE, is_large),
    ("Size and reach", "Smaller, and local as far as known", lambda known: not is_large(known)),
    ("Named by services of", "one region", lambda known: known.regions <= 1),
    ("Named by services of", f"2 to {NATIONAL - 1} regions", lambda known: 1 < known.regions < NATIONAL),
    ("Named by services of", f"{NATIONAL} regions or more", lambda known: known.regions >= NATIONAL),
    ("All", "All included organisations", lambda known: True),
)


def by_size(organisations: Sequence[IncludedOrganisation]) -> Table:
    rows: list[Row] = []
    for by, group, belongs in SIZES:
        inside = [known for known in organisations if belongs(known)]
        called = sum(known.called for known in inside)
        otherwise = sum(known.called_otherwise for known in inside)
        rows.append(
            {
                "by": by,
                "group": group,
                "organisations": len(inside),
                "called": called,
                "otherwise": otherwise,
                "base": called + otherwise,
                "rate": share(called, called + otherwise),
            }
        )
    return Table(
        key="seen",
        title="Included organisations that are seen as social enterprises, by their size and reach",
        columns=(
            Column("by", "By"),
            Column("group", "Included organisations"),
            Column("organisations", "Organisations", "count"),
            Column("called", "Called a social enterprise", "count"),
            Column("otherwise", "Called something else", "count"),
            Column("base", "Mentions with a word (base)", "count"),
            Column("rate", "Share seen as one", "percent", ratio=("called", "base")),
        ),
        rows=tuple(rows),
        notes=(
            f"Large or national: {LARGE} employees or more by the evidence, or named by services of {NATIONAL} regions "
            "or more. The study knows no other sign of it, so a national organisation that few services named is "
            "counted as local.",
        ),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({"All"}),
        fixed=cells(range(len(rows)), "organisations"),
    )


def bases(groups: Sequence[MentionGroup]) -> Table:
    """Return a table of why mentions are in the base of the agreement or not. The rows but the last do not overlap.

    All cells are fixed, because they are not opinions and the engagement report publishes the mentions by match.
    """
    found: Counter[str] = Counter()
    for group in groups:
        found[_stage(group)] += group.number
    stages = ("unmatched", "nothing", "not_assessed", "undecided", "no_word", "base")
    labels = (
        "Not matched to the directory yet",
        "Not an organisation",
        "Matched, but not assessed yet",
        "Matched, but undetermined for want of evidence",
        "Decided, but the respondent did not say what it is",
        "Decided and described (base of the agreement)",
    )
    rows: list[Row] = [
        {"what": label, "mentions": found[stage]} for stage, label in zip(stages, labels, strict=True)
    ]
    rows.append({"what": ALL, "mentions": sum(found.values())})
    return Table(
        key="bases",
        title="Which mentions the agreement is about",
        columns=(Column("what", "What became of it"), Column("mentions", "Mentions", "count")),
        rows=tuple(rows),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
        fixed=cells(range(len(rows)), "mentions"),
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
