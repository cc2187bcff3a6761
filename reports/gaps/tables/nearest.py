"""The nearest included organisation of each service without one, and the nearest for each activity."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from enterprises.vocabulary import Activity
from noms.nouns import Noun
from reports.gaps.nearest import Nearest, Neighbour
from reports.gaps.queries import FrameService
from reports.gaps.tables.services import NAMEABLE_ONLY, NOT_NONE
from reports.table import Column, Row, Table
from survey.vocabulary import CaseCode
from wording import counted
from wording.distances import KILOMETRES_IN_A_MILE

SOURCE = "Published organisations that the study's definition includes, at their main place."
DISTANCE = (
    "Miles as the crow flies, from a prison's postcode or the middle of a probation service's postcodes to an "
    "organisation's main place, as exactly as that is known: often its town."
)
NOBODY = (
    "An activity that is listed for no service is one that no published social enterprise with a known place "
    "does."
)
IN_STUDY = Column("state", "In the study")
Gaps = Collection[tuple[FrameService, Nearest]]


def distance_note(unplaced: int) -> str:
    """Return the note on the distances of a frame other than the reference frame.

    `unplaced` is the number of services in the table that are not known to lie in Great Britain.
    """
    note = (
        "Miles as the crow flies, from a service's point to an organisation's main place, as exactly as that is "
        "known: often its town."
    )
    if not unplaced:
        return note
    return (
        f"{note} {counted(unplaced, 'service', 'services')} without a point in Great Britain, where all organisations "
        f"of the directory lie, {'has' if unplaced == 1 else 'have'} no distance."
    )


def nearest_organisations(
    gaps: Gaps, regions: Mapping[int | None, str], nouns: Mapping[str, Noun], note: str, *, detail: bool
) -> Table:
    """Return a table of the services without a known relation, each with the nearest included organisation.

    `note` says what a distance is. With `detail` it also has the outcome of each service in the study.
    """
    return Table(
        key="nearest",
        title="Services with none known, and the nearest social enterprise",
        columns=(
            Column("region", "Region"),
            Column("service", "Service"),
            Column("miles", "Miles to the nearest", "count"),
            Column("organisation", "Nearest social enterprise"),
            Column("kind", "Kind of service"),
            *((IN_STUDY,) if detail else ()),
        ),
        rows=tuple(
            {
                "region": regions[service.region],
                "service": service.name,
                "miles": _rounded(found.kilometres),
                "organisation": found.point.name if found.point else None,
                "kind": nouns[service.kind].singular.capitalize(),
                **({"state": str(CaseCode(service.code).label)} if detail else {}),
            }
            for service, found in gaps
        ),
        notes=(NOT_NONE if detail else NAMEABLE_ONLY, note),
        source=SOURCE,
    )


def nearest_by_activity(gaps: Gaps, note: str) -> Table:
    """Return a table of the same services with the nearest included organisation for each activity."""
    rows: list[Row] = []
    for service, found in sorted(gaps, key=lambda gap: gap[0].name):
        activities: defaultdict[Neighbour, list[str]] = defaultdict(list)
        for activity in Activity:
            if activity.value in found.by_activity:
                activities[found.by_activity[activity.value]].append(str(activity.label))
        rows += [
            {
                "service": service.name,
                "organisation": neighbour.name,
                "miles": _rounded(neighbour.kilometres),
                "activities": "; ".join(labels),
            }
            for neighbour, labels in sorted(activities.items())
        ]
    return Table(
        key="nearest_by_activity",
        title="The same services, and the nearest social enterprise for each activity",
        columns=(
            Column("service", "Service"),
            Column("organisation", "Social enterprise"),
            Column("miles", "Miles", "count"),
            Column("activities", "It is the nearest for"),
        ),
        rows=tuple(rows),
        notes=(
            note,
            NOBODY,
            "An activity is an organisation's own, or one recorded for its published working links.",
        ),
        source=SOURCE,
    )


def _rounded(kilometres: float | None) -> int | None:
    """Return kilometres as whole miles."""
    return None if kilometres is None else round(kilometres / KILOMETRES_IN_A_MILE)
