"""The real organisations are imported as their sources describe them, and nothing is added."""

import csv
import shutil
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.importing.reading import EVIDENCE, ORGANISATIONS
from enterprises.management.commands.load_organisations import SHIPPED
from enterprises.models import Assessment, Engagement, Evidence, Identifier, Organisation
from tests.factories.accounts import UserFactory
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


def traces() -> tuple[int, int, int]:
    """Return the numbers of rows that grow with every change of the directory."""
    return AuditEvent.objects.count(), Organisation.history.count(), Evidence.history.count()


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
        organisation = Organisation.objects.get(name=row["name"])
        assert (
            organisation.legal_form,
            organisation.description,
            organisation.works_with,
            organisation.services_named,
            organisation.founded,
            organisation.status,
            organisation.website,
            organisation.source,
        ) == tuple(
            row[column]
            for column in (
                "legal_form_as_stated",
                "activities",
                "works_with",
                "prisons_or_probation_named",
                "founded",
                "status_as_stated",
                "website",
                "source",
            )
        )


@pytest.mark.django_db
def test_what_no_source_says_stays_unknown(loaded):
    evidenced = {(row["organisation"], row["fact"]) for row in rows(EVIDENCE)}
    stored = set(Evidence.objects.values_list("organisation__name", "fact"))
    used = {
        (assessment.organisation.name, fact)
        for assessment in Assessment.objects.filter(is_current=True).select_related("organisation")
        for fact in assessment.facts
    }

    assert stored == evidenced
    assert used == evidenced
    assert not Engagement.objects.exists()
    assert Assessment.objects.filter(is_current=True, outcome="undetermined").count() == 62


@pytest.mark.django_db
def test_the_facts_of_some_organisations(loaded):
    def facts(name):
        return Assessment.objects.get(organisation__name=name, is_current=True).facts

    assert facts("Midland Heart") == {}
    assert facts("Carlshead Farm") == {}
    assert facts("RMF Group") == {"disadvantaged_share": "75"}
    assert facts("Rhubarb Farm CIC") == {
        "trades": "yes",
        "trading_share": "0..30",
        "separately_constituted": "yes",
        "legal_form": "community interest company",
    }


@pytest.mark.django_db
def test_a_parents_number_is_not_the_organisations_own(loaded):
    own = Identifier.objects.get(is_parents=False)

    assert (str(own), own.organisation.name) == ("GB-CHC-1114760", "Prison Radio Association")
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
    assert len(queries) < 12


@pytest.mark.django_db
def test_a_changed_table_changes_only_what_differs(loaded, edit):
    edit(ORGANISATIONS, 2, "activities", "mentoring")
    folder = edit(EVIDENCE, 6, "value", "53")

    told = load(folder)

    assert "0 added, 1 changed, 61 unchanged" in told
    assert Organisation.objects.get(name="Action Trust").description == "mentoring"
    shares = Evidence.objects.filter(organisation__name__startswith="Aspire", fact="trading_share")
    assert dict(shares.values_list("value", "is_withdrawn")) == {"52.5": True, "53": False}


@pytest.mark.django_db
def test_an_entry_that_seems_to_say_who_somebody_is_is_kept_and_not_published(loaded, edit):
    row = rows(ORGANISATIONS)[3]

    told = load(edit(ORGANISATIONS, 5, "activities", "Ask for A1234BC, born 3 May 1980."))

    organisation = Organisation.objects.get(name=row["name"])
    assert (organisation.is_published, organisation.description[:7]) == (False, "Ask for")
    assert "1 not published" in told
    assert "seems to hold a prison number and a date of birth" in told

    load(edit(ORGANISATIONS, 5, "activities", row["activities"]))
    organisation.refresh_from_db()
    assert organisation.is_published


@pytest.mark.django_db
def test_what_a_person_changed_is_left(loaded, edit):
    curator = UserFactory()
    organisation = Organisation.objects.get(name="Action Trust")
    actions.update_organisation(organisation=organisation, description="advice", by=curator)
    actions.unpublish(organisation=organisation, by=curator)

    told = load(edit(ORGANISATIONS, 2, "activities", "mentoring"))

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
        pytest.param(ORGANISATIONS, 3, "name", "action-trust", "nearly the same name", id="one address"),
        pytest.param(ORGANISATIONS, 2, "outcode_from_town", "OX", "first half of a postcode", id="outcode"),
        pytest.param(ORGANISATIONS, 2, "company_no", "12-34", "company number", id="company number"),
        pytest.param(ORGANISATIONS, 2, "sector_coded_by_researcher", "Piracy", "is not one of", id="sector"),
        pytest.param(ORGANISATIONS, 2, "website", "www", "web address", id="website"),
        pytest.param(ORGANISATIONS, 2, "source", "", "must be filled in", id="no source"),
        pytest.param(ORGANISATIONS, 2, "founded", "x" * 101, "longer than 100", id="too long"),
        pytest.param(EVIDENCE, 2, "organisation", "Nobody", "no organisation", id="no organisation"),
        pytest.param(EVIDENCE, 2, "fact", "colour", "is not one of", id="fact"),
        pytest.param(EVIDENCE, 3, "value", "perhaps", "write yes or no", id="value"),
        pytest.param(EVIDENCE, 3, "value", "", "leave out what is not known", id="says nothing"),
        pytest.param(EVIDENCE, 3, "fact", "legal_form", "from the same source already", id="fact twice"),
        pytest.param(EVIDENCE, 2, "source_kind", "rumour", "is not one of", id="kind"),
        pytest.param(EVIDENCE, 2, "quotation", "", "must be filled in", id="no quotation"),
        pytest.param(EVIDENCE, 2, "observed_on", "2010", "not a whole date", id="date"),
        pytest.param(EVIDENCE, 2, "observed_on", "2100-01-01", "in the future", id="a day to come"),
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
def test_an_outward_code_that_the_reference_data_lacks_is_refused(loaded, edit):
    before = traces()

    with pytest.raises(
        CommandError, match="row 2, column outcode_from_town: “ZZ9”: this is not an outward code"
    ):
        load(edit(ORGANISATIONS, 2, "outcode_from_town", "ZZ9"))

    assert traces() == before


@pytest.mark.django_db
def test_a_missing_folder_or_file_is_refused_in_words(folder):
    with pytest.raises(CommandError, match="is not a folder"):
        load(folder / "nowhere")

    (folder / EVIDENCE).unlink()
    with pytest.raises(CommandError, match=r"organisation_evidence\.csv: this file is missing"):
        load(folder)
