"""Compression: public pages for visitors, never a page with a session or a token."""

import gzip

import pytest

from tests.factories.directory import listed
from tests.factories.survey import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

PACKED = {"headers": {"Accept-Encoding": "gzip"}}


def whole(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/atlas/?region=wales",
        "/atlas/measures.json",
        "/atlas/map.svg",
        "/atlas/list.csv?list=services",
        "/atlas/list.geojson?list=areas",
        "/services/hmp-leeds/",
        "/api/v1/services/?page_size=100",
    ],
)
def test_a_public_page_is_compressed_for_a_visitor_and_unchanged(client, address):
    plain, packed = client.get(address), client.get(address, **PACKED)
    content = whole(packed)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(content) == whole(plain)
    assert "Content-Encoding" not in plain.headers


def test_the_feed_and_pictures_are_not_compressed_again(client):
    listed("Leeds Bakery", outcode="LS9")

    assert gzip.decompress(client.get("/atlas/feed.json", **PACKED).content).startswith(b"{")
    assert "Content-Encoding" not in client.get("/atlas/map.png", **PACKED).headers


@pytest.mark.parametrize("address", ["/", "/atlas/", "/services/hmp-leeds/", "/api/v1/services/"])
def test_nothing_is_compressed_for_somebody_signed_in(client_for, address):
    assert "Content-Encoding" not in client_for("researcher").get(address, **PACKED).headers


def test_a_page_with_a_token_is_never_compressed(client, client_for):
    """Every public address is tried: a response with a token or a cookie is not compressed."""
    study = StudyFactory(is_published=True)
    for address in (
        "/",
        "/atlas/",
        "/definitions/",
        "/studies/",
        study.get_absolute_url(),
        "/accounts/login/",
    ):
        response = client.get(address, **PACKED)
        if response.cookies or b"csrfmiddlewaretoken" in client.get(address).content:
            assert "Content-Encoding" not in response.headers, address
    assert "Content-Encoding" not in client.get("/accounts/login/", **PACKED).headers


def test_a_compressed_response_of_the_api_gets_not_modified(client):
    first = client.get("/api/v1/services/?page_size=100", **PACKED)
    again = client.get(
        "/api/v1/services/?page_size=100",
        headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]},
    )

    assert first.headers["Content-Encoding"] == "gzip"
    assert again.status_code == 304
