"""Least valid studies, strands, sampled units and questionnaires."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from accounts.idempotency import fingerprint
from accounts.uploads.files import pack
from noms.models import Frame
from noms.vocabulary import REFERENCE_FRAME
from survey.models import (
    Delivery,
    Instrument,
    Invitation,
    InvitationUpload,
    QuestionnaireUpload,
    Response,
    SampledUnit,
    Strand,
    Study,
)
from survey.online import tokens
from survey.questionnaire import Question, Questionnaire, QuestionType, Section
from survey.vocabulary import CaseCode, ResponseStatus, Source, StrandKind, StudyState
from tests.factories import xlsforms

FRAME_DAY = dt.date(2009, 6, 30)


def questionnaire(*questions: Question, name: str = "guide", version: str = "1") -> Questionnaire:
    """Return a questionnaire of one section, by default with one plain question."""
    section_questions = questions or (Question("views", QuestionType.TEXT, "What do you think?"),)
    return Questionnaire(name, version, "A guide", (Section("main", "Main", section_questions),))


class InstrumentFactory(factory.django.DjangoModelFactory):
    """A published questionnaire with one question; `questionnaire=` gives another."""

    class Meta:
        model = Instrument
        exclude = ["questionnaire"]

    questionnaire = factory.LazyFunction(questionnaire)
    name = factory.Sequence(lambda number: f"guide-{number}")
    version = "1"
    title = "A guide"
    content = factory.LazyAttribute(lambda made: made.questionnaire.as_json())
    content_hash = factory.LazyAttribute(lambda made: fingerprint(content=made.content))
    published_at = factory.LazyFunction(timezone.now)


class QuestionnaireUploadFactory(factory.django.DjangoModelFactory):
    """An uploaded form with one question."""

    class Meta:
        model = QuestionnaireUpload

    content = factory.LazyFunction(lambda: pack([("form.md", xlsforms.form().encode())]))


class StudyFactory(factory.django.DjangoModelFactory):
    """An open, unpublished study of the middle of 2009 in England and Wales, without strands."""

    class Meta:
        model = Study

    # The row is there already. Given as an object, so that no test has to read it.
    frame = factory.LazyFunction(lambda: Frame(slug=REFERENCE_FRAME, title="England and Wales"))
    slug = factory.Sequence(lambda number: f"study-{number}")
    title = factory.Sequence(lambda number: f"Study {number}")
    state = StudyState.OPEN
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
    region = factory.LazyAttribute(lambda unit: unit.service and unit.service.region)
    code = CaseCode.UNKNOWN_UNIT


class OnlineStrandFactory(StrandFactory):
    """An online survey open on any day since 2000, with one required and one optional question."""

    kind = StrandKind.ONLINE_SURVEY
    opens_on = dt.date(2000, 1, 1)


class InvitationFactory(factory.django.DjangoModelFactory):
    """An organisation invited by name; no link has been sent."""

    class Meta:
        model = Invitation

    strand = factory.SubFactory(OnlineStrandFactory)
    name = factory.Sequence(lambda number: f"Invited {number}")
    key = factory.LazyFunction(uuid.uuid4)
    token_hash = factory.LazyAttribute(
        lambda made: tokens.hash_of(tokens.token_of(tokens.INVITATION, made.key))
    )


class DeliveryFactory(factory.django.DjangoModelFactory):
    """A file with one answer from ODK Central, read and not loaded yet."""

    class Meta:
        model = Delivery

    strand = factory.SubFactory(OnlineStrandFactory)
    instrument = factory.LazyAttribute(lambda made: made.strand.instrument)
    tool = Source.ODK_CENTRAL
    file_name = "form.csv"
    content = pack([("form.csv", f"KEY,views\nuuid:{uuid.UUID(int=7)},Good\n".encode())])
    previewed_at = factory.LazyFunction(timezone.now)
    row_count = 1


class InvitationUploadFactory(factory.django.DjangoModelFactory):
    """A list of one organisation to invite, read and not added yet."""

    class Meta:
        model = InvitationUpload

    strand = factory.SubFactory(OnlineStrandFactory)
    file_name = "list.csv"
    content = pack([("list.csv", b"name\nBird\n")])
    previewed_at = factory.LazyFunction(timezone.now)
    row_count = 1


class ResponseFactory(factory.django.DjangoModelFactory):
    """A response that has just begun. `start_key` gives its private link: `link_of(start_key)`."""

    class Meta:
        model = Response
        exclude = ["start_key"]

    class Params:
        """Traits: a response that was sent."""

        sent = factory.Trait(
            status=ResponseStatus.SUBMITTED,
            submission_key=factory.LazyFunction(uuid.uuid4),
            reference=factory.Sequence(lambda number: f"GH-{number:04}-BCDF"),
            submitted_at=factory.LazyFunction(timezone.now),
        )

    start_key = factory.LazyFunction(uuid.uuid4)
    strand = factory.SubFactory(OnlineStrandFactory)
    instrument = factory.LazyAttribute(lambda made: made.strand.instrument)
    token_hash = factory.LazyAttribute(lambda made: tokens.hash_of(link_of(made.start_key)))


def link_of(start_key: uuid.UUID) -> str:
    """Return the token of the private link for this key."""
    return tokens.token_of(tokens.RESPONSE, start_key)
