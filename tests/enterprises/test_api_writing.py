"""Evidence submitted through the API, and assessments in the API."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from enterprises.models import Assessment, Evidence, EvidenceSubmission
from tests.factories.assessed import assessed
from tests.factories.enterprises import OrganisationFactory

pytestmark = pytest.mark.django_db
EVIDENCE = "/api/v1/evidence/"
ASSESSMENTS = "/api/v1/assessments/"


def body(**changes: object) -> dict[str, object]:
    return {
        "submission_key": str(uuid.uuid4()),
        "organisation": "farm",
        "fact": "trading_share",
        "value": "60",
        "source_kind": "register",
        "source": "Accounts of 2008",
        "observed_on": "2009-06-01",
        **changes,
    }


def send(client: Client, fact: object, **headers: str) -> Any:
    return client.post(EVIDENCE, json.dumps(fact), content_type="application/json", headers=headers)


@pytest.fixture
def curator(client_for: Callable[[str], Client]) -> Client:
    assessed("Farm")
    return client_for("curator")


def test_a_fact_is_kept_with_its_source_and_settles_the_outcome_at_once(curator: Client):
    response = send(curator, body(value="60%"))

    assert response.status_code == 201, response.content
    evidence = Evidence.objects.get(pk=response.json()["evidence"])
    assert (evidence.value, evidence.source, evidence.observed_on) == (
        "60",
        "Accounts of 2008",
        dt.date(2009, 6, 1),
    )
    assert evidence.created_by.email == "curator@example.org"
    assert response.json()["value"] == "60"
    assert response.json()["outcome"] == "social_enterprise"
    assert Assessment.objects.current("inclusive-2009").get().outcome == "social_enterprise"
    assert AuditEvent.objects.filter(verb="evidence.added", by=evidence.created_by).count() == 1


def test_the_same_key_and_body_give_the_first_receipt(curator: Client):
    fact = body()
    first = send(curator, fact)
    send(curator, body(fact="charity", value="yes"))

    again = send(curator, fact)

    assert again.status_code == 201
    assert again.json() == first.json()
    assert Evidence.objects.filter(fact="trading_share").count() == 1


def test_the_same_key_with_another_body_is_a_conflict(curator: Client):
    fact = body()
    send(curator, fact)

    again = send(curator, {**fact, "value": "20"})

    assert again.status_code == 409
    assert again.json()["detail"].startswith("This submission key was used for another body.")
    assert Evidence.objects.filter(fact="trading_share").count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"submission_key": "one"}, "submission_key", "Must be a valid UUID."),
        ({"organisation": "nobody"}, "organisation", "There is no organisation “nobody”."),
        ({"fact": "colour"}, "fact", "“colour” is not a valid choice."),
        ({"value": "105"}, "value", ""),
        ({"value": "60..50"}, "value", ""),
        ({"value": ""}, "value", "This field may not be blank."),
        ({"value": "unknown"}, "value", "Evidence says something: leave out what is not known."),
        ({"source": " "}, "source", "This field may not be blank."),
        ({"source_kind": "rumour"}, "source_kind", "“rumour” is not a valid choice."),
        ({"observed_on": "1.6.2009"}, "observed_on", "Date has wrong format."),
        ({"observed_on": "2999-01-01"}, "observed_on", "The date must be today or in the past."),
        ({"fact": "trading_income", "value": "100"}, "non_field_errors", "Income needs the end of its"),
        ({"colour": "red"}, "colour", "There is no such field."),
    ],
)
def test_an_invalid_fact_is_refused_at_its_field_and_the_key_can_be_used_again(
    changes: dict[str, str], field: str, reason: str, curator: Client
):
    response = send(curator, body(**changes))

    assert response.status_code == 400
    message = response.json()[field][0]
    assert message.replace('"', "“", 1).replace('"', "”", 1).startswith(reason)
    assert not EvidenceSubmission.objects.exists()


@pytest.mark.parametrize("fact", ["[]", "7", '"x"', "null", "{", ""])
def test_a_body_that_is_no_object_is_refused(fact: str, curator: Client):
    response = curator.post(EVIDENCE, fact, content_type="application/json")

    assert response.status_code == 400


@pytest.mark.parametrize("role", ["public", "viewer", "researcher", "study_lead", "administrator"])
def test_only_curators_add_evidence(role: str, client_for: Callable[[str], Client], curator: Client):
    assert send(client_for(role), body()).status_code in (401, 403)
    assert not EvidenceSubmission.objects.exists()


def test_a_request_forged_by_another_site_is_refused(curator: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = curator.cookies

    assert send(strict, body()).status_code == 403
    assert not EvidenceSubmission.objects.exists()


def test_assessments_are_organisation_by_definition(client: Client):
    farm = assessed("Farm", trading_share="60")

    (row,) = client.get(ASSESSMENTS).json()["results"]

    assert (row["organisation"], row["definition"], row["outcome"]) == (
        "farm",
        "inclusive-2009",
        "social_enterprise",
    )
    assert row["is_included"] is True
    assert set(row["criteria"][0]) == {"id", "title", "result"}
    assert row["url"] == "/organisations/farm/assessment/?definition=inclusive-2009"
    assert client.get(f"{ASSESSMENTS}{row['id']}/").json() == row
    farm.is_published = False
    farm.save()
    assert client.get(ASSESSMENTS).json()["results"] == []


def test_assessments_are_filtered(client: Client):
    assessed("Farm", trading_share="60")
    assessed("Club", trading_share="20")

    def found(query: str) -> list[str]:
        rows = client.get(f"{ASSESSMENTS}?{query}").json()["results"]
        return sorted(row["organisation"] for row in rows)

    assert found("included=yes") == ["club", "farm"]
    assert found("outcome=social_enterprise") == ["farm"]
    assert found("organisation=club&definition=inclusive-2009") == ["club"]
    assert found("definition=strict-50") == []
    assert client.get(f"{ASSESSMENTS}?definition=mine").status_code == 400


def test_superseded_and_unpublished_assessments_are_shown_to_nobody(client_for: Any):
    assessed("Farm", trading_share="60")
    assessed("Attic", is_published=False)
    past = Assessment.objects.filter(is_current=False).first()
    client = client_for("researcher")

    assert [row["organisation"] for row in client.get(ASSESSMENTS).json()["results"]] == ["farm"]
    assert past is not None
    assert client.get(f"{ASSESSMENTS}{past.pk}/").status_code == 404


def test_the_queries_do_not_grow_with_the_assessments(client: Client, django_assert_num_queries: Any):
    for number in range(6):
        OrganisationFactory(name=f"Club {number}", is_published=True)
        assessed(f"Farm {number}")

    with django_assert_num_queries(2):
        assert len(client.get(ASSESSMENTS).json()["results"]) == 6
