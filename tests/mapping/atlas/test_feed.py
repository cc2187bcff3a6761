"""The map's feed: columns that the browser decodes."""

import datetime as dt
import itertools
import json
import tracemalloc

import orjson
import pytest

from enterprises.models import EngagementTerm, Organisation
from enterprises.vocabulary import Sector
from mapping.atlas import feed
from noms.models import Service
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]

DEFINITION = "inclusive-2009"
FIELDWORK = dt.date(2009, 7, 15)


def points(**options):
    """Return the columns as JSON has them."""
    found = feed.organisation_columns(Organisation.objects.published(), DEFINITION, **options)
    return json.loads(orjson.dumps(found, default=list))


def _keys(*organisations):
    return ",".join(str(feed.map_key(organisation.public_id)) for organisation in organisations)


def test_positions_come_back_as_running_sums():
    one, two = listed("One", outcode="LS9"), listed("Two", outcode="TR1")

    found = points()
    places = dict(
        zip(
            found["id"],
            zip(
                itertools.accumulate(found["latitude"]), itertools.accumulate(found["longitude"]), strict=True
            ),
            strict=True,
        )
    )

    for organisation in (one, two):
        place = organisation.places.get()
        latitude, longitude = places[feed.map_key(organisation.public_id)]
        assert latitude / feed.SCALE == pytest.approx(place.latitude, abs=1e-5)
        assert longitude / feed.SCALE == pytest.approx(place.longitude, abs=1e-5)


def test_an_unpublished_organisation_and_one_without_a_place_are_not_in_it():
    OrganisationFactory(is_published=False)
    listed("Placeless")

    assert points()["id"] == []


def test_terms_are_bits_of_its_own_and_of_its_published_relations():
    shop = listed("Shop", outcode="LS9", terms={"sector": "retail"})
    relation = engaged(shop, "hmp-leeds")
    hidden = engaged(shop, "hmp-hull", is_published=False)
    EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term="paid_work")
    EngagementTerm.objects.create(engagement=hidden, vocabulary="activity", term="brokerage")

    columns = points()["columns"]

    assert columns["sector"]["masks"] == [1 << list(Sector.values).index("retail")]
    assert columns["activity"]["masks"] == [1 << columns["activity"]["values"].index("paid_work")]
    assert columns["kind"]["masks"] == [1 << columns["kind"]["values"].index("prison")]


def test_outcome_and_area_are_codes():
    listed("One", outcode="LS9")
    columns = points()["columns"]

    for name, expected in (("outcome", "social_enterprise"), ("area", "west-yorkshire")):
        assert columns[name]["values"][columns[name]["codes"][0]] == expected


def test_the_code_of_a_region_is_of_a_group_with_that_of_2009_and_that_of_2021():
    listed("One", outcode="NN1")
    region = points()["columns"]["region"]

    slugs = [region["values"][position] for position in region["groups"][region["codes"][0]]]

    assert slugs == ["east-midlands", "east-of-england-2021"]


def test_it_has_a_column_for_every_filter_of_the_browser():
    listed("One", outcode="LS9")

    assert set(points()["columns"]) == set(feed.BROWSER_FILTERS)


def test_labels_leave_out_unpublished_organisations():
    shown, hidden = listed("Shown", outcode="LS9"), OrganisationFactory(is_published=False)

    rows = feed.popup_labels(f"{_keys(shown, hidden)},x,-1,{'9' * 40}", DEFINITION)

    assert [row["name"] for row in rows] == ["Shown"]
    assert rows[0]["lines"] == ["Was, in 2009: social enterprise", "LS9"]


def test_services_say_whether_a_social_enterprise_is_known_there():
    leeds = Service.objects.get(slug="hmp-leeds")

    (row,) = feed.service_rows(Service.objects.filter(pk=leeds.pk), {leeds.pk}, FIELDWORK)

    assert row["engaged"] is True
    assert row["url"] == "/services/hmp-leeds/"


@pytest.mark.parametrize("size", [1, 6])
def test_queries_do_not_grow_with_the_directory(size, django_assert_num_queries):
    for number in range(size):
        engaged(listed(f"Enterprise {number}", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")

    keys = _keys(*Organisation.objects.all())

    with django_assert_num_queries(9):
        points()
    with django_assert_num_queries(6):
        feed.popup_labels(keys, DEFINITION)


def test_high_primary_keys_take_no_more_memory():
    """An array up to the last primary key once took 19 GB."""
    food = listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})
    OrganisationFactory(pk=food.pk + 770_000_000)
    tracemalloc.start()
    try:
        found = points(is_whole=True)
        _size, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert found["id"] == [feed.map_key(food.public_id)]
    assert found["columns"]["sector"]["masks"] == [1 << list(Sector.values).index("food")]
    assert peak < 10_000_000


def test_the_whole_directory_has_the_same_columns_as_its_organisations():
    bakery = listed("Bakery", outcode="LS9", terms={"sector": "food"})
    engaged(bakery, "hmp-leeds")
    listed("Bookshop", outcode="TR1", terms={"sector": "retail"})
    OrganisationFactory(name="Hidden")

    assert points(is_whole=True) == points()
