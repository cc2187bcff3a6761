"""A generated study of any size in the database of the benchmarks."""

import datetime as dt
import random
import uuid
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import models, transaction

from accounts.models import User
from bench import large_rows, scratch
from bench.large_rows import BEGUN, FIRST_DAY
from config import analyze
from enterprises.models import Organisation
from interviews.models import Interview
from interviews.vocabulary import InterviewStatus
from survey import actions
from survey import answers as answering
from survey.answers import AnswerState
from survey.models import Response, SampledUnit, Strand, Study
from survey.questionnaire import Question, Questionnaire, QuestionType
from survey.vocabulary import CaseCode, ResponseStatus, StrandKind

BATCH = 5_000
FRAME_ON = dt.date(2009, 7, 1)
ROWS_PER_ORGANISATION = 10
"""The number of relations and of calls for each organisation, which has one interview and one online response."""
MIN_ORGANISATIONS = 20
OPINIONS = ("benefits", "drawbacks", "barriers", "benefits_words", "spv_status", "spv_obstacles", "take_part")
"""The questions that the generated interviews answer: those of the reports on opinions, and few others."""
CODES = (*[CaseCode.COMPLETE] * 6, CaseCode.PARTIAL, CaseCode.REFUSAL, CaseCode.NON_CONTACT, CaseCode.OTHER)


def large_study(number: int) -> Study:
    """Return the study with this number of relations and of calls; it is created if it does not exist.

    The frame is that of 2009 at any size. The number of organisations interviewed, relations, calls and online
    responses grows. Rows are inserted in bulk, without history.
    """
    slug = f"bench-{number}"
    found: Study | None = Study.objects.filter(slug=slug).first()
    if found is None:
        scratch.fill(max(number // ROWS_PER_ORGANISATION, MIN_ORGANISATIONS))
        with transaction.atomic():
            found = _create(slug, number, random.Random(f"{scratch.SEED}:{number}"))
        analyze.update_statistics()
    return found


def _create(slug: str, number: int, rng: random.Random) -> Study:
    study = actions.draft_and_open_study(
        slug=slug,
        title=f"Invented study of {number:,} relations",
        frame_on=FRAME_ON,
        is_published=True,
        is_demonstration=True,
        by=None,
    )
    invented = Organisation.objects.filter(slug__startswith=f"invented-{scratch.SEED}-").order_by("pk")
    organisations = list(
        invented.values_list("pk", flat=True)[: max(number // ROWS_PER_ORGANISATION, MIN_ORGANISATIONS)]
    )
    _draw(study, organisations, rng)
    _interview(study, rng)
    interviews = Interview.objects.of_study(study).filter(unit__service__isnull=False).order_by("pk")
    large_rows.insert_mentions(
        list(interviews.values_list("pk", "unit__service")), organisations, number, rng
    )
    units = SampledUnit.objects.of_study(study).order_by("pk")
    large_rows.insert_calls(list(units.values_list("pk", "code")), number, rng)
    _answer_online(study, len(organisations), rng)
    return study


def _store(rows: Iterable[models.Model]) -> None:
    """Insert rows of one model in batches."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        type(batch[0])._default_manager.bulk_create(batch)


def _draw(study: Study, organisations: Sequence[int], rng: random.Random) -> None:
    """Sample every service in the initial and the extended strand, and every organisation once."""
    guide = actions.publish_own_instrument(name="extended_interview", by=None)
    extended, enterprises = (
        Strand.objects.create(study=study, kind=kind, instrument=guide)
        for kind in (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
    )
    services = list(SampledUnit.objects.of_study(study).order_by("pk"))
    for unit in services:
        unit.code = rng.choice(CODES)
    SampledUnit.objects.bulk_update(services, ["code"])
    _store(
        SampledUnit(
            strand=extended,
            service_id=unit.service_id,
            region_id=unit.region_id,
            code=rng.choice(CODES),
        )
        for unit in services
    )
    _store(
        SampledUnit(strand=enterprises, organisation_id=one, code=rng.choice(CODES)) for one in organisations
    )


def _interview(study: Study, rng: random.Random) -> None:
    """Create an interview with random answers for every unit with the code of an interview."""
    interviewer = User.objects.order_by("pk").first()
    assert interviewer is not None, "the demonstration's accounts are there"
    units = (
        SampledUnit.objects.of_study(study)
        .interviewed()
        .order_by("pk")
        .values_list("pk", "code", "strand__instrument")
    )
    guides = {strand.instrument_id: strand.instrument for strand in study.strands.all() if strand.instrument}
    _store(
        Interview(
            unit_id=unit,
            instrument_id=instrument,
            interviewer=interviewer,
            held_on=FIRST_DAY + dt.timedelta(days=rng.randrange(60)),
            status=InterviewStatus.COMPLETE if code == CaseCode.COMPLETE else InterviewStatus.PARTIAL,
            answers=answers_to(guides[instrument].questionnaire, rng, only=OPINIONS),
            consents={"take_part": "yes", "name_service": "yes"},
            version=1,
        )
        for unit, code, instrument in list(units)
    )


def _answer_online(study: Study, number: int, rng: random.Random) -> None:
    """Create online responses that are sent and wait for review."""
    guide = actions.publish_own_instrument(name="enterprise_survey", by=None)
    strand = Strand.objects.create(
        study=study, kind=StrandKind.ONLINE_SURVEY, instrument=guide, opens_on=FIRST_DAY
    )
    questionnaire = guide.questionnaire
    _store(
        Response(
            strand=strand,
            instrument=guide,
            token_hash=f"{rng.getrandbits(256):064x}",
            answers=answers_to(questionnaire, rng),
            status=ResponseStatus.SUBMITTED,
            submission_key=uuid.UUID(int=rng.getrandbits(128)),
            submission_hash="0" * 64,
            reference=f"{study.pk}-{place}",
            submitted_at=BEGUN + dt.timedelta(minutes=place % 80_000),
        )
        for place in range(number)
    )


def answers_to(
    questionnaire: Questionnaire, rng: random.Random, *, only: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return valid answers to all questions, or to those in `only`, whether they are shown or not."""
    return {
        question.name: _answer(question, rng)
        for question in questionnaire.answerable_questions()
        if not only or question.name in only
    }


def _answer(question: Question, rng: random.Random) -> dict[str, Any]:
    words = [choice.value for choice in question.choices]
    value: Any = "Invented"
    if question.name in ("take_part", "ask_again"):
        value = "yes" if question.name == "take_part" else "no"
    elif question.name == "stakeholder_share":
        # Any other share may add to more than 100% with what goes back into the purpose.
        value = "none"
    elif question.type is QuestionType.SELECT_ONE:
        value = rng.choice(words)
    elif question.type is QuestionType.SELECT_MULTIPLE and rng.random() < 0.1:
        return answering.stored_state(AnswerState.NOT_KNOWN)
    elif question.type is QuestionType.SELECT_MULTIPLE:
        value = rng.sample(words, rng.randint(1, min(3, len(words))))
    elif question.type is QuestionType.INTEGER:
        value = 2_000 if question.name == "founded" else rng.randrange(999)
    elif question.type is QuestionType.DECIMAL:
        value = f"{rng.randrange(10_000, 90_000)}.50"
    elif question.type is QuestionType.DATE:
        value = "2008-03-31"
    return answering.stored_value(value)
