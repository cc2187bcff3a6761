"""Reads the counts of services in a release, for the audit of what they tell beside its listed relations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from enterprises.models import Engagement
from noms.models import Service
from reports.coverage.tables import missing
from reports.disclosure import ControlledReport
from reports.disclosure.audit import AuditResult, Finding
from reports.disclosure.subtraction import Fact, ServiceFacts, ServiceSum, Subtraction
from reports.gaps.queries import FrameService
from reports.gaps.queries import services as frame_of
from reports.study_facts import region_names
from reports.table import Row
from survey.models import Study

GROUP = "listed relations"
COUNTRY = "England and Wales"
CHARACTERISTICS = (
    ("function", "function", missing.label_of),
    ("who is held", "sex_held", missing._held),
    ("status in mid-2009", "status_mid_2009", missing._status),
)
"""How the rows of services that were not interviewed are headed, and the fact of a service that they count by."""


def audit_relations(study: Study, reports: Mapping[str, ControlledReport]) -> AuditResult:
    """Return what the counts of services in these reports tell of services without a listed relation.

    What follows from the figures of the whole country alone is no finding: a very small study gives that away, and
    merging regions does not help (decision 13).
    """
    reader = FigureReader(study, reports)
    tried = 3 * len(Subtraction(reader.facts, ()).unlisted)
    try:
        found = [str(each) for each in Subtraction(reader.facts, reader.sums).conclusions()]
        if found:
            national = [each for each in reader.sums if each.is_national]
            found_anyway = {str(each) for each in Subtraction(reader.facts, national).conclusions()}
            found = [words for words in found if words not in found_anyway]
    except ValueError as error:
        found = [str(error)]
    return AuditResult(
        tried, tuple(Finding(GROUP, 0, f"From the counts of services: {words}") for words in found)
    )


class FigureReader:
    """The services of a study's frame and the counts of them in its reports."""

    def __init__(self, study: Study, reports: Mapping[str, ControlledReport]) -> None:
        self._study = study
        self._tables = {
            (name, table.key): table.rows for name, report in reports.items() for table in report.tables
        }
        self._columns = {
            (name, table.key): table.columns for name, report in reports.items() for table in report.tables
        }
        self.services = frame_of(study)
        self._regions = region_names(study)
        self.facts = self._facts()
        self.sums = tuple(each for each in self._read() if each.services)

    def _facts(self) -> tuple[ServiceFacts, ...]:
        told = Engagement.objects.to_be_public(self._study.slug).filter(
            mention__interview__unit__strand__study=self._study
        )
        included = told.working().with_included(self._study.definition_reference)
        listed, listed_included = (set(rows.values_list("service", flat=True)) for rows in (told, included))
        return tuple(
            ServiceFacts(
                service.name, service.key in listed, service.key in listed_included, service.is_nameable
            )
            for service in self.services
        )

    def of(self, chosen: Callable[[FrameService], bool]) -> frozenset[int]:
        """Return the numbers of these services."""
        return frozenset(number for number, service in enumerate(self.services) if chosen(service))

    def of_row(self, row: Row) -> frozenset[int]:
        """Return the services that a row counts, by its regions and its kind."""
        place, kind = str(row.get("region", COUNTRY)), str(row.get("kind", row.get("group", "")))

        def is_inside(service: FrameService) -> bool:
            is_here = place == COUNTRY or self._regions.get(service.region, "–") in place
            return is_here and (kind.startswith("All") or kind.lower().startswith(service.kind))

        return self.of(is_inside)

    def _rows(self, report: str, key: str) -> Sequence[Row]:
        return self._tables.get((report, key), ())

    def _read(self) -> Iterator[ServiceSum]:
        for row in (*self._rows("coverage", "by_kind"), *self._rows("coverage", "by_region")):
            yield from self._sum(Fact.INTERVIEWED, row, row["interviewed"])
        for row in (
            *self._rows("engagement", "services_by_kind"),
            *self._rows("engagement", "services_by_region"),
        ):
            yield from self._sum(Fact.INTERVIEWED, row, row["interviewed"])
            # By region only relations that may be named count, which the list has.
            if "undecided" in row:
                yield from self._sum(Fact.TOLD_INCLUDED, row, row["included"])
        for row in self._rows("coverage", "exactness"):
            is_kind = row["by"] == "Kind of service"
            where = {"kind": row["group"]} if is_kind else {"region": row["group"], "kind": "All"}
            yield from self._sum(Fact.TOLD_INCLUDED, where, row["included"])
        for row in self._rows("gaps", "services_by_kind"):
            yield from self._sum(Fact.KNOWN, row, row["known"])
            yield from self._sum(Fact.INTERVIEWED_UNKNOWN, row, row.get("interviewed"))
        yield from self._missing()
        yield from self._bases()

    def _sum(self, fact: Fact, row: Row, figure: object) -> Iterator[ServiceSum]:
        if isinstance(figure, int):
            is_national = str(row.get("region", COUNTRY)) == COUNTRY
            yield ServiceSum(fact, self.of_row(row), figure, figure, is_national)

    def _missing(self) -> Iterator[ServiceSum]:
        """Yield how many services with each characteristic were interviewed, for the whole country."""
        rows = self._rows("coverage", "missing")
        if not rows:
            return
        values = Service.objects.in_bulk([service.key for service in self.services])
        for words, attribute, label in CHARACTERISTICS:
            of = [row for row in rows if str(row["by"]).endswith(words)]
            alone = {str(row["group"]) for row in of} - {missing.SMALLER, missing.ALL}
            kind = "probation" if words.startswith("status") else "prison"
            own = {
                number: label(getattr(values[service.key], attribute))
                for number, service in enumerate(self.services)
                if service.kind == kind
            }
            for row in of:
                inside = frozenset(self._with(own, str(row["group"]), alone))
                if isinstance(row["interviewed"], int) and len(inside) == row["frame"]:
                    yield ServiceSum(Fact.INTERVIEWED, inside, row["interviewed"], row["interviewed"], True)

    def _with(self, own: Mapping[int, str], group: str, alone: Iterable[str]) -> Iterator[int]:
        for number, label in own.items():
            if group in (missing.ALL, label) or (group == missing.SMALLER and label not in alone):
                yield number

    def _bases(self) -> Iterator[ServiceSum]:
        """Yield that of these regions at least those were interviewed who answered about barriers."""
        rows = self._rows("barriers", "by_region")
        for column in self._columns.get(("barriers", "by_region"), ())[1:]:
            figure = rows[-1][column.key] if rows else None
            if isinstance(figure, int):
                inside = self.of_row({"region": column.label, "kind": "All"})
                yield ServiceSum(Fact.INTERVIEWED, inside, figure, None, column.label == COUNTRY)
