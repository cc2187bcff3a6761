"""The shipped files give the frame of the study: exactly these prisons, areas and trusts."""

from __future__ import annotations

import datetime as dt

import pytest

from noms.models import (
    DataSource,
    LocalAuthority,
    Outcode,
    Prison,
    ProbationArea,
    ProbationTrust,
    Region,
    Service,
    Site,
)
from noms.vocabulary import CountingUnit, DatePrecision, ServiceForm

MID_2009, JUNE_2025 = dt.date(2009, 7, 1), dt.date(2025, 6, 30)
EVE, TRUSTS = dt.date(2010, 3, 31), dt.date(2010, 4, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_mid_2009_has_140_sites_in_135_prisons_and_42_probation_services() -> None:
    prisons = Prison.objects.open_on(MID_2009).with_sites()

    assert Site.objects.open_on(MID_2009).count() == 140
    assert prisons.count() == 135
    assert sum(p.counting_unit_count(CountingUnit.SITE, MID_2009) for p in prisons) == 140
    assert ProbationArea.objects.count() == 42
    assert ProbationTrust.objects.open_on(MID_2009).count() == 42


@pytest.mark.parametrize(
    ("day", "area_services", "trusts"),
    [
        pytest.param(EVE, 42, 0, id="last-day-of-the-areas"),
        pytest.param(TRUSTS, 0, 35, id="first-day-of-the-trusts"),
        pytest.param(dt.date(2014, 5, 31), 0, 35, id="last-day-of-the-trusts"),
        pytest.param(dt.date(2014, 6, 1), 0, 0, id="after"),
    ],
)
def test_no_day_counts_both_layers_of_probation(day: dt.date, area_services: int, trusts: int) -> None:
    services = ProbationTrust.objects.open_on(day)

    assert services.filter(form=ServiceForm.AREA_SERVICE).count() == area_services
    assert services.filter(form=ServiceForm.TRUST).count() == trusts


def test_the_rest_of_the_frame_is_whole() -> None:
    assert Region.objects.noms().count() == 10
    assert list(Region.objects.noms().values_list("name", flat=True))[:2] == ["North East", "North West"]
    assert (LocalAuthority.objects.count(), Outcode.objects.count(), DataSource.objects.count()) == (
        318,
        2411,
        32,
    )
    assert not Outcode.objects.filter(area__isnull=True).exists()
    assert not Site.objects.filter(local_authority__isnull=True).exists()


@pytest.mark.parametrize(
    ("region", "sites", "establishments", "areas", "trusts"),
    [
        ("North East", 8, 8, 3, 2),
        ("North West", 17, 17, 5, 5),
        ("Yorkshire and Humberside", 15, 14, 4, 4),
        ("East Midlands", 17, 17, 5, 5),
        ("West Midlands", 12, 12, 4, 3),
        ("Wales", 5, 4, 4, 1),
        ("East of England", 14, 14, 6, 5),
        ("London", 8, 8, 1, 1),
        ("South East", 30, 27, 5, 4),
        ("South West", 14, 14, 5, 5),
    ],
)
def test_each_region_has_its_services(
    region: str, sites: int, establishments: int, areas: int, trusts: int
) -> None:
    row = Region.objects.noms().get(name=region)

    assert Site.objects.open_on(MID_2009).in_region(row).count() == sites
    assert Service.objects.prisons().open_on(MID_2009).in_region(row).count() == establishments
    assert Service.objects.probation().open_on(MID_2009).in_region(row).count() == areas
    assert Service.objects.probation().open_on(TRUSTS).in_region(row).count() == trusts


def test_every_fact_names_a_source_that_is_there() -> None:
    keys = set(DataSource.objects.values_list("key", flat=True))

    for model in (Region, ProbationArea, Service, Site, LocalAuthority):
        for row in model.objects.all():
            assert row.source_keys, row
            assert set(row.source_keys) <= keys, row


def test_isle_of_wight_is_one_prison_with_three_sites_and_two_after_camp_hill_closed() -> None:
    prison = Prison.objects.get(noms_code="IWI")

    assert sorted(site.noms_code for site in prison.sites.open_on(MID_2009)) == ["ALI", "CHI", "PKI"]
    assert [site.noms_code for site in prison.sites.open_on(JUNE_2025)] == ["IWI"]
    assert (prison.opened, prison.closed_on) == ("April 2009", None)
    assert prison.counting_unit_count(CountingUnit.SITE, MID_2009) == 3
    assert prison.counting_unit_count(CountingUnit.SITE, dt.date(2014, 1, 1)) == 2
    assert prison.counting_unit_count(CountingUnit.ESTABLISHMENT) == 1


@pytest.mark.parametrize(
    ("code", "closed_on", "precision", "successor"),
    [
        pytest.param("AKI", dt.date(2011, 10, 30), DatePrecision.DAY, "NLI", id="merged-on-a-known-day"),
        pytest.param("EVI", dt.date(2013, 12, 30), DatePrecision.YEAR, "HMI", id="merged-in-a-known-year"),
        pytest.param("NEI", dt.date(2011, 12, 31), DatePrecision.YEAR, "HPI", id="merged-into-its-neighbour"),
        pytest.param("LAI", dt.date(2011, 12, 31), DatePrecision.YEAR, None, id="closed"),
        pytest.param(
            "GPI", dt.date(2017, 12, 31), DatePrecision.YEAR, "FEI", id="rebuilt-under-another-name"
        ),
        pytest.param("MHI", None, "", None, id="changed-its-role-but-stayed"),
    ],
)
def test_the_status_of_a_prison_follows_from_its_history(
    code: str, closed_on: dt.date | None, precision: str, successor: str | None
) -> None:
    prison = Prison.objects.get(noms_code=code)

    assert (prison.closed_on, prison.closed_precision) == (closed_on, precision)
    assert (prison.successor.noms_code if prison.successor else None) == successor


@pytest.mark.parametrize("year", range(2009, 2025))
def test_merged_prisons_and_what_followed_are_never_open_on_one_day(year: int) -> None:
    for day in (dt.date(year, 1, 1), dt.date(year, 7, 1), dt.date(year, 12, 31)):
        open_codes = set(Prison.objects.open_on(day).values_list("noms_code", flat=True))

        assert ("NLI" in open_codes) + ("AKI" in open_codes) == 1
        assert ("HMI" in open_codes) + ("EVI" in open_codes) == 1


def test_morton_hall_tells_of_its_years_as_a_removal_centre() -> None:
    prison = Prison.objects.get(noms_code="MHI")

    assert prison.form == ServiceForm.PRISON
    assert "IRC Morton Hall from 2011" in prison.note


def test_wales_has_four_areas_under_one_trust() -> None:
    trust = ProbationTrust.objects.get(slug="wales-probation-trust")

    assert sorted(area.name for area in trust.areas_2010.all()) == [
        "Dyfed-Powys",
        "Gwent",
        "North Wales",
        "South Wales",
    ]
    assert trust.predecessors.count() == 4
    assert trust.area is None


def test_the_words_of_each_source_are_unchanged() -> None:
    for source in DataSource.objects.all():
        assert source.title
        assert source.licence
        assert "as above" not in source.attribution
