"""Least valid studies, strands, sampled units and questionnaires."""

import datetime as dt

import factory
from django.utils import timezone

from survey.models import Instrument, SampledUnit, Strand, Study
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.vocabulary import CaseCode, StrandKind

FRAME_DAY = dt.date(2009, 6, 30)


def questionnaire(*questions: Question, name: str = "guide", version: str = "1") -> Questionnaire:
    """A questionnaire of one section; of one plain question when none is given."""
    asked = questions or (Question("views", QuestionType.TEXT, "What do you think?"),)
    return Questionnaire(name, version, "A guide", (Section("main", "Main", asked),))


class InstrumentFactory(factory.django.DjangoModelFactory):
    """A published guide with one question; `questionnaire=` gives it others."""

    class Meta:
        model = Instrument
        exclude = ["questionnaire"]

    questionnaire = factory.LazyFunction(questionnaire)
    name = factory.Sequence(lambda number: f"guide-{number}")
    version = "1"
    title = "A guide"
    source = "| survey |"
    content = factory.LazyAttribute(lambda made: made.questionnaire.as_json())
    content_hash = "0" * 64
    published_at = factory.LazyFunction(timezone.now)


class StudyFactory(factory.django.DjangoModelFactory):
    """An unpublished study of the middle of 2009, without strands."""

    class Meta:
        model = Study

    slug = factory.Sequence(lambda number: f"study-{number}")
    title = factory.Sequence(lambda number: f"Study {number}")
    frame_on = FRAME_DAY
    opened_on = FRAME_DAY


class StrandFactory(factory.django.DjangoModelFactory):
    """The initial interviews of a study."""

    class Meta:
        model = Strand

    study = factory.SubFactory(StudyFactory)
    kind = StrandKind.INITIAL_INTERVIEW
    instrument = factory.SubFactory(InstrumentFactory)


class SampledUnitFactory(factory.django.DjangoModelFactory):
    """A prison that nobody has rung yet."""

    class Meta:
        model = SampledUnit

    class Params:
        """Traits: an organisation or a probation service in the prison's place."""

        of_organisation = factory.Trait(
            service=None, organisation=factory.SubFactory("tests.factories.enterprises.OrganisationFactory")
        )
        probation = factory.Trait(
            service=factory.SubFactory("tests.factories.noms.ServiceFactory", probation=True)
        )

    strand = factory.SubFactory(StrandFactory)
    service = factory.SubFactory("tests.factories.noms.ServiceFactory")
    code = CaseCode.UNKNOWN_UNIT
