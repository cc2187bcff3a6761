"""Benchmarks of the directory: assessment, map, lists, filters, search, API and reports."""

import datetime as dt
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import ModelSerializer
from rest_framework.test import APIRequestFactory
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from bench import name_matching, scratch
from bench.timing import Row, clock, in_turn
from enterprises import actions
from enterprises.api import OrganisationViewSet
from enterprises.api.serializers import OrganisationSerializer
from enterprises.classification import definitions
from enterprises.filters import OrganisationFilter
from enterprises.models import Assessment, Organisation
from mapping.atlas import AtlasQuery, feed
from mapping.atlas.listing import SIZES, Listing
from reports import registry
from reports.disclosure import control
from search.results import Results
from survey.models import Study

API = "/api/v1/organisations/"
FILTERS = "region=london&sector=food&outcome=social_enterprise"
MAX_ASSESSED = 20_000
MIDDLE = "Port Pretend"
"""A name in the middle of the list."""

PLACES = {
    "by distance": "near=53.8,-1.5",
    "in a box": "bbox=-1.7,53.7,-1.4,53.9",
    "as GeoJSON": "format=geojson",
}
SEARCHES = {
    "by a word that one name has": "Bakery 777",
    "by a word that many names have": "bakery",
    "by a word spelt wrong": "Bakrey 777",
}
STUDY_REPORTS = ("coverage", "engagement", "definition")


def rows(number: int) -> Iterator[Row]:
    """Yield every row at one size, in the database that `scratch` prepared."""
    scratch.fill(number)
    yield _assessment(number)
    today = timezone.localdate()
    yield _beside_sql("map feed, uncached", number, lambda: _feed(today), goal=6, rounds=3)
    duration, other = in_turn(
        lambda: feed.compressed_feed(AtlasQuery(QueryDict()), today),
        lambda: _feed(today),
        rounds=3,
        clock=clock(),
    )
    yield _row("map feed, cached", "uncached", number, duration, other, 0.2)
    yield _beside_sql("list page in the middle", number, lambda: _list_rows(f"page={_middle()}"), goal=3)
    filtered = f"{FILTERS}&page={_middle(FILTERS)}"
    yield _beside_sql("list page in the middle, three filters", number, lambda: _list_rows(filtered), goal=3)
    yield _beside_sql(
        "filters with facets", number, lambda: OrganisationFilter(QueryDict(FILTERS)).facets(), goal=3
    )
    yield _beside_sql("facets of everything, uncached", number, _facets, goal=2)
    duration, other = in_turn(
        lambda: OrganisationFilter(QueryDict("")).facets(), _facets, rounds=3, clock=clock()
    )
    yield _row("facets of everything, cached", "uncached", number, duration, other, 0.2)
    for work, text in SEARCHES.items():
        yield _beside_sql(f"search {work}", number, partial(_searched, text), goal=2)
    yield from name_matching.rows(number)
    yield from _api(number)
    study = Study.objects.published().first()
    assert study is not None, "the demonstration study is there"
    for name in STUDY_REPORTS:
        yield _beside_sql(f"report: {name}", number, _report(study, name), goal=2)


def _assessment(number: int) -> Row:
    """Assess and store up to 20,000 organisations; compared with only storing the same rows."""
    kinds = (definitions.get(),)
    some = list(Organisation.objects.active().order_by("-pk").values_list("pk", flat=True)[:MAX_ASSESSED])
    with transaction.atomic():
        rows = Assessment.objects.current(definitions.DEFAULT).filter(organisation__gte=min(some))
        made = list(rows)
        Assessment.objects.filter(organisation__gte=min(some)).delete()

        def rolled_back(run: Callable[[], object]) -> None:
            with transaction.atomic():
                run()
                transaction.set_rollback(True)

        def store() -> None:
            for start in range(0, len(made), 500):
                fresh = [_copy(row) for row in made[start : start + 500]]
                Assessment.objects.bulk_create(fresh)

        def assess() -> None:
            actions.assess_all(by=None, organisations=some, using=kinds)

        duration, other = in_turn(
            lambda: rolled_back(assess), lambda: rolled_back(store), rounds=1, clock=clock()
        )
        transaction.set_rollback(True)
    return _row(
        f"assess and store at most {MAX_ASSESSED:,} organisations",
        "bulk insert of the same rows",
        number,
        duration,
        other,
        3,
    )


def _copy(row: Assessment) -> Assessment:
    fields = {field.attname: getattr(row, field.attname) for field in Assessment._meta.concrete_fields}
    return Assessment(**{**fields, "id": None})


def _api(number: int) -> Iterator[Row]:
    cursor = b64encode(f"p={MIDDLE}".encode()).decode()
    whole = _api_request(OrganisationViewSet, f"{API}?cursor={cursor}")
    yield _beside_sql("API page in the middle, 100 rows", number, whole, goal=3)
    deep = max(1, Organisation.objects.published().filter(name__lt=MIDDLE).count() // 100)
    plain = _api_request(PlainViewSet, f"{API}?page={deep}")
    duration, other = in_turn(whole, plain, clock=clock())
    yield _row("API page in the middle, 100 rows", "ModelSerializer, offset", number, duration, other, 0.2)
    few = _api_request(OrganisationViewSet, f"{API}?cursor={cursor}&fields=name,slug")
    yield _beside_sql("API page, two fields", number, few, goal=3)
    yield _beside_sql(
        "API page, three filters", number, _api_request(OrganisationViewSet, f"{API}?{FILTERS}"), goal=3
    )
    for work, query in PLACES.items():
        yield _beside_sql(f"API {work}", number, _api_request(OrganisationViewSet, f"{API}?{query}"), goal=3)


class PlainPages(PageNumberPagination):
    """Numbered pages of Django REST Framework."""

    page_size = 100


class PlainSerializer(OrganisationSerializer):
    """The same fields, serialised by Django REST Framework."""

    def to_representation(self, instance: Organisation) -> dict[str, object]:
        instance.current_assessments = list(instance.assessments.filter(is_current=True))
        return ModelSerializer.to_representation(self, instance)


class PlainViewSet(ReadOnlyModelViewSet[Organisation]):
    """A view set without our own code: pages by offset, related rows fetched one by one."""

    serializer_class = PlainSerializer
    queryset = Organisation.objects.published().order_by("name", "slug")
    pagination_class = PlainPages
    permission_classes = [AllowAny]
    authentication_classes: list[type] = []
    renderer_classes = [JSONRenderer]


def _api_request(viewset: type[GenericViewSet[Organisation]], address: str) -> Callable[[], object]:
    view = viewset.as_view({"get": "list"})
    make = APIRequestFactory().get

    def ask() -> object:
        request = make(address, headers={"Host": "localhost"})
        request.user = AnonymousUser()
        response = view(request)
        response.render()
        assert response.status_code == 200, response.content
        return response.content

    return ask


def _feed(today: dt.date) -> bytes:
    caches["pages"].clear()
    return feed.compressed_feed(AtlasQuery(QueryDict()), today)


def _facets() -> object:
    caches["pages"].clear()
    return OrganisationFilter(QueryDict("")).facets()


def _list_rows(query: str) -> object:
    return Listing(AtlasQuery(QueryDict(query))).rows


def _middle(query: str = "") -> int:
    """Return the number of the page of the list that has the name in the middle."""
    before = OrganisationFilter(QueryDict(query)).queryset.filter(name__lt=MIDDLE).count()
    return before // SIZES["organisations"] + 1


def _searched(text: str) -> list[str]:
    return Results(text).keys


def _report(study: Study, name: str) -> Callable[[], object]:
    return lambda: control(registry.make(name, study, detail=False))


def _beside_sql(work: str, number: int, run: Callable[[], object], *, goal: float, rounds: int = 5) -> Row:
    """Time the work, compared with its SQL alone: the same statements as text, with every row fetched."""
    with CaptureQueriesContext(connection) as captured:
        run()
    statements = [query["sql"] for query in captured if query["sql"].lstrip().startswith(("SELECT", "WITH"))]

    def bare() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    duration, other = in_turn(run, bare, rounds=rounds, clock=clock())
    return _row(work, f"its {len(statements)} statements of SQL alone", number, duration, other, goal)


def _row(work: str, beside: str, number: int, duration: float, other: float, goal: float) -> Row:
    return Row(work, beside, number, duration, other, f"at most {goal:g} times", duration <= goal * other)
