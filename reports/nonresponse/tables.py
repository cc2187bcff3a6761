"""Tables of what is missing: answers to each question, services not interviewed, weights, and contradictions."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from noms.nouns import FrameWords, Noun
from noms.vocabulary import PRISON
from reports.answers.tables import NO_ANSWER, REASON_COLUMNS, UNANSWERED
from reports.coverage.tables.missing import NOT_RECORDED, label_of
from reports.engagement.queries import ServiceState
from reports.nonresponse.queries import OPINIONS, Check, FinishedInterview, FrameService, QuestionItems
from reports.stratified import Stratum, weighted_share
from reports.study_facts import NO_REGION
from reports.table import Bars, Column, Row, Table, share
from reports.weighting import design_effect, rake, standardised_difference, unrepresented, weighted_mean
from survey.answers import AnswerState
from survey.vocabulary import StrandKind

FRAME_SOURCE = "The study's list of services, the reference data of services, and interviews."
ITEM_SOURCE = "Finished interviews, and answers to the online survey that are in the figures."
ASKED, RATE = "asked", "rate"


EVERY_STRAND = "All parts of the study"


def summary(by_strand: Mapping[str, Sequence[QuestionItems]]) -> Table:
    """Return a table of each strand: its questions with choices or numbers, and how many of them lack an answer."""
    rows: list[Row] = []
    for strand, questions in by_strand.items():
        countable = [each for each in questions if each.is_countable]
        incomplete = sum(1 for each in countable if any(each.states[state] for state in NO_ANSWER))
        rows.append(
            {
                "strand": str(StrandKind(strand).label),
                "questions": len(countable),
                "incomplete": incomplete,
            }
        )
    total = {key: sum(int(str(row[key])) for row in rows) for key in ("questions", "incomplete")}
    return Table(
        key="questions",
        title="Questions with choices or numbers, and those with an answer missing",
        columns=(
            Column("strand", "Part of the study"),
            Column("questions", "Questions", "count"),
            Column("incomplete", "With an answer missing", "count"),
        ),
        rows=(*rows, {"strand": EVERY_STRAND, **total}),
        notes=(
            "Of questions in words of their own most people who answered write nothing; the tables below have "
            "them too.",
        ),
        source=ITEM_SOURCE,
        total_rows=frozenset({EVERY_STRAND}),
        bars=Bars("strand", ("incomplete",)),
    )


def items(strand: str, questions: Sequence[QuestionItems], *, detail: bool) -> Table:
    """Return a table of item non-response: for each question of a strand, how many were asked and did not answer.

    Without `detail` (for the public) it has only the questions that everybody is asked, and no reasons, because the
    number who refused would disclose an answer.
    """
    rows: list[Row] = []
    for each in questions:
        given = each.states[AnswerState.GIVEN]
        missing = sum(each.states[state] for state in NO_ANSWER)
        rows.append(
            {
                "question": each.label,
                ASKED: given + missing,
                AnswerState.GIVEN.value: given,
                UNANSWERED: missing,
                RATE: share(missing, given + missing),
                **({state.value: each.states[state] for state in NO_ANSWER} if detail else {}),
            }
        )
    note = "" if detail else " Questions that only some are asked, and the reasons, are not shown here."
    return Table(
        key=f"items_{strand}",
        title=f"Item non-response: {StrandKind(strand).label.lower()}",
        columns=(
            Column("question", "Question"),
            Column(ASKED, "Asked", "count"),
            Column(AnswerState.GIVEN.value, "Answered", "count"),
            Column(UNANSWERED, "No answer", "count"),
            Column(RATE, "Item non-response", "percent", ratio=(UNANSWERED, ASKED)),
            *(REASON_COLUMNS if detail else ()),
        ),
        rows=tuple(rows),
        notes=(
            "Item non-response is the share of those asked a question from whom there is no answer: who did not know, "
            f"would not say, was not asked, or nothing was written.{note}",
        ),
        source=ITEM_SOURCE,
    )


@dataclass(frozen=True)
class Characteristic:
    """A characteristic of services: its heading, and a function that returns the value of one service, or None."""

    words: str
    value: Callable[[FrameService], str | None]


def _characteristics(nouns: Mapping[str, Noun]) -> list[Characteristic]:
    def of_prisons(value: Callable[[FrameService], str]) -> Callable[[FrameService], str | None]:
        return lambda each: label_of(value(each)) if each.kind == PRISON else None

    prisons = (
        Characteristic("Prisons by function", of_prisons(lambda each: each.function)),
        Characteristic("Prisons by category", of_prisons(lambda each: each.category)),
        Characteristic("Prisons by who is held", of_prisons(lambda each: each.sex_held)),
    )
    return [
        Characteristic("Kind", lambda each: nouns[each.kind].heading),
        *(prisons if PRISON in nouns else ()),
        Characteristic("Region", lambda each: each.region or NO_REGION),
    ]


def margins_of(service: FrameService, nouns: Mapping[str, Noun]) -> tuple[str, str]:
    """Return the two values by which a service is weighted: its kind (for a prison also its function) and region."""
    kind = nouns[service.kind].heading
    function = f"{kind}: {service.function}" if service.kind == PRISON else kind
    return function, service.region or NO_REGION


@dataclass(frozen=True)
class Weights:
    """The weight of each interviewed service by sampled unit, or None if there are none.

    `left_out` is the number of services of the frame that the weights do not represent.
    """

    by_unit: Mapping[int, float] | None
    left_out: int

    def share(self, answers: Sequence[tuple[FrameService, bool]]) -> float | None:
        """Return the weighted share of these services for which it is true; None without weights or services."""
        if self.by_unit is None:
            return None
        found = weighted_mean([is_so for _, is_so in answers], [self.by_unit[one.unit] for one, _ in answers])
        # The rounding of sums may bring it just over the whole.
        return None if found is None else min(found, 1.0)


def weights_of(services: Sequence[FrameService], nouns: Mapping[str, Noun]) -> Weights:
    """Return the weights that give the interviewed services the same functions and regions as the frame."""
    interviewed = [each for each in services if each.is_interviewed]
    units, frame = ([margins_of(each, nouns) for each in group] for group in (interviewed, services))
    weights = rake(units, frame)
    left_out = sum(unrepresented(units, frame).values()) if units else len(frame)
    if weights is None:
        return Weights(None, left_out)
    return Weights({each.unit: weight for each, weight in zip(interviewed, weights, strict=True)}, left_out)


def balance(services: Sequence[FrameService], weights: Weights, nouns: Mapping[str, Noun]) -> Table:
    """Return a table of the services interviewed and not, group by group, with the standardised difference."""
    rows: list[Row] = []
    for each in _characteristics(nouns):
        values = [(one, value) for one in services if (value := each.value(one)) is not None]
        if {value for _, value in values} == {NOT_RECORDED}:
            continue
        interviewed = [(one, value) for one, value in values if one.is_interviewed]
        absent = [(one, value) for one, value in values if not one.is_interviewed]
        for group in sorted({value for _, value in values}):
            among = [(one, value == group) for one, value in interviewed]
            inside, outside = [is_in for _, is_in in among], [value == group for _, value in absent]
            rows.append(
                {
                    "by": each.words,
                    "group": group,
                    "frame_share": share(sum(inside) + sum(outside), len(values)),
                    "interviewed": sum(inside),
                    "interviewed_share": share(sum(inside), len(inside)),
                    "weighted_share": weights.share(among),
                    "absent": sum(outside),
                    "absent_share": share(sum(outside), len(outside)),
                    "difference": standardised_difference(inside, outside),
                }
            )
    return Table(
        key="balance",
        title="Services interviewed and not interviewed, compared",
        columns=(
            Column("by", "By"),
            Column("group", "Services"),
            Column("frame_share", "Share of the list", "percent"),
            Column("interviewed", "Interviewed", "count"),
            Column("interviewed_share", "Share of those interviewed", "percent"),
            Column("weighted_share", "The same, weighted", "percent"),
            Column("absent", "Not interviewed", "count"),
            Column("absent_share", "Share of those not interviewed", "percent"),
            Column("difference", "Standardised difference", "decimal"),
        ),
        rows=tuple(rows),
        notes=(
            "The standardised difference is that of the two shares, in standard deviations. It does not grow with the "
            "number of services; beyond a quarter either way it is large (Elizabeth Stuart). Where nobody, or "
            "everybody, of a kind was interviewed there is none.",
            "The weights make those interviewed have the functions and the regions of the list.",
        ),
        source=FRAME_SOURCE,
    )


EARLY, LATE = "The first half", "The second half"


def early_and_late(
    services: Sequence[FrameService], interviews: Sequence[FinishedInterview], nouns: Mapping[str, Noun]
) -> Table:
    """Return a table that compares the services that were interviewed early with those interviewed late."""
    by_unit = {each.unit: each for each in interviews if each.strand == StrandKind.INITIAL_INTERVIEW}
    reached = sorted(
        (service for service in services if service.is_interviewed and service.unit in by_unit),
        key=lambda service: (by_unit[service.unit].held_on, service.unit),
    )
    half = (len(reached) + 1) // 2
    groups = (reached[:half], reached[half:])
    measures: tuple[tuple[str, Callable[[FrameService], float]], ...] = (
        *(
            (f"Is {nouns[kind].with_article}", lambda one, kind=kind: one.kind == kind)
            for kind in (list(nouns) if len(nouns) > 2 else list(nouns)[:-1])
        ),
        ("Works with a social enterprise", lambda one: one.state is ServiceState.INCLUDED),
        (
            "Works with one that may be a social enterprise, and with none that is",
            lambda one: one.state is ServiceState.UNDECIDED,
        ),
        ("Organisations named", lambda one: sum(by_unit[one.unit].named.values())),
        *(
            (
                f"Number of {question} named",
                lambda one, question=question: len(by_unit[one.unit].value(question) or ()),
            )
            for question in OPINIONS
        ),
    )
    rows: list[Row] = []
    for words, measure in measures:
        early, late = ([float(measure(one)) for one in group] for group in groups)
        rows.append(
            {
                "measure": words,
                "early": _mean(early),
                "late": _mean(late),
                "difference": standardised_difference(early, late),
            }
        )
    return Table(
        key="early_late",
        title="Services interviewed early and late, compared",
        columns=(
            Column("measure", "Mean, or share"),
            Column("early", EARLY, "decimal"),
            Column("late", LATE, "decimal"),
            Column("difference", "Standardised difference", "decimal"),
        ),
        rows=(
            {
                "measure": "Services",
                "early": float(half),
                "late": float(len(reached) - half),
                "difference": None,
            },
            *rows,
        ),
        notes=(
            "Whoever took longest to reach is often most like those never reached (the continuum of resistance: I-Fen "
            "Lin and Nora Schaeffer). The services are halved by the day of their interview; a large difference "
            "suggests that those not interviewed differ as well. It proves nothing of them.",
        ),
        source="The study's first interviews, and what the definition says of organisations.",
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def weighted(
    services: Sequence[FrameService],
    interviews: Sequence[FinishedInterview],
    weights: Weights,
    words: FrameWords,
) -> Table:
    """Return a table of the main shares: as interviewed, weighted by kind, and weighted by function and region."""
    by_unit = {each.unit: each for each in interviews if each.strand == StrandKind.INITIAL_INTERVIEW}
    interviewed = [service for service in services if service.is_interviewed]
    lines: list[tuple[str, list[tuple[FrameService, bool]]]] = [
        (
            "Works with a social enterprise",
            [(one, one.state is ServiceState.INCLUDED) for one in interviewed],
        ),
        (
            "The same, with the undecided",
            [(one, one.state in (ServiceState.INCLUDED, ServiceState.UNDECIDED)) for one in interviewed],
        ),
    ]
    for question in OPINIONS:
        answered = [
            (one, by_unit[one.unit].value(question))
            for one in interviewed
            if one.unit in by_unit and isinstance(by_unit[one.unit].value(question), list)
        ]
        labels = {
            word: by_unit[one.unit].choices.get(word, word) for one, words in answered for word in words
        }
        most = Counter(word for _, words in answered for word in words)
        for word in sorted(labels, key=lambda word: (-most[word], word)):
            lines.append(
                (
                    f"{question.capitalize()}: {labels[word]}",
                    [(one, word in words) for one, words in answered],
                )
            )
    sizes = Counter(service.kind for service in services)
    rows = [_weighted_row(words, answers, sizes, weights) for words, answers in lines]
    values = list(weights.by_unit.values()) if weights.by_unit else []
    functions = "functions of the prisons" if PRISON in words.kinds else "kinds"
    effect = design_effect(values)
    return Table(
        key="weighted",
        title="Shares of all services, unweighted and weighted",
        columns=(
            Column("share_of", "Share of services"),
            Column("number", "Services", "count"),
            Column("base", "Interviewed, and answered", "count"),
            Column("unweighted", "Unweighted", "percent", ratio=("number", "base")),
            Column("by_kind", "Weighted by kind", "percent"),
            Column("by_margins", "Weighted by function and region", "percent"),
            Column("effect", "Design effect", "decimal"),
            Column("left_out", "Services of the list without a counterpart", "count"),
        ),
        rows=tuple({**row, "effect": effect, "left_out": weights.left_out} for row in rows),
        notes=(
            f"Weighted by kind, {words.many} count as they do in the list. Weighted by function and region, the "
            f"services interviewed have the {functions} and the regions of the list (raking). "
            "The weights cannot allow for what those not interviewed have in common beside that.",
            "The design effect is how many times larger the weights make a variance. Services without a counterpart "
            "are of a function or region in which nobody was interviewed: no weight can stand for them.",
            *(
                ()
                if weights.by_unit
                else ("No weights reach the functions and the regions of the list here.",)
            ),
        ),
        source=FRAME_SOURCE,
        bars=Bars("share_of", ("unweighted",)),
    )


def _weighted_row(
    words: str, answers: Sequence[tuple[FrameService, bool]], sizes: Mapping[str, int], weights: Weights
) -> Row:
    strata = []
    for kind, size in sizes.items():
        inside = [has_it for one, has_it in answers if one.kind == kind]
        strata.append(Stratum(size, len(inside), sum(inside)))
    number = sum(has_it for _, has_it in answers)
    return {
        "share_of": words,
        "number": number,
        "base": len(answers),
        "unweighted": share(number, len(answers)),
        "by_kind": weighted_share(strata),
        "by_margins": weights.share(answers),
    }


def contradictions(found: Sequence[tuple[Check, int, Sequence[FinishedInterview]]]) -> Table:
    """Return a table of the interviews whose answers contradict each other."""
    return Table(
        key="contradictions",
        title="Answers of one interview that contradict each other",
        columns=(
            Column("check", "Check"),
            Column("applies", "Interviews to which it applies", "count"),
            Column("contradict", "Interviews that contradict themselves", "count"),
            Column("rate", "Share", "percent", ratio=("contradict", "applies")),
        ),
        rows=tuple(
            {
                "check": check.words,
                "applies": applies,
                "contradict": len(contradicting_interviews),
                "rate": share(len(contradicting_interviews), applies),
            }
            for check, applies, contradicting_interviews in found
        ),
        notes=(
            "Nothing is changed by these checks: every answer counts as it was given. A contradiction may be a slip of "
            "the interviewer or of the person who answered, and only they can settle it.",
        ),
        source="Finished interviews of the study.",
    )


def contradicting(
    found: Sequence[tuple[Check, int, Sequence[FinishedInterview]]], services: Sequence[FrameService]
) -> Table:
    """Return a table of the services whose initial interview contradicts itself, by name."""
    names = {service.unit: service.name for service in services}
    rows: list[Row] = [
        {"unit": names[each.unit], "check": check.words}
        for check, _, contradicting_interviews in found
        for each in contradicting_interviews
        if each.unit in names
    ]
    return Table(
        key="contradicting",
        title="Services whose first interview contradicts itself",
        columns=(Column("unit", "Service"), Column("check", "Check")),
        rows=tuple(rows),
        source="Finished first interviews of the study.",
    )
