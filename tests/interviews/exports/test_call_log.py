"""The call log as a file: who may have it, what it says, and what it does not."""

import csv
import datetime as dt
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from interviews.models import Call
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]


def at(hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2009, 7, 13, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def case() -> SampledUnit:
    """A prison with two calls in British summer time, whose contact and note would be formulas in a spreadsheet."""
    service = ServiceFactory(name="HMP Leeds", region=RegionFactory(name="Yorkshire"))
    unit = SampledUnitFactory(strand=StrandFactory(), service=service)
    contact = ContactFactory(unit=unit, name="=Ann Example")
    ann = UserFactory(name="Ann Caller")
    CallFactory(unit=unit, contact=contact, made_at=at(9, 10), created_by=ann, note="+Rang twice")
    CallFactory(
        unit=unit,
        contact=contact,
        began_at=at(10, 0),
        made_at=at(10, 21),
        disposition="appointment",
        call_back_at=at(14, 30),
        created_by=ann,
    )
    CallFactory(unit=SampledUnitFactory(strand=StrandFactory()))
    return unit


def download(client: Client, case: SampledUnit, **body: str) -> bytes:
    address = reverse("call-log-export", args=[case.strand.study.slug])
    response = client.post(address, {"format": "csv", **body}, follow=True)
    return b"".join(response) if response.streaming else response.content


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_the_log_has_one_row_for_each_call_and_names_no_service_and_no_respondent(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    heads, first, second = rows_of(download(client_for("study_lead"), case))

    assert heads[:4] == ["case", "way of asking", "region", "kind"]
    assert first[2:] == [
        "Yorkshire",
        "Prison",
        "1",
        "",
        "2009-07-13 10:10",
        "",
        "No answer",
        "Ann Caller",
        "",
    ]
    assert second[4:] == [
        "2",
        "2009-07-13 11:00",
        "2009-07-13 11:21",
        "21",
        "Appointment made",
        "Ann Caller",
        "2009-07-13 15:30",
    ]
    assert AuditEvent.objects.get(verb="calls.exported").detail == {
        "format": "csv",
        "rows": 2,
        "is_full": False,
        "reason": "",
    }


def test_names_and_notes_need_a_reason_and_are_no_formulas(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")

    refused = download(lead, case, is_full="on").decode()
    full = rows_of(download(lead, case, is_full="on", reason="To find out why nobody answers"))

    assert "Say what the names and notes are needed for" in refused
    assert full[1][-3:] == ["HMP Leeds", "'=Ann Example", "'+Rang twice"]
    event = AuditEvent.objects.get(verb="calls.exported")
    assert event.detail["reason"] == "To find out why nobody answers"


def test_the_same_rows_come_as_a_workbook(case: SampledUnit, client_for: Callable[[str], Client]) -> None:
    content = download(client_for("study_lead"), case, format="xlsx", is_full="on", reason="To read it")

    sheet = openpyxl.load_workbook(BytesIO(content)).active
    cells: list[Any] = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=Ann Example" in [cell.value for cell in cells]


def test_an_undone_call_is_left_out(case: SampledUnit, client_for: Callable[[str], Client]) -> None:
    Call.objects.filter(disposition="no_answer").update(undone_at=at(9, 12))

    assert len(rows_of(download(client_for("study_lead"), case))) == 2


@pytest.mark.parametrize("role", ["researcher", "curator", "administrator", "viewer"])
def test_only_the_study_lead_has_the_log(
    role: str, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    answer = client_for(role).post(
        reverse("call-log-export", args=[case.strand.study.slug]), {"format": "csv"}
    )

    assert answer.status_code == 403
