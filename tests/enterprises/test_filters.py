"""The filters of the address: filtering, counting, and leaving out unknown values."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from enterprises import actions
from enterprises.filters import EngagementFilterSet, OrganisationFilter
from enterprises.models import Engagement, Organisation
from tests.factories.enterprises import (
    EngagementFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.factories.noms import ProbationAreaFactory, RegionFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def filters_for(**words: str | list[str]) -> OrganisationFilter:
    return OrganisationFilter(QueryDict(urlencode(words, doseq=True)))


def names(found: OrganisationFilter) -> list[str]:
    return [organisation.name for organisation in found.queryset]


def counts(found: OrganisationFilter, name: str) -> dict[str, int]:
    facet = next(facet for facet in found.facets() if facet.name == name)
    return {option.value: option.count for option in facet.options if option.count}


def published(name: str, **facts: object) -> Organisation:
    return OrganisationFactory(name=name, is_published=True, **facts)


@pytest.fixture
def bakery() -> Organisation:
    """A bakery in the North East that works with a prison there and has a company number."""
    made = published("Bakery")
    north = RegionFactory(name="North", slug="north")
    PlaceFactory(organisation=made, region=north, area=ProbationAreaFactory(slug="durham", region=north))
    IdentifierFactory(organisation=made)
    actions.update_organisation(organisation=made, by=None, terms={"sector": ["food"]})
    service = ServiceFactory(slug="frankland", region=north)
    EngagementFactory(organisation=made, service=service, is_published=True)
    return made


@pytest.fixture
def garden() -> Organisation:
    """A garden without a place, with one engagement that has a term."""
    made = published("Garden")
    actions.engage(
        organisation=made,
        service=ServiceFactory(slug="trust", trust=True),
        source_kind="desk",
        source="Its website",
        by=None,
        terms={"stage": ["community"], "activity": ["volunteering"]},
        is_published=True,
    )
    return made


def test_without_filters_every_published_organisation_is_listed_by_name(
    bakery: Organisation, garden: Organisation
) -> None:
    OrganisationFactory(name="Attic")

    found = filters_for()

    assert names(found) == ["Bakery", "Garden"]
    assert (found.values, found.notices, found.text) == ({}, [], "")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("q", "GARD", ["Garden"]),
        ("region", "north", ["Bakery"]),
        ("area", "durham", ["Bakery"]),
        ("kind", "prison", ["Bakery"]),
        ("kind", "probation", ["Garden"]),
        ("service", "frankland", ["Bakery"]),
        ("sector", "food", ["Bakery"]),
        ("activity", "volunteering", ["Garden"]),
        ("stage", "community", ["Garden"]),
        ("customer", "public_sector", []),
        ("outcome", "undetermined", ["Bakery"]),
        ("outcome", "social_enterprise", []),
        ("verified", "yes", ["Bakery"]),
        ("verified", "no", ["Garden"]),
    ],
)
def test_each_parameter_filters(
    name: str, value: str, expected: list[str], bakery: Organisation, garden: Organisation
) -> None:
    found = filters_for(**{name: value})

    assert names(found) == expected
    assert found.values == {name: [value]}
    assert found.notices == []


def test_values_of_one_parameter_are_joined_by_or_and_parameters_by_and(
    bakery: Organisation, garden: Organisation
) -> None:
    assert names(filters_for(kind=["prison", "probation"])) == ["Bakery", "Garden"]
    assert names(filters_for(kind="prison", stage="community")) == []
    assert names(filters_for(verified=["yes", "no"])) == ["Bakery", "Garden"]


def test_an_organisation_is_found_once_however_often_it_matches(bakery: Organisation) -> None:
    for _ in range(3):
        EngagementFactory(organisation=bakery, is_published=True)

    found = filters_for(kind="prison", region="north", area="durham")

    assert names(found) == ["Bakery"]
    assert counts(found, "kind") == {"prison": 1}


def test_an_unpublished_relation_finds_nothing(bakery: Organisation) -> None:
    Engagement.objects.update(is_published=False)

    assert names(filters_for(kind="prison")) == []
    assert names(filters_for(service="frankland")) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sector", "gold"),
        ("region", "atlantis"),
        ("service", "no such service"),
        ("outcome", "nul\0"),
        ("region", "nul\0"),
        ("q", "nul\0"),
        ("q", "x" * 101),
        ("verified", "perhaps"),
    ],
)
def test_an_unknown_value_is_left_out_with_a_notice(name: str, value: str, bakery: Organisation) -> None:
    found = filters_for(**{name: value}, kind="prison")

    assert names(found) == ["Bakery"]
    assert found.values == {"kind": ["prison"]}
    assert len(found.notices) == 1
    assert found.notices[0].startswith(f"“{value[:40]}")
    assert found.querystring() == "kind=prison"


def test_valid_values_are_used_beside_unknown_ones(bakery: Organisation) -> None:
    found = filters_for(sector=["gold", "food"], region=["north", "atlantis"])

    assert names(found) == ["Bakery"]
    assert found.values == {"sector": ["food"], "region": ["north"]}
    assert len(found.notices) == 2


def test_hundreds_of_unknown_values_give_few_notices() -> None:
    found = filters_for(
        sector=[f"s{number}" for number in range(500)], region=[f"r{number}" for number in range(500)]
    )

    assert len(found.notices) == 8


def test_the_query_string_is_written_without_a_parameter_or_one_of_its_values() -> None:
    found = filters_for(q="bread & butter", sector=["food", "craft"], page="3")

    assert found.querystring() == "q=bread+%26+butter&sector=food&sector=craft"
    assert found.querystring(drop="q") == "sector=food&sector=craft"
    assert found.querystring(drop=("sector", "food")) == "q=bread+%26+butter&sector=craft"


def test_counts_stand_beside_every_value(bakery: Organisation, garden: Organisation) -> None:
    found = filters_for()

    assert counts(found, "region") == {"north": 1}
    assert counts(found, "area") == {"durham": 1}
    assert counts(found, "kind") == {"prison": 1, "probation": 1}
    assert counts(found, "sector") == {"food": 1}
    assert counts(found, "stage") == {"community": 1}
    assert counts(found, "outcome") == {"undetermined": 1}
    assert counts(found, "verified") == {"yes": 1, "no": 1}


def test_a_count_is_what_choosing_the_value_would_leave(bakery: Organisation, garden: Organisation) -> None:
    found = filters_for(kind="prison", sector="food")

    assert counts(found, "kind") == {"prison": 1}
    assert counts(found, "sector") == {"food": 1}
    assert counts(found, "stage") == {}
    for facet in filters_for().facets():
        for option in facet.options:
            assert filters_for(**{facet.name: option.value}).queryset.count() == option.count


def test_a_term_of_the_organisation_and_of_its_engagement_counts_once(bakery: Organisation) -> None:
    actions.update_organisation(organisation=bakery, by=None, terms={"stage": ["community"]})
    for _ in range(2):
        engagement = EngagementFactory(organisation=bakery, is_published=True)
        engagement.terms.create(vocabulary="stage", term="community")
        engagement.terms.create(vocabulary="stage", term="in_custody")

    assert counts(filters_for(), "stage") == {"community": 1, "in_custody": 1}


def test_a_facet_says_what_is_chosen_and_folds_away_what_is_rare_in_a_long_list(bakery: Organisation) -> None:
    for number in range(20):
        RegionFactory(name=f"Region {number:02}", slug=f"region-{number:02}")

    facets = {
        facet.name: facet for facet in filters_for(sector="food", region=["north", "region-19"]).facets()
    }

    assert [option.label for option in facets["sector"].chosen] == ["Food"]
    assert facets["sector"].label == "Sector"
    assert "service" not in facets
    assert facets["outcome"].first == facets["outcome"].options
    regions = facets["region"]
    assert len(regions.first) == 8
    assert {"north", "region-19"} <= {option.value for option in regions.first}
    assert sorted((*regions.first, *regions.more), key=str) == sorted(regions.options, key=str)


def test_the_queries_do_not_grow_with_the_directory(
    bakery: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        place = PlaceFactory(organisation=published(f"Organisation {number}"), region=RegionFactory())
        EngagementFactory(organisation=place.organisation, is_published=True)

    with django_assert_num_queries(5):
        made = filters_for().facets()
    with django_assert_num_queries(4):
        assert filters_for().facets() == made
    with django_assert_num_queries(4):
        filters_for(verified="no").facets()
    with django_assert_num_queries(2):
        list(filters_for(region=["north", "south"]).queryset)


def test_engagements_are_filtered_by_every_parameter(bakery: Organisation, garden: Organisation) -> None:
    def found(text: str) -> list[str]:
        filterset = EngagementFilterSet(QueryDict(text), queryset=Engagement.objects.published())
        assert filterset.is_valid(), filterset.errors
        return [engagement.organisation.name for engagement in filterset.qs]

    assert found(f"organisation={bakery.slug}") == ["Bakery"]
    assert found("service=trust") == ["Garden"]
    assert found("region=north") == ["Bakery"]
    assert found("kind=probation") == ["Garden"]
    assert found("status=works") == ["Bakery", "Garden"]
    assert found("arrangement=contract") == []


WORDS = st.sampled_from(
    [
        "q",
        "region",
        "area",
        "kind",
        "service",
        "outcome",
        "sector",
        "stage",
        "verified",
        "after",
        "\0",
        "définition",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(WORDS, st.text(max_size=300)), max_size=12))
def test_strange_addresses_cause_no_error(pairs: list[tuple[str, str]], db: None) -> None:
    words = QueryDict(mutable=True)
    for name, value in pairs:
        words.appendlist(name, value)

    found = OrganisationFilter(words)

    assert list(found.queryset) == []
    assert found.querystring() == OrganisationFilter(QueryDict(found.querystring())).querystring()


def test_a_page_may_pass_its_own_queryset() -> None:
    OrganisationFactory(name="Attic")

    found = OrganisationFilter(QueryDict(), rows=Organisation.objects.active())

    assert names(found) == ["Attic"]
