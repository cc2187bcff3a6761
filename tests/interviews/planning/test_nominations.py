"""Sources of the enterprises in a sample: survey, interviews, nominations."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from interviews import actions
from interviews.models import Nomination, UnitSource
from survey import answers
from survey.models import Study
from tests.constraints import assert_refused
from tests.factories.enterprises import EngagementFactory, OrganisationFactory
from tests.factories.interviews import InterviewFactory, MentionFactory, NominationFactory
from tests.factories.survey import (
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def study(db: None) -> Study:
    return StrandFactory().study


def test_the_sources_of_each_enterprise_are_saved_with_its_unit(study: Study) -> None:
    everywhere, elsewhere = EngagementFactory().organisation, EngagementFactory().organisation
    for _ in range(2):
        unit = SampledUnitFactory(strand=study.strands.get(kind="initial_interview"))
        interview = InterviewFactory(unit=unit, status="complete")
        MentionFactory(interview=interview, match_state="matched", organisation=everywhere)
    ResponseFactory(strand=OnlineStrandFactory(study=study), sent=True, organisation=everywhere)
    for nominator in ("noms", "evaluation"):
        actions.nominate(
            study=study, organisation=everywhere, nominated_by=nominator, reason="Well known", by=None
        )

    draw = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[everywhere, elsewhere], reason="All", by=None
    )

    found = {unit.organisation: [str(one) for one in unit.sources.all()] for unit in draw.units.all()}
    assert found == {
        everywhere: [
            "Answered the survey",
            "Named in interviews (2 times)",
            "Nominated (NOMS; An external evaluation)",
        ],
        elsewhere: ["From the directory"],
    }


def test_a_source_stays_as_it_was_on_the_day_of_the_draw(study: Study) -> None:
    organisation = NominationFactory(study=study).organisation
    draw = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[organisation], reason="Told of", by=None
    )

    actions.nominate(study=study, organisation=organisation, nominated_by="sector", reason="Too", by=None)

    assert [one.detail for one in draw.units.get().sources.all()] == ["NOMS"]


@pytest.mark.parametrize("may_be_rung", ["yes", "no"])
def test_the_respondent_of_the_survey_becomes_the_contact_if_they_agreed(
    may_be_rung: str, study: Study
) -> None:
    contact_answers = {
        "ask_again": may_be_rung,
        "contact_name": "Ann Example",
        "contact_telephone": "01632 960000",
    }
    answer = ResponseFactory(
        strand=OnlineStrandFactory(study=study),
        sent=True,
        organisation=OrganisationFactory(),
        answers={name: answers.stored_value(value) for name, value in contact_answers.items()},
    )

    draw = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[answer.organisation], reason="All", by=None
    )

    found = [(one.name, one.telephone) for one in draw.units.get().contacts.all()]
    assert found == ([("Ann Example", "01632 960000")] if may_be_rung == "yes" else [])


def test_a_telephone_that_is_no_number_goes_into_the_note(study: Study) -> None:
    given = {"ask_again": "yes", "contact_telephone": "ring the bakery"}
    answer = ResponseFactory(
        strand=OnlineStrandFactory(study=study),
        sent=True,
        organisation=OrganisationFactory(),
        answers={name: answers.stored_value(value) for name, value in given.items()},
    )

    draw = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[answer.organisation], reason="All", by=None
    )

    contact = draw.units.get().contacts.get()
    assert (str(contact), contact.telephone) == ("Name not given", "")
    assert contact.note == "Telephone, as it was given: ring the bakery"


def test_enterprises_have_their_own_questionnaire(study: Study) -> None:
    organisation = EngagementFactory().organisation

    draw = actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[organisation], reason="Named", by=None
    )

    guide = draw.strand.instrument.questionnaire
    assert guide.name == "enterprise_interview"
    categories = {choice.value for choice in guide.questions["category"].choices}
    assert categories == {"enterprise_worked", "enterprise_potential"}


def test_the_lead_nominates_an_organisation_known_or_new(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    known = OrganisationFactory(name="The Clink Charity")
    lead, address = client_for("study_lead"), reverse("sample", args=[study.slug])

    def send(name: str, **more: str) -> str:
        sent = {"name": name, "nominated_by": "noms", "reason": "Told of in June"} | more
        typed = {f"nomination-{field}": value for field, value in sent.items()}
        return unescape(lead.post(address, {"what": "nomination", **typed}, follow=True).content.decode())

    assert "Did you mean “The Clink Charity”?" in send("The Clink Charty")
    assert "Take the tick away" in send("the clink charity", is_new="on")
    assert "Choose who nominated it" in send("The Clink Charity", nominated_by="")
    assert "is nominated" in send("the clink charity")
    assert "already nominated by them" in send("The Clink Charity")
    shown = send("Wholly New Enterprises", is_new="on")

    assert "Wholly New Enterprises: nominated (NOMS)" in shown
    assert {row.organisation.name for row in Nomination.objects.all()} == {
        known.name,
        "Wholly New Enterprises",
    }
    assert not Nomination.objects.get(organisation__name="Wholly New Enterprises").organisation.is_published


def test_a_nomination_needs_a_reason_and_a_nominator() -> None:
    study, organisation = StudyFactory(), OrganisationFactory()
    row = {"study": study, "organisation": organisation, "nominated_by": "noms", "reason": "Told of"}

    assert_refused(lambda: Nomination(**row | {"reason": ""}), "Say why it should be asked.")
    assert_refused(lambda: Nomination(**row | {"nominated_by": "x"}), "Choose who nominated it.")
    NominationFactory(study=study, organisation=organisation).full_clean()
    assert_refused(lambda: Nomination(**row), "This organisation is already nominated by them.")


def test_a_source_of_a_unit_is_saved_once() -> None:
    unit = SampledUnitFactory(of_organisation=True)
    UnitSource.objects.create(unit=unit, kind="survey")

    assert_refused(
        lambda: UnitSource(unit=unit, kind="survey"), "This source of the unit is already recorded."
    )
    assert_refused(lambda: UnitSource(unit=unit, kind="rumour"), "Choose how the study knew of it.")
