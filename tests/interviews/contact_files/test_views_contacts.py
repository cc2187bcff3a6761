"""The pages of contacts: who has whom, a list from a file, the list to fill in, the export, contacts in reserve."""

from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.uploads.files import read_sheets
from interviews.contact_files.columns import is_heading
from interviews.models import Contact, ContactUpload
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.fixture
def leeds(case: SampledUnit) -> SampledUnit:
    service = ServiceFactory(name="HMP Leeds", noms_code="LEI")
    return SampledUnitFactory(strand=case.strand, service=service)


def at(unit: SampledUnit, name: str = "contacts", *more: Any) -> str:
    return reverse(name, args=[unit.strand.study.slug, *more])


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def send(client: Client, unit: SampledUnit, text: str) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode())
    return client.post(at(unit), {"uploads": file}, follow=True)


def test_cases_without_a_contact_come_first_and_are_counted(lead, case, leeds):
    ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")

    page = words(lead.get(at(case)))

    assert "1 case without a contact" in page
    assert page.index("HMP Leeds</a>") < page.index("Ann Example")
    assert "HMP Leeds" not in words(lead.get(f"{at(case)}?list=with"))
    assert "Ann Example" in words(lead.get(f"{at(case)}?q=0113 496 0001"))


def test_a_contact_whose_number_is_wrong_is_none(lead, leeds):
    contact = ContactFactory(unit=leeds, telephone="0113 496 0001")
    CallFactory(unit=leeds, contact=contact, disposition="wrong_number")

    assert "2 cases without a contact" in words(lead.get(at(leeds)))


def test_a_file_is_read_seen_loaded_and_undone(lead, case, leeds):
    page = send(lead, leeds, "Prison;Person;Phone\nHMP Leads;Adams;1134960001\nHMP Nowhere;Brown;x\n")

    assert "Load 1 contact" in words(page)
    assert "Read as HMP Leeds." in words(page)
    assert "No service of this sample has this name." in words(page)
    assert "1 case will still have no contact." in words(page)
    assert not Contact.objects.exists()

    upload = ContactUpload.objects.get()
    address = at(leeds, "contact-upload", upload.pk)
    assert "1 contact is loaded. 1 row was left out." in words(
        lead.post(address, {"what": "load"}, follow=True)
    )
    assert Contact.objects.get().telephone == "0113 496 0001"

    assert "taken out again" in words(lead.post(address, {"what": "undo"}, follow=True))
    assert not Contact.objects.exists()


def test_what_may_be_two_services_is_chosen_on_the_page(lead, leeds):
    other = SampledUnitFactory(
        strand=leeds.strand, service=ServiceFactory(probation=True, name="Leeds", region=leeds.service.region)
    )
    send(lead, leeds, "Prison,Person\nLeeds,Adams\n")
    address = at(leeds, "contact-upload", ContactUpload.objects.get().pk)

    page = words(lead.post(address, {"what": "choose", "choice-0": str(other.pk)}, follow=True))

    assert "Load 1 contact" in page
    assert "Which service is meant?" not in page


def test_a_list_can_be_discarded(lead, leeds):
    send(lead, leeds, "Prison,Person\nHMP Leeds,Adams\n")
    upload = ContactUpload.objects.get()

    page = words(lead.post(at(leeds, "contact-upload", upload.pk), {"what": "discard"}, follow=True))

    assert "Nothing was loaded from it" in page
    upload.refresh_from_db()
    assert upload.content == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("a,b\n1,2\n", "There is no list of contacts in this file", id="no list"),
        pytest.param("Prison,Person\nHMP Leeds,\n", "No row of this file has a contact", id="no contact"),
    ],
)
def test_a_file_that_is_no_list_is_refused_at_the_field(lead, leeds, text, sentence):
    page = words(send(lead, leeds, text))

    assert sentence in page
    assert "There is a problem" in page
    assert not ContactUpload.objects.exists()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_list_to_fill_in_can_be_loaded_as_it_is(lead, case, leeds, format):
    response = lead.get(at(leeds, "contacts-template", format))

    content = b"".join(response.streaming_content)
    (sheet,) = read_sheets([(f"list.{format}", content)], is_heading=is_heading)
    assert sheet.headings == (
        "code",
        "service",
        "region",
        "person",
        "role",
        "telephone",
        "extension",
        "e-mail",
        "best time",
        "note",
    )
    row = next(cells for _, cells in sheet.cells if cells["service"] == "HMP Leeds")
    assert (row["code"], row["region"], row["person"]) == ("LEI", str(leeds.region or ""), "")
    file = BytesIO(content)
    file.name = f"list.{format}"
    assert "No row of this file has a contact" in words(lead.post(at(leeds), {"uploads": file}, follow=True))


def test_contacts_are_exported_for_a_reason_that_is_kept(lead, leeds):
    ContactFactory(unit=leeds, name="=Adams", job_title="", telephone="0113 496 0001")
    address = at(leeds, "contacts-export")

    assert "Say what the contacts are needed for" in words(
        lead.post(address, {"format": "csv", "reason": ""})
    )
    assert not AuditEvent.objects.filter(verb="contacts.exported").exists()

    response = lead.post(address, {"format": "csv", "reason": "Moving to another tool."}, follow=True)

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert '"LEI","HMP Leeds"' in text
    assert '"\'=Adams"' in text
    detail = AuditEvent.objects.get(verb="contacts.exported").detail
    assert detail == {"format": "csv", "rows": 1, "reason": "Moving to another tool."}


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_contacts_that_were_exported_can_be_loaded_and_change_nothing(lead, leeds, format):
    ContactFactory(unit=leeds, name="Adams", note="Ask at the gate.\nBest time: mornings")
    ContactFactory(unit=leeds, name="Brown", telephone="0113 496 0002", is_current=False, is_reserve=True)
    reason = {"format": format, "reason": "To correct them."}
    response = lead.post(at(leeds, "contacts-export"), reason, follow=True)
    file = BytesIO(b"".join(response.streaming_content))
    file.name = f"contacts.{format}"

    page = words(lead.post(at(leeds), {"uploads": file}, follow=True))

    assert "Loading this file would change nothing." in page


@pytest.mark.parametrize("role", ["researcher", "curator", "administrator", "viewer"])
def test_nobody_but_the_lead_reads_or_takes_the_contacts(client_for, leeds, role):
    client = client_for(role)

    for name in ("contacts", "contacts-export"):
        assert client.get(at(leeds, name)).status_code == 403
    assert client.get(at(leeds, "contacts-template", "csv")).status_code == 403


def test_a_researcher_rings_the_contact_in_reserve_when_the_number_is_wrong(client_for, leeds):
    current = ContactFactory(unit=leeds, name="Adams", telephone="0113 496 0001")
    reserve = ContactFactory(
        unit=leeds, name="Brown", telephone="0113 496 0002", is_current=False, is_reserve=True
    )
    CallFactory(unit=leeds, contact=current, disposition="wrong_number")
    client = client_for("researcher")

    page = words(client.get(at(leeds, "case-detail", leeds.pk)))
    assert "Ring Brown from now on" in page
    assert page.index("In reserve") < page.index("Rung before")

    page = words(client.post(at(leeds, "contact-use", leeds.pk, reserve.pk), follow=True))

    assert "The person to ring is now Brown." in page
    assert Contact.objects.get(unit=leeds, is_current=True) == reserve


def test_a_closed_study_takes_no_list_and_says_so(lead, leeds):
    leeds.strand.study.state = "closed"
    leeds.strand.study.save()

    page = words(lead.get(at(leeds)))

    assert "This study is closed" in page
    assert "Read the file" not in page


def test_a_closed_study_offers_no_contact_in_reserve(client_for, leeds):
    ContactFactory(unit=leeds, name="Brown", is_current=False, is_reserve=True)
    leeds.strand.study.state = "closed"
    leeds.strand.study.save()

    page = words(client_for("researcher").get(at(leeds, "case-detail", leeds.pk)))

    assert "Brown" in page
    assert "Ring Brown from now on" not in page


def test_a_draft_has_no_pages_of_contacts(lead, leeds):
    leeds.strand.study.state = "draft"
    leeds.strand.study.save()

    pages = [at(leeds), at(leeds, "contacts-export"), at(leeds, "contacts-template", "csv")]

    assert [lead.get(page).status_code for page in pages] == [404, 404, 404]


def test_a_study_without_cases_says_so(lead, case):
    SampledUnit.objects.all().delete()

    assert "no cases yet" in words(lead.get(at(case)))


def test_the_page_takes_a_fixed_number_of_queries(lead, case, django_assert_num_queries):
    region = case.service.region
    for number in range(12):
        unit = SampledUnitFactory(
            strand=case.strand, service=ServiceFactory(name=f"HMP Place {number}", region=region)
        )
        ContactFactory(unit=unit)
    lead.get(at(case))

    with django_assert_num_queries(16):
        lead.get(at(case))
