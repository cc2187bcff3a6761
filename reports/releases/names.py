"""The organisations that the tables of a release name: one that may no longer be named is taken out of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from enterprises import cache_version
from enterprises.models import Organisation, OtherName
from reports.disclosure import ControlledReport, from_release
from reports.releases.parts import register_part
from reports.table import Table
from survey.models import Study

PART = "names"
"""The name of the part of a release that has the public ids of the organisations by the names in its tables."""
COLUMN = "organisation"
"""The key of a column whose words are names of organisations."""
TAKEN_BACK = "[name taken back]"
CHUNK = 500

PublicIds = Mapping[str, list[str]]


def build(study: Study, reports: Mapping[str, ControlledReport]) -> PublicIds:
    """Return the public ids of the published organisations that tables of the reports name, by name."""
    names = sorted({name for report in reports.values() for table in report.tables for name in _names(table)})
    found: defaultdict[str, list[str]] = defaultdict(list)
    for start in range(0, len(names), CHUNK):
        rows = Organisation.objects.published().filter(name__in=names[start : start + CHUNK])
        for name, public_id in rows.order_by("public_id").values_list("name", "public_id"):
            found[name].append(str(public_id))
    return dict(found)


def without_names_taken_back(report: ControlledReport, *, sha256: str, ids: PublicIds) -> ControlledReport:
    """Return a report of the release with this hash, with TAKEN_BACK for each organisation that is no longer public.

    `ids` are what `build` returned for it. No query where no table names any; else at most one for each version of the
    directory, and one for the version.
    """
    named = {name for table in report.tables for name in _names(table)}
    if not named:
        return report
    gone = named - _public_names(sha256, ids)
    if not gone:
        return report
    return from_release(
        name=report.name,
        title=report.title,
        aim=report.aim,
        answer=report.answer,
        tables=tuple(_without(table, gone) for table in report.tables),
        study=report.study,
        notes=report.notes,
        data_on=report.data_on,
        release=report.release,
    )


def has_names_taken_back(*, sha256: str, ids: PublicIds) -> bool:
    """Return True if the release with this hash names an organisation that is no longer public. `ids` as above."""
    return bool(ids) and not _public_names(sha256, ids).issuperset(ids)


def _public_names(sha256: str, ids: PublicIds) -> frozenset[str]:
    """Return the names in the tables of a release of which some organisation is public.

    An entry that was merged is still public by this name if the other entry is, and has the name as another of its own.
    """

    def read() -> frozenset[str]:
        every = [public_id for each in ids.values() for public_id in each]
        public: set[str] = set()
        for start in range(0, len(every), CHUNK):
            chunk = every[start : start + CHUNK]
            rows = Organisation.objects.published().filter(public_id__in=chunk)
            public |= {str(public_id) for public_id in rows.values_list("public_id", flat=True)}
            merged = OtherName.objects.filter(
                organisation__is_published=True, organisation__merged_from__public_id__in=chunk
            ).values_list("organisation__merged_from__public_id", "name")
            public |= {str(public_id) for public_id, name in merged if str(public_id) in ids.get(name, ())}
        return frozenset(name for name, each in ids.items() if public.intersection(each))

    names: frozenset[str] = cache_version.cached(f"names-{sha256}", read)
    return names


def _names(table: Table) -> Iterator[str]:
    if any(column.key == COLUMN and column.kind == "text" for column in table.columns):
        yield from (name for row in table.rows if isinstance(name := row[COLUMN], str))


def _without(table: Table, gone: set[str]) -> Table:
    if gone.isdisjoint(_names(table)):
        return table
    rows = tuple({**row, COLUMN: TAKEN_BACK} if row.get(COLUMN) in gone else row for row in table.rows)
    return replace(table, rows=rows)


def register() -> None:
    """Register the part with the releases."""
    register_part(PART, build)
