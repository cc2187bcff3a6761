"""The services of each region that work with an included organisation: all that told so, or those that may be named."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Count

from enterprises.models import Engagement
from noms.nouns import Noun
from reports.engagement.queries import ServiceGroup, Standing
from reports.fieldwork import COUNTRY
from reports.region_merging import every_region, public_regions, tells_of
from reports.table import Bars, Cell, Column, Row, Table, share
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED

INTERVIEWS = Column("interviewed", "Interviewed", "count")
NOT_INTERVIEWED = Column("not_interviewed", "Not interviewed", "count")
NAMED = (
    INTERVIEWS,
    Column("included", "Named an included organisation, and may be named", "count"),
    Column("others", "Named none that is included, or may not be named", "count"),
    Column("share", "Share that may be named", "percent", ratio=("included", "interviewed")),
    NOT_INTERVIEWED,
)
FEWER = (
    "Only what a service told and may be named with counts here, so that no figure tells what one of the others said. "
    "By region fewer services stand with an included organisation than told of one; the table by kind counts them all."
)

TITLE = "Services that work with at least one included organisation, by region and kind"
TITLE_NAMED = (
    "Services that work with at least one included organisation and may be named, by region and kind"
)

Cells = dict[str, Cell]
Place = tuple[int | None, str]


def table(
    study: Study,
    services: Collection[ServiceGroup],
    nouns: Mapping[str, Noun],
    *,
    full: tuple[Column, ...],
    cells: Callable[[list[ServiceGroup]], Cells],
    notes: tuple[str, ...],
    source: str,
    detail: bool,
) -> Table:
    """By region and kind: the `full` figures, or without `detail` those of the services that may be named."""
    places = every_region() if detail else public_regions(study)
    named = Counter[Place]() if detail else named_by(study)

    def figures(region: Collection[int | None], kind: str) -> Cells:
        inside = [group for group in services if group.kind == kind and group.region in region]
        if detail:
            return cells(inside)
        return _named_cells(inside, sum(named[key, kind] for key in region))

    rows: list[Row] = []
    for first, name in places.names.items():
        for kind, noun in nouns.items():
            members = places.members[first]
            if first is not None or any(group.region is None and group.kind == kind for group in services):
                rows.append({"region": name, "kind": noun.heading, **figures(members, kind)})
    for kind, noun in nouns.items():
        rows.append({"region": COUNTRY, "kind": noun.heading, **figures(tuple(places.first), kind)})
    return Table(
        key="services_by_region",
        title=TITLE if detail else TITLE_NAMED,
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *(full if detail else NAMED)),
        rows=tuple(rows),
        notes=notes if detail else (FEWER, *notes[:1], *places.notes),
        source=source,
        total_rows=frozenset({COUNTRY}),
        bars=Bars("region", ("share",), group="kind"),
    )


def named_by(study: Study) -> Counter[Place]:
    """By region and kind the services interviewed with a listed relation with an included organisation. One query."""
    included = Engagement.objects.published().working().with_included(study.definition)
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(tells_of(study, included), service__isnull=False, code__in=INTERVIEWED)
        .order_by()
        .values_list("service__region", "service__kind")
        .annotate(number=Count("pk"))
    )
    return Counter({(region, kind): number for region, kind, number in rows})


def _named_cells(groups: Iterable[ServiceGroup], named: int) -> Cells:
    numbers: defaultdict[bool, int] = defaultdict(int)
    for group in groups:
        numbers[group.standing is not Standing.NOT_INTERVIEWED] += group.number
    return {
        "interviewed": numbers[True],
        "included": named,
        "others": numbers[True] - named,
        "share": share(named, numbers[True]),
        "not_interviewed": numbers[False],
    }
