"""The pages of frames: a study lead makes a frame from a spreadsheet and sees what is in it on a day."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from noms.models import Frame, FrameUpload, Region, Service
from tests.factories.noms import ServiceFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db

UNITS = "name,kind,region,opened,closed\nAford,prison,North,1972,2010\nBeford,prison,South,,\nCeham,workshop,South,,\n"


@pytest.fixture
def lead(client_for) -> Client:
    return client_for("study_lead")


def file(text: str = UNITS, name: str = "units.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_frame_is_made_from_a_file_in_four_presses(lead: Client) -> None:
    answer = lead.post(
        reverse("frame-new"), {"title": "Utopia", "description": "A list", "units": file()}, follow=True
    )
    upload = FrameUpload.objects.get()
    page = reverse("frame-upload", args=["utopia", upload.pk])
    text = text_of(answer)
    assert "Look at the units before you load them" in text
    assert "What one of “workshop” is called" in text
    assert "Load the units" not in text

    answer = lead.post(page, {"what": "kinds", "one-0": "workshop", "many-0": "workshops"}, follow=True)
    assert "Load the units" in text_of(answer)
    assert "Units are public as soon as they are loaded" in text_of(answer)
    answer = lead.post(page, {"what": "load"}, follow=True)
    assert "The units are loaded." in text_of(answer)
    assert "Nothing was left out." in text_of(answer)

    text = text_of(lead.get(reverse("frame-detail", args=["utopia"]), {"day": "2009-07-01"}))
    assert "On 1 July 2009" in text
    assert "<li>2 prisons</li><li>1 workshop</li>" in text
    assert "<li>North: 1</li><li>South: 2</li>" in text
    text = text_of(lead.get(reverse("frame-detail", args=["utopia"]), {"day": "2012-07-01"}))
    assert "<li>1 prison</li><li>1 workshop</li>" in text
    assert "Aford" not in text

    answer = lead.post(page, {"what": "undo"}, follow=True)
    assert "What this file did is undone." in text_of(answer)
    assert not Service.objects.in_frame("utopia").exists()


def test_a_file_that_is_no_list_of_units_says_so_at_its_field_and_leaves_no_frame(lead: Client) -> None:
    answer = lead.post(
        reverse("frame-new"), {"title": "Utopia", "description": "Kept", "units": file("city,mayor\nX,Y\n")}
    )

    text = text_of(answer)
    assert "units.csv: no column has the names of the units." in text
    assert 'value="Utopia"' in answer.content.decode()
    assert "Kept" in text
    assert not Frame.objects.filter(slug="utopia").exists()
    assert not FrameUpload.objects.exists()


def test_a_frame_may_be_empty_and_says_what_to_do(lead: Client) -> None:
    answer = lead.post(reverse("frame-new"), {"title": "Utopia", "description": ""}, follow=True)

    text = text_of(answer)
    assert "This frame has no units yet." in text
    assert "Bring the units" in text
    text = text_of(lead.get(reverse("frame-list"), {"day": "2009-07-01"}))
    assert "It has no units yet." in text


def test_a_title_that_is_taken_is_refused_at_its_field(lead: Client) -> None:
    for _ in range(2):
        answer = lead.post(reverse("frame-new"), {"title": "Utopia", "description": ""})

    assert "Another frame has this title." in text_of(answer)
    assert Frame.objects.filter(title="Utopia").count() == 1


def test_title_and_description_are_changed_and_an_empty_frame_is_deleted(lead: Client) -> None:
    lead.post(reverse("frame-new"), {"title": "Utopia", "description": ""})
    edit = reverse("frame-edit", args=["utopia"])

    lead.post(edit, {"title": "New Utopia", "description": "As of 2020"})
    assert Frame.objects.get(slug="utopia").title == "New Utopia"
    answer = lead.post(edit, {"what": "delete"}, follow=True)

    assert "“New Utopia” is deleted." in text_of(answer)
    assert not Frame.objects.filter(slug="utopia").exists()


def test_the_reference_frame_is_shown_and_downloaded_but_not_changed(lead: Client) -> None:
    ServiceFactory(name="HMP Somewhere", noms_code="SMW")
    slug = "england-and-wales"

    text = text_of(lead.get(reverse("frame-detail", args=[slug])))
    assert "HMP Somewhere" in text
    assert "Load a newer file" not in text
    assert b"HMP Somewhere" in lead.get(reverse("frame-units", args=[slug, "csv"])).content
    assert lead.get(reverse("frame-edit", args=[slug])).status_code == 404
    assert lead.post(reverse("frame-detail", args=[slug]), {"units": file()}).status_code == 404


def test_the_reference_frame_has_the_regions_that_are_in_force_on_the_day(frame: None, lead: Client) -> None:
    address = reverse("frame-detail", args=["england-and-wales"])

    then = text_of(lead.get(address, {"day": "2009-07-01"}))
    kent = Region.objects.get(name="Kent, Surrey and Sussex")
    now = text_of(lead.get(address, {"day": "2025-06-30", "region": kent.slug}))

    assert "By region (10)" in then
    assert "<li>135 prisons</li><li>42 probation services</li>" in then
    assert "By region (12)" in now
    assert "<li>121 prisons</li><li>108 probation services</li>" in now
    assert "HMP Belmarsh" not in now


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_template_has_the_columns_and_loads_nothing_while_it_is_empty(lead: Client, format: str) -> None:
    content = lead.get(reverse("frame-template", args=[format])).content

    answer = lead.post(
        reverse("frame-new"),
        {"title": "Utopia", "description": "", "units": SimpleUploadedFile(f"units.{format}", content)},
    )

    assert "There are no units in this file" in text_of(answer)
    assert lead.get(reverse("frame-template", args=["pdf"])).status_code == 404


def test_every_row_of_a_preview_is_downloaded(lead: Client) -> None:
    lead.post(reverse("frame-new"), {"title": "Utopia", "description": "", "units": file()})
    upload = FrameUpload.objects.get()

    text = lead.get(reverse("frame-upload-rows", args=["utopia", upload.pk])).content.decode()

    assert '"units.csv",2,"Aford","New","",""' in text
    assert lead.get(reverse("frame-upload-rows", args=["england-and-wales", upload.pk])).status_code == 404


def test_a_row_of_one_of_several_files_is_named_with_its_file(lead: Client) -> None:
    files = [file(name="north.csv"), file("name,kind\nDeham,prison\nEham,prison\n", name="south.csv")]
    lead.post(reverse("frame-new"), {"title": "Utopia", "description": "", "units": files})

    text = text_of(lead.get(reverse("frame-upload", args=["utopia", FrameUpload.objects.get().pk])))

    for name in ("north.csv", "south.csv"):
        cells = (
            f'<td class="govuk-table__cell">{name}</td> <th scope="row" class="govuk-table__header">2</th>'
        )
        assert cells in text


def test_a_day_that_cannot_be_read_is_said_at_its_field(lead: Client) -> None:
    ServiceFactory()

    text = text_of(lead.get(reverse("frame-detail", args=["england-and-wales"]), {"day": "1 July"}))

    assert "Write the day such as 2009-07-15" in text
    assert 'value="1 July"' in text


def test_the_pages_take_as_many_queries_with_more_units(lead: Client) -> None:
    def queries() -> list[int]:
        found = []
        for address in (
            reverse("frame-list"),
            reverse("frame-detail", args=["england-and-wales"]),
            reverse("frame-units", args=["england-and-wales", "csv"]),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert lead.get(address).status_code == 200
            found.append(len(captured))
        return found

    ServiceFactory()
    queries()
    few = queries()
    ServiceFactory.create_batch(5)
    ServiceFactory(probation=True)

    assert queries() == few
