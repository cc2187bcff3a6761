"""Decisions on an answer at their limits: what is cut, left out or hidden again, and that each is whole or not made."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from enterprises.actions import update_organisation
from enterprises.models import Organisation
from survey import actions, consent
from survey.models import Response
from survey.online import acceptance_preview
from survey.vocabulary import ResponseStatus
from tests.factories.directory import listed_by_a_release
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import OutcodeFactory, ServiceFactory
from tests.factories.survey import OnlineStrandFactory, ResponseFactory

pytestmark = pytest.mark.django_db
POSTCODE = "LS9 7TL"


@pytest.fixture
def sent() -> Callable[..., Response]:
    """Return a function that makes a response to our own survey, with a place and a yes to the listing."""
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=None)
    OutcodeFactory(outcode="LS9")

    def make(**changes: Any) -> Response:
        said = {
            "organisation_name": "Phoenix Kitchen",
            "postcode": POSTCODE,
            "relation": "now",
            "list_publicly": "yes",
            **changes,
        }
        answers = {name: {"value": value} for name, value in said.items() if value is not None}
        return ResponseFactory(sent=True, strand=OnlineStrandFactory(instrument=instrument), answers=answers)

    return make


def accept(
    response: Response, organisation: Organisation | None = None, services: Any | None = None
) -> Organisation:
    accepted = actions.accept_response(
        response=response, organisation=organisation, services=services, by=None
    )
    assert accepted.organisation is not None
    return accepted.organisation


def take_back(response: Response) -> None:
    actions.withdraw_listing(response=response, reason="By telephone.", by=None)


def postcodes(organisation: Organisation) -> list[str]:
    return [place.postcode for place in organisation.places.all()]


def test_a_new_entry_loses_everything_shown_when_the_listing_is_taken_back(sent):
    leeds = ServiceFactory(name="HMP Leeds")
    response = sent(
        website="phoenix.example",
        other_names="The Phoenix",
        works_with_services="Leeds",
        company_number="1234567",
    )
    made = accept(response, services={("works", "Leeds"): leeds})
    relation = made.engagements.get()
    listed_by_a_release(relation)
    assert (postcodes(made), relation.is_published) == ([POSTCODE], True)

    take_back(response)

    made = Organisation.objects.get(pk=made.pk)
    assert postcodes(made) == []
    assert not made.other_names.exists()
    assert not made.identifiers.exists()
    assert made.unpublished_texts == ["website"]
    relation.refresh_from_db()
    assert (relation.is_published, relation.listing) == (False, "refused")


def test_an_entry_that_had_no_place_loses_the_one_that_the_answer_gave(sent):
    entry, response = OrganisationFactory(name="Phoenix Kitchen"), sent()
    accept(response, entry)
    assert postcodes(entry) == [POSTCODE]

    take_back(response)

    assert postcodes(entry) == []


def test_an_entry_keeps_its_own_place_and_names_when_an_answer_repeats_them(sent):
    entry = OrganisationFactory(name="Phoenix", website="https://phoenix.example")
    update_organisation(
        organisation=entry, postcode=POSTCODE, other_names=["Phoenix Kitchen", "The Phoenix"], by=None
    )
    response = sent(other_names="The Phoenix", website="phoenix.example")
    accept(response, entry)

    take_back(response)

    entry = Organisation.objects.get(pk=entry.pk)
    assert postcodes(entry) == [POSTCODE]
    assert {other.name for other in entry.other_names.all()} == {"Phoenix Kitchen", "The Phoenix"}
    assert entry.unpublished_texts == []


def test_only_an_accepted_listing_is_taken_back_and_only_with_a_reason(sent):
    response = sent()
    with pytest.raises(ValidationError, match="Only an accepted answer"):
        take_back(response)
    accept(response)

    with pytest.raises(ValidationError, match="Say how and when"):
        actions.withdraw_listing(response=response, reason=" ", by=None)
    assert not consent.is_refused(Response.objects.get(pk=response.pk).answers)
    take_back(response)
    changed = Response.objects.get(pk=response.pk)
    take_back(response)

    assert consent.is_refused(changed.answers)
    again = Response.objects.get(pk=response.pk)
    assert (again.answers, again.consent_changed_at) == (changed.answers, changed.consent_changed_at)


def test_a_number_that_no_register_can_have_does_not_stop_the_next(sent):
    made = accept(sent(company_number="none yet", charity_number="1234567"))

    assert [row.scheme for row in made.identifiers.all()] == ["GB-CHC"]


def test_a_number_of_a_scheme_that_the_entry_has_does_not_stop_the_next(sent):
    entry = OrganisationFactory(name="Phoenix Kitchen")
    accept(sent(company_number="7654321"), entry)

    accept(sent(company_number="1234567", charity_number="1234567"), entry)

    assert {str(row) for row in entry.identifiers.all()} == {"GB-COH-07654321", "GB-CHC-1234567"}


def test_a_line_that_means_no_service_does_not_stop_the_next(sent):
    leeds, hull = ServiceFactory(name="HMP Leeds"), ServiceFactory(name="HMP Hull")
    response = sent(works_with_services="Nowhere\nLeeds\nleeds prison\nHull")
    services = {("works", "Leeds"): leeds, ("works", "leeds prison"): leeds, ("works", "Hull"): hull}

    made = accept(response, services=services)

    assert [relation.service for relation in made.engagements.order_by("pk")] == [leeds, hull]


@pytest.mark.parametrize(
    ("works", "wants", "referrals"), [("Leeds", "Hull\nStyal", 20), ("Leeds\nStyal", "Hull", None)]
)
def test_referrals_belong_to_the_one_service_worked_with(sent, works, wants, referrals):
    """How many were referred is asked once: of two services nobody knows which."""
    leeds = ServiceFactory(name="HMP Leeds")

    made = accept(
        sent(works_with_services=works, would_like_services=wants, referrals=20),
        services={("works", "Leeds"): leeds},
    )

    assert made.engagements.get().referrals == referrals


def test_a_description_is_cut_where_the_directory_has_no_more_room(sent):
    made = accept(sent(description="d" * 2_001))

    assert made.description == "d" * 2_000


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"other_names": "The Phoenix"}, ["other_names"]),
        ({"sector": ["food", "retail"]}, ["sector"]),
        ({"postcode": POSTCODE}, ["postcode"]),
        ({"website": "phoenix.example"}, ["website"]),
        ({"sector": ["food"]}, []),
        ({}, []),
    ],
)
def test_each_thing_that_an_entry_lacks_is_added_by_itself(sent, said, fields):
    entry = OrganisationFactory(name="Phoenix Kitchen", website="")
    update_organisation(organisation=entry, terms={"sector": ["food"]}, by=None)
    response = sent(**{"postcode": None, **said})

    accept(response, entry)

    assert Response.objects.get(pk=response.pk).outcome["fields"] == fields


@pytest.mark.parametrize("decision", ["accept", "reject", "release", "take back"])
def test_a_decision_that_cannot_be_recorded_is_not_made(sent, monkeypatch, decision):
    def fail(**event: Any) -> None:
        raise RuntimeError(event["verb"])

    response = sent()
    if decision == "take back":
        accept(response)
    if decision == "release":
        Response.objects.filter(pk=response.pk).update(
            status=ResponseStatus.QUARANTINED, suspicion="Sent 2 seconds after it was begun."
        )
    before = Response.objects.values().get(pk=response.pk)
    organisations = Organisation.objects.count()
    monkeypatch.setattr("survey.actions.acceptance.audit.record", fail)
    decide: dict[str, Callable[[], Any]] = {
        "accept": lambda: accept(response),
        "reject": lambda: actions.reject_response(response=response, reason="Not an organisation", by=None),
        "release": lambda: actions.release_response(response=response, by=None),
        "take back": lambda: take_back(response),
    }

    with pytest.raises(RuntimeError):
        decide[decision]()

    assert Response.objects.values().get(pk=response.pk) == before
    assert Organisation.objects.count() == organisations


def test_a_long_name_is_refused_or_left_out_and_never_cut(waiting: Response) -> None:
    long = "x" * 201
    waiting.answers = {"organisation_name": {"value": long}}
    waiting.save()

    with pytest.raises(ValidationError, match="has 201 characters, and an entry has 200 at most"):
        actions.accept_response(response=waiting, organisation=None, by=None)
    entry = OrganisationFactory(name="Short")
    actions.accept_response(response=waiting, organisation=entry, by=None)

    assert not entry.other_names.exists()
    assert ("Other names", long) in [
        (change.label, change.says) for change in acceptance_preview.changes(waiting, entry)
    ]
