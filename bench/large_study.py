"""An invented study of any size in the benches' own database: as many relations and calls as asked for."""

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
TO_ONE = 10
"""Relations and calls to one organisation of the directory, which is a case of its own and answers online once."""
FEWEST = 20
OPINIONS = ("benefits", "drawbacks", "barriers", "benefits_words", "spv_status", "spv_obstacles", "take_part")
"""What the invented interviews hold answers to: what the reports on opinions ask, and little else."""
CODES = (*[CaseCode.COMPLETE] * 6, CaseCode.PARTIAL, CaseCode.REFUSAL, CaseCode.NON_CONTACT, CaseCode.OTHER)


def study_of(number: int) -> Study:
    """The study with this number of relations and of calls, made where it is not there yet.

    Its frame is that of 2009 and does not grow: many are the organisations interviewed, the relations that the
    services tell of, the calls and the answers online. Rows are inserted in bulk and leave no history.
    """
    slug = f"bench-{number}"
    found: Study | None = Study.objects.filter(slug=slug).first()
    if found is None:
        scratch.fill(max(number // TO_ONE, FEWEST))
        with transaction.atomic():
            found = _made(slug, number, random.Random(f"{scratch.SEED}:{number}"))
        analyze.gather()
    return found


def _made(slug: str, number: int, chance: random.Random) -> Study:
    study = actions.open_study(
        slug=slug,
        title=f"Invented study of {number:,} relations",
        frame_on=FRAME_ON,
        is_published=True,
        is_demonstration=True,
        by=None,
    )
    invented = Organisation.objects.filter(slug__startswith=f"invented-{scratch.SEED}-").order_by("pk")
    organisations = list(invented.values_list("pk", flat=True)[: max(number // TO_ONE, FEWEST)])
    _draw(study, organisations, chance)
    _interview(study, chance)
    interviews = Interview.objects.of_study(study).filter(unit__service__isnull=False).order_by("pk")
    large_rows.tell(list(interviews.values_list("pk", "unit__service")), organisations, number, chance)
    units = SampledUnit.objects.of_study(study).order_by("pk")
    large_rows.ring(list(units.values_list("pk", "code")), number, chance)
    _answer_online(study, len(organisations), chance)
    return study


def _store(rows: Iterable[models.Model]) -> None:
    """Insert rows of one kind, some thousands at a time."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        type(batch[0])._default_manager.bulk_create(batch)


def _draw(study: Study, organisations: Sequence[int], chance: random.Random) -> None:
    """Every service twice, in the initial and the extended strand, and every organisation once."""
    guide = actions.publish_own_instrument(name="extended_interview", by=None)
    extended, enterprises = (
        Strand.objects.create(study=study, kind=kind, instrument=guide)
        for kind in (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
    )
    services = list(SampledUnit.objects.of_study(study).order_by("pk"))
    for unit in services:
        unit.code = chance.choice(CODES)
    SampledUnit.objects.bulk_update(services, ["code"])
    _store(
        SampledUnit(strand=extended, service_id=unit.service_id, code=chance.choice(CODES))
        for unit in services
    )
    _store(
        SampledUnit(strand=enterprises, organisation_id=one, code=chance.choice(CODES))
        for one in organisations
    )


def _interview(study: Study, chance: random.Random) -> None:
    """An interview with every unit whose code says so; what was said differs from one to the next."""
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
            held_on=FIRST_DAY + dt.timedelta(days=chance.randrange(60)),
            status=InterviewStatus.COMPLETE if code == CaseCode.COMPLETE else InterviewStatus.PARTIAL,
            answers=answered(guides[instrument].questionnaire, chance, only=OPINIONS),
            consents={"take_part": "yes", "name_service": "yes"},
            version=1,
        )
        for unit, code, instrument in list(units)
    )


def _answer_online(study: Study, number: int, chance: random.Random) -> None:
    """Answers to the online survey, sent and waiting for review."""
    guide = actions.publish_own_instrument(name="enterprise_survey", by=None)
    strand = Strand.objects.create(
        study=study, kind=StrandKind.ONLINE_SURVEY, instrument=guide, opens_on=FIRST_DAY
    )
    questionnaire = guide.questionnaire
    _store(
        Response(
            strand=strand,
            instrument=guide,
            token_hash=f"{chance.getrandbits(256):064x}",
            answers=answered(questionnaire, chance),
            status=ResponseStatus.SUBMITTED,
            submission_key=uuid.UUID(int=chance.getrandbits(128)),
            submission_hash="0" * 64,
            reference=f"{study.pk}-{place}",
            submitted_at=BEGUN + dt.timedelta(minutes=place % 80_000),
        )
        for place in range(number)
    )


def answered(
    questionnaire: Questionnaire, chance: random.Random, *, only: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """An answer to every question, or to some, whether it is shown or not; none that could not be sent."""
    return {
        question.name: _answer(question, chance)
        for question in questionnaire.asked()
        if not only or question.name in only
    }


def _answer(question: Question, chance: random.Random) -> dict[str, Any]:
    words = [choice.value for choice in question.choices]
    value: Any = "Invented"
    if question.name in ("take_part", "ask_again"):
        value = "yes" if question.name == "take_part" else "no"
    elif question.type is QuestionType.SELECT_ONE:
        value = chance.choice(words)
    elif question.type is QuestionType.SELECT_MULTIPLE and chance.random() < 0.1:
        return answering.stated(AnswerState.NOT_KNOWN)
    elif question.type is QuestionType.SELECT_MULTIPLE:
        value = chance.sample(words, chance.randint(1, min(3, len(words))))
    elif question.type is QuestionType.INTEGER:
        value = 2_000 if question.name == "founded" else chance.randrange(999)
    elif question.type is QuestionType.DECIMAL:
        value = f"{chance.randrange(10_000, 90_000)}.50"
    elif question.type is QuestionType.DATE:
        value = "2008-03-31"
    return answering.given(value)
