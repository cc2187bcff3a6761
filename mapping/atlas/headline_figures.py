"""The headline figures of the home page, each with what it counts."""

from dataclasses import dataclass

from mapping.atlas.query import AtlasQuery
from mapping.fieldwork import LIVE
from noms.vocabulary import CountingUnit
from reports.readers import NOT_RELEASED
from wording import day


@dataclass(frozen=True)
class Statistic:
    """A headline figure with its label and a note: of how many, or when."""

    figure: str
    label: str
    note: str


def headline_figures(atlas: AtlasQuery) -> list[Statistic]:
    """Return the services interviewed by the newest study, services with a social enterprise, and entries listed.

    The first is that of its release, or live for research roles; the others are the directory's.
    """
    services = list(atlas.services.order_by().values_list("pk", flat=True))
    engaged = len(atlas.engaged.intersection(services))
    found = [
        Statistic(
            f"{engaged:,}",
            "services known to work with a social enterprise",
            f"of {len(services):,} prisons and probation services open on {day(atlas.filters.day)}, by relations that "
            "may be named: the reports count more. Not known is never counted as none.",
        ),
        Statistic(
            f"{atlas.counts['organisations']:,}",
            "organisations listed",
            "that work, worked or might work with offenders; not all are social enterprises.",
        ),
    ]
    study, figures = atlas.filters.study, atlas.fieldwork
    if study is None:
        return found
    if figures is None:
        return [Statistic(NOT_RELEASED, "services interviewed", f"{study.title}."), *found]
    counted = "sites" if study.counting_unit == CountingUnit.SITE else "establishments"
    note = f"of {figures.frame:,} in the frame of {day(study.frame_on)}, prisons counted as {counted}."
    if figures.is_live:
        note = f"{note} {LIVE}"
    return [Statistic(f"{figures.interviewed:,}", "services interviewed", note), *found]
