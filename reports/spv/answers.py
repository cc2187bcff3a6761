"""Tables of what services say of an enterprise of their own, and what the enterprises themselves say."""

from collections.abc import Sequence

from reports.opinions import themes
from reports.opinions.answer_states import UNANSWERED
from reports.opinions.answers_query import Asked
from reports.spv.counts import OWN
from reports.spv.question_paths import ENTERPRISES, SERVICES, Asking, Speakers
from reports.table import Bars, Column, Row, Table, cells, share
from survey.answers import AnswerState

OWN_WORDS = "Have, had or are developing one"
ANSWERED = "All that answered (base)"
ALL_OWN = "All with one of their own (base)"
INTERESTED = "interested"
TRIED = frozenset({"operating", "failed_before", "failed_after"})
"""The words for one that was set up, or that failed: only of these the guides ask how it was done."""
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


def stages(status: Asked, strand: str, further: Sequence[Asked]) -> Table:
    """How many services have an enterprise of their own, or think of one; these are asked the `further` questions."""
    chosen, base = _said(status, strand, SERVICES)
    rows = [_of_answers(OWN_WORDS, sum(chosen.get(word, 0) for word in OWN), base)]
    rows += [
        _of_answers(label, chosen.get(word, 0), base)
        for word, label in status.choices.items()
        if word not in OWN
    ]
    rows.append(_of_answers(ANSWERED, base, base))
    thinking = [place for place, row in enumerate(rows) if row["stage"] == status.choices.get(INTERESTED)]
    answered = cells(range(len(rows)), "base") | cells([len(rows) - 1], "respondents")
    return Table(
        key=themes.key_of("stages", strand),
        title=themes.titled("Services with an enterprise of their own, or thinking of one", status, strand),
        columns=_ANSWERS,
        rows=tuple(rows),
        notes=(themes.WHO,),
        source=themes.SOURCE,
        data_class="B",
        total_rows=frozenset({ANSWERED}),
        bars=Bars("stage", ("respondents",)),
        fixed=answered if strand not in status.depends else frozenset(),
        names=dict.fromkeys(answered, themes.base_name(status, strand, themes.ALL))
        | {(0, "respondents"): _own_name(status, strand)},
        sums=_answered_by(further, strand, SERVICES, rows, [0, *thinking]),
    )


def own(status: Asked, strand: str, steps: Sequence[Asked]) -> Table:
    """How far the enterprises of the services' own got; of some of them the `steps` are asked too."""
    return _how_far(
        themes.key_of("own", strand),
        themes.titled("How far the services' own enterprises got", status, strand),
        status,
        strand,
        SERVICES,
        total=(ALL_OWN, _own_name(status, strand)),
        steps=steps,
    )


def vehicles(status: Asked, strand: str, steps: Sequence[Asked], further: Sequence[Asked]) -> Table:
    """How far the enterprises that staff set up got, as they say; all of them are asked the `further` questions too."""
    return _how_far(
        themes.key_of("vehicle_stages", strand),
        themes.titled(
            "How far enterprises set up by service staff got, as they say themselves", status, strand
        ),
        status,
        strand,
        ENTERPRISES,
        total=(ANSWERED, themes.base_name(status, strand, themes.ORGANISATIONS)),
        steps=steps,
        further=further,
    )


def _how_far(
    key: str,
    title: str,
    status: Asked,
    strand: str,
    by: Speakers,
    *,
    total: tuple[str, str],
    steps: Sequence[Asked],
    further: Sequence[Asked] = (),
) -> Table:
    """Stages with their numbers, which add up to the last row, the base: the `total`, in words and by its name.

    Where `steps` are asked of those that operate or failed, a column says of how many.
    """
    chosen, _ = _said(status, strand, by)
    stages = [word for word in status.choices if word in OWN or by is ENTERPRISES]
    base = sum(chosen.get(word, 0) for word in stages)
    words, name = total
    rows = [_of_answers(status.choices[word], chosen.get(word, 0), base) for word in stages]
    rows.append(_of_answers(words, base, base))
    last = len(rows) - 1
    names = dict.fromkeys(cells(range(len(rows)), "base") | cells([last], "respondents"), name)
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    if steps:
        tried = [chosen.get(word, 0) if word in TRIED else None for word in stages]
        further_asked = [*tried, sum(number or 0 for number in tried)]
        rows = [{**row, "asked": number} for row, number in zip(rows, further_asked, strict=True)]
        for place, word in enumerate(stages):
            names |= dict.fromkeys(cells([place], "respondents", "asked"), f"{name}: {word}")
        names[last, "asked"] = _tried_name(status, strand)
        # Said as a sum, so that the two are not taken for one figure where nothing is in development.
        others = [place for place, word in enumerate(stages) if word not in TRIED]
        sums[name] = cells(others, "respondents") | cells([last], "asked")
    return Table(
        key=key,
        title=title,
        columns=(*_ANSWERS, Column("asked", "Asked how it was set up", "count")) if steps else _ANSWERS,
        rows=tuple(rows),
        notes=(themes.WHO,),
        source=themes.SOURCE,
        data_class="B",
        total_rows=frozenset({words}),
        names=names,
        sums=sums | _answered_by(further, strand, by, rows, [last]),
    )


def named(asked: Asked, strand: str, asking: Asking) -> Table:
    """What speaks for such an enterprise or against it: how many named each, of those who said anything."""
    chosen, base = _said(asked, strand, asking.by)
    rows: list[Row] = [
        {
            "words": label,
            "named": chosen.get(word, 0),
            "base": base,
            "rate": share(chosen.get(word, 0), base),
        }
        for word, label in asked.choices.items()
    ]
    answered = cells(range(len(rows)), "base")
    return Table(
        key=themes.key_of(asking.key, strand),
        title=themes.titled(asking.title, asked, strand),
        columns=(
            Column("words", asking.heading),
            Column("named", "Respondents who named it", "count"),
            Column("base", "Base", "count"),
            Column("rate", "Share", "percent", ratio=("named", "base")),
        ),
        rows=tuple(rows),
        fixed=answered if strand not in asked.depends else frozenset(),
        names=dict.fromkeys(answered, themes.base_name(asked, strand, asking.by.part)),
        sums={themes.mentions_name(asked, strand, asking.by.part): cells(range(len(rows)), "named")},
        notes=(
            f"Base: {asking.by.base}, and that said {asking.said}. A respondent could name several.",
            themes.WHO,
        ),
        source=themes.SOURCE,
        data_class="B",
        bars=Bars("words", ("named",)),
    )


def set_up(questions: Sequence[Asked], status: Asked, strand: str, by: Speakers) -> Table:
    """How such enterprises were set up: yes and no to each question, of those that were set up or failed."""
    chosen, _ = _said(status, strand, by)
    tried = sum(chosen.get(word, 0) for word in TRIED)
    rows: list[Row] = []
    names: dict[tuple[int, str], str] = {}
    for place, asked in enumerate(questions):
        words, base = _said(asked, strand, by)
        states = asked.states(themes.inside(asked, strand, by.part))
        number = sum(states.values()) - states[AnswerState.NOT_APPLICABLE]
        yes = words.get("yes", 0)
        rows.append(
            {
                "words": asked.label,
                "yes": yes,
                "no": base - yes,
                UNANSWERED: number - base,
                "asked": number,
                "rate": share(yes, number),
            }
        )
        # A guide that asks others is tied to nothing.
        names |= {(place, "asked"): _tried_name(status, strand)} if number == tried else {}
    is_own = by is SERVICES
    return Table(
        key=themes.key_of("set_up" if is_own else "vehicle_set_up", strand),
        title=themes.titled(
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
            themes.WHO,
        ),
        source=themes.SOURCE,
        data_class="B",
        names=names,
    )


def _answered_by(
    further: Sequence[Asked], strand: str, by: Speakers, rows: Sequence[Row], places: Sequence[int]
) -> dict[str, frozenset[tuple[int, str]]]:
    """The names of how many answered further questions, where it was all who chose the answers in these rows."""
    chosen = sum(number for place in places if isinstance(number := rows[place]["respondents"], int))
    return {
        themes.base_name(asked, strand, by.part): cells(places, "respondents")
        for asked in further
        if _said(asked, strand, by)[1] == chosen
    }


def _said(asked: Asked, strand: str, by: Speakers) -> tuple[dict[str, int], int]:
    """How many of those asked in a strand chose each word, and how many answered."""
    groups = themes.inside(asked, strand, by.part)
    return dict(asked.themes(groups)), asked.states(groups)[AnswerState.GIVEN]


def _of_answers(words: str, number: int, base: int) -> Row:
    return {"stage": words, "respondents": number, "base": base, "rate": share(number, base)}


def _own_name(status: Asked, strand: str) -> str:
    return f"{status.question}, {strand}: {OWN_WORDS}"


def _tried_name(status: Asked, strand: str) -> str:
    return f"{status.question}, {strand}: set up, or failed"
