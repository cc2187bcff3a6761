"""The pages of case studies: what is stated, what is unknown, and where each comes from."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import QueryDict

from enterprises.actions import merge
from learning.filters import CaseStudyFilters
from learning.models import CaseStudy
from tests.constraints import assert_refused
from tests.factories.directory import listed
from tests.factories.learning import CasePartyFactory, CaseStudyFactory, CaseTermFactory, ProgrammeFactory
from tests.pages import text_of_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


@pytest.fixture
def shipped():
    call_command("load_organisations", stdout=StringIO())
    call_command("load_learning", stdout=StringIO())


def found(query: str) -> set[str]:
    return set(CaseStudyFilters(QueryDict(query)).found.values_list("slug", flat=True))


def test_the_shipped_pages_say_what_is_known_and_where_it_comes_from(
    shipped, client, django_assert_max_num_queries
):
    start = text_of_answer(client.get("/learning/"))
    assert "Was this page useful?" in start
    assert "24 case studies, 4 of them described in full" in start

    client.get("/learning/case-studies/")
    with django_assert_max_num_queries(13):
        page = text_of_answer(client.get("/learning/case-studies/"))
    assert "24 case studies" in page
    assert page.index("Open Door: health") < page.index("Acumen") < page.index("Action Trust")
    assert "<strong>Money:</strong> Pathfinder programme" in page

    with django_assert_max_num_queries(12):
        one = text_of_answer(client.get("/learning/case-studies/open-door/"))
    assert "About a thousand vulnerable people used no general practice" in one
    assert "Value of two contracts together (source gives no period): £400,000" in one
    assert "line 317 of its text" in one
    assert "Debt</a> (our reading)" in one
    assert 'How it went</dt> <dd class="govuk-summary-list__value">Not stated' in one
    assert 'href="/organisations/open-door/"' in one

    named = text_of_answer(client.get("/learning/case-studies/action-trust/"))
    assert "no other source that we saw says more" in named
    assert "cannot be verified" in named

    programme = text_of_answer(client.get("/learning/programmes/work-integration-2014/"))
    assert (
        "Activity, of 20 case studies" in programme
        and "Several may apply to one case study: together 77." in programme
    )

    works = text_of_answer(client.get("/learning/what-works/"))
    assert "Help with housing, debt, addiction" in works
    assert 'href="/learning/case-studies/?need=debt"' in works
    assert "Trust and open talk" in works


def test_a_stated_term_counts_and_the_directory_serves_only_where_none_is_stated():
    kitchen = listed("Leeds Kitchen", terms={"sector": "food", "activity": "qualifications"})
    stated = CaseTermFactory(vocabulary="sector", term="craft").case_study
    silent = CaseStudyFactory()
    for case in (stated, silent):
        CasePartyFactory(case_study=case, organisation=kitchen)
    partner = CasePartyFactory(organisation=kitchen, role="partner").case_study

    assert found("sector=craft") == {stated.slug}
    assert found("sector=food") == {silent.slug}
    assert found("activity=qualifications") == {stated.slug, silent.slug}
    assert found("sector=not-stated") == {partner.slug}
    options = {
        each.name: {option.value: option.number for option in each.options}
        for each in CaseStudyFilters(QueryDict("")).filters
    }
    assert options["sector"] == {"craft": 1, "food": 1, "not-stated": 1}
    assert options["activity"] == {"qualifications": 2, "not-stated": 1}


def test_an_unpublished_entry_gives_no_term_and_no_link(client):
    kitchen = listed("Leeds Kitchen", terms={"sector": "food"})
    type(kitchen).objects.filter(pk=kitchen.pk).update(is_published=False)
    case = CasePartyFactory(organisation=kitchen, name="The kitchen").case_study

    assert found("sector=food") == set()
    page = text_of_answer(client.get(case.get_absolute_url()))
    assert "The kitchen" in page and kitchen.slug not in page


def test_words_places_and_unknown_values(client):
    leeds = CaseStudyFactory(title="A bakery", place="Leeds", outcode_id="LS9")
    CaseStudyFactory(title="A laundry")

    assert found("q=bakery leeds") == {leeds.slug}
    assert found("region=yorkshire-and-humberside") == {leeds.slug}
    assert found("q=bakery&region=not-stated") == set()
    page = text_of_answer(client.get("/learning/case-studies/?q=zzz&sector=gold"))
    assert "Sector: there is no “gold”, so it is not used as a filter." in page
    assert "No case study has all of this." in page


def test_a_draft_is_read_by_nobody(client):
    draft = CaseStudyFactory(title="A draft", is_published=False)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "A draft" not in text_of_answer(client.get("/learning/case-studies/"))
    assert "A draft" not in b"".join(client.get("/learning/case-studies.csv")).decode()


def test_the_list_is_a_csv_that_tells_unknown_filters(client):
    CaseStudyFactory(title="=A bakery")
    CaseStudyFactory(title="A laundry")
    lines = b"".join(client.get("/learning/case-studies.csv?q=bakery&sector=gold")).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(lines)))

    assert rows[0] == ["Sector: there is no “gold”, so it is not used as a filter."]
    assert rows[1][:2] == ["title", "programme"]
    assert [row[0] for row in rows[2:]] == ["'=A bakery"]


def test_pages_of_the_directory_lead_to_case_studies_also_after_a_merge(client):
    kitchen, double = listed("Leeds Kitchen"), listed("Leeds Kitchens")
    case = CasePartyFactory(organisation=double).case_study
    merge(organisation=double, into=kitchen, reason="The same", by=None)

    page = text_of_answer(client.get(kitchen.get_absolute_url()))
    assert f'href="{case.get_absolute_url()}"' in page
    assert f'href="{kitchen.get_absolute_url()}"' in text_of_answer(client.get(case.get_absolute_url()))


@pytest.mark.both_databases
def test_a_case_study_has_one_number_and_a_source():
    programme = ProgrammeFactory()
    CaseStudyFactory(programme=programme, number=1)

    assert_refused(
        lambda: CaseStudy(slug="x", programme=programme, number=1, title="X", depth="full", sources="s"),
        "The programme has a case study with this number.",
    )
    assert_refused(
        lambda: CaseStudy(slug="x", programme=programme, number=2, title="X", depth="full", sources=""),
        "Say where this comes from.",
    )
