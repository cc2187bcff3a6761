"""The constraints of the frame and their messages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from noms.models import Frame, Outcode, Prison, ProbationTrust, Service
from noms.models.bases import Sourced, format_date
from noms.vocabulary import CountingUnit, DatePrecision, ServiceForm
from tests.factories.noms import (
    DataSourceFactory,
    FrameFactory,
    LocalAuthorityFactory,
    OutcodeFactory,
    ProbationAreaFactory,
    RegionFactory,
    ServiceFactory,
    ServiceKindFactory,
    SiteFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OPEN = {"opened_on": dt.date(2009, 7, 1), "opened_precision": "day"}
SAME_DAY = {"closed_on": dt.date(2009, 7, 1), "closed_precision": "day"}
EVE = {"closed_on": dt.date(2009, 6, 30), "closed_precision": "day"}

PLACE = "Give a latitude and a longitude in Great Britain."
POINT = "Give a latitude from -90 to 90 and a longitude from -180 to 180, or neither."
CODE = "The code of a prison has three letters, as in the prison register."
BOX = "The box must run from south to north and from west to east."
ORDER = "The last day open must be on or after the opening date."
OPENING = "Say how exactly the opening date is known, or leave both empty."
CLOSING = "Say how exactly the last day open is known, or leave both empty."
FORM = "Choose a form that belongs to the kind of service."


@pytest.mark.parametrize(
    "factory",
    [
        DataSourceFactory, FrameFactory, ServiceKindFactory, RegionFactory, ProbationAreaFactory, ServiceFactory,
        SiteFactory, LocalAuthorityFactory, OutcodeFactory,
    ],
)  # fmt: skip
def test_the_least_row_is_valid_and_names_itself(factory: Any) -> None:
    row = factory()

    row.full_clean()
    assert str(row)


@pytest.mark.parametrize(
    ("factory", "values"),
    [
        pytest.param(ServiceFactory, {"latitude": 49.8, "longitude": -8.7}, id="corner-of-the-box"),
        pytest.param(ServiceFactory, OPEN | SAME_DAY, id="open-for-one-day"),
        pytest.param(ServiceFactory, EVE, id="opening-not-known"),
        pytest.param(ServiceFactory, OPEN, id="still-open"),
        pytest.param(ServiceFactory, {"form": ServiceForm.IRC}, id="removal-centre"),
        pytest.param(ServiceFactory, {"trust": True}, id="trust"),
        pytest.param(ServiceFactory, {"probation": True}, id="area-service"),
        pytest.param(ServiceFactory, {"own": True, "latitude": -33.9, "longitude": 151.2}, id="elsewhere"),
        pytest.param(
            ServiceFactory, {"own": True, "latitude": None, "longitude": None}, id="without-a-point"
        ),
        pytest.param(ServiceFactory, {"own": True, "noms_code": "NSW-0014"}, id="code-of-another-country"),
        pytest.param(SiteFactory, OPEN | SAME_DAY, id="site-open-for-one-day"),
    ],
)
def test_valid_rows_are_accepted(factory: Any, values: dict[str, Any]) -> None:
    factory(**values).full_clean()


@pytest.mark.parametrize(
    ("factory", "values", "message"),
    [
        pytest.param(RegionFactory, {"latitude": 0.0}, PLACE, id="region-at-sea"),
        pytest.param(RegionFactory, {"north": 51.0}, BOX, id="region-without-an-inside"),
        pytest.param(ProbationAreaFactory, {"longitude": 3.0}, PLACE, id="area-at-sea"),
        pytest.param(ProbationAreaFactory, {"west": 1.0}, BOX, id="area-without-an-inside"),
        pytest.param(OutcodeFactory, {"latitude": 62.0}, PLACE, id="outcode-at-sea"),
        pytest.param(ServiceFactory, {"latitude": 49.79}, PLACE, id="service-at-sea"),
        pytest.param(ServiceFactory, {"latitude": None, "longitude": None}, PLACE, id="service-nowhere"),
        pytest.param(ServiceFactory, {"latitude": None}, POINT, id="half-a-point"),
        pytest.param(ServiceFactory, {"longitude": 181.0}, POINT, id="off-the-earth"),
        pytest.param(ServiceFactory, {"noms_code": "LEEDS"}, CODE, id="code-that-is-not-the-register's"),
        pytest.param(ServiceFactory, OPEN | EVE, ORDER, id="closes-before-it-opens"),
        pytest.param(ServiceFactory, OPEN | {"opened_precision": ""}, OPENING, id="how-exact"),
        pytest.param(ServiceFactory, {"opened_precision": "day"}, OPENING, id="exact-about-nothing"),
        pytest.param(ServiceFactory, EVE | {"closed_precision": ""}, CLOSING, id="closing-how-exact"),
        pytest.param(ServiceFactory, {"closed_precision": "year"}, CLOSING, id="exact-about-no-closing"),
        pytest.param(ServiceFactory, {"form": ServiceForm.TRUST}, FORM, id="prison-that-is-a-trust"),
        pytest.param(
            ServiceFactory, {"kind_id": "probation", "form": "irc"}, FORM, id="probation-that-is-a-centre"
        ),
        pytest.param(SiteFactory, {"latitude": 90.0}, PLACE, id="site-at-sea"),
        pytest.param(SiteFactory, OPEN | EVE, ORDER, id="site-closes-before-it-opens"),
        pytest.param(SiteFactory, OPEN | {"opened_precision": ""}, OPENING, id="site-how-exact"),
        pytest.param(SiteFactory, {"closed_precision": "day"}, CLOSING, id="site-closing"),
    ],
)
def test_invalid_rows_are_refused_with_a_message(factory: Any, values: dict[str, Any], message: str) -> None:
    refuse(factory(), values, message)


def test_a_trust_names_no_single_area() -> None:
    trust, area = ServiceFactory(trust=True), ProbationAreaFactory()

    refuse(trust, {"area": area}, "A trust's areas are kept with the areas: leave the area empty.")


def test_an_open_service_has_no_successor() -> None:
    message = "Only a closed service has a successor, and never itself."
    closed = ServiceFactory(**EVE)

    refuse(ServiceFactory(), {"successor": closed}, message)
    refuse(closed, {"successor": closed}, message)


def test_a_closed_service_has_a_successor() -> None:
    after = ServiceFactory()

    ServiceFactory(**EVE, successor=after).full_clean()

    assert after.predecessors.count() == 1


def test_two_areas_do_not_share_a_tile() -> None:
    one, other = ProbationAreaFactory(), ProbationAreaFactory()

    refuse(
        other,
        {"tile_row": one.tile_row, "tile_column": one.tile_column},
        "Another area already has this tile.",
    )


@pytest.mark.parametrize("field", ["slug", "noms_code"])
def test_two_services_do_not_share_an_address_or_a_code(field: str) -> None:
    ServiceFactory(**{field: "KTI"})

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(**{field: "KTI"})


def test_a_code_is_unique_within_its_frame() -> None:
    first, other = FrameFactory.create_batch(2)
    ServiceFactory(noms_code="KTI")
    ServiceFactory(own=True, frame=first, noms_code="KTI")

    ServiceFactory(own=True, frame=other, noms_code="KTI").full_clean()

    refuse(
        ServiceFactory(own=True, frame=first),
        {"noms_code": "KTI"},
        "Another service of this frame has this code.",
    )


def test_there_is_one_reference_frame_and_new_rows_are_in_it() -> None:
    FrameFactory()

    assert [frame.slug for frame in Frame.objects.all() if frame.is_reference] == ["england-and-wales"]
    assert ServiceFactory().frame.is_reference


def test_a_frame_with_services_is_not_deleted() -> None:
    service = ServiceFactory(own=True)

    with pytest.raises(ProtectedError):
        service.frame.delete()


def test_many_services_have_no_code() -> None:
    ServiceFactory.create_batch(2, noms_code=None)


def test_a_service_that_others_point_at_is_not_deleted() -> None:
    site = SiteFactory()

    with pytest.raises(ProtectedError):
        site.service.delete()


def test_a_new_prison_is_a_prison_and_a_new_trust_is_probation() -> None:
    assert Prison().kind_id == "prison"
    assert ProbationTrust().kind_id == "probation"


def test_proxies_hold_their_own_kind_only() -> None:
    prison, area_service, trust = (
        ServiceFactory(),
        ServiceFactory(probation=True),
        ServiceFactory(trust=True),
    )

    assert [row.pk for row in Prison.objects.all()] == [prison.pk]
    assert {row.pk for row in ProbationTrust.objects.all()} == {area_service.pk, trust.pk}


def test_a_prison_counts_as_its_sites_or_as_one() -> None:
    prison = ServiceFactory()
    SiteFactory.create_batch(2, service=prison)
    SiteFactory(service=prison, **EVE)

    assert prison.counting_unit_count(CountingUnit.SITE) == 3
    assert prison.counting_unit_count(CountingUnit.SITE, dt.date(2009, 7, 1)) == 2
    assert prison.counting_unit_count(CountingUnit.ESTABLISHMENT) == 1


def test_a_probation_service_and_a_prison_without_sites_count_as_one() -> None:
    assert ServiceFactory(trust=True).counting_unit_count(CountingUnit.SITE) == 1
    assert ServiceFactory().counting_unit_count(CountingUnit.SITE) == 1


@pytest.mark.parametrize(
    ("precision", "expected"),
    [(DatePrecision.YEAR, "2010"), (DatePrecision.MONTH, "April 2010"), (DatePrecision.DAY, "1 April 2010")],
)
def test_a_date_is_written_as_exactly_as_it_is_known(precision: str, expected: str) -> None:
    assert format_date(dt.date(2010, 4, 1), precision) == expected


def test_an_unknown_date_is_written_as_nothing() -> None:
    service = Service()

    assert (service.opened, service.closed) == ("", "")


def test_sources_are_named_in_their_order() -> None:
    assert Service(source="onspd; compiler;").source_keys == ["onspd", "compiler"]
    assert Service().source_keys == []


def test_every_model_of_facts_says_where_they_come_from() -> None:
    for model in Service._meta.apps.get_app_config("noms").get_models():
        if model.__name__ in {"DataSource", "Frame", "FrameUpload", "ServiceKind"}:
            continue
        assert issubclass(model, Sourced) or model is Outcode, model


def test_services_and_regions_have_pages() -> None:
    assert Service(slug="hmp-kennet").get_absolute_url() == "/services/hmp-kennet/"
    assert RegionFactory.build(slug="wales").get_absolute_url() == "/regions/wales/"


def refuse(row: models.Model, values: dict[str, Any], message: str) -> None:
    """Assert that validation gives the message and the database refuses the row."""
    for name, value in values.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError) as error:
        row.full_clean()
    assert message in error.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
