"""Answers to a question of several choices, grouped in the database by who gave them and how they stand."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Value
from django.db.models.fields.json import KeyTransform

from interviews.models import Interview
from interviews.vocabulary import HELD
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
    """A question with its choices (word → printed) in the guide's order, and all who could have answered it.

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
    """Who answered a question of several choices, and what. One query, grouped by what was answered.

    The rows that come back are as many as there are different answers in each strand and kind (and region, where
    `regions` are wanted), not as many as there are interviews. What decides whether the question is shown is
    grouped with it.
    """
    askers = {
        key: guide
        for key, guide in instruments.items()
        if question in guide.questions and guide.questions[question].type in CHOSEN_FROM
    }
    choices: dict[str, str] = {}
    for guide in askers.values():
        choices |= {choice.value: choice.label for choice in guide.questions[question].choices}
    names = (question, *sorted(set().union(*(deciding(guide, question) for guide in askers.values()))))
    is_shown = Shown(question, names, askers)
    opinions = {key for key, guide in askers.items() if deciding(guide, question) - BY_SAMPLE}
    found = []
    depends = set[str]()
    for (strand, kind, form, region, instrument, number), stored in _grouped(study, names, askers, regions):
        answer = answering.read(stored[0]) if is_shown(instrument, stored) else HIDDEN
        found.append(
            Respondents(strand, kind or "", form or "", region, answer.state, chosen_in(answer), number)
        )
        if instrument in opinions:
            depends.add(strand)
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
        is_single=all(guide.questions[question].type is QuestionType.SELECT_ONE for guide in askers.values()),
    )


def _grouped(
    study: Study, names: tuple[str, ...], askers: Collection[int], regions: bool
) -> Iterator[tuple[tuple[Any, ...], tuple[Stored, ...]]]:
    said = {f"said_{place}": KeyTransform(name, "answers") for place, name in enumerate(names)}
    who = {
        "strand": F("unit__strand__kind"),
        "kind": F("unit__service__kind"),
        "form": F("unit__service__form"),
        "region": F("unit__service__region") if regions else Value(None, output_field=IntegerField()),
        "guide": F("instrument"),
    }
    rows = (
        Interview.objects.of_study(study)
        .filter(status__in=HELD, instrument__in=list(askers))
        .order_by()
        .values(**who, **said)
        .annotate(number=Count("pk"))
    )
    for row in rows.iterator():
        yield tuple(row[key] for key in (*who, "number")), tuple(row[key] for key in said)


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
