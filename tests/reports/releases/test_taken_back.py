"""Stored files of a release are not given out while a name or words in them are taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from enterprises import actions as directory
from enterprises.models import Organisation
from interviews.actions import withdraw_interview
from reports.documents.formats import FORMATS
from reports.models import Release
from reports.quotations.published import text_hash
from reports.releases.content import ReleaseContent, sha256_of
from reports.releases.taken_back import NAME, WORDS
from tests.factories.accounts import UserFactory
from tests.factories.quotations import PUBLISHED, QuotationFactory
from tests.factories.releases import EMPTY, ReleaseDocumentFactory, ReleaseFactory
from tests.factories.survey import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BAKERY = "Leeds Bakery"


@pytest.fixture
def bakery() -> Organisation:
    return directory.create_organisation(name=BAKERY, by=None, is_published=True)


def a_release(*, ready: bool = False, **parts: Any) -> Release:
    """Return a public (or ready) release of a listed study with these parts, and a document of every kind."""
    text = replace(ReleaseContent.from_text(EMPTY), parts=parts).as_text()
    release: Release = ReleaseFactory(
        study=StudyFactory(slug="s", is_published=True), ready=True, content=text, sha256=sha256_of(text)
    )
    for kind in FORMATS:
        ReleaseDocumentFactory(release=release, kind=kind)
    if not ready:
        release.state, release.released_by = "released", UserFactory()
        release.approved_at = release.released_at = timezone.now()
        release.save()
    return release


def naming(organisation: Organisation, *, ready: bool = False) -> Release:
    return a_release(ready=ready, names={organisation.name: [str(organisation.public_id)]})


def quoting() -> tuple[Release, Any]:
    """Return a release that quotes an interview, and the interview."""
    quotation = QuotationFactory(approved=True)
    listed = {
        "id": str(quotation.public_id),
        "theme": "barriers",
        "attribution": "Respondent",
        "sha256": text_hash(PUBLISHED),
    }
    return a_release(quotations=[listed]), quotation.interview


def answers(client: Client) -> dict[str, int]:
    """Return the status of the file of each kind."""
    return {kind: client.get(f"/studies/s/releases/1/report.{kind}").status_code for kind in FORMATS}


def documents(client: Client) -> dict[str, str]:
    """Return by kind what the API says on why the file is gone."""
    found = client.get("/api/v1/studies/s/releases/1/").json()["documents"]
    return {each["kind"]: each["taken_back"] for each in found}


def test_no_file_of_any_kind_is_given_out_that_names_whom_the_directory_hides(
    client: Client, bakery: Organisation, committing: Callable[..., Any]
) -> None:
    naming(bakery)
    assert answers(client) == dict.fromkeys(FORMATS, 200)
    assert documents(client) == dict.fromkeys(FORMATS, "")

    with committing():
        directory.unpublish(organisation=bakery, by=None)

    assert answers(client) == dict.fromkeys(FORMATS, 410)
    assert documents(client) == dict.fromkeys(FORMATS, NAME)
    with committing():
        directory.publish(organisation=bakery, by=None)
    assert answers(client) == dict.fromkeys(FORMATS, 200)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_address_of_a_file_says_why_it_is_gone_and_where_the_page_is(
    client: Client, bakery: Organisation, kind: str
) -> None:
    naming(bakery)
    directory.unpublish(organisation=bakery, by=None)

    page = client.get(f"/studies/s/releases/1/report.{kind}").content.decode()

    assert NAME in page
    assert 'href="/studies/s/releases/1/report/"' in page
    assert BAKERY not in page


def test_files_with_words_that_were_taken_back_are_gone_and_the_workbook_has_none(client: Client) -> None:
    _, interview = quoting()
    assert documents(client) == dict.fromkeys(FORMATS, "")

    withdraw_interview(interview=interview, reason="By telephone", by=UserFactory())

    assert answers(client) == {"pdf": 410, "docx": 410, "html": 410, "xlsx": 200}
    assert documents(client) == {"pdf": WORDS, "docx": WORDS, "html": WORDS, "xlsx": ""}


def test_the_page_of_the_release_says_it_beside_the_files_and_readers_ask_again(
    client: Client, bakery: Organisation, committing: Callable[..., Any]
) -> None:
    naming(bakery)
    before = client.get("/studies/s/releases/1/")
    data = client.get("/api/v1/studies/s/releases/1/")

    with committing():
        directory.unpublish(organisation=bakery, by=None)

    after = client.get("/studies/s/releases/1/", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content.decode().count(NAME) == len(FORMATS)
    assert "report.pdf" not in after.content.decode()
    again = client.get("/api/v1/studies/s/releases/1/", headers={"if-none-match": data["ETag"]})
    assert again.status_code == 200


def test_a_catalogue_does_not_offer_what_is_gone(
    client: Client, bakery: Organisation, committing: Callable[..., Any]
) -> None:
    naming(bakery)
    assert "report.pdf" in client.get("/studies/s/releases/1.jsonld").content.decode()

    with committing():
        directory.unpublish(organisation=bakery, by=None)

    assert "report.pdf" not in client.get("/studies/s/releases/1.jsonld").content.decode()


def test_an_entry_that_is_merged_takes_no_name_back(client: Client, bakery: Organisation) -> None:
    naming(bakery)
    other = directory.create_organisation(name="The Bakery in Leeds", by=None, is_published=True)

    directory.merge(organisation=bakery, into=other, by=None)

    assert answers(client) == dict.fromkeys(FORMATS, 200)


def test_a_file_that_waits_for_its_release_is_not_given_out_either(
    client_for: Callable[[str], Client], bakery: Organisation, committing: Callable[..., Any]
) -> None:
    naming(bakery, ready=True)
    lead = client_for("study_lead")
    assert lead.get("/studies/s/release/report.pdf").status_code == 200

    with committing():
        directory.unpublish(organisation=bakery, by=None)

    gone = lead.get("/studies/s/release/report.pdf")
    assert gone.status_code == 410
    assert "Make a new preview" in gone.content.decode()


def test_the_command_says_why_it_does_not_write_a_file(bakery: Organisation, tmp_path: Any) -> None:
    naming(bakery)
    directory.unpublish(organisation=bakery, by=None)

    with pytest.raises(
        CommandError, match=f"{NAME} The page has everything else: /studies/s/releases/1/report/"
    ):
        call_command("study_report", "s", format="pdf", output=tmp_path / "report.pdf")
