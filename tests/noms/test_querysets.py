"""Querysets of services: the first and last day open, regions, areas, kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from noms.models import Prison, Region, Service, Site
from tests.factories.noms import (
    FrameFactory,
    ProbationAreaFactory,
    RegionFactory,
    RegionSystemFactory,
    ServiceFactory,
    SiteFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OPENED = {"opened_on": dt.date(2009, 1, 10), "opened_precision": "day"}
CLOSED = {"closed_on": dt.date(2009, 1, 20), "closed_precision": "day"}


@pytest.mark.parametrize("factory", [ServiceFactory, SiteFactory])
@pytest.mark.parametrize(
    ("dates", "day", "is_open"),
    [
        pytest.param(OPENED | CLOSED, 9, False, id="eve-of-opening"),
        pytest.param(OPENED | CLOSED, 10, True, id="opening-day"),
        pytest.param(OPENED | CLOSED, 20, True, id="last-day"),
        pytest.param(OPENED | CLOSED, 21, False, id="day-after"),
        pytest.param(CLOSED, 1, True, id="open-since-before-our-records"),
        pytest.param(CLOSED, 21, False, id="closed-whenever-it-opened"),
        pytest.param(OPENED, 31, True, id="still-open"),
        pytest.param(OPENED, 9, False, id="not-yet-open"),
        pytest.param({}, 1, True, id="no-dates-at-all"),
    ],
)
def test_open_on_includes_the_first_and_the_last_day(
    factory: Any, dates: dict[str, Any], day: int, is_open: bool
) -> None:
    row, on_day = factory(**dates), dt.date(2009, 1, day)

    assert type(row).objects.open_on(on_day).filter(pk=row.pk).exists() == is_open
    assert row.was_open_on(on_day) == is_open


@pytest.mark.usefixtures("fieldwork_day")
def test_open_on_means_today_by_default() -> None:
    today = ServiceFactory(opened_on=dt.date(2009, 7, 15), opened_precision="day")
    ServiceFactory(opened_on=dt.date(2009, 7, 16), opened_precision="day")

    assert list(Service.objects.open_on()) == [today]


def test_kinds_and_regions_chain() -> None:
    region = RegionFactory()
    prison = ServiceFactory(region=region)
    trust = ServiceFactory(trust=True, region=region)
    ServiceFactory()

    assert list(Service.objects.in_region(region).prisons()) == [prison]
    assert list(Service.objects.probation().in_region(region).open_on()) == [trust]
    assert list(Prison.objects.in_region(region)) == [Prison.objects.get(pk=prison.pk)]


def test_sites_lie_in_their_prison_s_region() -> None:
    site = SiteFactory()
    SiteFactory()

    assert list(Site.objects.in_region(site.service.region)) == [site]


def test_an_area_has_its_prisons_its_service_and_its_trust() -> None:
    area, elsewhere = ProbationAreaFactory(), ProbationAreaFactory()
    prison = ServiceFactory(area=area, region=area.region)
    ServiceFactory(area=elsewhere, region=elsewhere.region)

    assert set(Service.objects.in_area(area)) == {prison, area.service, area.trust}


def test_with_sites_needs_two_queries_for_any_number(django_assert_num_queries: Callable[..., Any]) -> None:
    for _ in range(3):
        SiteFactory()

    with django_assert_num_queries(2):
        counts = [prison.counting_unit_count("site") for prison in Service.objects.with_sites()]

    assert counts == [1, 1, 1]


def test_the_services_of_a_frame() -> None:
    reference, own = ServiceFactory(), ServiceFactory(own=True)

    assert list(Service.objects.in_frame("england-and-wales")) == [reference]
    assert list(Service.objects.in_frame(own.frame)) == [own]


@pytest.mark.parametrize(
    ("day", "key"),
    [
        pytest.param(dt.date(1995, 1, 1), "noms-2009", id="before-our-records"),
        pytest.param(dt.date(2021, 6, 25), "noms-2009", id="eve-of-the-new-regions"),
        pytest.param(dt.date(2021, 6, 26), "probation-2021", id="their-first-day"),
        pytest.param(dt.date(2026, 1, 1), "probation-2021", id="later"),
    ],
)
def test_the_regions_in_force_are_those_of_the_newest_system_that_had_begun(day: dt.date, key: str) -> None:
    old = RegionFactory(name="London")
    system = RegionSystemFactory(
        key="probation-2021",
        title="Regions of 2021",
        singular="region of 2021",
        begins_on=dt.date(2021, 6, 26),
    )
    new = RegionFactory(name="London", system=system)
    RegionFactory(system=RegionSystemFactory(key="own", frame=FrameFactory()))

    assert [one.system.key for one in Region.objects.in_force_on(day)] == [key]
    assert list(Region.objects.noms()) == [old]
    assert new.full_name == "London (region of 2021)"


def test_a_service_lies_in_one_region_of_each_system() -> None:
    old, new = RegionFactory(), RegionFactory(system=RegionSystemFactory(key="probation-2021"))
    service = ServiceFactory(region=old, region_2021=new)
    elsewhere = RegionSystemFactory(key="own", frame=FrameFactory())

    assert list(Service.objects.in_region(old)) == list(Service.objects.in_region(new)) == [service]
    assert [service.region_in(one) for one in (old.system, new.system, elsewhere)] == [old, new, None]
