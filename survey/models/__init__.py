"""Studies, strands, samples, questionnaires, and what respondents answer online."""

from survey.models.delivery import Delivery
from survey.models.instrument import Instrument, Retirement
from survey.models.invitation import Invitation
from survey.models.response import Response
from survey.models.sample import SampledUnit
from survey.models.study import Strand, Study

__all__ = ["Delivery", "Instrument", "Invitation", "Response", "Retirement", "SampledUnit", "Strand", "Study"]
