"""The sheets of a service, an area, a region and an organisation, as everybody may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from enterprises import cache_version
from enterprises.models import Engagement, Organisation
from enterprises.vocabulary import INVENTED_MARK, Activity
from mapping.atlas.filters import AtlasFilters
from mapping.comparison.counts import PlaceCounts
from mapping.comparison.gaps import Gap
from mapping.pages import AreaPage, OrganisationPage, RegionPage, ServicePage
from mapping.pages.place import PlacePage
from mapping.sheets.comparison import compare_area, compare_region
from mapping.sheets.sheet import (
    LONGEST_CELL,
    LONGEST_ITEM,
    LONGEST_NAME,
    LONGEST_SENTENCE,
    MOST_GAPS,
    Comparison,
    Figure,
    Section,
    Sheet,
    first_of,
    items_of,
    shortened,
)
from mapping.sheets.study_part import StudyPart
from noms.models import ProbationArea, PublicContact, Region, Service
from noms.vocabulary import REFERENCE_FRAME
from reports.formats import heading
from wording import counted, day
from wording.distances import miles

NOT_NONE = "Not known is not the same as none."
MOST_CONTACTS = 3


@dataclass(frozen=True)
class Source:
    """What every sheet of the directory needs: the present filters, the study's figures, and the day of the data."""

    filters: AtlasFilters
    study: StudyPart
    data_on: dt.date

    @classmethod
    def now(cls) -> Source:
        """Return today's directory as everybody may see it. Two queries."""
        filters = AtlasFilters(QueryDict())
        changed_on = timezone.localdate(cache_version.current().changed_at)
        return cls(filters, StudyPart(filters.study), changed_on)

    def sheet(
        self,
        *,
        caption: str,
        name: str,
        address: str,
        answer: str,
        figures: Sequence[Figure],
        comparison: Comparison | None,
        sections: Iterable[Section | None],
    ) -> Sheet:
        """Return a sheet with the facts that all sheets of the directory share."""
        return Sheet(
            caption=caption,
            name=shortened(name, LONGEST_NAME),
            facts=f"Directory of {day(self.data_on)}. {self.study.facts}",
            address=address,
            answer=shortened(answer, LONGEST_SENTENCE),
            figures=tuple(figures),
            comparison=comparison,
            sections=tuple(section for section in sections if section is not None and section.items),
            data_on=self.data_on,
            label=heading.DEMONSTRATION if settings.DEMONSTRATION else "",
        )


def service_sheet(service: Service, *, address: str) -> Sheet:
    """Return the sheet of a prison or probation service. At most thirty queries."""
    source = Source.now()
    page = ServicePage(
        service,
        definition=source.filters.definition,
        today=source.filters.day,
        sees_unpublished=False,
        sees_outcomes=False,
    )
    here = [row.engagement.organisation for row in page.working]
    included = len({one.pk for one in here} & page.included)
    kind, many = service.kind, service.kind.plural
    return source.sheet(
        caption=f"{kind} in {page.region.name}",
        name=page.name,
        address=address,
        answer=_service_answer(page, len(here), included),
        figures=(
            Figure(f"{len(here):,}", f"organisation{'s' * (len(here) != 1)} known to work here"),
            Figure(f"{included:,}", "known to be social enterprises today"),
            _gap_figure(page.gaps),
        ),
        comparison=_service_comparison(page, source.filters, many),
        sections=(
            _names_section("Who works here", [_name(one) for one in here]),
            _gap_section("here", page.gaps),
            source.study.barriers_section(f"{many[:1].upper()}{many[1:]}"),
            _contacts(source, [service, *here]),
            _unknown(
                f"No organisation is known to work here. {NOT_NONE}" if not here else "",
                f"Where it lies: {page.point_in_words}." if page.locator is None else "",
                "Organisations may work here that nobody has told us of, and some asked not to be named.",
            ),
        ),
    )


def area_sheet(area: ProbationArea, *, address: str) -> Sheet:
    """Return the sheet of a probation area. At most thirty queries."""
    source = Source.now()
    page = AreaPage(area, sees_outcomes=False, filters=source.filters)
    counts = PlaceCounts(source.filters)
    return _place_sheet(
        source,
        page,
        caption=f"Probation area of 2009, in {page.region.name}",
        name=area.name,
        address=address,
        gaps=page.gaps,
        comparison=compare_area(area, page.region, counts, many=page.words.many),
        holders=[area.service],
    )


def region_sheet(region: Region, *, address: str) -> Sheet:
    """Return the sheet of a region. At most thirty queries."""
    source = Source.now()
    page = RegionPage(region, sees_outcomes=False, filters=source.filters)
    is_compared = region.system.frame_id == REFERENCE_FRAME
    counts = PlaceCounts(source.filters) if is_compared else None
    return _place_sheet(
        source,
        page,
        caption=f"{region.system.singular[:1].upper()}{region.system.singular[1:]}",
        name=region.name,
        address=address,
        gaps=page.gaps,
        comparison=compare_region(region, counts, many=page.words.many) if counts else None,
        holders=[region],
    )


def organisation_sheet(organisation: Organisation, *, address: str) -> Sheet:
    """Return the sheet of a published organisation. At most thirty queries."""
    source = Source.now()
    page = OrganisationPage(organisation, definition=source.filters.definition, sees_unpublished=False)
    partners = [row.engagement.service for row in page.relations if row.engagement.status == "works"]
    names = sorted({service.name_in_region(service.region_2021_id) for service in partners})
    place = page.main_place
    area = place.area if place else None
    nearby = AreaPage(area, sees_outcomes=False, filters=source.filters) if area else None
    activities = len({words for label, found in page.terms if label == "Activity" for words in found})
    return source.sheet(
        caption="Organisation" + (", invented for the demonstration" if organisation.is_invented else ""),
        name=organisation.name,
        address=address,
        answer=f"{page.outcome_sentence} {_works_with(len(names))}",
        figures=(
            Figure(f"{len(names):,}", f"service{'s' * (len(names) != 1)} known to work with it"),
            Figure(
                f"{len({service.region_id for service in partners}):,}", "regions of 2009 in which they lie"
            ),
            Figure(f"{activities:,}", "activities that it is known to offer"),
        ),
        comparison=compare_area(
            area,
            nearby.region,
            PlaceCounts(source.filters),
            many=nearby.words.many,
        )
        if area and nearby
        else None,
        sections=(
            _names_section("Where it works", names),
            _gap_section(f"in {area.name}, where it is based", nearby.gaps) if area and nearby else None,
            source.study.barriers_section(None),
            _contacts(source, [organisation]),
            _unknown(
                page.what_is_open,
                f"No service is known to work with it. {NOT_NONE}" if not names else "",
                "Where it is based." if place is None else "",
                "Services may work with it that nobody has told us of.",
            ),
        ),
    )


def _place_sheet(
    source: Source,
    page: PlacePage,
    *,
    caption: str,
    name: str,
    address: str,
    gaps: Sequence[Gap],
    comparison: Comparison | None,
    holders: Sequence[Service | Region],
) -> Sheet:
    services = {service.pk: service for service in page.services}
    known = len(page.engaged & services.keys())
    workers = _workers_in(services)
    unknown = len(services) - known
    return source.sheet(
        caption=caption,
        name=name,
        address=address,
        answer=(
            f"{known:,} of {counted(len(services), page.words.one, page.words.many)} open on "
            f"{day(source.filters.day)} {'is' if known == 1 else 'are'} known to work with a social enterprise."
        ),
        figures=(*(Figure(one.figure, one.label) for one in page.figures[:2]), _gap_figure(gaps)),
        comparison=comparison,
        sections=(
            _names_section(
                "Who works here",
                [_name(one) + (f" (in {number} services)" if number > 1 else "") for one, number in workers],
            ),
            _gap_section(f"in its {page.words.many}", gaps),
            source.study.barriers_section(None),
            _contacts(source, [*holders, *(one for one, _ in workers)]),
            _unknown(
                f"Of {counted(unknown, page.words.one, page.words.many)} nothing is known. {NOT_NONE}"
                if unknown
                else "",
                "Organisations may work here that nobody has told us of, and some asked not to be named.",
            ),
        ),
    )


def _workers_in(services: Collection[int]) -> list[tuple[Organisation, int]]:
    """Return the published organisations that work in these services, with the number of these, the largest first.

    One query.
    """
    working = Engagement.objects.published().working().filter(service__in=services)
    found = Organisation.objects.published().filter(engagements__in=working)
    found = found.annotate(services_here=Count("engagements__service", distinct=True))
    in_order = found.order_by("is_invented", "-services_here", "name", "slug")
    return [(one, getattr(one, "services_here")) for one in in_order]  # noqa: B009  (annotated)


def _service_answer(page: ServicePage, working: int, included: int) -> str:
    if page.is_closed:
        return f"It is closed: its last day was {page.closed}."
    if not working:
        return f"No organisation is known to work here. {NOT_NONE}"
    if working == 1:
        verdict = "is" if included else "is not"
        return f"One organisation is known to work here; it {verdict} known to be a social enterprise today."
    start = f"{working:,} organisations are known to work here"
    if included == 1:
        return f"{start}; one of them is known to be a social enterprise today."
    return f"{start}; {included or 'none'} of them are known to be social enterprises today."


def _works_with(number: int) -> str:
    if not number:
        return f"No prison or probation service is known to work with it. {NOT_NONE}"
    return f"{counted(number, 'prison or probation service works', 'prisons or probation services work')} with it."


def _service_comparison(page: ServicePage, filters: AtlasFilters, many: str) -> Comparison | None:
    if page.service.frame_id != REFERENCE_FRAME:
        return None
    counts = PlaceCounts(filters, kinds=[page.service.kind_id])
    if len(page.areas) == 1:
        return compare_area(page.areas[0], page.region, counts, many=many)
    return compare_region(page.region, counts, many=many)


def _name(body: Organisation | Service | Region) -> str:
    is_unmarked = isinstance(body, Organisation) and body.is_invented and INVENTED_MARK not in body.name
    return f"{body.name} {INVENTED_MARK}" if is_unmarked else body.name


def _names_section(title: str, names: Sequence[str]) -> Section:
    shown, more = first_of(names)
    return Section(title, items_of(shown), more)


def _gap_figure(gaps: Sequence[Gap]) -> Figure:
    return Figure(f"{len(gaps)} of {len(Activity)}", "activities that nobody is known to provide")


def _gap_section(where: str, gaps: Sequence[Gap]) -> Section:
    nearest_first = sorted(gaps, key=lambda gap: (gap.kilometres is None, gap.kilometres or 0))
    shown, more = first_of(nearest_first, MOST_GAPS)
    return Section(
        f"What nobody is known to provide {where}", items_of(_gap_words(gap) for gap in shown), more
    )


def _gap_words(gap: Gap) -> str:
    if gap.kilometres is None:
        return f"{gap.activity}: no social enterprise is listed for it within about 70 miles"
    return f"{gap.activity}: the nearest is {shortened(gap.name, LONGEST_CELL)}, {miles(gap.kilometres)}"


def _contacts(source: Source, bodies: Sequence[Organisation | Service | Region]) -> Section:
    """Return whom to ask: of these bodies those that can be reached, and the study."""
    found = [(one, one.contact) for one in bodies]
    rows = [
        shortened(f"{_name(one)}: {_contact_words(contact)}", LONGEST_ITEM)
        for one, contact in found
        if contact
    ]
    rows = rows[: MOST_CONTACTS - 1] + list(filter(None, [source.study.whom_to_ask]))
    return Section("Whom to ask", items_of(rows) or ("We have no contact. The page says who works here.",))


def _contact_words(contact: PublicContact) -> str:
    """Return a contact in one line: who answers, how, and whether it may be out of date."""
    words = ", ".join(filter(None, [contact.role, *contact.ways])) or contact.address
    return f"{words} (may be out of date)" if contact.is_old else words


def _unknown(*sentences: str) -> Section:
    return Section("What is not known", items_of(sentences))
