"""Studies and questionnaires in the admin, for study leads."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from survey.models import Instrument, Study
from survey.vocabulary import CaseCode
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, StudyFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
STUDIES = "/admin/survey/study/"
INSTRUMENTS_LIST = "/admin/survey/instrument/"
UNITS = "/admin/survey/sampledunit/"


def page_of(row: Study | Instrument) -> str:
    return reverse(f"admin:survey_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("role", ["curator", "administrator"])
@pytest.mark.parametrize("section", [STUDIES, INSTRUMENTS_LIST, UNITS])
def test_others_in_the_admin_do_not_manage_studies(
    role: str, section: str, client_for: Callable[[str], Client]
) -> None:
    client = client_for(role)

    assert client.get(section).status_code == 403
    assert client.get(f"{section}add/").status_code == 403


def test_a_study_is_only_looked_at(lead: Client) -> None:
    study = StudyFactory()

    assert lead.get(f"{STUDIES}add/").status_code == 403
    assert lead.get(page_of(study)).status_code == 200
    assert lead.post(page_of(study), {"title": "New", "state": "archived"}).status_code == 403
    assert not AuditEvent.objects.about(study).exists()


def test_the_page_of_a_study_shows_how_large_its_samples_are(lead: Client) -> None:
    strand = StrandFactory()
    SampledUnitFactory.create_batch(3, strand=strand)
    SampledUnitFactory(strand=strand, code=CaseCode.COMPLETE)

    page = words_of(lead.get(page_of(strand.study)))

    assert "First interviews" in page
    assert '<td class="field-units"><p>4</p></td>' in "".join(page.split("\n")).replace("  ", "")
    assert '<td class="field-interviewed"><p>1</p></td>' in "".join(page.split("\n")).replace("  ", "")


def test_studies_and_samples_are_never_removed(lead: Client) -> None:
    unit = SampledUnitFactory()

    assert lead.post(f"{STUDIES}{unit.strand.study.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead.post(f"{UNITS}{unit.pk}/delete/", {"post": "yes"}).status_code == 403
    assert lead.post(f"{UNITS}{unit.pk}/change/", {"code": "I"}).status_code == 403
    assert lead.get(f"{UNITS}add/").status_code == 403
    assert lead.get(f"{UNITS}{unit.pk}/change/").status_code == 200


def test_a_published_version_is_read_only(lead: Client) -> None:
    guide = InstrumentFactory()

    assert lead.post(page_of(guide), {"source": "x"}).status_code == 403
    assert lead.post(f"{INSTRUMENTS_LIST}{guide.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("section", "make"),
    [
        pytest.param(STUDIES, StrandFactory, id="studies"),
        pytest.param(UNITS, SampledUnitFactory, id="units"),
        pytest.param(INSTRUMENTS_LIST, StrandFactory, id="questionnaires"),
    ],
)
def test_a_list_needs_as_many_queries_for_forty_rows_as_for_one(
    section: str, make: Callable[[], object], lead: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make()
    with CaptureQueriesContext(connection) as few:
        lead.get(section)
    for _ in range(39):
        make()

    with django_assert_num_queries(len(few)):
        assert lead.get(section).status_code == 200
