"""Releases for programs: the Atom feed, and entries for catalogues in the terms of DCAT."""

import datetime as dt
import json
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, XSD

from reports.models import Release
from reports.releases.catalogue import Listing, dataset
from survey.models import Study
from tests.factories.releases import ReleaseDocumentFactory, ReleaseFactory, answered_study, release_study

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://testserver"
KNOWN = {str(namespace): namespace for namespace in (DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, XSD)}
MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.issued, DCTERMS.license),
    DCAT.Distribution: (DCAT.accessURL, DCAT.mediaType, DCTERMS.license, DCTERMS.title),
    FOAF.Agent: (FOAF.name,),
    DCTERMS.PeriodOfTime: (DCAT.startDate,),
}
"""What the application profile of DCAT asks of each class, and what this catalogue always says besides."""


@pytest.fixture
def study() -> Study:
    study = answered_study()
    study.slug, study.title, study.is_published = "s", "A study", True
    study.save()
    release_study(study, released_at=dt.datetime(2026, 12, 1, 9, 30, tzinfo=dt.UTC))
    return study


def graph(client: Client, address: str = "/catalogue.jsonld") -> Graph:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/ld+json"
    return Graph().parse(data=response.content.decode(), format="json-ld")


def entries(client: Client, address: str = "/releases.atom") -> list[dict[str, str]]:
    root = ElementTree.fromstring(client.get(address).content)
    return [
        {part.tag.removeprefix(ATOM): part.text or part.get("href", "") for part in entry}
        for entry in root.iter(f"{ATOM}entry")
    ]


def test_the_feed_has_every_public_release_with_its_day_and_note(client: Client, study: Study) -> None:
    release_study(study, released_at=dt.datetime(2026, 12, 3, 9, 30, tzinfo=dt.UTC))

    found = entries(client)

    assert [entry["title"] for entry in found] == [
        "A study, release 2: Release 2",
        "A study, release 1: Release 1",
    ]
    assert found[0]["link"] == f"{SITE}/studies/s/releases/2/"
    assert found[0]["updated"] == "2026-12-03T00:00:00+00:00"
    assert found[0]["summary"] == "More interviews."
    assert entries(client, "/studies/s/releases.atom") == found


def test_the_feed_says_that_a_release_was_withdrawn_and_why(client: Client) -> None:
    ReleaseFactory(study__slug="w", study__title="W", study__is_published=True, withdrawn=True)

    found = entries(client)

    assert found[0]["title"] == "Withdrawn: W, release 1: First figures"
    assert found[0]["summary"] == "A column was wrong."


def test_drafts_and_studies_that_are_not_listed_are_in_neither(client: Client) -> None:
    ReleaseFactory(study__is_published=True)
    ReleaseFactory(study__is_published=True, ready=True)
    ReleaseFactory(study__slug="hidden", study__is_published=False, released=True)

    assert entries(client) == []
    assert list(graph(client).subjects(RDF.type, DCAT.Dataset)) == []
    assert client.get("/studies/hidden/releases.atom").status_code == 404
    assert client.get("/studies/hidden/releases/1.jsonld").status_code == 404


def test_every_term_of_the_catalogue_is_one_that_its_vocabulary_defines(client: Client, study: Study) -> None:
    release_study(study)
    terms = {term for triple in graph(client) for term in (triple[1], triple[2]) if isinstance(term, URIRef)}

    used = {
        (prefix, str(term).removeprefix(prefix))
        for term in terms
        for prefix in KNOWN
        if str(term).startswith(prefix)
    }
    predicates = {predicate for _, predicate, _ in graph(client)}

    assert {(prefix, name) for prefix, name in used if name not in KNOWN[prefix]} == set()
    assert all(any(str(predicate).startswith(prefix) for prefix in KNOWN) for predicate in predicates)
    assert len(used) > 20


def test_every_class_has_what_the_application_profile_asks_for(client: Client, study: Study) -> None:
    found = graph(client)

    for kind, properties in MANDATORY.items():
        subjects = list(found.subjects(RDF.type, kind))
        assert subjects, kind
        for subject in subjects:
            missing = [each for each in properties if (subject, each, None) not in found]
            assert missing == [], (kind, subject)


def test_an_entry_says_what_the_release_covers_and_offers_each_report_in_each_format(
    client: Client, study: Study
) -> None:
    release_study(study, released_at=dt.datetime(2026, 12, 3, tzinfo=dt.UTC))

    found = graph(client, "/studies/s/releases/1.jsonld")

    entry = URIRef(f"{SITE}/studies/s/releases/1/")
    assert found.value(entry, DCTERMS.title) == Literal("A study: release 1")
    assert found.value(entry, DCTERMS.issued) == Literal("2026-12-01", datatype=XSD.date)
    assert found.value(entry, DCTERMS.isReplacedBy) == URIRef(f"{SITE}/studies/s/releases/2/")
    assert found.value(found.value(entry, DCTERMS.spatial), SKOS.prefLabel) == Literal("England and Wales")
    assert found.value(found.value(entry, DCTERMS.temporal), DCAT.startDate) == Literal(
        study.opened_on.isoformat(), datatype=XSD.date
    )
    assert str(found.value(entry, DCTERMS.license)).endswith("open-government-licence/version/3/")
    files = {str(address) for address in found.objects(None, DCAT.downloadURL)}
    assert f"{SITE}/studies/s/releases/1/barriers.csv" in files


def test_the_documents_of_a_release_are_offered_with_their_size(study: Study) -> None:
    document = ReleaseDocumentFactory.build(release=Release.objects.get())

    entry = dataset(Listing(Release.objects.get(), "England and Wales", documents=[document]), SITE)

    offered = next(
        each for each in entry["dcat:distribution"] if each["dcterms:title"] == "The study report, pdf"
    )
    assert offered["dcat:downloadURL"] == {"@id": f"{SITE}/studies/s/releases/1/report.pdf"}
    assert offered["dcat:byteSize"]["@value"] == "8"


def test_what_an_entry_offers_is_there(client: Client, study: Study) -> None:
    found = graph(client, "/studies/s/releases/1.jsonld")

    for address in {*found.objects(None, DCAT.accessURL), *found.objects(None, DCAT.landingPage)}:
        assert client.get(str(address).removeprefix(SITE)).status_code == 200, address
    for format in ("csv", "json", "ods", "xlsx"):
        assert client.get(f"/studies/s/releases/1/coverage.{format}").status_code == 200


def test_a_withdrawn_release_offers_nothing_and_says_why(client: Client) -> None:
    ReleaseFactory(study__slug="w", study__is_published=True, withdrawn=True)

    found = graph(client, "/studies/w/releases/1.jsonld")

    entry = URIRef(f"{SITE}/studies/w/releases/1/")
    assert found.value(entry, DCTERMS.description) == Literal("Withdrawn: A column was wrong.")
    assert found.value(entry, OWL.deprecated) == Literal(True)
    assert list(found.objects(entry, DCAT.distribution)) == []


def test_feed_and_catalogue_take_as_many_queries_for_many_releases(client: Client, study: Study) -> None:
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    addresses = ("/releases.atom", "/catalogue.jsonld", "/studies/s/releases/1.jsonld")
    few = [queries(address) for address in addresses]
    for _ in range(2):
        release_study(study)

    assert [queries(address) for address in addresses] == few
    assert max(few) <= 5


def test_a_release_has_a_link_to_its_entry_and_the_lists_to_the_feed(client: Client, study: Study) -> None:
    assert '/studies/s/releases/1.jsonld"' in client.get("/studies/s/releases/1/").content.decode()
    assert 'href="/studies/s/releases.atom"' in client.get("/studies/s/releases/").content.decode()
    page = client.get("/releases/").content.decode()
    assert 'href="/releases.atom"' in page
    assert 'href="/catalogue.jsonld"' in page
    assert json.loads(client.get("/catalogue.jsonld").content)["@type"] == "dcat:Catalog"
