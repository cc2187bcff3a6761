"""Questionnaires with multiple choice questions, and finished interviews that answer them."""

from interviews.models import Interview
from noms.models import Region
from survey import answers as answering
from survey.models import Strand
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, questionnaire

CODES = {"complete": "I", "partial": "P", "draft": "UH"}


def asks(name: str, *words: str, relevant: str = "") -> Question:
    """Return a multiple choice question with these choices; the label of “training” is “Training”."""
    choices = tuple(Choice(word, word.capitalize()) for word in words)
    return Question(name, QuestionType.SELECT_MULTIPLE, f"Which {name}?", relevant=relevant, choices=choices)


def strand_asking(*questions: Question, **strand: object) -> Strand:
    """Return a strand whose questionnaire has these questions; by default the initial interviews."""
    made: Strand = StrandFactory(
        instrument=InstrumentFactory(questionnaire=questionnaire(*questions)), **strand
    )
    return made


def answered(
    strand: Strand, region: Region, *, status: str = "complete", probation: bool = False, **answers: object
) -> Interview:
    """Return an interview with a new prison or area service; a list is an answer, a word a state."""
    unit = SampledUnitFactory(
        strand=strand, service=ServiceFactory(region=region, probation=probation), code=CODES[status]
    )
    stored = {
        name: answering.stored_state(answer) if isinstance(answer, str) else answering.stored_value(answer)
        for name, answer in answers.items()
    }
    made: Interview = InterviewFactory(unit=unit, status=status, answers=stored)
    return made
