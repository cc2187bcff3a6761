"""The feed is cached for a version of the directory, and renewed after any publication."""

import gzip
import json
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from enterprises import actions
from enterprises.models import Organisation
from mapping.atlas import AtlasQuery
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.feed import map_key
from noms.models import Service
from tests.factories.directory import listed

FEED = "/atlas/feed.json"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def shown(client: Client, query: str = "") -> list[int]:
    found: list[int] = json.loads(client.get(FEED + query).content)["organisations"]["id"]
    return found


@pytest.fixture
def shop(committing: Any) -> Organisation:
    with committing():
        return listed("Shop", outcode="LS9")


def test_a_cached_feed_does_not_read_the_directory(
    client: Client, shop: Organisation, django_assert_max_num_queries: Any
):
    first = shown(client)

    with django_assert_max_num_queries(5):
        assert shown(client) == first == [map_key(shop.public_id)]


@pytest.mark.parametrize("act", [actions.unpublish, actions.publish])
def test_any_publication_renews_the_feed(act: Any, client: Client, shop: Organisation, committing: Any):
    shop.is_published = act is actions.unpublish
    shop.save()
    before = shown(client)
    with committing():
        act(organisation=shop, by=None)

    assert len(before) + len(shown(client)) == 1


def test_a_filtered_feed_is_not_the_cached_one(client: Client, shop: Organisation):
    assert shown(client) == [map_key(shop.public_id)]
    assert shown(client, "?region=london") == []
    assert shown(client) == [map_key(shop.public_id)]


def test_the_feed_is_compressed_for_browsers_that_accept_it(client: Client, shop: Organisation):
    plain = client.get(FEED)
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert packed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]


def test_cached_counts_of_the_whole_map_follow_a_publication_and_filtered_maps_have_their_own(
    shop: Organisation, committing: Any
):
    def counts(query: str = "") -> tuple[int, list[int]]:
        atlas = AtlasQuery(QueryDict(query))
        return atlas.counts["organisations"], [circle.count for circle in draw(atlas).circles]

    assert counts() == (1, [1])
    assert counts("region=london") == (0, [])

    with committing():
        actions.unpublish(organisation=shop, by=None)

    assert counts() == (0, [])


def test_services_known_to_work_with_an_enterprise_follow_a_new_relation(shop: Organisation, committing: Any):
    assert AtlasQuery(QueryDict()).engaged == set()

    with committing():
        leeds = Service.objects.get(slug="hmp-leeds")
        actions.engage(
            organisation=shop,
            service=leeds,
            source_kind="register",
            source="Register.",
            is_published=True,
            by=None,
        )

    assert AtlasQuery(QueryDict()).engaged == {leeds.pk}
