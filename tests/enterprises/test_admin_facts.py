"""What belongs to an organisation, in the admin: evidence, places, numbers, engagements."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Engagement, Evidence, Organisation
from tests.enterprises.admin_pages import added, entry, errors_of, fact, page
from tests.factories.enterprises import EngagementFactory, PlaceFactory
from tests.factories.noms import OutcodeFactory, RegionFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client_for: Callable[[str], Client]) -> Client:
    return client_for("curator")


@pytest.fixture
def bakery() -> Organisation:
    return actions.create_organisation(name="Bakery", by=None, terms={"sector": ["food"]}, note="Ring again")


def test_evidence_is_added_under_the_entry_and_the_outcome_follows(
    curator: Client, bakery: Organisation
) -> None:
    response = curator.post(page(bakery), entry(bakery) | fact(value="26 .. 50"))

    made = Evidence.objects.get()
    assert response.status_code == 302, errors_of(response)
    assert (made.fact, made.value, made.created_by is not None) == ("trading_share", "26..50", True)
    assert bakery.assessments.get(is_current=True).facts["trading_share"] == "26..50"
    assert AuditEvent.objects.about(bakery).filter(verb="evidence.added").exists()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"value": "101"}, "value", "0 to 100"),
        ({"value": "-1"}, "value", ""),
        ({"value": "50..26"}, "value", ""),
        ({"value": "most of it"}, "value", ""),
        ({"value": ""}, "value", "Fill this in"),
        ({"fact": "trades", "value": "perhaps"}, "value", ""),
        ({"fact": "size", "value": "1"}, "fact", "“size” is not in it"),
        ({"source": ""}, "source", "Fill this in"),
        ({"source_kind": "rumour"}, "source_kind", "“rumour” is not in it"),
        ({"observed_on": "2999-01-01"}, "observed_on", "today or in the past"),
        ({"observed_on": "31 June"}, "observed_on", "Enter a date, such as"),
        ({"fact": "total_income", "value": "£1,200"}, "financial_year_end", "Income needs the end"),
        (
            {"fact": "total_income", "value": "1200", "financial_year_end": "2999-03-31"},
            "financial_year_end",
            "today or in the past",
        ),
    ],
)
def test_invalid_evidence_is_refused_at_its_field(
    changes: dict[str, Any], field: str, message: str, curator: Client, bakery: Organisation
) -> None:
    response = curator.post(page(bakery), entry(bakery) | fact(**changes))

    assert response.status_code == 200
    (form,) = next(
        inline.formset.forms
        for inline in response.context_data["inline_admin_formsets"]
        if inline.formset.prefix == "evidence"
    )
    assert list(form.errors) == [field]
    assert message in form.errors[field][0]
    assert form.errors[field][0].endswith(".")
    assert not Evidence.objects.exists()


def test_evidence_has_its_own_page_and_is_never_rewritten(curator: Client, bakery: Organisation) -> None:
    sent = {name.removeprefix("evidence-0-"): value for name, value in fact().items() if "-0-" in name}
    response = curator.post("/admin/enterprises/evidence/add/", {**sent, "organisation": bakery.pk})
    made = Evidence.objects.get()

    assert response.status_code == 302
    curator.post(page(made), {**sent, "organisation": bakery.pk, "value": "99"})
    made.refresh_from_db()
    assert made.value == "52.5"
    assert curator.get(page(made, "delete")).status_code == 403


def test_evidence_is_withdrawn_with_a_reason(curator: Client, bakery: Organisation) -> None:
    made = actions.add_evidence(
        organisation=bakery, fact="trades", value="yes", source_kind="desk", source="Website",
        observed_on=dt.date(2009, 6, 1), by=None,
    )  # fmt: skip

    assert b"Fill this in" in curator.post(page(made, "withdraw"), {"reason": ""}).content
    response = curator.post(page(made, "withdraw"), {"reason": "Another body's website"}, follow=True)

    made.refresh_from_db()
    assert made.is_withdrawn
    assert "Withdrawn: Trades: Yes." in response.content.decode()
    assert bakery.assessments.get(is_current=True).facts.get("trades", "") == ""
    assert "does not apply" in curator.get(page(made, "withdraw"), follow=True).content.decode()
    late = curator.post(page(made, "withdraw"), {"reason": "A colleague was faster"}, follow=True)
    assert "What you wrote was not used: “A colleague was faster”" in late.content.decode()


def test_places_and_numbers_are_kept_under_the_entry(curator: Client, bakery: Organisation) -> None:
    region = RegionFactory(name="North West")
    OutcodeFactory(outcode="M27", region=region, latitude=53.5, longitude=-2.3)
    place = added("places", label="Swinton", postcode="m27 8fb", is_main="on")
    number = added("identifiers", scheme="GB-COH", value="1234567", source="Companies House")

    response = curator.post(page(bakery), entry(bakery) | place | number)

    assert response.status_code == 302, errors_of(response)
    made = bakery.places.get()
    assert (made.postcode, made.region, made.latitude) == ("M27 8FB", region, 53.5)
    assert bakery.identifiers.get().value == "01234567"
    assert AuditEvent.objects.about(bakery).filter(verb="organisation.changed").count() == 2


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (added("places", label="", postcode="ZZ99 9ZZ"), "Enter a postcode of England or Wales"),
        (added("identifiers", scheme="GB-COH", value="no number"), "value"),
        (
            added("identifiers", scheme="GB-COH", value="00000001"),
            "Another organisation already has this number",
        ),
        (
            {
                "places-TOTAL_FORMS": 2,
                "places-0-label": "A",
                "places-0-is_main": "on",
                "places-1-label": "B",
                "places-1-is_main": "on",
            },
            "one main place",
        ),
    ],
)
def test_an_invalid_place_or_number_is_refused(
    sent: dict[str, Any], message: str, curator: Client, bakery: Organisation
) -> None:
    actions.create_organisation(name="Other", by=None, identifiers=[("GB-COH", "00000001")])

    assert message in errors_of(curator.post(page(bakery), entry(bakery) | sent))


def test_the_main_place_moves_to_another_and_one_can_be_taken_away(
    curator: Client, bakery: Organisation
) -> None:
    first = PlaceFactory(organisation=bakery, label="First")
    second = PlaceFactory(organisation=bakery, label="Second", is_main=False)
    rows = {"places-TOTAL_FORMS": 2, "places-INITIAL_FORMS": 2}
    for number, place in enumerate([first, second]):
        rows |= {f"places-{number}-id": place.pk, f"places-{number}-label": place.label}

    assert curator.post(page(bakery), entry(bakery) | rows | {"places-1-is_main": "on"}).status_code == 302
    assert bakery.places.get(is_main=True) == second

    rows = {
        "places-0-id": second.pk,
        "places-0-label": "Second",
        "places-0-is_main": "on",
        "places-1-id": first.pk,
    }
    rows |= {
        "places-TOTAL_FORMS": 2,
        "places-INITIAL_FORMS": 2,
        "places-1-label": "First",
        "places-1-DELETE": "on",
    }
    assert curator.post(page(bakery), entry(bakery) | rows).status_code == 302
    assert list(bakery.places.all()) == [second]


def test_a_relation_is_entered_changed_cleared_and_taken_back(curator: Client, bakery: Organisation) -> None:
    sent = {
        "organisation": bakery.pk, "service": ServiceFactory().pk, "status": "works", "arrangement": "contract",
        "origin": "not_known", "source_kind": "desk", "source": "Its website", "terms_stage": ["community"],
        "started_precision": "day", "ended_precision": "day",
    }  # fmt: skip
    address = "/admin/enterprises/engagement/add/"
    assert curator.post(address, sent).status_code == 302
    made = Engagement.objects.get()
    assert (made.arrangement, made.terms.get().term) == ("contract", "community")

    curator.post(page(made), {**sent, "arrangement": "grant", "terms_stage": []})
    made.refresh_from_db()
    assert (made.arrangement, made.terms.count()) == ("grant", 0)
    curator.post(
        "/admin/enterprises/engagement/", {"action": "publish_selected", "_selected_action": [made.pk]}
    )
    made.refresh_from_db()
    assert made.is_published
    curator.post(page(made, "withdraw"), {"reason": "Another service"})
    assert not Engagement.objects.exists()
    verbs = AuditEvent.objects.filter(subject_type="enterprises.engagement").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "engagement.changed",
        "engagement.created",
        "engagement.published",
        "engagement.withdrawn",
    ]


def test_a_relation_told_to_a_study_is_said_to_wait_for_its_release(curator: Client) -> None:
    hidden = EngagementFactory(study_slug="study", listing="hidden")
    refused = EngagementFactory(study_slug="study", listing="refused")

    chosen = {"action": "publish_selected", "_selected_action": [hidden.pk, refused.pk]}
    text = curator.post("/admin/enterprises/engagement/", chosen, follow=True).content.decode()

    assert "Done for 1. Public with the next release of their study: 1." in text
    assert "The respondent does not let us name the service" in text
    assert not Engagement.objects.filter(is_published=True).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_on": "2999-01-01"}, "started_on"),
        ({"started_on": "2009-06-01", "ended_on": "2009-05-01"}, "ended_on"),
        ({"referrals_are_estimated": "on"}, "referrals"),
        ({"referrals": "-1"}, "referrals"),
        ({"source": ""}, "source"),
        ({"status": "married"}, "status"),
        ({"terms_payer": ["mars"]}, "terms_payer"),
    ],
)
def test_an_invalid_engagement_is_refused_at_its_field(
    changes: dict[str, Any], field: str, curator: Client, bakery: Organisation
) -> None:
    sent = {
        "organisation": bakery.pk, "service": ServiceFactory().pk, "status": "works", "arrangement": "contract",
        "origin": "not_known", "source_kind": "desk", "source": "Its website",
    }  # fmt: skip
    response = curator.post("/admin/enterprises/engagement/add/", sent | changes)

    assert field in response.context_data["adminform"].form.errors
    assert not Engagement.objects.exists()
