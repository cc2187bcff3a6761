"""A study of interviews with every kind of question and state, large enough that some of it is shown."""

from interviews.models import Interview, Mention
from noms.models import Region
from survey import answers as answering
from survey.models import Strand
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.answered import strand_asking
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import ContactFactory, InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory

SECRETS = (
    "HMP Hidden",
    "Contact Whoever",
    "Helpful Trust",
    "as they said it",
    "whispered to us",
    "noted",
    "Ann Interviewer",
    "2009-07-15",
    "Region Secret",
)
STATUS = tuple(
    Choice(word, word.capitalize()) for word in ("none", "interested", "operating", "failed", "planned")
)
AGREEMENT = tuple(Choice(word, word.capitalize()) for word in ("agree", "neither", "disagree"))
QUESTIONS = (
    Question("spv_status", QuestionType.SELECT_ONE, "An enterprise of its own?", choices=STATUS),
    Question(
        "barriers",
        QuestionType.SELECT_MULTIPLE,
        "What stops it?",
        choices=(Choice("money", "Money"), Choice("rules", "Rules")),
    ),
    Question("agree", QuestionType.SELECT_ONE, "Agree?", choices=AGREEMENT, appearance="likert"),
    Question("number", QuestionType.INTEGER, "How many?"),
    Question("views", QuestionType.TEXT, "In words?"),
    Question("why", QuestionType.SELECT_ONE, "Why?", choices=STATUS, relevant="${spv_status} = 'failed'"),
    Question("name_service", QuestionType.SELECT_ONE, "May we name it?", choices=STATUS),
)


def strand_of_interviews(number: int, *, status: str = "complete") -> Strand:
    """A strand with `number` interviews; of each 30 prisons 12 have none, 11 are interested, 4 operate and 3 failed."""
    strand = strand_asking(*QUESTIONS)
    region = Region.objects.noms().filter(name="North West").first() or RegionFactory(name="North West")
    for place in range(number):
        interviewed(strand, region, place, status=status)
    return strand


def interviewed(strand: Strand, region: Region, place: int, *, status: str = "complete") -> Interview:
    """One interview, whose answers depend on its place."""
    turn = place % 30
    spv = "none" if turn < 12 else "interested" if turn < 23 else "operating" if turn < 27 else "failed"
    unit = SampledUnitFactory(
        strand=strand,
        service=ServiceFactory(
            name=f"HMP Hidden {place}", slug=f"hidden-{strand.pk}-{place}", region=region, function="trainer"
        ),
        code="I",
    )
    answers = {
        "spv_status": answering.stored_value(spv),
        "barriers": answering.stored_value(["money"])
        if place % 2
        else answering.stored_state("refused" if place % 4 else "not_known"),
        "agree": answering.stored_value("disagree" if turn == 29 else "agree"),
        "number": answering.stored_value(place),
        "views": answering.stored_value("This was whispered to us"),
        "name_service": answering.stored_value("none"),
    }
    contact = ContactFactory(unit=unit, name="Contact Whoever")
    made: Interview = InterviewFactory(
        unit=unit, contact=contact, status=status, answers=answers, notes={"views": "noted"}
    )
    made.interviewer.name = "Ann Interviewer"
    made.interviewer.save()
    organisation = OrganisationFactory(name=f"Helpful Trust {place}")
    mention: Mention = MentionFactory(
        interview=made,
        position=1,
        name_given="as they said it",
        own_words="whispered to us",
        match_state="matched",
        organisation=organisation,
        arrangement="contract" if place % 2 else "not_known",
        referrals=place * 10,
    )
    mention.terms.create(vocabulary="activity", term="paid_work")
    return made
