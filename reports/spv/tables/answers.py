"""Tables of what services say of an enterprise of their own, and what the enterprises themselves say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from reports.answers import tables as answer_tables
from reports.answers.blocks import group_name
from reports.answers.queries import QuestionAnswers
from reports.disclosure.blocks import BASE, COUNTRY, Block, Choice, Figure, block_of
from reports.spv.queries import OWN
from reports.table import Bars, Column, Ranking, Row, Table, share
from survey.answers import AnswerState


@dataclass(frozen=True)
class RespondentKind:
    """A kind of respondent: its part in the tables of answers, and the words for the base."""

    part: str
    base: str


SERVICES = RespondentKind(
    answer_tables.ALL,
    "people who answered for services that have, had, are developing or are interested in an enterprise of their own",
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
ANSWERED = "All that answered"
INTERESTED = "interested"
YES = "yes"
ASKED, NOT_ASKED = "asked", "not asked"


def stages(status: QuestionAnswers, strand: str) -> Table:
    """Return a table of services with an enterprise of their own, or interested in one.

    Those with one are counted together: how far the enterprises got is in the table of vehicles.
    """
    own = tuple(word for word in status.choices if word in OWN)
    return _table(
        answer_tables.table_key("stages", strand),
        answer_tables.table_title(
            "Services with an enterprise of their own, or thinking of one", status, strand
        ),
        (Column("stage", "How far it got"), Column("respondents", "People who answered", "count")),
        {WITH_OWN: WITH_OWN} | {word: label for word, label in status.choices.items() if word not in OWN},
        _block(status, strand, SERVICES, together={WITH_OWN: own}),
        notes=("How far the enterprises got is counted enterprise by enterprise, in another table.",),
        total=ANSWERED,
        is_scale=True,
    )


def vehicle_stages(status: QuestionAnswers, strand: str) -> Table:
    """Return a table of how far enterprises set up by staff say they got."""
    return _table(
        answer_tables.table_key("vehicle_stages", strand),
        answer_tables.table_title(
            "How far enterprises set up by service staff got, as they say themselves", status, strand
        ),
        (Column("stage", "How far it got"), Column("respondents", "People who answered", "count")),
        status.choices,
        _block(status, strand, ENTERPRISES),
        total=ANSWERED,
        is_scale=True,
    )


def themes(answers: QuestionAnswers, status: QuestionAnswers, strand: str, words: QuestionWords) -> Table:
    """Return a table of the reasons for or against such an enterprise, among respondents who named any.

    Who is asked follows from their answer to `status`.
    """
    return _table(
        answer_tables.table_key(words.key, strand),
        answer_tables.table_title(words.title, answers, strand),
        (Column("words", words.heading), Column("named", "People who named it", "count")),
        answers.choices,
        _block(answers, strand, words.respondents, leading=status),
        notes=(
            f"Out of: {words.respondents.base}, and that said {words.subject}. One person could name several.",
        ),
        ranking=Ranking("words", "named", answer_tables.other_of(answers)),
    )


def set_up(
    questions: Sequence[QuestionAnswers], status: QuestionAnswers, strand: str, kind: RespondentKind
) -> Table:
    """Return a table of how such enterprises were set up: who said yes to each question."""
    is_own = kind is SERVICES
    states = [answers.states(answer_tables.groups_of(answers, strand, kind.part)) for answers in questions]
    yes = {answers.question: _chosen(answers, strand, kind)[YES] for answers in questions}
    asked = max(found.total() - found[AnswerState.NOT_APPLICABLE] for found in states)
    return _table(
        answer_tables.table_key("set_up" if is_own else "vehicle_set_up", strand),
        answer_tables.table_title(
            "How the services' own enterprises were set up"
            if is_own
            else "How such enterprises were set up, as they say themselves",
            status,
            strand,
        ),
        (Column("words", "Question"), Column("yes", "Said yes", "count")),
        {answers.question: answers.label for answers in questions},
        _for_some(
            f"{group_name(status, strand, kind.part)}: set up",
            "several",
            yes,
            asked,
            of=_given(status, strand, kind),
        ),
        notes=(
            "Asked where such an enterprise operates, or failed before or after it opened; one in development is not "
            "asked yet. Shares are out of all who were asked.",
        ),
    )


def _table(
    key: str,
    title: str,
    columns: tuple[Column, Column],
    labels: Mapping[str, str],
    block: Block,
    *,
    notes: tuple[str, ...] = (),
    total: str = "",
    ranking: Ranking | None = None,
    is_scale: bool = False,
) -> Table:
    """Return a table of the answers of a block with their base and share, and with a row of all if `total` names it.

    The answers of a scale, such as stages, keep their order in the chart.
    """
    words, number = (column.key for column in columns)
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for answer, label in (*labels.items(), *([(BASE, total)] if total else [])):
        shows[len(rows), number], shows[len(rows), "base"] = block.figure(answer), block.figure(BASE)
        count, base = (block.count(COUNTRY, each) for each in (answer, BASE))
        rows.append({words: label, number: count, "base": base, "rate": share(count, base)})
    return Table(
        key=key,
        title=title,
        columns=(
            *columns,
            Column("base", "Out of", "count"),
            Column("rate", "Share", "percent", ratio=(number, "base")),
        ),
        rows=tuple(rows),
        notes=(*notes, answer_tables.RESPONDENT),
        source=answer_tables.SOURCE,
        data_class="B",
        total_rows=frozenset({total} - {""}),
        bars=Bars(words, (number,), ordered=is_scale),
        shows=shows,
        ranking=ranking,
    )


def _block(
    answers: QuestionAnswers,
    strand: str,
    kind: RespondentKind,
    *,
    leading: QuestionAnswers | None = None,
    together: Mapping[str, tuple[str, ...]] | None = None,
) -> Block:
    """Return the answers to a question for the whole country; `together` names choices that are counted as one.

    The answer to `leading` decides who is asked.
    """
    chosen, given = _chosen(answers, strand, kind), _given(answers, strand, kind)
    merged = together or {}
    alone = {word: chosen[word] for word in answers.choices if word not in {*chain(*merged.values())}}
    return _for_some(
        group_name(answers, strand, kind.part),
        "single" if answers.is_single else "several",
        {word: sum(chosen[each] for each in words) for word, words in merged.items()} | alone,
        given,
        of=_given(leading, strand, kind) if leading else None,
    )


def _for_some(group: str, choice: Choice, counts: Mapping[str, int], base: int, *, of: int | None) -> Block:
    """Return a block of the country; its base is as public as that so many `of` those who might be asked were."""
    asked = None
    if of is not None:
        counts_of = {ASKED: base, NOT_ASKED: max(of - base, 0)}
        asked = block_of(f"{group}: asked", "single", {ASKED: counts_of}, {ASKED: max(of, base)}).figure(
            ASKED
        )
    return block_of(group, choice, {group: counts}, {group: base}, asked=asked)


def _chosen(answers: QuestionAnswers, strand: str, kind: RespondentKind) -> Counter[str]:
    return answers.themes(answer_tables.groups_of(answers, strand, kind.part))


def _given(answers: QuestionAnswers, strand: str, kind: RespondentKind) -> int:
    return answers.states(answer_tables.groups_of(answers, strand, kind.part))[AnswerState.GIVEN]
