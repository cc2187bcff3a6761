"""Small frames made by hand: services, included organisations, relations, and the rows of the report."""

from enterprises.models import Engagement, Organisation
from noms.models import Region, Service
from reports.gaps import report as gaps
from reports.table import Row
from survey.models import Strand, Study
from tests.factories.assessed import assessed
from tests.factories.enterprises import EngagementFactory, PlaceFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory


def in_frame(strand: Strand, region: Region, code: str = "I", **service: object) -> Service:
    made = ServiceFactory(region=region, **service)
    SampledUnitFactory(strand=strand, service=made, code=code)
    return made


def included(name: str, **place: object) -> Organisation:
    made = assessed(name, trading_share="80")
    if place:
        PlaceFactory(organisation=made, **place)
    return made


def works(organisation: Organisation, service: Service, *activities: str, **made: object) -> Engagement:
    engagement = EngagementFactory(
        **{"organisation": organisation, "service": service, "is_published": True} | made
    )
    for activity in activities:
        engagement.terms.create(vocabulary="activity", term=activity)
    return engagement


def rows(study: Study, key: str, *, detail: bool = True) -> list[Row]:
    report = gaps.build(study, detail=detail)
    return list(next(table for table in report.tables if table.key == key).rows)
