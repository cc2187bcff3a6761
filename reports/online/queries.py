"""The grouped counts behind the report of the online survey. Each function is one query at most."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncWeek
from django.utils import timezone

from noms.models import Outcode
from noms.parsing import outward_code
from reports.answers.queries import (
    HIDDEN,
    VisibilityCheck,
    chosen_values,
    names_of,
    parse_stored,
    read_answer,
)
from reports.study_facts import current_assessment
from survey import answers as answering
from survey.answers import AnswerState
from survey.models import Instrument, Invitation, Response, Strand, Study
from survey.querysets import ResponseQuerySet
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import StrandKind

Statuses = dict[str, Counter[str]]
Weeks = dict[dt.date, Counter[str]]
AnswerTexts = tuple[Any, ...]
"""The key of a questionnaire, whether the organisation is included, and the stored texts of `_Question.names`."""
Outcomes = dict[tuple[str | None, bool], int]


@dataclass(frozen=True)
class QuestionSummary:
    """One question: its choices in order, the number of answers in each state, and how often each value was given.

    `included` and `included_words` count only answers of organisations that the definition includes, and
    `every_included` all responses of these. `is_for_everybody` is True if the question is asked whatever the other
    answers are.
    """

    label: str
    choices: Mapping[str, str]
    is_single: bool
    states: Counter[AnswerState]
    words: Counter[str]
    included: int
    included_words: Counter[str]
    every_included: int
    is_for_everybody: bool

    @property
    def base(self) -> int:
        """The number of respondents who answered it."""
        return self.states[AnswerState.GIVEN]


def questionnaires(study: Study) -> dict[int, Questionnaire]:
    """Return the questionnaires of the online survey and of its responses by key, the oldest first."""
    online_strands = Strand.objects.filter(
        study=study, kind=StrandKind.ONLINE_SURVEY, instrument=OuterRef("pk")
    )
    answered = Response.objects.of_study(study).filter(instrument=OuterRef("pk"))
    rows = Instrument.objects.filter(Exists(online_strands) | Exists(answered)).order_by("published_at", "pk")
    return {key: Questionnaire.from_json(content) for key, content in rows.values_list("pk", "content")}


def statuses(study: Study) -> Statuses:
    """Return the responses by source and status."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = Response.objects.of_study(study).with_source().order_by().values_list("came_by", "status")
    for source, status, number in rows.annotate(number=Count("pk")):
        found[source][status] += number
    return dict(found)


def weeks(study: Study) -> Weeks:
    """Return the responses that count as given by source and week; a week is keyed by its Monday."""
    found: defaultdict[dt.date, Counter[str]] = defaultdict(Counter)
    rows = (
        Response.objects.of_study(study)
        .sent()
        .with_source()
        .order_by()
        .annotate(week=TruncWeek("submitted_at"))
        .values_list("week", "came_by")
        .annotate(number=Count("pk"))
    )
    for week, source, number in rows:
        found[timezone.localdate(week)][source] += number
    return dict(found)


def last_day(study: Study) -> dt.date | None:
    """Return the day on which the last response was sent, None before there is any."""
    last = Response.objects.of_study(study).sent().aggregate(last=Max("submitted_at"))["last"]
    return timezone.localdate(last) if last else None


def invited(study: Study) -> Counter[str]:
    """Return the organisations invited by outcome, in AAPOR's codes."""
    rows = Invitation.objects.filter(strand__study=study).with_code().order_by().values_list("code")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def outcomes(study: Study) -> Outcomes:
    """Return the responses that count, by the outcome of their organisation and whether the definition includes it.

    The outcome is None until the response is accepted, because its organisation is not known before that. It is "" if
    the organisation is not assessed.
    """
    rows = (
        _with_assessment(study)
        .annotate(is_unknown=Q(organisation__isnull=True))
        .values_list("is_unknown", "current__outcome", "current__is_included")
        .annotate(number=Count("pk"))
    )
    return {
        (None if is_unknown else outcome or "", bool(is_included)): number
        for is_unknown, outcome, is_included, number in rows
    }


def _with_assessment(study: Study) -> ResponseQuerySet:
    """Return the responses that count, each with `current`, its organisation's assessment by the study's definition."""
    found: ResponseQuerySet = (
        Response.objects.of_study(study).sent().order_by().annotate(current=current_assessment(study))
    )
    return found


def answers_to(
    study: Study, questions: Sequence[str], known: Mapping[int, Questionnaire]
) -> dict[str, QuestionSummary]:
    """Return by name the questions with their answers in the responses that count as given.

    A question that no questionnaire has is left out. A response to a questionnaire without the question was not asked
    it. One query and one pass, because parsing is slow: equal stored texts (of the answer and of those that decide
    whether the question is shown) are counted first, and each different one is parsed once.
    """
    found = [_Question(name, known) for name in questions]
    found = [question for question in found if question.questionnaires]
    names = sorted({name for question in found for name in question.names})
    texts = {f"text_{place}": KeyTextTransform(name, "answers") for place, name in enumerate(names)}
    getters = [itemgetter(0, 1, *(names.index(name) + 2 for name in question.names)) for question in found]
    counts: list[Counter[AnswerTexts]] = [Counter() for _ in found]
    rows = _with_assessment(study).annotate(is_included=F("current__is_included"), **texts)
    for row in rows.values_list("instrument", "is_included", *texts).iterator():
        for getter, count in zip(getters, counts, strict=True):
            count[getter(row)] += 1
    return {question.name: question.summary(count) for question, count in zip(found, counts, strict=True)}


class _Question:
    """One question in the questionnaires that have it. `names` has its own and those it depends on."""

    def __init__(self, name: str, known: Mapping[int, Questionnaire]) -> None:
        self.name = name
        self.questionnaires = {key: form for key, form in known.items() if name in form.questions}
        self.names = names_of(name, self.questionnaires)

    def summary(self, counts: Counter[AnswerTexts]) -> QuestionSummary:
        forms = [form.questions[self.name] for form in self.questionnaires.values()]
        is_visible = VisibilityCheck(self.name, self.names, self.questionnaires)
        states: Counter[AnswerState] = Counter()
        words: Counter[str] = Counter()
        included_words: Counter[str] = Counter()
        included = every_included = 0
        for (instrument, is_included, *texts), number in counts.items():
            every_included += number * bool(is_included)
            if instrument not in self.questionnaires:
                states[AnswerState.NOT_ASKED] += number
                continue
            stored = tuple(parse_stored(text) for text in texts)
            answer = read_answer(stored[0]) if is_visible(instrument, stored) else HIDDEN
            states[answer.state] += number
            if is_included and answer.state is AnswerState.GIVEN:
                included += number
            values = (str(answer.value),) if isinstance(answer.value, int) else chosen_values(answer)
            for word in values:
                words[word] += number
                included_words[word] += number * bool(is_included)
        return QuestionSummary(
            label=forms[-1].label,
            choices={
                choice.value: choice.label
                for form in forms
                for choice in form.choices
                if choice.value not in answering.STATE_LABELS
            },
            is_single=forms[-1].type is not QuestionType.SELECT_MULTIPLE,
            states=states,
            words=words,
            included=included,
            included_words=included_words,
            every_included=every_included,
            is_for_everybody=len(self.names) == 1,
        )


def regions_of(postcodes: Iterable[str], regions: Container[int | None]) -> dict[str, str]:
    """Return the key of the one among these regions that each postcode lies in, as text; "" for none. One query."""
    outcodes = {postcode: outward_code(postcode) or "" for postcode in postcodes}
    places = Outcode.objects.filter(outcode__in=set(outcodes.values()))
    found = {
        outcode: str(next((key for key in keys if key is not None and key in regions), ""))
        for outcode, *keys in places.values_list("outcode", "region", "area__region_2021")
    }
    return {postcode: found.get(outcode, "") for postcode, outcode in outcodes.items()}
