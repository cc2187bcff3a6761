"""Makes interviews on special purpose vehicles, and returns the rows of the report on them."""

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from interviews.models import Interview
from reports.spv import report as spv
from reports.table import Row
from survey.models import Strand, Study
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory

VEHICLE = {"trading_share": "80", "operated_by_service_staff": "yes", "founded_by_service_staff": "yes"}
FOUNDED = {"trading_share": "80", "founded_by_service_staff": "yes"}


def interview(strand: Strand, status: str = "", obstacles: tuple[str, ...] = (), **made: object) -> Interview:
    answers: dict[str, object] = {"spv_status": {"value": status}} if status else {}
    if obstacles:
        answers["spv_obstacles"] = {"value": list(obstacles)}
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")
    return InterviewFactory(**{"unit": unit, "status": "complete", "answers": answers} | made)


def name(held: Interview, organisation: Organisation, **said: object) -> None:
    resolve_mention(mention=MentionFactory(interview=held, **said), organisation=organisation, by=None)


def rows(study: Study, key: str) -> dict[str, Row]:
    table = next(table for table in spv.build(study, detail=True).tables if table.key == key)
    return {str(row[table.columns[0].key]): row for row in table.rows}
