"""The information pages, the health checks and the page of the API."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse

from accounts import database_state
from enterprises.actions import corrections


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sources", "accessibility", "privacy", "cookies", "api-docs"])
def test_information_pages_are_open_to_everybody(client: Client, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert b"<h1" in response.content


@pytest.mark.usefixtures("frame")
def test_every_source_is_shown_with_its_licence(client: Client) -> None:
    page = client.get(reverse("sources")).content.decode()

    assert "ONS Postcode Directory" in page
    assert "Open Government Licence" in page


def test_the_health_probe_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_the_readiness_probe_answers_when_migrated(client: Client) -> None:
    assert client.get("/readyz").json() == {"ready": True}


@pytest.mark.django_db
def test_the_readiness_probe_says_that_a_database_is_older_or_of_another_version(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="interviews").delete()
    older = client.get("/readyz")
    MigrationRecorder.Migration.objects.create(app="enterprises", name="0099_of_tomorrow")
    other = client.get("/readyz")

    assert (older.status_code, older.json()["reason"]) == (503, database_state.NOT_PREPARED)
    assert (other.status_code, "another version" in other.json()["reason"]) == (503, True)


@pytest.mark.django_db
def test_the_readiness_probe_says_that_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")

    assert (response.status_code, response.json()["reason"]) == (503, database_state.NO_ANSWER)


@pytest.mark.django_db
def test_the_page_of_the_api_lists_every_address_of_its_description(client: Client) -> None:
    page = client.get(reverse("api-docs")).content.decode()
    described = client.get(reverse("api-schema")).json()["paths"]

    assert {"/api/v1/organisations/", "/api/v1/services/", "/api/v1/studies/"} <= set(described)
    for path in described:
        if not path.endswith("schema.json"):
            assert path in page


@pytest.mark.django_db
def test_trust_pages_name_who_runs_this_gatehouse_and_periods_come_from_the_settings(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(corrections, "KEPT", dt.timedelta(days=11))
    settings.IDLE_LIMIT = dt.timedelta(minutes=17)
    pages = {
        name: client.get(reverse(name)).content.decode() for name in ("accessibility", "privacy", "cookies")
    }

    assert [name for name, page in pages.items() if settings.OPERATOR.email not in page] == []
    for words in ("partially compliant", "Enforcement procedure", "was prepared on", "EHRC"):
        assert words in pages["accessibility"]
    assert "11 days after the answer" in pages["privacy"]
    assert "17 minutes without use" in pages["privacy"]
    assert "17 minutes without use" in pages["cookies"]
    assert "Article 6(1)(e)" in " ".join(pages["privacy"].split())
    settings.OPERATOR = replace(settings.OPERATOR, name="", email="", lawful_basis="")
    assert "have not said here" in client.get(reverse("privacy")).content.decode()
