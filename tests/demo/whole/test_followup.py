"""The follow-up a year later: a second study, created on request, for the comparison of two studies."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from demo import followup
from enterprises.models import Organisation
from interviews.models import Interview
from reports.models import Release
from survey.models import Study
from tests.reports.subtraction import subtraction_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]


def compared(study: str) -> dict:
    out = StringIO()
    call_command("report", "comparison", study=study, format="json", exact=True, stdout=out)
    document: dict = json.loads(out.getvalue())
    return document


@pytest.fixture(scope="module")
def follow_up(demonstration: Study, django_db_blocker: DjangoDbBlocker) -> Iterator[Study]:
    """The second study, generated once; the first test of this module runs before it is there."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", follow_up=True, stdout=StringIO())
        yield Study.objects.get(slug=followup.SLUG)
        transaction.set_rollback(True)


def test_the_follow_up_is_only_loaded_on_request(demonstration: Study) -> None:
    assert not Study.objects.filter(slug=followup.SLUG).exists()
    # The running study has no release, so that the public has nothing to compare with.
    assert set(Release.objects.current().values_list("study", flat=True)) <= {demonstration.pk}


def test_the_two_studies_can_be_compared(demonstration: Study, follow_up: Study) -> None:
    document = compared(follow_up.slug)
    tables = {table["key"]: table["rows"] for table in document["tables"]}
    fates = {row["fate"]: row for row in tables["frames"]}
    both, again = tables["engagement"][-2:]

    # Every area became a trust on 1 April 2010: thirty alone, twelve in five groups; two prisons opened.
    assert (fates["In both lists"]["prison_earlier"], fates["In both lists"]["probation_earlier"]) == (
        135,
        0,
    )
    assert fates["Followed by one service"]["probation_later"] == 30
    merged = fates["Merged with others, or formed by it"]
    assert (merged["probation_earlier"], merged["probation_later"]) == (12, 5)
    assert fates["Opened, and following none"]["prison_later"] == 2
    assert 40 < both["base"] == again["base"] < 100
    assert both["engaged"] != again["engaged"]


def test_it_names_invented_organisations_only_and_can_be_loaded_once(
    demonstration: Study, follow_up: Study
) -> None:
    interviews = Interview.objects.of_study(follow_up)
    before, out = interviews.count(), StringIO()

    with transaction.atomic():
        call_command("load_demo", follow_up=True, stdout=out)

    named = Organisation.objects.filter(mentions__interview__in=interviews)
    assert set(named.values_list("is_invented", flat=True)) == {True}
    assert out.getvalue().count("there already") == 3
    assert interviews.count() == before


def test_nothing_can_be_concluded_of_a_service_of_the_follow_up(follow_up: Study) -> None:
    assert [str(each) for each in subtraction_of(follow_up).conclusions()] == []
