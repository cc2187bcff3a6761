"""Least valid contacts, calls, interviews, mentions, draws, rules and nominations."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from accounts.private_tokens import hash_of
from interviews.models import (
    AppointmentCancellation,
    Call,
    CallBackFeed,
    CallCorrection,
    Contact,
    ContactUpload,
    Draw,
    FieldworkRules,
    Interview,
    InterviewCheck,
    LateChange,
    Letter,
    LetterTemplate,
    Mention,
    Nomination,
    RefusalReview,
)


class ContactFactory(factory.django.DjangoModelFactory):
    """The person to ring, with only a job title."""

    class Meta:
        model = Contact

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    job_title = "Head of learning and skills"


class ContactUploadFactory(factory.django.DjangoModelFactory):
    """A list of contacts that is not read yet."""

    class Meta:
        model = ContactUpload

    strand = factory.SubFactory("tests.factories.survey.StrandFactory")
    file_name = "contacts.csv"


class CallFactory(factory.django.DjangoModelFactory):
    """A call just now that nobody answered."""

    class Meta:
        model = Call

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    made_at = factory.LazyFunction(timezone.now)
    disposition = "no_answer"
    submission_key = factory.LazyFunction(uuid.uuid4)
    submission_hash = "0" * 64


class CallCorrectionFactory(factory.django.DjangoModelFactory):
    """The first correction of a call, which said before that nobody answered."""

    class Meta:
        model = CallCorrection

    call = factory.SubFactory(CallFactory)
    number = 1
    made_at = factory.LazyFunction(timezone.now)
    disposition = "no_answer"
    submission_key = factory.LazyFunction(uuid.uuid4)
    submission_hash = "0" * 64


class AppointmentCancellationFactory(factory.django.DjangoModelFactory):
    """A cancelled appointment for tomorrow."""

    class Meta:
        model = AppointmentCancellation

    call = factory.SubFactory(
        CallFactory,
        disposition="appointment",
        call_back_at=factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1)),
    )
    call_back_at = factory.SelfAttribute("call.call_back_at")
    reason = "Away until Monday"


class CallBackFeedFactory(factory.django.DjangoModelFactory):
    """A feed whose token is “token”."""

    class Meta:
        model = CallBackFeed

    user = factory.SubFactory("tests.factories.accounts.UserFactory")
    token_hash = factory.LazyAttribute(lambda made: hash_of("token"))


class InterviewFactory(factory.django.DjangoModelFactory):
    """An interview that has just begun, without answers."""

    class Meta:
        model = Interview

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    instrument = factory.LazyAttribute(lambda made: made.unit.strand.instrument)
    interviewer = factory.SubFactory("tests.factories.accounts.UserFactory")
    held_on = dt.date(2009, 7, 15)
    version = 1


class MentionFactory(factory.django.DjangoModelFactory):
    """A mention with only the name that was said."""

    class Meta:
        model = Mention

    interview = factory.SubFactory(InterviewFactory)
    position = factory.Sequence(lambda number: number + 1)
    name_given = factory.Sequence(lambda number: f"The scheme number {number}")


class DrawFactory(factory.django.DjangoModelFactory):
    """A purposive draw without units."""

    class Meta:
        model = Draw

    strand = factory.SubFactory("tests.factories.survey.StrandFactory")
    method = "chosen"
    reason = "A good workshop"
    population_size = 1


class FieldworkRulesFactory(factory.django.DjangoModelFactory):
    """The default rules, saved."""

    class Meta:
        model = FieldworkRules

    strand = factory.SubFactory("tests.factories.survey.StrandFactory")


class NominationFactory(factory.django.DjangoModelFactory):
    """An organisation nominated by NOMS."""

    class Meta:
        model = Nomination

    study = factory.SubFactory("tests.factories.survey.StudyFactory")
    organisation = factory.SubFactory("tests.factories.enterprises.OrganisationFactory")
    nominated_by = "noms"
    reason = "Well known there"


class LateChangeFactory(factory.django.DjangoModelFactory):
    """A late change that was taken back, so that the unit is as before."""

    class Meta:
        model = LateChange

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    change = "taken_back"
    reason = "A mistake in the register"


class RefusalReviewFactory(factory.django.DjangoModelFactory):
    """A refusal that stands."""

    class Meta:
        model = RefusalReview

    call = factory.SubFactory(CallFactory, disposition="respondent_refusal")
    decision = "stands"


class InterviewCheckFactory(factory.django.DjangoModelFactory):
    """A check of a complete interview that found something to correct."""

    class Meta:
        model = InterviewCheck

    interview = factory.SubFactory(InterviewFactory, status="complete")
    interviewer = factory.SelfAttribute("interview.interviewer")
    version = 1
    verdict = "to_correct"
    note = "Ask for the consent once more"
    submission_key = factory.LazyFunction(uuid.uuid4)


class LetterTemplateFactory(factory.django.DjangoModelFactory):
    """A letter of one sentence."""

    class Meta:
        model = LetterTemplate

    study = factory.SubFactory("tests.factories.survey.StudyFactory")
    name = "Before the call"
    subject = "A study"
    text = "We shall ring {service}."


class LetterFactory(factory.django.DjangoModelFactory):
    """A letter that was printed."""

    class Meta:
        model = Letter

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    template = factory.SubFactory(LetterTemplateFactory, study=factory.SelfAttribute("..unit.strand.study"))
    way = "pdf"
    press = factory.LazyFunction(uuid.uuid4)
