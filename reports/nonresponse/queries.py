"""The answers and the services that the report on non-response reads."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from enterprises.vocabulary import EngagementStatus
from interviews.models import Interview
from interviews.vocabulary import FINISHED, Consent
from reports.answers.queries import FROM_SAMPLE, HIDDEN, questionnaires_of, read_answer
from reports.engagement.queries import ServiceState, number_named, units_with_state
from reports.online.queries import questionnaires as online_questionnaires
from survey.answers import AnswerState
from survey.models import Response, Study
from survey.querysets import unit_fact, unit_name
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import StrandKind

OPINIONS = ("benefits", "drawbacks", "barriers")
NONE = "none"
COUNTABLE = (
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
    QuestionType.INTEGER,
    QuestionType.DECIMAL,
)
Answers = Mapping[str, Any]


@dataclass
class QuestionItems:
    """One question of a strand: its label, whether everybody is asked it, and the answers in each state.

    `is_countable` is True if it has choices or asks for a number.
    """

    label: str
    is_countable: bool
    is_for_everybody: bool
    states: Counter[AnswerState] = field(default_factory=Counter)


@dataclass(frozen=True)
class FinishedInterview:
    """One finished interview: its answers, and the number of organisations that it named by status of the relation."""

    strand: str
    unit: int
    held_on: dt.date
    answers: Answers
    choices: Mapping[str, str]
    named: Mapping[str, int]
    is_empty: bool

    def value(self, question: str) -> Any:
        """Return the value given to a question that was shown, or None."""
        answer = self.answers.get(question)
        return answer.value if answer is not None and answer.state is AnswerState.GIVEN else None


Items = dict[str, dict[str, QuestionItems]]


def interviews_of(study: Study) -> tuple[list[FinishedInterview], Items]:
    """Return the finished interviews of a study, and the answers of each strand by question. Two queries."""
    questionnaires = questionnaires_of(study)
    reader = _Reader(questionnaires)
    named = {status.value: number_named(status.value) for status in EngagementStatus}
    rows = (
        Interview.objects.of_study(study)
        .filter(status__in=FINISHED)
        .order_by("pk")
        .annotate(**{f"named_{status}": number for status, number in named.items()})
        .values_list(
            *("unit__strand__kind", "unit", "held_on", "instrument", "answers", "consents"),
            *(f"named_{status}" for status in named),
        )
    )
    found = []
    for strand, unit, held_on, key, answers, consents, *numbers in rows.iterator():
        given = {name: {"value": consents[name]} for name in Consent.values if name in consents}
        states = reader.read(strand, key, {**given, **answers})
        labels = {
            choice.value: choice.label
            for name in OPINIONS
            if name in questionnaires[key].questions
            for choice in questionnaires[key].questions[name].choices
        }
        is_empty = not any(
            answer.state is AnswerState.GIVEN for name, answer in states.items() if name not in given
        )
        found.append(
            FinishedInterview(
                strand, unit, held_on, states, labels, dict(zip(named, numbers, strict=True)), is_empty
            )
        )
    return found, reader.items


def online_items(study: Study) -> dict[str, QuestionItems]:
    """Return the answers by question in the online responses that count. Two queries."""
    reader = _Reader(online_questionnaires(study))
    rows = Response.objects.of_study(study).sent().order_by("pk").values_list("instrument", "answers")
    for key, answers in rows.iterator():
        reader.read(StrandKind.ONLINE_SURVEY, key, answers)
    return reader.items.get(StrandKind.ONLINE_SURVEY, {})


class _Reader:
    """Reads answers question by question. It works out which questions are shown once for each pattern of answers."""

    def __init__(self, questionnaires: Mapping[int, Questionnaire]) -> None:
        self.questionnaires = questionnaires
        self.items: Items = defaultdict(dict)
        self._deciding = {
            key: {name: each.deciding_questions(name, indirect=True) for name in each.questions}
            for key, each in questionnaires.items()
        }
        self._shown: dict[str, frozenset[str]] = {}

    def read(self, strand: str, key: int, answers: Answers) -> dict[str, Any]:
        """Return the answer to each question of one interview or response, and count it."""
        questionnaire, shown = self.questionnaires[key], self._shown_for(key, answers)
        found = {}
        for question in questionnaire.answerable_questions():
            if question.is_check:
                continue
            if question.name in FROM_SAMPLE or question.type is QuestionType.REPEAT:
                continue
            answer = read_answer(answers.get(question.name)) if question.name in shown else HIDDEN
            found[question.name] = answer
            deciding = self._deciding[key][question.name] - FROM_SAMPLE
            item = self.items[strand].setdefault(
                question.name, QuestionItems(question.label, question.type in COUNTABLE, not deciding)
            )
            item.is_for_everybody &= not deciding
            item.states[answer.state] += 1
        return found

    def _shown_for(self, key: int, answers: Answers) -> frozenset[str]:
        names = sorted(set().union(*self._deciding[key].values()))
        case = json.dumps([key, [answers.get(name) for name in names]], sort_keys=True)
        if case not in self._shown:
            deciding = {name: answers[name] for name in names if name in answers}
            self._shown[case] = self.questionnaires[key].shown(deciding)
        return self._shown[case]


@dataclass(frozen=True)
class FrameService:
    """One service of the frame: what is known of it, and its state in the study."""

    unit: int
    name: str
    kind: str
    function: str
    category: str
    sex_held: str
    region: str
    state: ServiceState

    @property
    def is_interviewed(self) -> bool:
        return self.state is not ServiceState.NOT_INTERVIEWED


def frame_services(study: Study) -> list[FrameService]:
    """Return every service of the frame. One query."""
    rows = (
        units_with_state(study)
        .annotate(
            name=unit_name(),
            function=unit_fact("function"),
            security=unit_fact("category"),
            sex_held=unit_fact("sex_held"),
        )
        .order_by("pk")
        .values_list(
            *("pk", "name", "service__kind", "function", "security"),
            *("sex_held", "region__name", "state"),
        )
    )
    return [
        FrameService(unit, name, kind, function, category, sex_held, region or "", ServiceState(state))
        for unit, name, kind, function, category, sex_held, region, state in rows.iterator()
    ]


@dataclass(frozen=True)
class Check:
    """A check for answers that cannot both be right: which interviews it applies to, and which fail it."""

    words: str
    applies: Callable[[FinishedInterview], bool]
    contradicts: Callable[[FinishedInterview], bool]


def _answered(question: str, *values: str) -> Callable[[FinishedInterview], bool]:
    return lambda interview: interview.value(question) in values


def _named(status: EngagementStatus) -> Callable[[FinishedInterview], bool]:
    return lambda interview: interview.named[status.value] > 0


CHECKS = (
    Check(
        "Works with none now, and named one that it works with",
        _answered("works_now", "no"),
        _named(EngagementStatus.WORKS),
    ),
    Check(
        "Works with some now, and named none that it works with",
        _answered("works_now", "yes"),
        lambda interview: not interview.named[EngagementStatus.WORKS.value],
    ),
    Check(
        "Worked with none in the past, and named one that it worked with",
        _answered("worked_before", "no"),
        _named(EngagementStatus.WORKED),
    ),
    Check(
        "Would not like to work with more, and named one that it would like to work with",
        _answered("would_like", "no"),
        _named(EngagementStatus.WOULD_LIKE),
    ),
    Check(
        "Named more that it works with than it says there are",
        lambda interview: isinstance(interview.value("organisations_number"), int),
        lambda interview: (
            interview.named[EngagementStatus.WORKS.value] > interview.value("organisations_number")
        ),
    ),
    Check(
        "Chose “none” and something else of one list",
        lambda interview: any(isinstance(answer.value, list) for answer in interview.answers.values()),
        lambda interview: any(
            NONE in answer.value and len(answer.value) > 1
            for answer in interview.answers.values()
            if isinstance(answer.value, list)
        ),
    ),
    Check("No question was answered", lambda interview: True, lambda interview: interview.is_empty),
)


def contradictions(
    interviews: Iterable[FinishedInterview],
) -> list[tuple[Check, int, list[FinishedInterview]]]:
    """Return each check with the number of interviews that it applies to, and those that contradict themselves."""
    finished = list(interviews)
    found = []
    for check in CHECKS:
        inside = [each for each in finished if check.applies(each)]
        found.append((check, len(inside), [each for each in inside if check.contradicts(each)]))
    return found
