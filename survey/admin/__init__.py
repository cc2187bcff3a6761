"""Studies, their samples and their questionnaires in the admin."""

from survey.admin.instrument import InstrumentAdmin
from survey.admin.sample import SampledUnitAdmin
from survey.admin.study import StudyAdmin

__all__ = ["InstrumentAdmin", "SampledUnitAdmin", "StudyAdmin"]
