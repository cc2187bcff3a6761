"""The constraints of the directory's models, tested with valid and invalid rows."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from enterprises.models import (
    Assessment,
    EngagementTerm,
    Organisation,
    OrganisationTerm,
    OtherName,
    Override,
)
from tests.factories.enterprises import (
    EngagementFactory,
    EvidenceFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def assessment(organisation: Organisation, **fields: object) -> Assessment:
    """Return an unsaved assessment with the fewest valid values."""
    given = {
        "definition": "inclusive-2009",
        "version": "1",
        "definition_hash": "0" * 64,
        "facts_hash": "0" * 64,
        "outcome": "undetermined",
        "is_included": False,
        "assessed_at": timezone.now(),
    }
    return Assessment(organisation=organisation, **(given | fields))


def verdict(organisation: Organisation, **fields: object) -> Override:
    given = {"definition": "inclusive-2009", "outcome": "social_enterprise", "reason": "Its accounts."}
    return Override(organisation=organisation, **(given | fields))


def refused(row: models.Model) -> str:
    """Return the error message of the form, after checking that the database refuses the row too."""
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(ValidationError) as error:
        row.validate_constraints()
    return " ".join(error.value.messages)


def accepted(row: models.Model) -> bool:
    row.validate_constraints()
    row.save()
    return row.pk is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"name": ""}, "Enter the organisation's name.", id="no name"),
    ],
)
def test_an_organisation_is_refused(fields, sentence):
    assert sentence in refused(OrganisationFactory.build(**fields))


def test_a_merged_entry_is_not_published():
    into = OrganisationFactory()

    assert accepted(OrganisationFactory.build(merged_into=into, is_published=False))
    assert "not published" in refused(OrganisationFactory.build(merged_into=into, is_published=True))


def test_an_organisation_is_not_merged_into_itself():
    organisation = OrganisationFactory()
    organisation.merged_into = organisation

    assert "into itself" in refused(organisation)


def test_a_number_belongs_to_one_organisation():
    number = IdentifierFactory(value="04831118")

    assert "Another organisation" in refused(
        IdentifierFactory.build(organisation=OrganisationFactory(), value=number.value)
    )


def test_a_parents_number_may_be_given_to_several():
    IdentifierFactory(value="04831118", is_parents=True)

    assert accepted(
        IdentifierFactory.build(organisation=OrganisationFactory(), value="04831118", is_parents=True)
    )
    assert accepted(IdentifierFactory.build(organisation=OrganisationFactory(), value="04831118"))


def test_a_register_is_one_of_the_list():
    organisation = OrganisationFactory()

    assert accepted(IdentifierFactory.build(organisation=organisation, scheme="GB-CHC", value="1114760"))
    assert "register from the list" in refused(
        IdentifierFactory.build(organisation=organisation, scheme="XX-ABC")
    )


def test_a_name_is_given_once():
    organisation = OrganisationFactory()

    assert accepted(OtherName(organisation=organisation, name="The Clink"))
    assert "already has that name" in refused(OtherName(organisation=organisation, name="The Clink"))


def test_an_organisation_has_one_main_place():
    organisation = OrganisationFactory()

    assert accepted(PlaceFactory.build(organisation=organisation))
    assert accepted(PlaceFactory.build(organisation=organisation, is_main=False))
    assert "one main place" in refused(PlaceFactory.build(organisation=organisation))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(51.5, None, id="no longitude"),
        pytest.param(None, -0.1, id="no latitude"),
        pytest.param(-0.1, 51.5, id="swapped"),
        pytest.param(48.85, 1.5, id="France"),
    ],
)
def test_a_point_outside_great_britain_is_refused(latitude, longitude):
    place = PlaceFactory.build(organisation=OrganisationFactory(), latitude=latitude, longitude=longitude)

    assert "in Great Britain" in refused(place)


@pytest.mark.parametrize("point", [(51.5, -0.1), (None, None)])
def test_a_point_in_great_britain_or_none_is_accepted(point):
    place = PlaceFactory.build(organisation=OrganisationFactory(), latitude=point[0], longitude=point[1])

    assert accepted(place)


def test_a_term_is_carried_once_and_from_a_known_vocabulary():
    organisation = OrganisationFactory()

    assert accepted(OrganisationTerm(organisation=organisation, vocabulary="sector", term="food"))
    assert "already carries" in refused(
        OrganisationTerm(organisation=organisation, vocabulary="sector", term="food")
    )
    assert "vocabulary from the list" in refused(
        OrganisationTerm(organisation=organisation, vocabulary="colour", term="red")
    )


def test_a_term_is_one_of_its_vocabulary():
    term = OrganisationTerm(organisation=OrganisationFactory(), vocabulary="sector", term="piracy")

    with pytest.raises(ValidationError, match="piracy"):
        term.clean()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"source_kind": "rumour"}, "kind of source from the list", id="kind"),
        pytest.param({"fact": "colour"}, "fact from the list", id="fact"),
        pytest.param({"value": ""}, "needs a value", id="value"),
        pytest.param({"source": ""}, "where this comes from", id="source"),
        pytest.param({"fact": "total_income", "value": "100"}, "end of its financial year", id="year"),
    ],
)
def test_evidence_is_refused(fields, sentence):
    assert sentence in refused(EvidenceFactory.build(organisation=OrganisationFactory(), **fields))


def test_income_with_its_year_is_accepted():
    income = EvidenceFactory.build(
        organisation=OrganisationFactory(),
        fact="total_income",
        value="100",
        financial_year_end=dt.date(2009, 3, 31),
    )

    assert accepted(income)


def test_evidence_of_a_day_to_come_is_refused():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(ValidationError, match="today or in the past"):
        EvidenceFactory.build(organisation=OrganisationFactory(), observed_on=tomorrow).clean()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param(
            {"started_on": dt.date(2009, 2, 1), "ended_on": dt.date(2009, 1, 1)}, "end date", id="dates"
        ),
        pytest.param({"status": "flirts"}, "from their lists", id="status"),
        pytest.param({"arrangement": "barter"}, "from their lists", id="arrangement"),
        pytest.param({"origin": "fate"}, "from their lists", id="origin"),
        pytest.param({"source_kind": "rumour"}, "of which kind", id="kind of source"),
        pytest.param({"source": ""}, "where this comes from", id="source"),
        pytest.param({"referrals_are_estimated": True}, "needs a number", id="estimate"),
    ],
)
def test_an_engagement_is_refused(fields, sentence):
    whole = EngagementFactory()

    assert sentence in refused(
        EngagementFactory.build(organisation=whole.organisation, service=whole.service, **fields)
    )


def test_an_engagement_may_end_on_the_day_it_starts():
    day = dt.date(2009, 1, 1)

    assert EngagementFactory(started_on=day, ended_on=day, referrals=4, referrals_are_estimated=True).pk


def test_an_engagements_terms_are_its_own():
    engagement = EngagementFactory()

    assert accepted(EngagementTerm(engagement=engagement, vocabulary="stage", term="in_custody"))
    assert "already carries" in refused(
        EngagementTerm(engagement=engagement, vocabulary="stage", term="in_custody")
    )
    assert "activities, payers" in refused(
        EngagementTerm(engagement=engagement, vocabulary="sector", term="food")
    )


def test_one_assessment_is_current_for_each_definition():
    organisation = OrganisationFactory()

    assert accepted(assessment(organisation))
    assert accepted(assessment(organisation, definition="strict-50"))
    assert accepted(assessment(organisation, is_current=False, is_shown=False))
    assert "one public" in refused(assessment(organisation, is_current=False))
    assert "one current" in refused(assessment(organisation))
    assert "outcomes" in refused(assessment(organisation, definition="dti-2002", outcome="splendid"))


def test_an_override_is_one_verdict_with_a_reason():
    organisation = OrganisationFactory()

    assert accepted(verdict(organisation))
    assert accepted(verdict(organisation, is_withdrawn=True))
    assert "already an override" in refused(verdict(organisation))
    assert "Give the reason" in refused(verdict(OrganisationFactory(), reason=""))
    assert "Choose an outcome" in refused(verdict(OrganisationFactory(), outcome="undetermined"))


def test_every_constraint_has_a_message_for_the_user():
    silent = [
        constraint.name
        for model in apps.get_app_config("enterprises").get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]

    assert silent == []


def test_every_model_says_what_it_is():
    wordless = [
        model.__name__
        for model in apps.get_app_config("enterprises").get_models()
        if not model.__name__.startswith("Historical")
        and (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]

    assert wordless == []
