"""Creating, changing and publishing organisations."""

import re

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Identifier, NameKey, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import IdentifierFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return UserFactory()


def verbs(organisation: Organisation) -> list[str]:
    return list(
        AuditEvent.objects.filter(subject_type="enterprises.organisation", subject_id=str(organisation.pk))
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def test_a_new_entry_is_complete_audited_and_assessed(curator):
    made = actions.create_organisation(
        name="  Bright   Gate ",
        by=curator,
        other_names=["Gate", "Bright Gate"],
        terms={"sector": ["food"]},
        identifiers=[("GB-COH", "4831118")],
        description="Bread",
    )

    assert (made.name, made.slug, made.is_published, made.description) == (
        "Bright Gate",
        "bright-gate",
        False,
        "Bread",
    )
    assert [other.name for other in made.other_names.all()] == ["Gate"]
    assert str(made.identifiers.get()) == "GB-COH-04831118"
    assert NameKey.objects.filter(organisation=made, key="w:bright").exists()
    assert made.assessments.get(is_current=True).outcome == "undetermined"
    assert (made.created_by, made.updated_by) == (curator, curator)
    assert verbs(made) == ["organisation.assessed", "organisation.created"]
    assert AuditEvent.objects.filter(by=curator).count() == 2
    assert made.history.get().history_user == curator


def test_a_refused_organisation_leaves_no_rows(curator):
    IdentifierFactory(value="04831118")

    with pytest.raises(ValidationError, match="Another organisation"):
        actions.create_organisation(name="Bright Gate", by=curator, identifiers=[("GB-COH", "4831118")])

    assert not Organisation.objects.filter(name="Bright Gate").exists()
    assert not AuditEvent.objects.filter(verb="organisation.created").exists()


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"name": "x" * 201}, id="name too long"),
        pytest.param({"name": "A", "website": "not an address"}, id="website"),
        pytest.param({"name": "A", "terms": {"sector": ["piracy"]}}, id="term"),
        pytest.param({"name": "A", "terms": {"colour": ["red"]}}, id="vocabulary"),
        pytest.param({"name": "A", "postcode": "EH1 1AA"}, id="postcode"),
        pytest.param({"name": "A", "identifiers": [("GB-CHC", "12")]}, id="number"),
    ],
)
def test_a_malformed_entry_is_refused(given):
    with pytest.raises(ValidationError):
        actions.create_organisation(by=None, **given)

    assert Organisation.objects.count() == 0


def test_two_organisations_of_one_name_have_different_slugs():
    one, two = (actions.create_organisation(name="Bright Gate", by=None) for _ in range(2))

    assert one.slug == "bright-gate"
    assert re.fullmatch("bright-gate-[a-z0-9]{8}", two.slug)


def test_a_name_without_letters_has_an_address():
    assert actions.create_organisation(name="!!!", by=None).slug == "organisation"


def test_a_change_keeps_the_address_and_what_is_not_given(curator):
    organisation = actions.create_organisation(
        name="Bright Gate",
        by=None,
        description="Bread",
        terms={"sector": ["food"], "activity": ["paid_work"]},
    )

    actions.update_organisation(
        organisation=organisation, by=curator, name="Brighter Gate", terms={"sector": ["retail"]}
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.slug, organisation.description) == (
        "Brighter Gate",
        "bright-gate",
        "Bread",
    )
    assert {term.term for term in organisation.terms.all()} == {"retail", "paid_work"}
    assert NameKey.objects.filter(organisation=organisation, key="w:brighter").exists()
    assert not NameKey.objects.filter(organisation=organisation, key="w:bright").exists()
    assert verbs(organisation)[-1] == "organisation.changed"
    assert [version.name for version in organisation.history.all()] == ["Brighter Gate", "Bright Gate"]


def test_an_unknown_text_field_raises_type_error():
    with pytest.raises(TypeError, match="colour"):
        actions.create_organisation(name="Bright Gate", by=None, colour="red")


def test_unpublished_entries_are_hidden_until_published_and_again_after(curator):
    organisation = actions.create_organisation(name="Bright Gate", by=None)
    assert not Organisation.objects.published().exists()

    actions.publish(organisation=organisation, by=curator)
    assert Organisation.objects.published().get() == organisation

    actions.unpublish(organisation=organisation, by=curator)
    assert not Organisation.objects.published().exists()
    assert verbs(organisation)[-2:] == ["organisation.published", "organisation.unpublished"]


def test_publishing_twice_is_written_once(curator):
    organisation = OrganisationFactory()

    for _ in range(2):
        actions.publish(organisation=organisation, by=curator)

    assert verbs(organisation) == ["organisation.published"]


def test_a_merged_entry_cannot_be_published():
    merged = OrganisationFactory(merged_into=OrganisationFactory())

    with pytest.raises(ValidationError, match="merged into another"):
        actions.publish(organisation=merged, by=None)


def test_a_number_is_added_and_audited(curator):
    organisation = OrganisationFactory()

    actions.add_identifier(
        organisation=organisation,
        scheme="GB-CHC",
        value="1106967",
        is_parents=True,
        source="Footer",
        by=curator,
    )

    assert Identifier.objects.get().is_parents
    assert verbs(organisation) == ["organisation.identified"]
