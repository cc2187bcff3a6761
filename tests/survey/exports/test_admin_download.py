"""Downloading answers in the admin: which format, without names or in full for a reason, and the audit trail."""

import csv
import sys
from io import StringIO

import pytest

from accounts.models import AuditEvent
from tests.factories.survey import ResponseFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/survey/response/"


def test_answers_are_downloaded_without_names_and_in_full_only_for_a_reason(lead, curator, waiting):
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk}

    bare = b"".join(curator.post(f"{QUEUE}download/", {**body, "is_full": "on", "reason": "x"})).decode(
        "utf-8-sig"
    )
    refused = lead.post(f"{QUEUE}download/", {**body, "is_full": "on"})
    full = b"".join(lead.post(f"{QUEUE}download/", {**body, "is_full": "on", "reason": "To check."})).decode(
        "utf-8-sig"
    )

    (row,) = csv.DictReader(StringIO(bare))
    assert (row["sector"], row["sector/food"], row["sector/retail"], row["employees"]) == (
        "food",
        "1",
        "0",
        "",
    )
    assert "Phoenix" not in bare and "Leeds" not in bare and waiting.reference not in bare
    assert "Say what the names" in words_of(refused)
    assert "'=Phoenix" in full and waiting.reference in full
    assert list(
        AuditEvent.objects.filter(verb="responses.exported").values_list("detail__is_full", flat=True)
    ) == [True, False]


@pytest.mark.parametrize("name", ["csv", "xlsx", "ods", "sav", "dta", "zip"])
def test_every_format_is_offered_and_what_was_taken_is_in_the_audit_trail(curator, waiting, name):
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk, "format": name}

    file = curator.post(f"{QUEUE}download/", body)

    assert b"".join(file)
    assert f".{name}" in file.headers["Content-Disposition"] and "no-store" in file.headers["Cache-Control"]
    event = AuditEvent.objects.get(verb="responses.exported")
    assert event.detail["format"] == name and event.detail["rows"] == {"answers": 1}
    assert event.detail["is_full"] is False


def test_a_format_that_cannot_hold_an_answer_says_so_and_nothing_is_written_down(lead, strand):
    ResponseFactory(sent=True, strand=strand, answers={"organisation_name": {"value": "é" * 20_000}})
    body = {"strand": strand.pk, "instrument": strand.instrument.pk, "format": "sav"}

    page = lead.post(f"{QUEUE}download/", {**body, "is_full": "on", "reason": "To check."})

    assert "longer than SPSS holds" in words_of(page)
    assert not AuditEvent.objects.filter(verb="responses.exported").exists()


def test_without_the_extra_the_page_says_what_is_missing(lead, waiting, monkeypatch):
    monkeypatch.setattr(sys.modules["survey.exports.statistics"], "find_spec", lambda name: None)
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk}

    assert "optional packages pandas and pyreadstat" in words_of(
        lead.post(f"{QUEUE}download/", {**body, "format": "dta"})
    )
    assert lead.post(f"{QUEUE}download/", {**body, "format": "csv"}).status_code == 200
    assert "Select a valid choice" in words_of(lead.post(f"{QUEUE}download/", {**body, "format": "pdf"}))
