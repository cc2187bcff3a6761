"""Invalid values in any parameter of any public address: pages ignore and report them, the API refuses them."""

import pytest
from django.test import Client

from tests.factories.directory import engaged, listed
from tests.pages import text_of

PAGES = (
    "/atlas/", "/atlas/feed.json", "/atlas/measures.json", "/atlas/map.svg", "/atlas/list.csv", "/atlas/list.geojson",
    "/search/",
)  # fmt: skip
LISTS = (
    "/api/v1/organisations/", "/api/v1/services/", "/api/v1/areas/", "/api/v1/engagements/", "/api/v1/assessments/",
    "/api/v1/studies/", "/api/v1/hsds/organizations/", "/api/v1/hsds/services/", "/api/v1/hsds/locations/",
    "/api/v1/hsds/service_at_locations/",
)  # fmt: skip
OF_PAGES = (
    "q", "name", "near", "bbox", "region", "area", "kind", "service", "outcome", "sector", "verified", "measure",
    "list", "sort", "study", "ground", "page", "after", "before", "labels", "within", "on",
)  # fmt: skip
OF_LISTS = (
    "q", "name", "near", "within", "bbox", "region", "area", "kind", "open_on", "organisation", "definition",
    "included", "study",
    "fields", "format", "cursor", "page_size", "page", "per_page", "search", "postcode", "proximity", "modified_after",
    "taxonomy_term_id", "organization_id",
)  # fmt: skip
NASTY = (
    "", " ", "%00", "a%00b", "-1", "0", "1e400", "nan", "inf,inf", "1,2,3", "-1,54,-2,53", "200,100,300,200",
    "9" * 40, "%F0%9F%94%A5", "%E2%80%AE", "'%22;--", "%3Cscript%3Ealert(1)%3C/script%3E", "../../etc/passwd",
    "ZZ9 9ZZ", "SW1A+1AA", "2009-13-45", "9999-12-31T23:59:59%2B14:00", "%25%25%25_", "(((", "x" * 3000, "%FF%FE",
    "0001-01-01", "cD0x", "٣",
)  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]


@pytest.fixture
def client() -> Client:
    engaged(listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")
    browser = Client()
    browser.raise_request_exception = True
    return browser


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_invalid_parameters(path: str, client: Client):
    """Every value is tried in every parameter, several at once, so that the test is fast."""
    for shift in range(0, len(NASTY), 3):
        query = "&".join(f"{name}={NASTY[(shift + at) % len(NASTY)]}" for at, name in enumerate(OF_PAGES))
        response = client.get(f"{path}?{query}")

        # A file is refused with the reasons, in plain text.
        is_file = "/list." in path or "/map." in path
        assert response.status_code in ((200, 304, 400) if is_file else (200, 304)), query
        assert b"<script>alert" not in b"".join(response) or "html" not in response["Content-Type"]


@pytest.mark.parametrize(
    "path", [LISTS[0], *(pytest.param(path, marks=pytest.mark.slow) for path in LISTS[1:])]
)
def test_a_list_of_the_api_answers_or_refuses_invalid_parameters(path: str, client: Client):
    for at, name in enumerate(OF_LISTS):
        for nasty in NASTY[at % 3 :: 3]:
            response = client.get(f"{path}?{name}={nasty}")

            assert response.status_code in (200, 400), f"{name}={nasty}"
            if response.status_code == 400:
                assert list(response.json()) == [name]
                assert all(response.json()[name])


def test_an_unknown_postcode_stays_in_its_field_with_the_reason(client: Client):
    text = text_of(client.get("/atlas/?near=ZZ99%00+9ZZ&sort=distance"))

    assert 'name="near" type="text" value="ZZ99 9ZZ"' in text
    assert text.count("“ZZ99 9ZZ” is not a postcode of England or Wales that we know.") == 2
    assert "<li>To sort by distance, say from where" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "near=ZZ9",
            "“ZZ9” is not a postcode of England or Wales that we know. Write a postcode or its first half",
        ),
        ("near=EH1 1AA", "“EH1 1AA” is not a postcode of England or Wales"),
        ("near=0,0", "This point is not in Great Britain"),
        ("bbox=10,10,20,20", "This box lies outside Great Britain"),
        ("bbox=-1,54,-2,53", "A box runs from west to east and from south to north"),
        ("sort=distance", "To sort by distance, say from where"),
        ("study=none", "There is no published study “none”."),
    ],
)
def test_a_page_reports_the_values_it_ignored(query: str, words: str, client: Client):
    assert words in client.get(f"/atlas/?{query}").content.decode()
