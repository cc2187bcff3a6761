"""The headline figures of the home page, each with of how many it is."""

from dataclasses import dataclass

from enterprises.models import Organisation
from mapping.atlas.query import AtlasQuery
from mapping.fieldwork import fieldwork_of
from reports.readers import NOT_RELEASED


@dataclass(frozen=True)
class Statistic:
    """A headline figure with its label and a note: of how many, or when."""

    figure: str
    label: str
    note: str


def headline_figures(atlas: AtlasQuery) -> list[Statistic]:
    """Return services known to work with a social enterprise, social enterprises listed, and services interviewed.

    The first two are the public directory's, the third is that of the release of the newest study, for every reader.
    """
    services = {service.pk for service in atlas.zoned_services}
    included = Organisation.objects.published().included(atlas.filters.definition).count()
    found = [
        Statistic(
            f"{len(atlas.engaged & services):,} of {len(services):,}",
            "prisons and probation services known to work with a social enterprise",
            "",
        ),
        Statistic(
            f"{included:,} of {atlas.counts['organisations']:,}",
            "organisations listed are social enterprises, counting trading charities",
            "",
        ),
    ]
    study = atlas.filters.study
    if study is None:
        return found
    figures = fieldwork_of(study, is_live=False)
    interviewed = f"{figures.interviewed:,} of {figures.frame:,}" if figures else NOT_RELEASED
    return [*found, Statistic(interviewed, f"services interviewed, {study.frame_on.year}", "")]
