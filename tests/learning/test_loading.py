"""The shipped case studies and lessons, and tables with mistakes."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enterprises.actions import merge, publish, unpublish
from learning.management.commands.load_learning import SHIPPED
from learning.models import CaseFact, CaseStudy, Lesson, Programme, PublishedCount
from learning.sources import in_words
from search.index import rebuild
from search.models import SearchDocument
from tests.factories.directory import listed
from tests.factories.learning import CasePartyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame")]


def load(folder: Path = SHIPPED) -> str:
    out = StringIO()
    call_command("load_learning", folder=folder, stdout=out)
    return out.getvalue()


def test_the_shipped_case_studies_are_loaded_twice_without_doubling():
    call_command("load_organisations", stdout=StringIO())
    first, second = load(), load()

    assert first == second == "24 case studies with 64 facts, 56 lessons.\n"
    assert CaseStudy.objects.published().count() == 24
    assert (CaseFact.objects.count(), Lesson.objects.count(), PublishedCount.objects.count()) == (64, 56, 35)
    arc = CaseStudy.objects.get(slug="the-arc")
    assert arc.outcode_id == "YO23"
    assert {str(party.organisation or party.service) for party in arc.parties.all()} == {
        "The Arc at HMP & YOI Askham Grange",
        "HMP/YOI Askham Grange",
    }


def test_a_party_whose_entry_was_merged_is_the_entry_that_stays():
    source, target = listed("Open Door"), listed("Open Doors")
    merge(organisation=source, into=target, reason="The same", by=None)
    load()

    assert CaseStudy.objects.published().of_organisation(target).get().slug == "open-door"


def test_the_published_counts_add_up_as_the_publication_says():
    load()
    sums: dict[str, int] = {}
    for row in PublishedCount.objects.all():
        assert row.base == 20
        sums[row.vocabulary] = sums.get(row.vocabulary, 0) + row.count

    assert sums == {
        "organisation_type": 30,
        "earlier_work": 20,
        "activity": 77,
        "partner": 23,
        "sector": 29,
        "customer": 25,
    }
    assert {row.vocabulary for row in PublishedCount.objects.filter(is_exclusive=True)} == {"earlier_work"}


def test_no_case_study_of_the_twenty_is_coded_with_what_only_the_counts_say():
    load()

    assert not CaseStudy.objects.filter(programme__number_of_cases=20, terms__vocabulary="activity").exists()


def test_every_mistake_is_told_with_its_row_and_column_and_nothing_is_loaded(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(SHIPPED, folder)
    cases = (folder / "case_studies.csv").read_text()
    (folder / "case_studies.csv").write_text(cases.replace(",horticulture,", ",gardening,", 1))
    facts = (folder / "case_study_facts.csv").read_text()
    (folder / "case_study_facts.csv").write_text(facts.replace("commissioning-2010:L101", "book:L101", 1))
    counts = (folder / "published_counts.csv").read_text()
    (folder / "published_counts.csv").write_text(counts.replace(",10,20,no,", ",21,20,no,", 1))

    with pytest.raises(CommandError) as refusal:
        load(folder)

    text = str(refusal.value)
    assert "case_studies.csv, row 7, column sectors: “gardening”: “gardening” is not one of:" in text
    assert "case_study_facts.csv, row 2, column source: “book:L101”: programmes.csv has no book." in text
    assert "published_counts.csv, row 2, column count: “21”: this is not between 0 and 20." in text
    assert text.endswith("Nothing was changed.")
    assert not Programme.objects.exists()


def test_a_source_names_the_publication_once_and_its_lines():
    titles = {"book-2010": "A book (2010)"}

    assert (
        in_words("book-2010:L95-153; book-2010:L345", titles)
        == "A book (2010), lines 95 to 153, 345 of its text"
    )
    assert in_words("book-2010:L3", titles, within="book-2010") == "line 3 of its text"
    assert in_words("example.org/page; book-2010:L3", titles) == (
        "example.org/page; A book (2010), line 3 of its text"
    )


def test_a_case_study_has_the_terms_of_its_provider_in_the_search_while_the_entry_is_public():
    kitchen = listed("Leeds Kitchen", terms={"sector": "food"})
    case = CasePartyFactory(organisation=kitchen).case_study
    rebuild()
    document = SearchDocument.objects.filter(
        kind="case_study", slug=case.slug, tokens__contains="sectorxfood"
    )
    assert document.exists()

    unpublish(organisation=kitchen, by=None)
    assert not document.exists()
    publish(organisation=kitchen, by=None)
    assert document.exists()


def test_case_studies_are_in_the_search():
    call_command("load_organisations", stdout=StringIO())
    load()
    rebuild()

    found = SearchDocument.objects.get(kind="case_study", slug="fine-cell-work")
    assert found.is_public and "needlework" in found.body.lower()
    assert "sectorxcraft" in found.tokens
    assert found.body.startswith("Trains prisoners in paid needlework done in cells")
    named = SearchDocument.objects.get(kind="case_study", slug="elixir")
    assert named.body.startswith("Named only\n")
