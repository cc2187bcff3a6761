"""The grouped counts behind the report of the online survey. Each function is one query."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import TruncWeek
from django.utils import timezone

from mapping.reports.opinions.answered import HIDDEN, Shown, chosen_in, deciding
from noms.models import Outcode
from noms.postcodes import outward_of
from survey import answers as answering
from survey.answers import AnswerState
from survey.models import Instrument, Invitation, Response, Strand, Study
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import ResponseStatus, StrandKind

Statuses = dict[str, Counter[str]]
Weeks = dict[dt.date, Counter[str]]


@dataclass(frozen=True)
class Answered:
    """One question: its choices in their order, how its answers stand, and how often each word was given."""

    label: str
    choices: Mapping[str, str]
    is_single: bool
    states: Counter[AnswerState]
    words: Counter[str]

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


def answers_to(study: Study, question: str, known: Mapping[int, Questionnaire]) -> Answered | None:
    """How a question stands in the answers that count as given; None where no questionnaire asks it.

    Grouped in the database by what was answered, with what decides whether the question was asked. Answers to a
    questionnaire without it are among those that were not asked.
    """
    askers = {key: form for key, form in known.items() if question in form.questions}
    if not askers:
        return None
    asked = list(askers.values())[-1].questions[question]
    choices = {
        choice.value: choice.label
        for form in askers.values()
        for choice in form.questions[question].choices
        if choice.value not in answering.STATE_LABELS
    }
    names = (question, *sorted(set().union(*(deciding(form, question) for form in askers.values()))))
    is_shown = Shown(question, names, askers)
    said = {f"said_{place}": KeyTransform(name, "answers") for place, name in enumerate(names)}
    rows = Response.objects.of_study(study).sent().order_by().values("instrument", **said)
    states: Counter[AnswerState] = Counter()
    words: Counter[str] = Counter()
    for row in rows.annotate(number=Count("pk")).iterator():
        if row["instrument"] not in askers:
            states[AnswerState.NOT_ASKED] += row["number"]
            continue
        stored = tuple(row[key] for key in said)
        answer = answering.read(stored[0]) if is_shown(row["instrument"], stored) else HIDDEN
        states[answer.state] += row["number"]
        given = (str(answer.value),) if isinstance(answer.value, int) else chosen_in(answer)
        for word in given:
            words[word] += row["number"]
    is_single = asked.type is not QuestionType.SELECT_MULTIPLE
    return Answered(asked.label, choices, is_single, states, words)


def regions_of(postcodes: Mapping[str, int]) -> Counter[str]:
    """Places by the name of their region; "" for a postcode that is none of England and Wales."""
    by_outcode: Counter[str] = Counter()
    for postcode, number in postcodes.items():
        by_outcode[outward_of(postcode) or ""] += number
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
