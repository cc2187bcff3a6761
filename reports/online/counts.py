"""The grouped counts behind the report of the online survey. Each function is one query at most."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncWeek
from django.utils import timezone

from noms.models import Outcode
from noms.postcodes import outward_code
from reports.opinions.answers_query import HIDDEN, Shown, chosen_in, deciding, said_in, stored_in
from survey import answers as answering
from survey.answers import AnswerState
from survey.models import Instrument, Invitation, Response, Strand, Study
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import ResponseStatus, StrandKind

Statuses = dict[str, Counter[str]]
Weeks = dict[dt.date, Counter[str]]
Alike = tuple[Any, ...]
"""What answers to a question have in common: the questionnaire, and the stored texts of `_Question.names`."""


@dataclass(frozen=True)
class Answered:
    """One question: its choices in their order, how its answers stand, and how often each word was given.

    It is `of_everybody` where no other answer decides whether it is asked.
    """

    label: str
    choices: Mapping[str, str]
    is_single: bool
    states: Counter[AnswerState]
    words: Counter[str]
    of_everybody: bool

    @property
    def base(self) -> int:
        """How many answered it."""
        return self.states[AnswerState.GIVEN]


def questionnaires(study: Study) -> dict[int, Questionnaire]:
    """The questionnaires of the online survey and of its answers, by key, the oldest first."""
    asking = Strand.objects.filter(study=study, kind=StrandKind.ONLINE_SURVEY, instrument=OuterRef("pk"))
    answered = Response.objects.of_study(study).filter(instrument=OuterRef("pk"))
    rows = Instrument.objects.filter(Exists(asking) | Exists(answered)).order_by("published_at", "pk")
    return {key: Questionnaire.from_json(content) for key, content in rows.values_list("pk", "content")}


def statuses(study: Study) -> Statuses:
    """Answers by how they came and how they stand."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = Response.objects.of_study(study).with_source().order_by().values_list("came_by", "status")
    for source, status, number in rows.annotate(number=Count("pk")):
        found[source][status] += number
    return dict(found)


def weeks(study: Study) -> Weeks:
    """Answers that count as given by the Monday of the week they were sent in, and how they came."""
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
    """The day on which the last answer was sent."""
    last = Response.objects.of_study(study).sent().aggregate(last=Max("submitted_at"))["last"]
    return timezone.localdate(last) if last else None


def invited(study: Study) -> Counter[str]:
    """Organisations invited by how it ended, in AAPOR's codes."""
    rows = Invitation.objects.filter(strand__study=study).with_code().order_by().values_list("code")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def answers_to(
    study: Study, questions: Sequence[str], known: Mapping[int, Questionnaire]
) -> dict[str, Answered]:
    """How the questions stand in the answers that count as given; without those that no questionnaire asks.

    One query and one pass over the answers, for taking them apart is what costs. Answers alike, with what decides
    whether the question was asked, are counted as the text that is stored, and each different one is read once.
    Answers to a questionnaire without the question are among those that were not asked.
    """
    asked = [_Question(name, known) for name in questions]
    asked = [each for each in asked if each.askers]
    names = sorted({name for each in asked for name in each.names})
    said = {f"said_{place}": KeyTextTransform(name, "answers") for place, name in enumerate(names)}
    taken = [itemgetter(0, *(names.index(name) + 1 for name in each.names)) for each in asked]
    alike: list[Counter[Alike]] = [Counter() for _ in asked]
    rows = Response.objects.of_study(study).sent().order_by().annotate(**said)
    for row in rows.values_list("instrument", *said).iterator():
        for take, count in zip(taken, alike, strict=True):
            count[take(row)] += 1
    return {each.name: each.answered(count) for each, count in zip(asked, alike, strict=True)}


class _Question:
    """One question in the questionnaires that ask it, and those that decide whether it is asked."""

    def __init__(self, name: str, known: Mapping[int, Questionnaire]) -> None:
        self.name = name
        self.askers = {key: form for key, form in known.items() if name in form.questions}
        deciders: set[str] = set().union(*(deciding(form, name) for form in self.askers.values()))
        self.names = (name, *sorted(deciders))

    def answered(self, alike: Counter[Alike]) -> Answered:
        forms = [form.questions[self.name] for form in self.askers.values()]
        is_shown = Shown(self.name, self.names, self.askers)
        states: Counter[AnswerState] = Counter()
        words: Counter[str] = Counter()
        for (instrument, *texts), number in alike.items():
            if instrument not in self.askers:
                states[AnswerState.NOT_ASKED] += number
                continue
            stored = tuple(stored_in(text) for text in texts)
            answer = said_in(stored[0]) if is_shown(instrument, stored) else HIDDEN
            states[answer.state] += number
            given = (str(answer.value),) if isinstance(answer.value, int) else chosen_in(answer)
            for word in given:
                words[word] += number
        return Answered(
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
            of_everybody=len(self.names) == 1,
        )


def regions_of(postcodes: Mapping[str, int]) -> Counter[str]:
    """Places by the name of their region; "" for a postcode that is none of England and Wales."""
    by_outcode: Counter[str] = Counter()
    for postcode, number in postcodes.items():
        by_outcode[outward_code(postcode) or ""] += number
    places = Outcode.objects.filter(outcode__in=list(by_outcode))
    regions = dict(places.values_list("outcode", "region__name"))
    found: Counter[str] = Counter()
    for outcode, number in by_outcode.items():
        found[regions.get(outcode, "")] += number
    return found


def accepted(found: Statuses) -> int:
    """How many answers were accepted."""
    return sum(counts[ResponseStatus.ACCEPTED] for counts in found.values())


def given(found: Statuses) -> int:
    """How many answers count as given: sent, and neither rejected nor set aside."""
    return accepted(found) + sum(counts[ResponseStatus.SUBMITTED] for counts in found.values())
