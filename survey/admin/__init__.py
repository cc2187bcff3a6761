"""Admin of studies, samples, questionnaires, invitations and online responses."""

from survey.admin.delivery import DeliveryAdmin
from survey.admin.instrument import InstrumentAdmin
from survey.admin.invitation import InvitationAdmin
from survey.admin.response import ResponseAdmin
from survey.admin.sample import SampledUnitAdmin
from survey.admin.study import StudyAdmin

__all__ = [
    "DeliveryAdmin",
    "InstrumentAdmin",
    "InvitationAdmin",
    "ResponseAdmin",
    "SampledUnitAdmin",
    "StudyAdmin",
]
