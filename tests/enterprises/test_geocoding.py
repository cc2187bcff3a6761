"""Organisations are located as exactly as their source says, and no more."""

import pytest
from django.core.exceptions import ValidationError

from enterprises import geocoding
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_a_postcode_gives_the_outward_code_its_point_area_and_region():
    place = geocoding.place(OrganisationFactory(), label="Leeds", postcode="ls9 7tl")

    assert (place.outcode_id, place.area.name, place.region.name) == (
        "LS9",
        "West Yorkshire",
        "Yorkshire and Humberside",
    )
    assert (place.latitude, place.longitude) == (place.outcode.latitude, place.outcode.longitude)


def test_an_outward_code_is_enough():
    assert geocoding.place(OrganisationFactory(), postcode="M27").region.name == "North West"


@pytest.mark.parametrize(
    ("label", "area", "region"),
    [
        pytest.param("Nottinghamshire", "Nottinghamshire", "East Midlands", id="an area"),
        pytest.param("North East England", None, "North East", id="a region, as others call it"),
        pytest.param("Yorkshire and the Humber", None, "Yorkshire and Humberside", id="its other name"),
        pytest.param("Lincolnshire (01522 number)", "Lincolnshire", "East Midlands", id="brackets"),
        pytest.param("somewhere nice", None, None, id="no place"),
        pytest.param("", None, None, id="nothing"),
    ],
)
def test_words_give_an_area_or_a_region_and_never_a_point(label, area, region):
    place = geocoding.place(OrganisationFactory(), label=label)

    assert place.area == area or place.area.name == area
    assert place.region == region or place.region.name == region
    assert place.latitude is None


@pytest.mark.parametrize("postcode", ["EH1 1AA", "nonsense", "ZZ9 9ZZ"])
def test_a_postcode_that_is_not_of_england_or_wales_is_refused(postcode):
    organisation = OrganisationFactory()

    with pytest.raises(ValidationError, match="postcode of England or Wales"):
        geocoding.place(organisation, postcode=postcode)

    assert not organisation.places.exists()


def test_placing_again_moves_the_main_place():
    organisation = OrganisationFactory()
    geocoding.place(organisation, label="Leeds", postcode="LS9")

    geocoding.place(organisation, postcode="M27")

    place = organisation.places.get()
    assert (place.label, place.outcode_id, place.region.name) == ("Leeds", "M27", "North West")


def test_a_postcode_is_found_in_a_text():
    assert geocoding.postcode_in("Langwith, NG20 9DR (north Nottinghamshire)") == "NG20 9DR"
    assert geocoding.postcode_in("Leeds") == ""
