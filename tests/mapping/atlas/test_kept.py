"""The feed is kept for an edition of the directory, and made again after any publication."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from enterprises import actions
from enterprises.models import Organisation
from tests.factories.directory import listed

FEED = "/atlas/feed.json"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame")]


def shown(client: Client, query: str = "") -> list[int]:
    found: list[int] = json.loads(client.get(FEED + query).content)["organisations"]["id"]
    return found


@pytest.fixture
def shop(committing: Any) -> Organisation:
    with committing():
        return listed("Shop", outcode="LS9")


def test_a_kept_feed_reads_nothing_of_the_directory(
    client: Client, shop: Organisation, django_assert_max_num_queries: Any
):
    first = shown(client)

    with django_assert_max_num_queries(5):
        assert shown(client) == first == [shop.pk]


@pytest.mark.parametrize("act", [actions.unpublish, actions.publish])
def test_any_publication_makes_the_next_feed(act: Any, client: Client, shop: Organisation, committing: Any):
    shop.is_published = act is actions.unpublish
    shop.save()
    before = shown(client)
    with committing():
        act(organisation=shop, by=None)

    assert len(before) + len(shown(client)) == 1


def test_a_narrower_feed_is_not_the_kept_one(client: Client, shop: Organisation):
    assert shown(client) == [shop.pk]
    assert shown(client, "?region=london") == []
    assert shown(client) == [shop.pk]


def test_the_feed_is_sent_packed_to_those_who_can_unpack_it(client: Client, shop: Organisation):
    plain = client.get(FEED)
    packed = client.get(FEED, headers={"Accept-Encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert packed["ETag"] == plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
