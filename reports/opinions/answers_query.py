"""Answers to questions with choices, grouped in the database by who gave them and how they stand."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform

from interviews.models import Interview
from interviews.vocabulary import FINISHED
from survey import answers as answering
from survey.answers import Answer, AnswerState
from survey.models import Instrument, Strand, Study
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import StrandKind

CHOSEN_FROM = (QuestionType.SELECT_MULTIPLE, QuestionType.SELECT_ONE)
BY_SAMPLE = frozenset({"category"})
"""Questions that the sample answers, not the respondent: the coverage report counts them."""
HIDDEN = Answer(AnswerState.NOT_APPLICABLE)
Stored = Mapping[str, Any] | None


@dataclass(frozen=True)
class Respondents:
    """Respondents of one strand, kind of service and region whose answers to one question are the same.

    `kind`, `form` and `region` are empty for an organisation that was interviewed, and `region` where regions
    were not asked for.
    """

    strand: str
    kind: str
    form: str
    region: int | None
    state: AnswerState
    chosen: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Asked:
    """A question, its choices (word → printed) in the guide's order, and all who could have answered it.

    A respondent is one finished interview. `strands` are the initial one and all others in which it was asked. In the
    strands of `depends`, what somebody said before decides whether the question is asked. Of the choices of one that
    `is_single` only one can be named.
    """

    question: str
    choices: Mapping[str, str]
    strands: tuple[str, ...]
    respondents: tuple[Respondents, ...]
    depends: frozenset[str] = frozenset()
    is_single: bool = False
    label: str = ""

    def is_told(self, strand: str) -> bool:
        """Whether a strand has something to show of it: an answer, or that it was asked of some only.

        That nobody answered a question which only some are asked tells what the others said before.
        """
        inside = [group for group in self.respondents if group.strand == strand]
        return bool(inside) and (strand in self.depends or self.states(inside)[AnswerState.GIVEN] > 0)

    def states(self, chosen: Iterable[Respondents]) -> Counter[AnswerState]:
        """How many of these respondents' answers stand how."""
        found: Counter[AnswerState] = Counter()
        for group in chosen:
            found[group.state] += group.number
        return found

    def themes(self, chosen: Iterable[Respondents]) -> Counter[str]:
        """How many of these respondents named each choice; the sum is the number of mentions."""
        found: Counter[str] = Counter()
        for group in chosen:
            for word in group.chosen:
                found[word] += group.number
        return found


def instruments_of(study: Study) -> dict[int, Questionnaire]:
    """The questionnaires of a study's strands and interviews, by key, the oldest first. One query."""
    strands = Strand.objects.filter(study=study, instrument=OuterRef("pk"))
    held = Interview.objects.of_study(study).filter(instrument=OuterRef("pk"))
    rows = (
        Instrument.objects.filter(Exists(strands) | Exists(held))
        .order_by("published_at", "pk")
        .values_list("pk", "content")
    )
    return {key: Questionnaire.from_json(content) for key, content in rows}


def answers_to(
    study: Study, question: str, instruments: Mapping[int, Questionnaire], *, regions: bool = False
) -> Asked:
    """Who answered a question with choices, and what. One query at most."""
    return answers_to_each(study, (question,), instruments, regions=regions)[question]


def answers_to_each(
    study: Study,
    questions: Sequence[str],
    instruments: Mapping[int, Questionnaire],
    *,
    regions: bool = False,
) -> dict[str, Asked]:
    """Who answered each of these questions with choices, and what. One query at most, grouped by what was answered.

    The rows that come back are as many as there are different answers in each strand and kind (and region, where
    `regions` are wanted), not as many as there are interviews. What decides whether a question is shown is
    grouped with it.
    """
    asking = [_Asking(question, instruments) for question in questions]
    width = max(len(each.names) for each in asking)
    parts = [each.rows(study, width, regions=regions) for each in asking if each.guides]
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    if parts:
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        for question, *row in _cells(rows, width):
            found[question].append(tuple(row))
    return {each.names[0]: each.asked(found[each.names[0]]) for each in asking}


class _Asking:
    """One question in the guides that ask it, with the names of those that decide whether it is asked."""

    def __init__(self, question: str, instruments: Mapping[int, Questionnaire]) -> None:
        self.guides = {
            key: guide
            for key, guide in instruments.items()
            if question in guide.questions and guide.questions[question].type in CHOSEN_FROM
        }
        self.names = (
            question,
            *sorted(set().union(*(deciding(guide, question) for guide in self.guides.values()))),
        )

    def rows(self, study: Study, width: int, *, regions: bool) -> QuerySet[Interview, dict[str, Any]]:
        """The finished interviews, grouped; as many answers as `width`, the last ones empty."""
        empty = Value("", output_field=TextField())
        said = {
            f"said_{place}": KeyTextTransform(self.names[place], "answers")
            if place < len(self.names)
            else empty
            for place in range(width)
        }
        return (
            Interview.objects.of_study(study)
            .filter(status__in=FINISHED, instrument__in=list(self.guides))
            .order_by()
            .values(
                asked=Value(self.names[0], output_field=TextField()),
                strand=F("unit__strand__kind"),
                service_kind=F("unit__service__kind"),
                form=F("unit__service__form"),
                place=F("unit__service__region") if regions else Value(None, output_field=IntegerField()),
                guide=F("instrument"),
                **said,
            )
            .annotate(number=Count("pk"))
        )

    def asked(self, rows: Iterable[tuple[Any, ...]]) -> Asked:
        """The question with its respondents, from the rows of its name."""
        question = self.names[0]
        choices: dict[str, str] = {}
        for guide in self.guides.values():
            choices |= {
                choice.value: choice.label
                for choice in guide.questions[question].choices
                if choice.value not in answering.STATED
            }
        is_shown = Shown(question, self.names, self.guides)
        opinions = {key for key, guide in self.guides.items() if deciding(guide, question) - BY_SAMPLE}
        found = []
        depends = set[str]()
        for strand, kind, form, region, instrument, number, texts in rows:
            stored = tuple(stored_in(text) for text in texts[: len(self.names)])
            answer = said_in(stored[0]) if is_shown(instrument, stored) else HIDDEN
            found.append(
                Respondents(strand, kind or "", form or "", region, answer.state, chosen_in(answer), number)
            )
            if instrument in opinions:
                depends.add(strand)
        asked = [guide.questions[question] for guide in self.guides.values()]
        return Asked(
            question=question,
            choices=choices,
            strands=tuple(
                kind
                for kind in StrandKind
                if kind == StrandKind.INITIAL_INTERVIEW or any(group.strand == kind for group in found)
            ),
            respondents=tuple(found),
            depends=frozenset(depends),
            is_single=all(each.type is QuestionType.SELECT_ONE for each in asked),
            label=asked[-1].label if asked else "",
        )


def _cells(rows: QuerySet[Interview, dict[str, Any]], width: int) -> Iterator[tuple[Any, ...]]:
    keys = ("asked", "strand", "service_kind", "form", "place", "guide", "number")
    for row in rows.iterator():
        yield (*(row[key] for key in keys), tuple(row[f"said_{place}"] for place in range(width)))


def stored_in(text: str | None) -> Stored:
    """An answer from the text that the database gives for it: nothing for what is no answer."""
    found: Stored = json.loads(text) if text and text.startswith("{") else None
    return found


def deciding(guide: Questionnaire, question: str) -> set[str]:
    """The questions that decide, at first or at second hand, whether the question is shown."""
    dependencies = guide.dependencies()
    found: set[str] = set()
    waiting = [question]
    while waiting:
        new = dependencies[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def said_in(stored: Stored) -> Answer:
    """The answer that is stored; a choice such as “I don’t know”, which is named like a state, is that state."""
    answer = answering.read(stored)
    words = answer.value if isinstance(answer.value, list) else [answer.value]
    if answer.state is AnswerState.GIVEN and len(words) == 1 and words[0] in answering.STATED:
        return Answer(AnswerState(words[0]))
    return answer


def chosen_in(answer: Answer) -> tuple[str, ...]:
    """The words of an answer that was given: one, or several."""
    if answer.state is not AnswerState.GIVEN:
        return ()
    return (answer.value,) if isinstance(answer.value, str) else tuple(answer.value)


class Shown:
    """Whether a guide shows the question for the answers that decide it; each different case is asked once."""

    def __init__(self, question: str, names: tuple[str, ...], guides: Mapping[int, Questionnaire]) -> None:
        self._question = question
        self._deciding = names[1:]
        self._guides = guides
        self._known: dict[str, bool] = {}

    def __call__(self, guide: int, stored: tuple[Stored, ...]) -> bool:
        case = json.dumps([guide, stored[1:]]) if self._deciding else str(guide)
        if case not in self._known:
            said = {name: answer for name, answer in zip(self._deciding, stored[1:], strict=True) if answer}
            self._known[case] = self._question in self._guides[guide].shown(said)
        return self._known[case]
