"""The headline figures of the home page, each with what it counts."""

from dataclasses import dataclass

from mapping.atlas.measures import frame_units
from mapping.atlas.query import AtlasQuery
from noms.vocabulary import CountingUnit
from wording import day


@dataclass(frozen=True)
class Statistic:
    """A headline figure with its label and a note: of how many, or when."""

    figure: str
    label: str
    note: str


def headline_figures(atlas: AtlasQuery) -> list[Statistic]:
    """Return the services interviewed by the newest study, services with a social enterprise, and entries listed."""
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
    if atlas.filters.study is None:
        return found
    units = frame_units(atlas.filters.study)
    whole = sum(unit.weight for unit in units)
    part = sum(unit.weight for unit in units if unit.interviewed)
    counted = "sites" if atlas.filters.study.counting_unit == CountingUnit.SITE else "establishments"
    note = f"of {whole:,} in the frame of {day(atlas.filters.study.frame_on)}, prisons counted as {counted}."
    return [Statistic(f"{part:,}", "services interviewed", note), *found]
