"""The real organisations are imported as their sources describe them, and nothing is added."""

import csv
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.importing.presumptions import rules
from enterprises.importing.reading import EVIDENCE, ORGANISATIONS
from enterprises.importing.relations import RELATIONS
from enterprises.management.commands.load_organisations import SHIPPED
from enterprises.models import Engagement, Evidence, Identifier, Organisation
from enterprises.vocabulary import PUBLIC_SOURCES
from tests.factories.accounts import UserFactory
from tests.factories.noms import ServiceFactory
from tests.table_copies import TableCopy, put_back


def rows(file: str, folder: Path = SHIPPED) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def load(folder: Path = SHIPPED) -> str:
    out = StringIO()
    call_command("load_organisations", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def shipped(frame_tables: list[TableCopy], django_db_blocker: Any) -> Iterator[None]:
    """The reference data and the organisations, loaded once for this module; each test rolls back to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        put_back(frame_tables)
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(shipped: None, db: None) -> None:
    pass


def traces() -> tuple[int, ...]:
    """Return the numbers of rows that grow with every change of the directory."""
    histories = (Organisation.history, Evidence.history, Engagement.history)
    return AuditEvent.objects.count(), *(history.count() for history in histories)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the tables that a test may change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "data"))


@pytest.fixture
def edit(folder) -> Callable[..., Path]:
    """Return a function that changes a cell: `edit(file, row, column, value)`; the first row below the heading is 2."""

    def change(file: str, row: int, column: str, value: str) -> Path:
        table = rows(file, folder)
        table[row - 2][column] = value
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, table[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        return folder

    return change


@pytest.mark.django_db
def test_the_62_organisations_are_published_as_their_sources_describe_them(loaded):
    assert Organisation.objects.published().count() == 62
    assert not Organisation.objects.filter(is_invented=True).exists()
    for row in rows(ORGANISATIONS):
        organisation = Organisation.objects.get(slug=row["slug"])
        assert organisation.legal_form == (row["legal_form"] or row["legal_form_as_stated"])
        assert organisation.description == row["what_it_does"]
        assert str(organisation.ended_in or "") == row["ended_in"]
        for column in ("name", "registered_name", "works_with", "founded", "status", "website", "source"):
            assert getattr(organisation, column) == row[column], column
        for column in ("telephone", "email", "address"):
            assert getattr(organisation, column) == row[column], column


@pytest.mark.django_db
def test_a_corrected_name_keeps_its_address_and_is_found_by_the_old_one(loaded):
    organisation = Organisation.objects.get(slug="abel-project-fish-farm")

    assert organisation.name == "ABLE Project (Green Business Network)"
    assert [other.name for other in organisation.other_names.all()] == ["Abel project"]


@pytest.mark.django_db
def test_what_no_source_says_stays_unknown(loaded):
    evidenced = {(row["organisation"], row["fact"]) for row in rows(EVIDENCE)}

    stated = Evidence.objects.exclude(source_kind="presumption")
    assert set(stated.values_list("organisation__name", "fact")) == evidenced
    assert stated.count() == len(rows(EVIDENCE)) == 250


@pytest.mark.django_db
def test_every_fact_and_relation_of_a_real_organisation_has_a_source_and_a_date(loaded):
    facts = Evidence.objects.filter(organisation__is_invented=False)
    relations = Engagement.objects.filter(organisation__is_invented=False)

    assert facts.exists()
    assert relations.exists()
    for row in cast("list[Any]", [*facts, *relations]):
        if row.source_kind == "presumption":
            assert row.source in {rule.words for rule in rules()}, row
        else:
            assert "http" in row.source or row.source.startswith("Stimulating new markets"), row
        assert row.observed_on is not None, row
        assert row.source_kind in PUBLIC_SOURCES, row
        # A year or a page without a date is a convention of the table, and said to be one.
        is_first_of_a_year = (row.observed_on.month, row.observed_on.day) == (1, 1)
        assert row.source_date or not is_first_of_a_year, row
    for fact in facts:
        assert fact.quotation or fact.note, fact


@pytest.mark.django_db
def test_relations_say_where_an_organisation_works_with_source_and_date(loaded):
    relation = Engagement.objects.get(organisation__slug="the-clink-charity", service__noms_code="CFI")

    assert (relation.status, relation.started, relation.ended, relation.last_seen) == (
        "worked",
        "2012",
        "2022",
        2022,
    )
    assert relation.description == "restaurant 2012, closed December 2022"
    assert relation.source.endswith("https://en.wikipedia.org/wiki/The_Clink_(restaurant)")
    assert relation.is_published
    assert Engagement.objects.count() == 83
    assert Engagement.objects.filter(status="works").count() == 16


@pytest.mark.django_db
def test_no_relation_goes_to_a_unit_of_an_own_frame_with_the_same_code(loaded):
    ServiceFactory(own=True, noms_code="CFI")

    assert "83 relations: 0 added." in load()

    relation = Engagement.objects.get(organisation__slug="the-clink-charity", service__noms_code="CFI")
    assert relation.service.frame.is_reference


def test_a_relation_to_one_site_goes_to_its_establishment(loaded):
    """The table has the code of Prescoed, UPI, one of the two sites of HMP Usk and Prescoed (UKI) in 2009 and today."""
    relations = Engagement.objects.filter(organisation__slug="the-clink-charity", service__kind="prison")

    assert relations.filter(service__name="HMP Usk and Prescoed", service__noms_code="UKI").count() == 1


def test_a_relation_to_a_site_that_became_a_prison_goes_to_that_prison(loaded):
    """Moorland (open), HDI, has been HMP/YOI Hatfield since 2010, and people came from there in 2015 and 2016."""
    relation = Engagement.objects.get(organisation__slug="rhubarb-farm-cic", service__kind="prison")

    assert (relation.service.name, relation.service.noms_code) == ("HMP/YOI Hatfield", "HDI")
    assert relation.service.was_open_on(dt.date(2015, 1, 1))
    assert "HMP Hatfield (Moorland open in 2009)" in relation.description


@pytest.mark.django_db
def test_a_service_that_the_directory_does_not_hold_is_kept_as_text_with_its_source(loaded):
    stored = Organisation.objects.exclude(services_named="")

    assert set(stored.values_list("slug", flat=True)) == {
        "circles-south-west",
        "rhubarb-farm-cic",
        "safer-living-foundation",
    }
    assert stored.get(slug="rhubarb-farm-cic").services_named == (
        "Works with East Midlands (Probation Service region); community payback teams weekly (Worksop, Mansfield,"
        " Chesterfield); last seen in 2023. Source: Chad: Community farm near Mansfield has employed nine"
        " ex-offenders, https://www.chad.co.uk/news/people/community-farm-near-mansfield-has-employed-nine-ex-offenders"
        "-from-payback-teams-since-2011-4086072 (30 March 2023)."
    )


@pytest.mark.django_db
def test_the_facts_of_some_organisations(loaded):
    def stated(name):
        found = Evidence.objects.filter(organisation__name=name).exclude(source_kind="presumption")
        return {row.fact: row.value for row in found.order_by("observed_on")}

    assert stated("Action Trust") == {}
    assert stated("Carlshead Farm") == {}
    assert stated("RMF Group") == {"disadvantaged_share": "75"}
    assert stated("Rhubarb Farm CIC") == {
        "trades": "yes",
        "trading_share": "0..30",
        "separately_constituted": "yes",
        "legal_form": "community interest company",
    }


@pytest.mark.django_db
def test_a_parents_number_is_not_the_organisations_own(loaded):
    own = Identifier.objects.filter(is_parents=False, organisation__name="The Clink Charity")

    assert [str(number) for number in own] == ["GB-CHC-1134581"]
    assert Identifier.objects.filter(is_parents=True).count() == 2


@pytest.mark.django_db
def test_places_are_as_exact_as_the_source(loaded):
    def place(name):
        return Organisation.objects.get(name=name).places.get()

    assert place("Rhubarb Farm CIC").outcode_id == "NG20"
    assert place("Redemption Roasters").region.name == "London"
    assert place("Redemption Roasters").latitude is None
    assert not Organisation.objects.get(name="Action Trust").places.exists()


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_asks_little(loaded):
    before = traces()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        told = load()

    assert "0 added, 0 changed, 62 unchanged" in told
    assert traces() == before
    assert len(queries) < 18


def row_of_aspires_share() -> int:
    """Return the row of Aspire's trading share, counted as a spreadsheet does."""
    return next(
        number
        for number, row in enumerate(rows(EVIDENCE), start=2)
        if row["organisation"].startswith("Aspire") and row["fact"] == "trading_share"
    )


@pytest.mark.django_db
def test_a_changed_table_changes_only_what_differs(loaded, edit):
    edit(ORGANISATIONS, 2, "what_it_does", "mentoring")
    edit(RELATIONS, 2, "last_seen", "2014")
    folder = edit(EVIDENCE, row_of_aspires_share(), "value", "53")

    told = load(folder)

    assert "0 added, 1 changed, 61 unchanged" in told
    assert "83 relations: 0 added, 1 changed" in told
    assert Organisation.objects.get(name="Action Trust").description == "mentoring"
    shares = Evidence.objects.filter(organisation__name__startswith="Aspire", fact="trading_share")
    assert dict(shares.values_list("value", "is_withdrawn")) == {"52.5": True, "53": False}


@pytest.mark.django_db
def test_an_entry_that_seems_to_say_who_somebody_is_is_kept_and_not_published(loaded, edit):
    row = rows(ORGANISATIONS)[3]

    told = load(edit(ORGANISATIONS, 5, "what_it_does", "Ask for A1234BC, born 3 May 1980."))

    organisation = Organisation.objects.get(name=row["name"])
    assert (organisation.is_published, organisation.description[:7]) == (False, "Ask for")
    assert "1 not published" in told
    assert "seems to hold a prison number and a date of birth" in told

    load(edit(ORGANISATIONS, 5, "what_it_does", row["what_it_does"]))
    organisation.refresh_from_db()
    assert organisation.is_published


@pytest.mark.django_db
def test_what_a_person_changed_is_left(loaded, edit):
    curator = UserFactory()
    organisation = Organisation.objects.get(name="Action Trust")
    actions.update_organisation(organisation=organisation, description="advice", by=curator)
    actions.unpublish(organisation=organisation, by=curator)

    told = load(edit(ORGANISATIONS, 2, "what_it_does", "mentoring"))

    organisation.refresh_from_db()
    assert "1 left as changed by hand" in told
    assert (organisation.description, organisation.is_published) == ("advice", False)


@pytest.mark.django_db
def test_evidence_that_a_person_withdrew_does_not_come_back(loaded):
    row = Evidence.objects.get(organisation__name__startswith="Aspire", fact="trading_share")
    actions.withdraw_evidence(evidence=row, reason="The mirror is not the newspaper.", by=UserFactory())

    load()

    row.refresh_from_db()
    assert row.is_withdrawn
    assert Evidence.objects.filter(organisation=row.organisation, fact="trading_share").count() == 1


@pytest.mark.django_db
def test_a_relation_that_a_person_changed_or_took_back_is_left(loaded):
    kept, gone = Engagement.objects.filter(organisation__slug="fine-cell-work").order_by("service__name")
    curator = UserFactory()
    actions.publish_engagement(engagement=kept, is_published=False, by=curator)
    actions.withdraw_engagement(engagement=gone, reason="Not there.", by=curator)

    told = load()

    kept.refresh_from_db()
    assert not kept.is_published
    assert not Engagement.objects.filter(organisation=gone.organisation, service=gone.service).exists()
    assert "82 relations: 0 added, 1 kept" in told


@pytest.mark.django_db
def test_a_relation_that_the_table_no_longer_has_is_taken_back(loaded, folder):
    table = (folder / RELATIONS).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / RELATIONS).write_text("".join(table[:-1]), encoding="utf-8")

    told = load(folder)

    assert "82 relations: 0 added, 1 withdrawn" in told
    assert Engagement.objects.count() == 82


@pytest.mark.django_db
def test_an_entry_merged_by_a_curator_stays_merged(loaded):
    double = Organisation.objects.get(name="Horticultural Acumen Ltd")
    kept = Organisation.objects.get(name__startswith="Acumen")
    actions.merge(organisation=double, into=kept, by=UserFactory())
    count = Evidence.objects.count()

    load()

    double.refresh_from_db()
    assert double.merged_into == kept
    assert Evidence.objects.count() == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "row", "column", "value", "reason"),
    [
        pytest.param(ORGANISATIONS, 2, "name", "", "must be filled in", id="no name"),
        pytest.param(ORGANISATIONS, 3, "name", "Action Trust", "row 2 has this already", id="name twice"),
        pytest.param(ORGANISATIONS, 3, "slug", "action-trust", "row 2 has this already", id="one address"),
        pytest.param(ORGANISATIONS, 3, "slug", "Acumen!", "small letters", id="address"),
        pytest.param(ORGANISATIONS, 2, "outcode_from_town", "OX", "first half of a postcode", id="outcode"),
        pytest.param(ORGANISATIONS, 2, "company_no", "12-34", "company number", id="company number"),
        pytest.param(ORGANISATIONS, 2, "sectors", "piracy", "is not one of", id="sector"),
        pytest.param(ORGANISATIONS, 2, "website", "www", "web address", id="website"),
        pytest.param(ORGANISATIONS, 2, "ended_in", "soon", "not a date", id="year"),
        pytest.param(ORGANISATIONS, 2, "source", "", "must be filled in", id="no source"),
        pytest.param(ORGANISATIONS, 2, "founded", "x" * 101, "longer than 100", id="too long"),
        pytest.param(EVIDENCE, 2, "organisation", "Nobody", "no organisation", id="no organisation"),
        pytest.param(EVIDENCE, 2, "fact", "colour", "is not one of", id="fact"),
        pytest.param(EVIDENCE, 2, "value", "perhaps", "write yes or no", id="value"),
        pytest.param(EVIDENCE, 2, "value", "", "leave out what is not known", id="says nothing"),
        pytest.param(EVIDENCE, 2, "financial_year_end", "2020-12-31", "income needs the end", id="a year"),
        pytest.param(EVIDENCE, 2, "source_kind", "rumour", "is not one of", id="kind"),
        pytest.param(EVIDENCE, 2, "note", "", "in our words what the source says", id="no words"),
        pytest.param(EVIDENCE, 2, "observed_on", "2010", "not a whole date", id="date"),
        pytest.param(EVIDENCE, 2, "observed_on", "2100-01-01", "in the future", id="a day to come"),
        pytest.param(RELATIONS, 2, "organisation", "Nobody", "no organisation", id="relation of nobody"),
        pytest.param(RELATIONS, 2, "relation", "likes", "is not one of", id="relation"),
        pytest.param(RELATIONS, 2, "observed_on", "", "must be filled in", id="relation without a date"),
        pytest.param(RELATIONS, 2, "activities", "juggling", "is not one of", id="activity"),
        pytest.param(RELATIONS, 2, "ended", "2012-13", "not a date", id="end"),
    ],
)
def test_a_mistake_is_refused_with_its_row_and_column_and_nothing_changes(
    loaded, edit, file, row, column, value, reason
):
    before = traces()

    with pytest.raises(CommandError) as refusal:
        load(edit(file, row, column, value))

    assert f"{file}, row {row}, column {column}" in str(refusal.value)
    assert reason in str(refusal.value)
    assert traces() == before


@pytest.mark.django_db
@pytest.mark.parametrize("file", [EVIDENCE, RELATIONS])
def test_a_row_without_a_source_is_refused(loaded, edit, file):
    edit(file, 2, "source_title", "")

    with pytest.raises(
        CommandError, match="row 2, column source_address: an empty cell: every row names its source"
    ):
        load(edit(file, 2, "source_address", ""))


@pytest.mark.django_db
def test_an_outward_code_that_the_reference_data_lacks_is_refused(loaded, edit):
    before = traces()

    with pytest.raises(
        CommandError, match="row 2, column outcode_from_town: “ZZ9”: this is not an outward code"
    ):
        load(edit(ORGANISATIONS, 2, "outcode_from_town", "ZZ9"))

    assert traces() == before


@pytest.mark.django_db
def test_a_missing_folder_or_file_is_refused_with_a_message(folder):
    with pytest.raises(CommandError, match="is not a folder"):
        load(folder / "nowhere")

    (folder / EVIDENCE).unlink()
    with pytest.raises(CommandError, match=r"organisation_evidence\.csv: this file is missing"):
        load(folder)
