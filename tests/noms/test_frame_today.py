"""The shipped files give the prisons and delivery units of June 2025, and every day since 2009."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from noms.importing.units import administrative_refusal, administrative_units
from noms.models import (
    LocalAuthority,
    PoliceArea,
    Prison,
    ProbationArea,
    ProbationTrust,
    Region,
    Service,
    Site,
    SiteFate,
    SiteToday,
)
from noms.vocabulary import CountingUnit, Fate, ServiceForm

MID_2009, JUNE_2025 = dt.date(2009, 7, 1), dt.date(2025, 6, 30)
UNITS_BEGAN = dt.date(2021, 6, 26)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_june_2025_has_126_prison_codes_in_121_establishments_and_108_delivery_units() -> None:
    """Counted in the tables that the frame was compiled from. HMP Dartmoor is counted, though it is empty."""
    prisons = Prison.objects.open_on(JUNE_2025).with_sites()

    assert Site.objects.open_on(JUNE_2025).count() == 126
    assert prisons.count() == 121
    assert sum(prison.counting_unit_count(CountingUnit.SITE, JUNE_2025) for prison in prisons) == 126
    assert ProbationTrust.objects.open_on(JUNE_2025).count() == 108
    assert PoliceArea.objects.count() == 43
    assert [today.site.noms_code for today in SiteToday.objects.filter(is_empty=True)] == ["DAI"]


@pytest.mark.parametrize(
    ("region", "police_areas", "units", "sites", "establishments"),
    [
        ("East Midlands", 4, 6, 13, 13),
        ("East of England", 7, 8, 16, 15),
        ("Greater Manchester", 1, 8, 4, 4),
        ("Kent, Surrey and Sussex", 3, 5, 14, 14),
        ("London", 2, 18, 9, 8),
        ("North East", 3, 7, 7, 7),
        ("North West", 4, 13, 11, 11),
        ("South Central", 2, 7, 8, 7),
        ("South West", 5, 9, 11, 11),
        ("Wales", 4, 6, 7, 5),
        ("West Midlands", 4, 10, 12, 12),
        ("Yorkshire and the Humber", 4, 11, 14, 14),
    ],
)
def test_each_region_of_2021_has_its_services(
    region: str, police_areas: int, units: int, sites: int, establishments: int
) -> None:
    row = Region.objects.in_force_on(JUNE_2025).get(name=region)
    services = Service.objects.open_on(JUNE_2025).in_region(row)

    assert PoliceArea.objects.filter(area__region_2021=row).count() == police_areas
    assert services.probation().count() == units
    assert Site.objects.open_on(JUNE_2025).filter(service__region_2021=row).count() == sites
    assert services.prisons().count() == establishments


@pytest.mark.parametrize(
    ("day", "prisons", "probation"),
    [
        pytest.param(MID_2009, 135, 42, id="areas"),
        pytest.param(dt.date(2014, 6, 1), 123, 0, id="after-the-trusts"),
        pytest.param(dt.date(2021, 6, 25), 118, 0, id="eve-of-the-units"),
        pytest.param(UNITS_BEGAN, 118, 108, id="first-day-of-the-units"),
        pytest.param(dt.date(2024, 1, 1), 120, 108, id="units-as-listed-in-2023"),
        pytest.param(dt.date(2025, 4, 1), 121, 109, id="staffordshire-in-two"),
        pytest.param(JUNE_2025, 121, 108, id="greater-manchester-reorganised"),
    ],
)
def test_the_frame_is_right_on_any_day_since_2009(day: dt.date, prisons: int, probation: int) -> None:
    """Prisons by hand, from the 135 of 2009.

    By June 2014 there are five more (Bure, Isis, Hatfield, Thameside, Oakwood), three fewer by mergers and 14 closed;
    then less Dover, Haslar, Kennet, Blantyre House, Holloway, Glen Parva; and Berwyn, Five Wells, Fosse Way, Millsike.
    """
    services = Service.objects.open_on(day)

    assert services.prisons().count() == prisons
    assert services.probation().count() == probation


def test_a_unit_that_was_replaced_has_its_last_day_and_its_successor_where_there_is_one() -> None:
    gone = ProbationTrust.objects.filter(form=ServiceForm.DELIVERY_UNIT, closed_on__isnull=False)

    assert {
        unit.noms_code: (unit.closed, unit.successor.noms_code if unit.successor else "") for unit in gone
    } == {
        "N50SATR": ("May 2025", "N50SFTR"),
        "N50STTR": ("May 2025", ""),
        "N50TAST": ("May 2025", "N50STTA"),
        "N52STST": ("February 2025", ""),
    }
    assert gone.get(noms_code="N52STST").note == "Replaced by Staffordshire North and Staffordshire South."


def test_every_area_lies_in_one_region_of_2021_and_has_its_delivery_units() -> None:
    """Northamptonshire went from the East Midlands to the East of England; nothing else left its old surroundings."""
    moved = {
        (area.region.name, area.region_2021.name)
        for area in ProbationArea.objects.select_related("region", "region_2021")
        if area.region_2021 and area.region.name != area.region_2021.name
    }

    assert moved == {
        ("East Midlands", "East of England"),
        ("North West", "Greater Manchester"),
        ("South East", "Kent, Surrey and Sussex"),
        ("South East", "South Central"),
        ("Yorkshire and Humberside", "Yorkshire and the Humber"),
    }
    units = Service.objects.open_on(JUNE_2025).filter(form=ServiceForm.DELIVERY_UNIT)
    assert not ProbationArea.objects.exclude(pk__in=units.values("area")).exists()
    assert not Service.objects.filter(region_2021=None).exists()


def test_every_authority_has_its_delivery_unit_and_four_have_two() -> None:
    served = {authority.name: authority.delivery_units.count() for authority in LocalAuthority.objects.all()}

    assert Counter(served.values()) == {1: 314, 2: 4}
    assert {name for name, units in served.items() if units == 2} == {
        "Birmingham", "Liverpool", "Manchester", "Ribble Valley",
    }  # fmt: skip


def test_every_site_of_2009_has_its_fate() -> None:
    """140 sites: 112 keep their code, 2 are in use under another, 5 merged, 21 closed (2 of them rebuilt)."""
    assert Counter(SiteFate.objects.values_list("fate", flat=True)) == {
        Fate.IN_USE: 85,
        Fate.CHANGED_FUNCTION: 24,
        Fate.RENAMED: 2,
        Fate.TEMPORARILY_CLOSED: 1,
        Fate.OTHER_CODE: 2,
        Fate.MERGED: 5,
        Fate.CLOSED: 19,
        Fate.REBUILT: 2,
    }


def test_the_facts_of_today_stand_beside_those_of_2009() -> None:
    ashfield = Prison.objects.get(noms_code="ASI")
    today = ashfield.sites.get().today

    assert (ashfield.name, ashfield.name_today) == ("HMYOI Ashfield", "HMP Ashfield")
    assert (ashfield.form, today.form) == (ServiceForm.YOI, ServiceForm.PRISON)
    assert Prison.objects.get(noms_code="GTI").name_today == ""
    assert SiteToday.objects.get(site__noms_code="PRI").welsh_name


def test_hatfield_leaves_moorland_and_becomes_a_prison_of_its_own() -> None:
    moorland, hatfield = Prison.objects.get(noms_code="MDI"), Prison.objects.get(noms_code="HDI")

    assert [site.noms_code for site in moorland.sites.open_on(MID_2009)] == ["MDI", "HDI"]
    assert [site.noms_code for site in moorland.sites.open_on(JUNE_2025)] == ["MDI"]
    assert [site.noms_code for site in hatfield.sites.open_on(JUNE_2025)] == ["HDI"]
    assert hatfield.opened == "2010"


@pytest.mark.parametrize("name", ["Feltham", "Peterborough", "Parc", "Usk", "Grendon"])
def test_five_establishments_have_two_codes_today(name: str) -> None:
    prison = Prison.objects.open_on(JUNE_2025).get(name__contains=name)

    assert prison.sites.open_on(JUNE_2025).count() == 2


def test_administrative_codes_are_recognised() -> None:
    assert len(administrative_units()) == 113
    assert administrative_refusal(" n03all ") == (
        "this is the code of “All Wales”, which is not a place but an office code: leave the row out."
    )
    assert administrative_refusal("N03CTM") == ""
    assert not Service.objects.filter(noms_code__in=administrative_units()).exists()
