"""The figures of services that the tables of the gaps report share, and what is said under them."""

from collections.abc import Collection
from dataclasses import replace

from enterprises.vocabulary import Activity
from reports.gaps.counts import FrameService
from reports.table import Cell, Column, share
from wording import listed

SOURCE = "The study's frame, and the directory's working relations with included organisations."
NOT_NONE = (
    "“None known” is not “none”: a service that was not interviewed may well work with a social enterprise."
)
CLEARED_ONLY = (
    "Only relations that may be named count here. A service stands as “none known” when it was not interviewed, "
    "when it works with nobody included, and when its respondent did not wish to be named: this does not say which. "
    "For the whole country, the table by kind counts every relation."
)

ACTIVITY = (
    "An activity is provided to a service when it is recorded for a working relation with an included organisation. "
    "A relation of which no activity is recorded counts for none."
)
OF_ACTIVITIES = f"Of {len(Activity)} activities. {ACTIVITY}"

IN_REGIONS = "Services are counted by every relation; the regions are those where no relation that may be named has it."

FRAME = Column("frame", "In the frame", "count")
KNOWN = Column("known", "With an included organisation", "count")
WITHOUT = Column("without", "None known", "count")
SHARE = Column("share", "Share with none known", "percent", ratio=("without", "frame"))
INTERVIEWED = Column("interviewed", "None known, interviewed", "count")
NOT_INTERVIEWED = Column("not_interviewed", "None known, not interviewed", "count")
BRIEF = (FRAME, KNOWN, WITHOUT, SHARE)
BRIEF_NAMED = (FRAME, replace(KNOWN, label="With one that may be named"), WITHOUT, SHARE)
FULL = (*BRIEF, INTERVIEWED, NOT_INTERVIEWED)

NOBODY_DOES = (
    Column("missing", "Activities nobody provides", "count"),
    Column("which", "Which"),
)


def service_cells(
    services: Collection[FrameService], columns: tuple[Column, ...], *, sees_all: bool = True
) -> dict[str, Cell]:
    """The figures of some services: by all relations, or without `sees_all` by those that may be named."""
    gaps = [service for service in services if not service.works_with_included(sees_all=sees_all)]
    interviewed = sum(service.is_interviewed for service in gaps)
    figures: dict[str, Cell] = {
        "frame": len(services),
        "known": len(services) - len(gaps),
        "without": len(gaps),
        "share": share(len(gaps), len(services)),
        "interviewed": interviewed,
        "not_interviewed": len(gaps) - interviewed,
    }
    return {column.key: figures[column.key] for column in columns}


def missing_cells(services: Collection[FrameService], *, sees_all: bool = True) -> dict[str, Cell]:
    """How many activities no included organisation provides at any of some services, and which."""
    done = frozenset().union(*(service.activities(sees_all=sees_all) for service in services))
    missing = [str(activity.label) for activity in Activity if activity.value not in done]
    if len(missing) == len(Activity):
        words = "All of them"
    else:
        words = listed([missing[0], *(label.lower() for label in missing[1:])]) if missing else "None"
    return {"missing": len(missing), "which": words}
