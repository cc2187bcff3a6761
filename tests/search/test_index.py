"""The index follows every change in the transaction of the change, and a rebuild makes it equal to the data."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import changes
from config.checks import search_has_the_data
from enterprises import actions
from enterprises.models import Organisation
from search import index
from search.backend import match
from search.models import SearchDocument
from search.query import concept, token
from search.registry import Document, register_documents
from tests.factories.enterprises import EngagementFactory, OrganisationFactory
from tests.factories.noms import ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(typed: str = "", *facts: str, staff: bool = False) -> list[str]:
    query = [concept(typed, *facts)]
    return [hit.slug for hit in match(query, kinds=["organisation"], sees_unpublished=staff)]


def create(name: str = "Kingfisher Looms", **about) -> Organisation:
    return actions.create_organisation(name=name, by=None, **about)


def test_an_organisation_is_found_by_whatever_its_page_shows(frame: None):
    create(
        is_published=True,
        other_names=["The Weavers"],
        description="Rugs and throws",
        terms={"sector": ["craft"]},
        postcode="LS9",
        legal_form="Community interest company",
    )

    for typed in ("kingfisher", "kingfisherlooms", "weaver", "rugs", "craft", "LS9", "west yorkshire"):
        assert found(typed) == ["kingfisher-looms"], typed
    for fact in (("sector", "craft"), ("area", "west-yorkshire"), ("legal_form", "cic")):
        assert found("", token(*fact)) == ["kingfisher-looms"], fact


def test_a_changed_name_and_text_are_found_and_the_old_ones_no_more():
    organisation = create(is_published=True, description="Rugs")

    actions.update_organisation(organisation=organisation, by=None, name="Goldcrest Café", description="Tea")

    assert found("goldcrest tea") == ["kingfisher-looms"]
    assert found("kingfisher") == found("rugs") == []


def test_publishing_and_hiding_is_followed():
    organisation = create()
    assert (found("kingfisher"), found("kingfisher", staff=True)) == ([], ["kingfisher-looms"])

    actions.publish(organisation=organisation, by=None)
    assert found("kingfisher") == ["kingfisher-looms"]

    actions.unpublish(organisation=organisation, by=None)
    assert found("kingfisher") == []


def test_a_merged_entry_is_found_as_the_one_that_took_it_in_and_a_deleted_one_not_at_all():
    into = create("Rhubarb Farm", is_published=True)
    actions.merge(organisation=create(is_published=True), into=into, by=None)
    assert found("kingfisher") == ["rhubarb-farm"]

    actions.take_out(organisation=create("Wren", is_from_answer=True), by=None)
    assert found("wren", staff=True) == []


def test_a_relation_is_found_while_it_is_published():
    organisation, service = create(is_published=True), ServiceFactory(name="HMP Quill", slug="hmp-quill")
    engagement = actions.engage(
        organisation=organisation, service=service, source_kind="desk", source="Its website", by=None,
        terms={"activity": ["paid_work"]}, is_published=True,
    )  # fmt: skip
    assert found("quill") == found("", token("activity", "paid_work")) == ["kingfisher-looms"]

    actions.publish_engagement(engagement=engagement, is_published=False, by=None)
    assert found("quill", token("service", "hmp-quill"), token("activity", "paid_work")) == []


def test_what_an_answer_says_in_confidence_is_not_in_the_index():
    organisation = create(is_published=True)
    actions.update_organisation(
        organisation=organisation, by=None, description="Rugs", terms={"sector": ["craft"], "need": ["debt"]},
        confidential=["description", "sector"],
    )  # fmt: skip
    EngagementFactory(organisation=organisation, service__name="HMP Quill")
    index.rebuild()

    assert found("", token("need", "debt")) == ["kingfisher-looms"]
    assert found("rugs", token("sector", "craft"), staff=True) == []
    assert found("quill", staff=True) == []


def test_a_change_that_is_rolled_back_leaves_the_index_as_it_was():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        create(is_published=True)
        raise ZeroDivisionError

    assert found("kingfisher") == []


def test_a_rebuild_writes_only_what_differs():
    create(is_published=True)
    OrganisationFactory(name="Wren", is_published=True)
    SearchDocument.objects.create(kind="organisation", slug="gone", title="Gone")
    SearchDocument.objects.create(kind="unknown", slug="gone", title="Gone")
    call_command("rebuild_search", stdout=StringIO())
    assert len(found("wren")) == 1
    assert found("gone") == []
    before = set(SearchDocument.objects.values_list("pk", flat=True))
    told = StringIO()

    call_command("rebuild_search", stdout=told)

    assert set(SearchDocument.objects.values_list("pk", flat=True)) == before
    assert "0 added, 0 changed" in told.getvalue()


def test_the_documents_of_a_batch_take_the_same_queries_for_any_number():
    counts = []
    for size in (2, 30):
        slugs = [OrganisationFactory(is_published=True).slug for _ in range(size)]
        with CaptureQueriesContext(connection) as queries:
            index.update("organisation", slugs)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 13


def test_an_action_that_changes_an_organisation_several_times_writes_its_document_once():
    with CaptureQueriesContext(connection) as queries:
        create(is_published=True, description="Rugs")

    written = [each for each in queries if 'INSERT INTO "search_searchdocument"' in each["sql"]]
    assert len(written) == 1


def test_another_app_adds_a_kind_and_tells_of_its_changes(monkeypatch):
    monkeypatch.setattr("search.registry._builders", {})
    stories = {"bread": "Baking behind bars"}
    register_documents(
        "story",
        lambda slugs: (
            Document(slug, title) for slug, title in stories.items() if slugs is None or slug in slugs
        ),
    )

    changes.tell("story", ["bread"])
    assert [str(hit) for hit in match([concept("baking")])] == ["story:bread"]

    del stories["bread"]
    changes.tell("story", ["bread"])
    assert match([concept("baking")]) == []
    with pytest.raises(ValueError, match="'story'"):
        register_documents("story", lambda slugs: iter(()))


def test_the_probe_and_the_check_say_when_documents_are_missing_or_old(client):
    organisation = create(is_published=True)
    assert client.get("/readyz").json() == {"ready": True}
    assert search_has_the_data(None, databases=["default"]) == []

    Organisation.objects.filter(pk=organisation.pk).update(name="Goldcrest")
    assert [each.id for each in search_has_the_data(None, databases=["default"])] == ["config.W008"]

    SearchDocument.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "0 documents of the kind “organisation”, and there are 1. Run" in answer.json()["search"]
