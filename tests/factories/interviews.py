"""Least valid contacts, calls, interviews, mentions, and what samples are planned by."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from interviews.models import (
    Call,
    Contact,
    Draw,
    FieldworkRules,
    Interview,
    LateChange,
    Mention,
    Nomination,
)


class ContactFactory(factory.django.DjangoModelFactory):
    """The person to ring, of whom only the job is known."""

    class Meta:
        model = Contact

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    job_title = "Head of learning and skills"


class CallFactory(factory.django.DjangoModelFactory):
    """A call just now that nobody answered."""

    class Meta:
        model = Call

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    made_at = factory.LazyFunction(timezone.now)
    disposition = "no_answer"
    submission_key = factory.LazyFunction(uuid.uuid4)
    submission_hash = "0" * 64


class InterviewFactory(factory.django.DjangoModelFactory):
    """An interview that has just been begun, with nothing said yet."""

    class Meta:
        model = Interview

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    instrument = factory.LazyAttribute(lambda made: made.unit.strand.instrument)
    interviewer = factory.SubFactory("tests.factories.accounts.UserFactory")
    held_on = dt.date(2009, 7, 15)
    version = 1


class MentionFactory(factory.django.DjangoModelFactory):
    """An organisation named, of which only the name as it was said is known."""

    class Meta:
        model = Mention

    interview = factory.SubFactory(InterviewFactory)
    position = factory.Sequence(lambda number: number + 1)
    name_given = factory.Sequence(lambda number: f"The scheme number {number}")


class DrawFactory(factory.django.DjangoModelFactory):
    """A draw by choice, of nobody yet."""

    class Meta:
        model = Draw

    strand = factory.SubFactory("tests.factories.survey.StrandFactory")
    method = "chosen"
    reason = "A good workshop"
    population_size = 1


class FieldworkRulesFactory(factory.django.DjangoModelFactory):
    """The rules by default, settled."""

    class Meta:
        model = FieldworkRules

    strand = factory.SubFactory("tests.factories.survey.StrandFactory")


class NominationFactory(factory.django.DjangoModelFactory):
    """An organisation that NOMS told of."""

    class Meta:
        model = Nomination

    study = factory.SubFactory("tests.factories.survey.StudyFactory")
    organisation = factory.SubFactory("tests.factories.enterprises.OrganisationFactory")
    nominated_by = "noms"
    reason = "Well known there"


class LateChangeFactory(factory.django.DjangoModelFactory):
    """A unit found closed and taken back, which leaves it as it was."""

    class Meta:
        model = LateChange

    unit = factory.SubFactory("tests.factories.survey.SampledUnitFactory")
    change = "taken_back"
    reason = "A mistake in the register"
