"""What rests on one organisation, and what changed since a study: worked by hand on a few services."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Engagement, EngagementTerm
from enterprises.vocabulary import Activity
from mapping.comparison.changes import Changes
from mapping.comparison.providers import activities_at, closure, reliance
from noms.models import Service
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of_answer as text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def doing(organisation, slug: str, *activities: str) -> Engagement:
    relation = engaged(organisation, slug)
    for term in activities:
        EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term=term)
    return relation


@pytest.fixture
def bakery():
    """The bakery works at Leeds and Hull, the college at Leeds and Durham. At Leeds both do training."""
    bakery, college = listed("Bakery", outcode="LS9"), listed("College", outcode="HU1")
    doing(bakery, "hmp-leeds", "vocational_training", "paid_work")
    doing(bakery, "hmp-hull", "vocational_training")
    doing(college, "hmp-leeds", "vocational_training")
    doing(college, "hmp-durham")
    return bakery


def keys(*slugs: str) -> list[int]:
    return list(Service.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def test_services_and_activities_are_left_where_only_one_is_known(bakery):
    """Without the bakery Hull has nobody; training is left at Hull only, since the college does it at Leeds."""
    found = closure(bakery)

    assert [service.slug for service in found.services] == ["hmp-hull"]
    assert {label: [one.slug for one in services] for label, services in found.activities} == {
        "Vocational training": ["hmp-hull"],
        "Paid work experience": ["hmp-leeds"],
    }
    assert found.answer == (
        "In 1 of its 2 services nobody else is known to work. Nobody else is known to provide there: vocational "
        "training and paid work experience."
    )
    assert closure(listed("Nobody")).answer.startswith(
        "No prison or probation service is known to work with it"
    )


def test_a_place_says_how_much_rests_on_one_organisation(bakery):
    found = reliance(
        keys("hmp-leeds", "hmp-hull", "hmp-durham", "hmp-wakefield"), Engagement.objects.published().working()
    )

    assert found.finding == (
        "In 2 of the 3 services where somebody is known to work, it is one organisation only."
    )
    assert [(one.name, one.services, one.alone) for one in found.providers] == [
        ("Bakery", 2, 1),
        ("College", 2, 1),
    ]
    doing(bakery, "hmp-wakefield")
    more = reliance(keys("hmp-hull", "hmp-wakefield"), Engagement.objects.published().working())
    assert more.finding.endswith("Without Bakery nobody would be known in 2.")
    assert reliance(keys("hmp-preston"), Engagement.objects.published().working()).finding == ""


def test_who_could_step_in_is_a_social_enterprise_that_does_not_work_there(bakery):
    """Training at Leeds: the shop is for its owners, the college works there; the far one could step in."""
    terms = {"activity": "vocational_training"}
    listed("Shop for its Owners", outcode="LS10", terms=terms, reinvested_share="10")
    listed("Far Trainer", outcode="HU1", terms=terms)
    leeds = Service.objects.get(slug="hmp-leeds")

    found, gaps = activities_at(leeds, definition="inclusive-2009")

    assert [(one.activity, one.providers, one.name) for one in found] == [
        ("Vocational training", ("Bakery", "College"), "Far Trainer"),
        ("Paid work experience", ("Bakery",), ""),
    ]
    assert {one.activity for one in gaps} == set(Activity.labels) - {one.activity for one in found}


def test_pages_say_what_would_be_left_with_as_many_queries_at_any_size(client, bakery):
    addresses = (bakery.get_absolute_url(), "/services/hmp-leeds/", "/areas/west-yorkshire/")
    texts = [text_of(client.get(address)) for address in addresses]

    assert "In 1 of its 2 services nobody else is known to work" in texts[0]
    assert "Who could step in</h3>" in texts[1]
    assert "Compared with others</h2>" in texts[1]
    assert "If one organisation closed" in texts[2]
    before = [_queries(client, address) for address in addresses]
    for number in range(3):
        doing(listed(f"Shop {number}", outcode="LS9"), "hmp-leeds", "paid_work")
    for address in addresses:
        client.get(address)
    assert [_queries(client, address) for address in addresses] == before


def test_a_change_is_counted_among_the_services_open_on_both_days():
    """Of three open then one closed; of the two that stayed one was known then and both are now; one opened."""
    stays, stays_too, closes, opens = (Service(pk=pk, name=f"HMP {pk}") for pk in (1, 2, 3, 4))
    found = Changes(
        dt.date(2009, 7, 1),
        dt.date(2026, 12, 1),
        (stays, stays_too, closes),
        (stays, stays_too, opens),
        frozenset({1, 3}),
        frozenset({1, 2}),
    )

    assert found.title == "From 1 July 2009 to today"
    assert (found.opened, found.closed) == ([opens], [closes])
    assert found.rows == [
        ("Services open", "3", "3"),
        ("Known to work with a social enterprise", "2 of 3", "2 of 3"),
        ("Of the services open on both days", "1 of 2", "2 of 2"),
    ]
    assert found.finding == (
        "1 opened, 1 closed. Of the 2 services open on both days 1 was known to work with a social enterprise then, "
        "and 2 are now."
    )


@pytest.mark.slow
def test_a_place_shows_what_changed_only_once_the_study_is_released(client, bakery):
    study = StudyFactory(is_published=True)
    strand = StrandFactory(study=study)
    SampledUnitFactory(strand=strand, service=Service.objects.get(slug="hmp-leeds"), code="I")

    before = text_of(client.get("/areas/west-yorkshire/"))
    release_study(study)
    after = text_of(client.get("/areas/west-yorkshire/"))

    assert "to today</span>" not in before
    assert "From 30 June 2009 to today</span>" in after
    assert "West Yorkshire Probation Service</a>, until 31 March 2010. Followed by" in after


def _queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)
