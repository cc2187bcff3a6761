"""What all public tables, pages and the map together disclose about one named service by subtraction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from enterprises.models import Engagement
from mapping.fieldwork import read_fieldwork
from noms.models import Region, Service
from reports import registry
from reports.coverage.tables import missing
from reports.disclosure import control
from reports.gaps.queries import FrameService
from reports.gaps.queries import services as frame_of
from reports.region_merging import public_regions
from reports.table import Row
from survey.models import SampledUnit, Study

ALMOST = 1e-6
INTERVIEWED, INCLUDED, KNOWN, SILENT = range(4)
"""A service was interviewed, told of an included organisation, is known to work with one, is interviewed and not so."""


@dataclass(frozen=True)
class Listed:
    """The services with a relation on their public pages, and those with an included organisation."""

    told: frozenset[int]
    told_included: frozenset[int]


def listed(study: Study) -> Listed:
    """Return the services of the relations that the study’s release lists."""
    told = Engagement.objects.to_be_public(study.slug).filter(mention__interview__unit__strand__study=study)
    included = told.working().with_included(study.definition_reference)
    return Listed(*(frozenset(rows.values_list("service", flat=True)) for rows in (told, included)))


class Reader:
    """All printed figures of a study as equations over its services."""

    def __init__(self, study: Study, *, detail: bool = False) -> None:
        self.study = study
        self.services = frame_of(study)
        self.names = dict(Region.objects.noms().values_list("pk", "name"))
        self.listed = listed(study)
        self.equal: list[tuple[dict[int, int], int]] = []
        self.at_most: list[tuple[dict[int, int], int]] = []
        self.tables = {
            name: {
                table.key: list(table.rows)
                for table in control(registry.make(name, study, detail=detail)).tables
            }
            for name in ("coverage", "engagement", "gaps", "barriers")
        }
        self._read_services()
        self._read_tables(detail=detail)
        if not detail:
            self._read_map()

    def ends(self, number: int, what: int) -> tuple[float, float]:
        """Return the smallest and the largest possible value of one fact of a service."""
        objective = np.zeros(4 * len(self.services))
        objective[4 * number + what] = 1
        low, high = (self._solved(sign * objective) for sign in (1, -1))
        return low, -high

    def of(self, chosen: Callable[[FrameService], bool]) -> list[int]:
        """Return the variables of these services."""
        return [number for number, service in enumerate(self.services) if chosen(service)]

    def unlisted(self) -> list[int]:
        """Return the services that no list shows as interviewed."""
        return self.of(lambda service: service.key not in self.listed.told)

    def _solved(self, objective: np.ndarray) -> float:
        found = linprog(objective, **self._program(), bounds=(0, 1), method="highs")
        assert found.success, found.message
        return float(found.fun)

    def _program(self) -> dict[str, np.ndarray]:
        def matrix(known: Sequence[tuple[dict[int, int], int]]) -> tuple[np.ndarray, np.ndarray]:
            rows = np.zeros((len(known), 4 * len(self.services)))
            for row, (terms, _) in enumerate(known):
                for place, sign in terms.items():
                    rows[row, place] = sign
            return rows, np.array([limit for _, limit in known])

        equal, exact = matrix(self.equal)
        most, limits = matrix(self.at_most)
        return {"A_eq": equal, "b_eq": exact, "A_ub": most, "b_ub": limits}

    def _read_services(self) -> None:
        for number, service in enumerate(self.services):
            interviewed, included, known, silent = (4 * number + what for what in range(4))
            self.at_most += [
                ({included: 1, interviewed: -1}, 0),
                ({included: 1, known: -1}, 0),
                ({silent: 1, interviewed: -1}, 0),
                ({silent: 1, known: 1}, 1),
                ({interviewed: 1, known: -1, silent: -1}, 0),
            ]
            if service.key in self.listed.told:
                self.equal.append(({interviewed: 1}, 1))
            if service.key in self.listed.told_included:
                # Without such a listed relation it may have one with an organisation that is not to be named.
                self.equal.append(({included: 1}, 1))
            if service.is_nameable:
                self.equal.append(({known: 1}, 1))

    def add(self, what: int, numbers: Iterable[int], figure: object) -> None:
        """Add the equation that this number of services has the fact; a hidden figure adds none."""
        if figure is not None:
            assert isinstance(figure, int)
            self.equal.append((dict.fromkeys((4 * number + what for number in numbers), 1), figure))

    def _of_row(self, row: Row) -> list[int]:
        """Return the services that a row counts, by its regions and kind."""
        place, kind = str(row.get("region", "England and Wales")), str(row.get("kind", row.get("group", "")))
        whole = place == "England and Wales"
        return self.of(
            lambda service: (
                (whole or self.names[service.region] in place)
                and (kind.startswith("All") or kind.lower().startswith(service.kind))
            )
        )

    def _read_tables(self, *, detail: bool) -> None:
        coverage, engagement, gaps = (self.tables[name] for name in ("coverage", "engagement", "gaps"))
        for row in (*coverage["by_kind"], *coverage["by_region"]):
            self.add(INTERVIEWED, self._of_row(row), row["interviewed"])
        for row in (*engagement["services_by_kind"], *engagement["services_by_region"]):
            inside = self._of_row(row)
            self.add(INTERVIEWED, inside, row["interviewed"])
            if "undecided" in row:
                self.add(INCLUDED, inside, row["included"])
            else:
                named = [number for number in inside if self._is_listed_included(number)]
                assert len(named) == row["included"]
        for row in coverage["exactness"]:
            said = (
                {"kind": row["group"]}
                if row["by"] == "Kind of service"
                else {"region": row["group"], "kind": "All"}
            )
            self.add(INCLUDED, self._of_row(said), row["included"])
        for row in gaps["services_by_kind"]:
            self.add(KNOWN, self._of_row(row), row["known"])
            self.add(SILENT, self._of_row(row), row.get("interviewed"))
        for row in gaps["services_by_region"]:
            if detail:
                self.add(KNOWN, self._of_row(row), row["known"])
            else:
                cleared = [number for number in self._of_row(row) if self.services[number].is_nameable]
                assert len(cleared) == row["known"]
        if not detail:
            self._read_missing(coverage["missing"])
            self._read_barriers()

    def _is_listed_included(self, number: int) -> bool:
        return self.services[number].key in self.listed.told_included

    def _read_missing(self, rows: Sequence[Row]) -> None:
        values = {service.pk: service for service in Service.objects.filter(pk__in=self._keys())}
        for words, attribute, label in (
            ("function", "function", missing.label_of),
            ("who is held", "sex_held", missing._held),
            ("status in mid-2009", "status_mid_2009", missing._status),
        ):
            chosen = [row for row in rows if str(row["by"]).endswith(words)]
            alone = {str(row["group"]) for row in chosen} - {missing.SMALLER, missing.ALL}
            kind = "probation" if words.startswith("status") else "prison"
            for row in chosen:
                group = row["group"]
                inside = []
                for number in self.of(lambda service, kind=kind: service.kind == kind):
                    own = label(getattr(values[self.services[number].key], attribute))
                    if group in (missing.ALL, own) or (group == missing.SMALLER and own not in alone):
                        inside.append(number)
                assert len(inside) == row["frame"]
                self.add(INTERVIEWED, inside, row["interviewed"])

    def _keys(self) -> list[int]:
        return [service.key for service in self.services]

    def _read_barriers(self) -> None:
        """Read the bases: at least this number of services of these regions were interviewed."""
        report = registry.make("barriers", self.study, detail=False)
        table = next((table for table in report.tables if table.key == "by_region"), None)
        if table is not None:
            (base,) = self.tables["barriers"]["by_region"][-1:]
            for column in table.columns[1:]:
                inside = self._of_row({"region": column.label, "kind": "All"})
                figure = base[column.key]
                assert isinstance(figure, int)
                self.at_most.append((dict.fromkeys((4 * number for number in inside), -1), -figure))

    def _read_map(self) -> None:
        """Read what a release freezes for the map and the pages of regions."""
        for count in read_fieldwork(self.study, public_regions(self.study)).regions:
            inside = self._of_row({"region": count.name, "kind": "All"})
            assert len(inside) == count.frame
            self.add(INTERVIEWED, inside, count.interviewed)


def concluded(reader: Reader) -> list[str]:
    """Return the conclusions about services without a listed relation, as sentences."""
    units = dict(SampledUnit.objects.of_study(reader.study).initial().values_list("service", "code"))
    found = []
    for number in reader.unlisted():
        service = reader.services[number]
        least, most = reader.ends(number, INTERVIEWED)
        if most < 1 - ALMOST:
            found.append(f"{service.name} was not interviewed ({units[service.key]})")
            continue
        if service.is_nameable:
            # Somebody else may be named with it: what it works with is public anyway.
            continue
        least, most = reader.ends(number, INCLUDED)
        if least > ALMOST:
            found.append(f"{service.name} told of an included organisation")
        if most < 1 - ALMOST:
            found.append(f"{service.name} told of no included organisation")
        least, most = reader.ends(number, KNOWN)
        if least > ALMOST or most < 1 - ALMOST:
            found.append(f"it is known whether {service.name} works with an included organisation")
    return found
