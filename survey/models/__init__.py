"""Models of studies, strands, samples, questionnaires, invitations and online responses."""

from survey.models.delivery import Delivery
from survey.models.instrument import Instrument, InstrumentFile, QuestionnaireUpload, Retirement
from survey.models.invitation import Invitation, InvitationUpload
from survey.models.quality import QualityStatement
from survey.models.response import EarlierAnswers, Response
from survey.models.study import SampledUnit, Strand, Study

__all__ = [
    "Delivery",
    "EarlierAnswers",
    "Instrument",
    "InstrumentFile",
    "Invitation",
    "InvitationUpload",
    "QualityStatement",
    "QuestionnaireUpload",
    "Response",
    "Retirement",
    "SampledUnit",
    "Strand",
    "Study",
]
