"""All that anybody can fetch without an account: pages, lists, files, feeds, the API, reports in every format."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import QuerySet
from django.test import Client

from enterprises.models import Engagement, Organisation
from mapping.atlas.feed import map_key
from noms.models import ProbationArea, Region, Service
from noms.vocabulary import REFERENCE_FRAME
from reports import registry
from survey.models import Study
from tests.access_table import API, EVERYBODY, PAGES
from tests.routes import Route, routes

REPORT_FORMATS = (".csv", ".json", ".xlsx", ".ods", "/")
LISTS = ("organisations", "services", "areas")
NOT_OF_THE_DIRECTORY = ("survey-", "atlas-geometry", "atlas-png", "healthz", "readyz")
"""Addresses of one respondent's own link, of coastlines, of pictures without text, and of the machine's health."""


def addresses(
    organisations: Iterable[Organisation],
    *,
    search: Iterable[str] = (),
    formats: Iterable[str] = REPORT_FORMATS,
) -> Iterator[str]:
    """Yield each public address, once for each of the organisations and for each row that it may be about.

    `search` are further words to look for, wherever something is looked for; `formats` are the endings of reports.
    """
    every = list(organisations)
    for route in routes():
        if {**PAGES, **API}.get(route.name) == EVERYBODY and not route.name.startswith(NOT_OF_THE_DIRECTORY):
            yield from _examples(route, every)
    for shown in LISTS:
        for ending in ("", "list.csv", "list.geojson", "map.svg"):
            yield f"/atlas/{ending}?list={shown}"
    keys = ",".join(str(map_key(each.public_id)) for each in every)
    yield f"/atlas/feed.json?labels={keys}"
    yield "/atlas/?sort=evidence"
    yield "/api/v1/organisations/?format=geojson"
    yield "/api/v1/hsds/locations/?per_page=100&page=2"
    for study, name, ending in product(Study.objects.published(), registry.names(), formats):
        yield f"/studies/{study.slug}/reports/{name}{ending}"
    for words in (*search, *(each.name for each in every)):
        for address in ("/search/", "/atlas/", "/api/v1/organisations/"):
            yield f"{address}?q={words}"
        yield f"/api/v1/hsds/organizations/?search={words}"


def bodies(client: Client, found: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Yield address, status and text of each answer, with its headers, its cursors and unpacked workbooks."""
    for address in found:
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"\n".join(packed.read(name) for name in packed.namelist())
        text = content.decode(errors="replace")
        headers = {
            name: words for name, words in response.headers.items() if name not in ("Date", "Set-Cookie")
        }
        yield address, response.status_code, f"{text}\n{headers}\n{_cursors(text)}"


def _cursors(text: str) -> list[str]:
    parts = [part.split('"')[0] for part in text.split("cursor=")[1:]]
    found = [parse_qs(urlsplit(f"?cursor={part}").query)["cursor"][0] for part in parts if part]
    return [b64decode(each, validate=False).decode(errors="replace") for each in found]


def _examples(route: Route, organisations: list[Organisation]) -> Iterator[str]:
    first = route.pattern.removeprefix("api/v1/").split("/")[0]
    values = {
        "study": Study.objects.published().values_list("slug", flat=True).first() or "none",
        "name": "coverage" if first in ("studies", "sheet") else "seuk",
        "format": "csv",
        "chart": "by_region",
        "curve": "sensitivity_trading",
        "picture": "svg",
        "layer": "areas_2009",
        "ending": "docx",
        "number": "1",
    }
    if "<" not in route.pattern:
        yield route.example(values)
        return
    for name, keys in _keys(first, route.pattern, organisations).items():
        for key in keys:
            yield route.example({**values, name: key})


def _keys(first: str, pattern: str, organisations: list[Organisation]) -> dict[str, list[str]]:
    """Return the values of the parameter by which an address names a row."""
    engagements = Engagement.objects.filter(organisation__in=organisations)
    slugs = {
        "organisations": [each.slug for each in organisations],
        "services": [each.slug for each in Service.objects.filter(engagements__in=engagements).distinct()],
        "regions": list(Region.objects.filter(system__frame=REFERENCE_FRAME).values_list("slug", flat=True)),
        "areas": list(ProbationArea.objects.values_list("slug", flat=True)),
        "studies": list(Study.objects.published().values_list("slug", flat=True)),
    }
    if first == "sheet":
        # A sheet is slower than a page: only those of places where something of these organisations could be.
        about = f"{pattern.split('/')[1]}s"
        places = [place for each in organisations for place in each.places.select_related("area__region")]
        here = {place.area for place in places if place.area}
        slugs["areas"] = sorted(area.slug for area in here)
        slugs["regions"] = sorted({area.region.slug for area in here})
        return {"slug": slugs["studies" if about == "reports" else about]}
    if first == "hsds":
        return {"id": _ids(pattern.split("hsds/")[1].split("/")[0], organisations, engagements)}
    if first == "engagements":
        return {"public_id": [str(each.public_id) for each in engagements]}
    if first == "assessments":
        return {"id": [f"{each.slug}.inclusive-2009" for each in organisations]}
    return {"slug": slugs.get(first, ["none"])}


def _ids(resource: str, organisations: list[Organisation], engagements: QuerySet[Engagement]) -> list[str]:
    rows: list[Any] = list(organisations)
    if resource == "service_at_locations":
        rows = list(engagements)
    elif resource == "locations":
        rows = [place for each in organisations for place in each.places.all()]
    return [str(row.public_id) for row in rows]
