"""Canaries: every class-C field holds a unique text, which only readers with its permission get.

Everything that each role can fetch by reading is fetched: pages, JSON, files, admin, with headers and the log.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.roles import ROLES
from reports import registry
from survey import answers
from survey.exports import files
from survey.models import Invitation, Response
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallCorrectionFactory
from tests.factories.releases import ReleaseFactory
from tests.routes import routes
from tests.test_access import address_of, world  # noqa: F401  (a fixture)

pytestmark = pytest.mark.slow

EVERY_ROLE = ["public", *ROLES]
RESEARCH = {"researcher", "study_lead"}
OF_REVIEW = "studies/<slug:study>/answers/"
OF_FIELDWORK = (
    "work/",
    "admin/interviews/",
    "admin/survey/",
    "survey/",
    OF_REVIEW,
    "studies/<slug:study>/invitations/",
    "studies/<slug:slug>/quotations/",
)
"""Where the research roles read respondents' words. Nowhere else does anybody, whatever the role."""

READ_BY_CURATORS = {
    "interviews.mention.name_given": ("work/",),
    "survey.response.": ("survey/", OF_REVIEW),
    "survey.earlieranswers.": (OF_REVIEW,),
    "enterprises.correction.": ("admin/enterprises/correction",),
}
"""What a curator needs for the matching desk, the review of answers and the queue of corrections, and where."""

NEVER_SHOWN = ("token_hash", ".key")
"""What opens a private link is shown to nobody."""

NEEDED_WITH = {
    "survey.response.changed_answers": {
        "status": "submitted",
        "submission_key": "22222222-2222-4222-8222-222222222222",
        "reference": "GH-2222-2222",
        "submitted_at": dt.datetime(2009, 7, 15, tzinfo=dt.UTC),
    },
    "interviews.call.undo_reason": {"undone_at": dt.datetime(2009, 7, 15, tzinfo=dt.UTC)},
    "interviews.interviewcheck.reply": {"acknowledged_at": dt.datetime(2009, 7, 15, tzinfo=dt.UTC)},
}
"""What a constraint asks for beside a field of class C."""


def canary(model: type[models.Model], field: str) -> str:
    return f"canary-{model._meta.label_lower}.{field}-yranac"


def class_c() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in getattr(model, "CLASS_C", ()):
            yield model, field


def value_for(field: Any, text: str) -> Any:
    """Return the canary as a value of the field."""
    if isinstance(field, models.JSONField):
        if field.name == "notes":
            return {"views": text}
        given_answers = {"views": answers.stored_value(text)}
        return (
            {"answers": given_answers, "notes": {}, "mentions": []}
            if field.name == "document"
            else given_answers
        )
    if isinstance(field, models.BinaryField):
        return text.encode()
    if isinstance(field, models.EmailField):
        return f"{text}@example.org"
    if isinstance(field, models.UUIDField):
        return "c0ffee00-0000-4000-8000-00000000c0de"
    return text[: field.max_length] if field.max_length else text


@pytest.fixture
def planted(world: dict[str, str]) -> dict[str, str]:  # noqa: F811
    """Return one row of each model with class-C fields, each field with its canary."""
    interview = apps.get_model("interviews", "Interview").objects.get()
    apps.get_model("interviews", "InterviewSave").objects.create(
        interview=interview,
        submission_key="11111111-1111-4111-8111-111111111111",
        submission_hash="0" * 64,
        from_version=0,
        status="draft",
        document={},
        created_by=UserFactory(),
    )
    CallCorrectionFactory(call=apps.get_model("interviews", "Call").objects.order_by("pk").last())
    strand = interview.unit.strand
    Invitation.objects.get_or_create(strand=strand, name="Somebody", defaults={"token_hash": "a" * 64})
    Response.objects.get_or_create(strand=strand, instrument=interview.instrument, token_hash="b" * 64)
    apps.get_model("survey", "EarlierAnswers").objects.create(
        response=Response.objects.order_by("pk").last(),
        number=1,
        status="submitted",
        submitted_at=timezone.now(),
    )
    apps.get_model("reports", "ReleaseMember").objects.create(
        release=ReleaseFactory(study__slug="in-preparation"), interview=interview, strand=strand.kind
    )
    for model, name in class_c():
        row = model._base_manager.order_by("pk").last()
        assert row is not None, f"Plant a {model._meta.label}: it has class-C fields."
        value = value_for(model._meta.get_field(name), canary(model, name))
        more = NEEDED_WITH.get(f"{model._meta.label_lower}.{name}", {})
        model._base_manager.filter(pk=row.pk).update(**{name: value}, **more)
    return world


def readings(planted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Return every address with its pattern, and every report in every format."""
    for route in routes():
        if "logout" not in route.key:
            yield route.pattern, address_of(route, planted)
    for name in registry.names():
        for ending in ("/", ".csv", ".json"):
            yield "studies/", f"/studies/{planted['study']}/reports/{name}{ending}"


def may_read(role: str, pattern: str, field: str) -> bool:
    if field.endswith(NEVER_SHOWN):
        return False
    if role in RESEARCH:
        return pattern.startswith(OF_FIELDWORK)
    if role == "administrator":
        return field == "enterprises.pagefeedback.words" and "admin/enterprises/pagefeedback" in pattern
    return role == "curator" and any(
        field.startswith(allowed) and any(where in pattern for where in places)
        for allowed, places in READ_BY_CURATORS.items()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_no_canary_is_in_de_identified_interviews_and_those_in_full_are_for_the_lead(
    role: str, planted: dict[str, str], client_for: Callable[[str], Client]
) -> None:
    interview = apps.get_model("interviews", "Interview").objects.get()
    type(interview).objects.update(status="complete")
    client = client_for(role)

    def text(format: str, **more: str) -> str:
        body = {"interviews": f"{interview.unit.strand_id}-{interview.instrument_id}", "format": format}
        return sent(f"/work/{planted['study']}/microdata/", {**body, **more})

    def sent(address: str, body: dict[str, str]) -> str:
        response = client.post(address, body, follow=True)
        content = b"".join(response) if response.streaming else response.content
        if content.startswith(b"PK"):
            archive = ZipFile(BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())
        return content.decode(errors="replace")

    for format in files.FORMATS:
        assert "canary-" not in text(format)
        in_full = text(format, is_full="on", reason="To see that the canaries are there at all.")
        assert ("canary-interviews.mention.name_given" in in_full) is (role == "study_lead"), format
    archive = sent(f"/studies/{planted['study']}/archive/", {"terms": "None", "is_covered": "on"})
    assert "canary-" not in archive
    assert ("DE-IDENTIFICATION" in archive) is (role == "study_lead")


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_no_canary_appears_where_the_reader_has_no_permission(
    role: str,
    planted: dict[str, str],
    client_for: Callable[[str], Client],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    found = set()
    broken = set()
    seen = 0
    client = client_for(role)
    client.raise_request_exception = False
    for pattern, address in readings(planted):
        response = client.get(address)
        if response.status_code == 302 and role != "public" and "/login/" in response.headers["Location"]:
            client = client_for(role)
            client.raise_request_exception = False
        if response.status_code >= 500:
            broken.add(pattern)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace") + str(dict(response.headers))
        for model, name in class_c():
            if canary(model, name)[:40] in text:
                seen += 1
                field = f"{model._meta.label_lower}.{name}"
                if not may_read(role, pattern, field):
                    found.add(f"{address}: {field}")

    assert found == set()
    assert not broken
    assert "canary-" not in caplog.text
    assert (seen > 0) is (role in RESEARCH | {"curator", "administrator"})
