"""The counts of services of a study, of its public tables and of what a release freezes for the map and regions."""

from collections.abc import Callable

from mapping.fieldwork import read_fieldwork
from reports import registry
from reports.disclosure import ControlledReport, control
from reports.disclosure.subtraction import Fact, ServiceSum, Subtraction
from reports.region_merging import public_regions
from reports.releases.listed_relations import FigureReader
from reports.table import Report
from survey.models import Study

COUNTING = ("coverage", "engagement", "gaps", "barriers")


def counting_reports(
    study: Study, publish: Callable[[Report], ControlledReport] = control, *, detail: bool = False
) -> dict[str, ControlledReport]:
    """Return the reports that count services."""
    return {name: publish(registry.make(name, study, detail=detail)) for name in COUNTING}


def subtraction_of(study: Study) -> Subtraction:
    """Return all public counts of a study's services."""
    reader = FigureReader(study, counting_reports(study))
    of_the_map = []
    for count in read_fieldwork(study, public_regions(study)).regions:
        inside = reader.of_row({"region": count.name, "kind": "All"})
        assert len(inside) == count.frame
        of_the_map.append(ServiceSum(Fact.INTERVIEWED, inside, count.interviewed, count.interviewed))
    return Subtraction(reader.facts, [*reader.sums, *of_the_map])
