"""Actions on the directory."""

import datetime as dt
import uuid
from typing import Any

import enterprises.actions
import enterprises.actions.details
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if
from enterprises.models import Identifier, Override, Place
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    CorrectionFactory,
    EngagementFactory,
    EvidenceFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.factories.noms import ServiceFactory
from tests.factories.survey import ResponseFactory

DAY = dt.date(2009, 6, 1)


@case
def enterprises__create_organisation() -> Act:
    return lambda: enterprises.actions.create_organisation(name="Clink", by=None)


@case
def enterprises__update_organisation() -> Act:
    row = enterprises.actions.create_organisation(name="Clink", by=None)
    return lambda: enterprises.actions.update_organisation(
        organisation=fresh(row),
        by=None,
        name="The Clink",
        description="Meals",
        other_names=["Clink Restaurant"],
        terms={"sector": ["food"]},
        place="High Street",
    )


@case
def enterprises__add_identifier() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.add_identifier(
        organisation=fresh(row), scheme="GB-COH", value="01234567", by=None
    )


@case
def enterprises__save_identifier() -> Act:
    row = IdentifierFactory()

    def save() -> None:
        changed = Identifier.objects.get(pk=row.pk)
        changed.value = "07654321"
        enterprises.actions.details.save_identifier(identifier=changed, by=None)

    return save


@case
def enterprises__remove_identifier() -> Act:
    row = IdentifierFactory()
    return lambda: enterprises.actions.details.remove_identifier(identifier=fresh(row), by=None)


@case
def enterprises__save_place() -> Act:
    row = PlaceFactory()

    def save() -> None:
        changed = Place.objects.get(pk=row.pk)
        changed.label = "High Street"
        enterprises.actions.details.save_place(place=changed, by=None)

    return save


@case
def enterprises__remove_place() -> Act:
    row = PlaceFactory()
    return lambda: enterprises.actions.details.remove_place(place=fresh(row), by=None)


@case
def enterprises__publish() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.publish(organisation=fresh(row), by=None)


@case
def enterprises__unpublish() -> Act:
    row = OrganisationFactory(is_published=True)
    return lambda: enterprises.actions.unpublish(organisation=fresh(row), by=None)


@case
def enterprises__remove_facts_from() -> Act:
    row = OrganisationFactory(website="https://bird.example")
    texts = {"website": "https://bird.example"}
    return lambda: enterprises.actions.remove_facts_from(
        organisation=fresh(row), source="Survey answer 1", texts=texts, by=None
    )


@case
def enterprises__hide_facts_from() -> Act:
    row = OrganisationFactory(description="It cooks.")
    return lambda: enterprises.actions.hide_facts_from(
        organisation=fresh(row), source="An answer", texts=["description"], by=None
    )


@case
def enterprises__review_listing() -> Act:
    row = OrganisationFactory(is_published=True, is_from_answer=True)
    return lambda: enterprises.actions.review_listing(organisation=fresh(row), by=None)


@case
def enterprises__apply_listing_answers() -> Act:
    row = OrganisationFactory(is_published=True, is_invented=True)
    answer = {"list_publicly": {"value": "no"}}
    ResponseFactory(sent=True, status="accepted", organisation=row, answers=answer)
    return lambda: enterprises.actions.apply_listing_answers(organisation=fresh(row), by=None)


@case
def enterprises__refresh_derived() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.refresh_derived(organisation=fresh(row), by=None)


@case
def enterprises__assess() -> Act:
    row = EvidenceFactory().organisation
    return lambda: enterprises.actions.assess(organisation=fresh(row), by=None)


@case
def enterprises__assess_all() -> Act:
    EvidenceFactory()
    return lambda: enterprises.actions.assess_all(by=None)


@case
def enterprises__override() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.override(
        organisation=fresh(row), outcome="social_enterprise", reason="Its rules say so", by=None
    )


@case
def enterprises__withdraw_override() -> Act:
    row = enterprises.actions.override(
        organisation=OrganisationFactory(), outcome="social_enterprise", reason="Its rules say so", by=None
    )
    return lambda: enterprises.actions.withdraw_override(override=Override.objects.get(pk=row.pk), by=None)


@case
def enterprises__save_draft() -> Act:
    base = definitions.get()
    draft = what_if(base, trading=40)
    return lambda: enterprises.actions.save_draft(
        definition=draft, base=base, title="Half", reason="To see", by=None
    )


@case
def enterprises__engage() -> Act:
    organisation, service = OrganisationFactory(), ServiceFactory()
    return lambda: enterprises.actions.engage(
        organisation=organisation, service=service, source_kind="desk", source="Its website", by=None
    )


@case
def enterprises__withdraw_engagement() -> Act:
    row = EngagementFactory()
    return lambda: enterprises.actions.withdraw_engagement(engagement=fresh(row), reason="Not said", by=None)


@case
def enterprises__refuse_engagement() -> Act:
    row = EngagementFactory(is_published=True)
    return lambda: enterprises.actions.refuse_engagement(engagement=fresh(row), by=None)


@case
def enterprises__list_engagements() -> Act:
    row = EngagementFactory(study_slug="study", listing="waiting")
    listed = [str(row.public_id)]
    return lambda: enterprises.actions.list_engagements(study_slug="study", public_ids=listed, by=None)


@case
def enterprises__publish_engagement() -> Act:
    row = EngagementFactory()
    return lambda: enterprises.actions.publish_engagement(engagement=fresh(row), by=None)


def a_fact(organisation: Any) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "source_kind": "desk",
        "source": "Its website",
        "observed_on": DAY,
        "by": None,
    }


@case
def enterprises__add_evidence() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.add_evidence(fact="trades", value="yes", **a_fact(fresh(row)))


@case
def enterprises__add_facts() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.add_facts(facts={"trades": "yes"}, **a_fact(fresh(row)))


@case
def enterprises__submit_evidence() -> Act:
    row, key = OrganisationFactory(), uuid.uuid4()
    return lambda: enterprises.actions.submit_evidence(
        submission_key=key, fact="trades", value="yes", **a_fact(fresh(row))
    )


@case
def enterprises__withdraw_evidence() -> Act:
    row = EvidenceFactory()
    return lambda: enterprises.actions.withdraw_evidence(evidence=fresh(row), reason="A mistake", by=None)


@case
def enterprises__merge() -> Act:
    row, into = OrganisationFactory(), OrganisationFactory()
    return lambda: enterprises.actions.merge(organisation=fresh(row), into=fresh(into), by=None)


@case
def enterprises__take_out() -> Act:
    row = enterprises.actions.create_organisation(name="Clink", is_from_answer=True, by=None)
    return lambda: enterprises.actions.take_out(organisation=fresh(row), by=None)


@case
def enterprises__send_correction() -> Act:
    key = uuid.uuid4()
    return lambda: enterprises.actions.send_correction(send_key=key, matter="other", text="It moved.")


@case
def enterprises__confirm_claim() -> Act:
    row = CorrectionFactory(is_claim=True, about_kind="organisation")
    return lambda: enterprises.actions.confirm_claim(reference=row.reference)


@case
def enterprises__take_correction() -> Act:
    row, curator = CorrectionFactory(), UserFactory()
    return lambda: enterprises.actions.take_correction(correction=fresh(row), curator=curator, by=curator)


@case
def enterprises__answer_correction() -> Act:
    row = CorrectionFactory()
    return lambda: enterprises.actions.answer_correction(
        correction=fresh(row), is_changed=False, answer="It did not.", done="", by=None
    )


@case
def enterprises__erase_words() -> Act:
    row = CorrectionFactory()
    return lambda: enterprises.actions.erase_words(correction=fresh(row), by=None)
