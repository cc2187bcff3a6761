"""Every action, done and done again: what changes nothing writes nothing, and what changes the directory says so."""

import datetime as dt
import inspect
import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management import call_command
from django.db.models import Max, Model

import accounts.actions
import enterprises.actions
import enterprises.actions.details
import interviews.actions
import survey.actions
from accounts.models import SavedView
from enterprises import cache_version
from enterprises.actions import KeyUsedError
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if
from enterprises.models import Identifier, Override, Place
from interviews.errors import CaseClosedError
from interviews.models import Interview, InterviewSave, Mention
from survey.actions import Invitee
from survey.answers import given
from survey.models import Delivery, Instrument, SampledUnit
from survey.online.errors import AlreadySentError
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import (
    EngagementFactory,
    EvidenceFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory, NominationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.interviews.test_actions_interviews import WHOLE
from tests.survey import reviewed
from tests.survey.imports.exported import FIRST, central, central_row
from tests.survey.imports.test_deliveries import FORM

pytestmark = pytest.mark.django_db
M = TypeVar("M", bound=Model)
Act = Callable[[], Any]

REFUSED = (ValidationError, ObjectDoesNotExist, CaseClosedError, AlreadySentError, KeyUsedError)
"""How an action says that it cannot be done again: it is done, or what it was done to is gone."""

READERS = {
    "enterprises.kept_definitions",
    "enterprises.differences",
    "interviews.derived_code",
    "interviews.out_in_words",
    "survey.examine",
    "survey.problems_of",
    "survey.read_instrument",
    "survey.seen_of",
}
"""What the packages of actions offer beside actions."""

ADDS = {
    "accounts.one_time_link": "each link is another",
    "enterprises.add_evidence": "each is an observation",
    "enterprises.add_facts": "each is an observation",
    "enterprises.create_organisation": "two may have one name",
    "enterprises.engage": "a relation for each source that describes one",
    "interviews.nominate_new": "two may have one name",
    "interviews.resolve_as_new": "whoever says again that it is new means another",
    "survey.deliver": "each file is looked at by itself",
    "survey.hand_out": "each time is a reminder",
}
"""Actions that do something each time that they are called, and why."""

CHANGE_THE_DIRECTORY = {
    "accounts": set(),
    "enterprises": {
        "add_evidence",
        "add_facts",
        "add_identifier",
        "assess",
        "assess_all",
        "create_organisation",
        "drop_identifier",
        "drop_place",
        "engage",
        "keep_identifier",
        "keep_place",
        "merge",
        "override",
        "publish",
        "publish_engagement",
        "settle",
        "submit_evidence",
        "unpublish",
        "update_organisation",
        "withdraw_engagement",
        "withdraw_evidence",
        "withdraw_override",
    },
    "interviews": {
        "nominate_new",
        "resolve_as_new",
        "resolve_mention",
        "save_interview",
        "undo_resolution",
        "withdraw_interview",
    },
    "survey": {"accept_response"},
}
OFFERED = {
    "accounts": accounts.actions,
    "enterprises": enterprises.actions,
    "interviews": interviews.actions,
    "survey": survey.actions,
}
CASES: dict[str, Callable[[], Act]] = {}
DAY = dt.date(2009, 6, 1)


def case(make: Callable[[], Act]) -> Callable[[], Act]:
    """Put an action into the table under the name of the function, `app__action`; it returns the action to be done."""
    CASES[make.__name__.replace("__", ".")] = make
    return make


def fresh(row: M) -> M:
    """The row as a request would fetch it."""
    return type(row)._default_manager.get(pk=row.pk)  # type: ignore[return-value]


def written() -> dict[str, Any]:
    """How many rows there are of everything, and when each kind was last changed."""
    found: dict[str, Any] = {"version": cache_version.standing().number}
    for model in apps.get_models():
        rows = model._base_manager.all()
        found[model._meta.label] = rows.count()
        if "updated_at" in {field.name for field in model._meta.get_fields()}:
            found[f"{model._meta.label} changed"] = rows.aggregate(last=Max("updated_at"))["last"]
    return found


# accounts


@case
def accounts__open_account() -> Act:
    return lambda: accounts.actions.open_account(email="new@example.org", by=None)


@case
def accounts__close_account() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.close_account(user=fresh(user), by=None)


@case
def accounts__reopen_account() -> Act:
    user = UserFactory(is_active=False)
    return lambda: accounts.actions.reopen_account(user=fresh(user), by=None)


@case
def accounts__grant_role() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.grant_role(user=fresh(user), role="curator", by=None)


@case
def accounts__revoke_role() -> Act:
    user = UserFactory()
    accounts.actions.grant_role(user=user, role="curator", by=None)
    return lambda: accounts.actions.revoke_role(user=fresh(user), role="curator", by=None)


@case
def accounts__set_roles() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.set_roles(user=fresh(user), roles={"viewer", "curator"}, by=None)


@case
def accounts__remove_second_factor() -> Act:
    user = UserFactory()
    user.authenticator_set.create(type="totp", data={})
    return lambda: accounts.actions.remove_second_factor(user=fresh(user), by=None)


@case
def accounts__one_time_link() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.one_time_link(user=fresh(user), by=None)


@case
def accounts__save_view() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.save_view(name="Mine", query="region=wales", by=user)


@case
def accounts__forget_view() -> Act:
    view = SavedView.objects.create(user=UserFactory(), name="Mine", query="")
    return lambda: accounts.actions.forget_view(view=fresh(view), by=view.user)


# enterprises


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
def enterprises__keep_identifier() -> Act:
    row = IdentifierFactory()

    def keep() -> None:
        changed = Identifier.objects.get(pk=row.pk)
        changed.value = "07654321"
        enterprises.actions.details.keep_identifier(identifier=changed, by=None)

    return keep


@case
def enterprises__drop_identifier() -> Act:
    row = IdentifierFactory()
    return lambda: enterprises.actions.details.drop_identifier(identifier=fresh(row), by=None)


@case
def enterprises__keep_place() -> Act:
    row = PlaceFactory()

    def keep() -> None:
        changed = Place.objects.get(pk=row.pk)
        changed.label = "High Street"
        enterprises.actions.details.keep_place(place=changed, by=None)

    return keep


@case
def enterprises__drop_place() -> Act:
    row = PlaceFactory()
    return lambda: enterprises.actions.details.drop_place(place=fresh(row), by=None)


@case
def enterprises__publish() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.publish(organisation=fresh(row), by=None)


@case
def enterprises__unpublish() -> Act:
    row = OrganisationFactory(is_published=True)
    return lambda: enterprises.actions.unpublish(organisation=fresh(row), by=None)


@case
def enterprises__settle() -> Act:
    row = OrganisationFactory()
    return lambda: enterprises.actions.settle(organisation=fresh(row), by=None)


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


# interviews


def a_case(**more: Any) -> SampledUnit:
    guide = survey.actions.publish_own_instrument(name="service_interview", by=None)
    return SampledUnitFactory(strand=StrandFactory(instrument=guide), **more)


def an_interview(unit: SampledUnit, match: Any = "later", **more: Any) -> Act:
    """Saves the whole interview of a case with one organisation named; each time as a page newly opened."""
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(unit.pk)))

    def save() -> InterviewSave:
        held = Interview.objects.filter(unit=unit).first()
        mention = {"key": key, "name_given": "The Clink", "activities": ["paid_work"]}
        return interviews.actions.save_interview(
            unit=unit,
            submission_key=uuid.uuid4(),
            from_version=held.version if held else 0,
            answers=WHOLE | {"name_service": given("yes")},
            mentions=[mention | ({"match": match} if held is None else {})],
            status="complete",
            by=UserFactory._meta.model.objects.first() or UserFactory(),
            **more,
        )

    return save


def a_mention(match: Any = "later") -> Mention:
    an_interview(a_case(), match)()
    return Mention.objects.get()


@case
def interviews__save_interview() -> Act:
    return an_interview(a_case(), "new")


@case
def interviews__settle_conflict() -> Act:
    interview = InterviewFactory(unit=a_case())
    late = InterviewSave.objects.create(
        interview=interview,
        submission_key=uuid.uuid4(),
        submission_hash="0",
        from_version=0,
        status="draft",
        document={},
    )
    return lambda: interviews.actions.settle_conflict(save=fresh(late), by=None)


@case
def interviews__resolve_mention() -> Act:
    row, organisation = a_mention(), OrganisationFactory()
    return lambda: interviews.actions.resolve_mention(mention=fresh(row), organisation=organisation, by=None)


@case
def interviews__resolve_as_new() -> Act:
    row = a_mention()
    return lambda: interviews.actions.resolve_as_new(mention=fresh(row), name="Clink", by=None)


@case
def interviews__undo_resolution() -> Act:
    row = a_mention("new")
    return lambda: interviews.actions.undo_resolution(mention=fresh(row), by=None)


@case
def interviews__withdraw_interview() -> Act:
    row = a_mention("new").interview
    return lambda: interviews.actions.withdraw_interview(interview=fresh(row), reason="By letter", by=None)


@case
def interviews__log_call() -> Act:
    unit, key = a_case(), uuid.uuid4()
    return lambda: interviews.actions.log_call(
        unit=fresh(unit), disposition="no_answer", submission_key=key, by=None
    )


@case
def interviews__replace_contact() -> Act:
    unit = a_case()
    return lambda: interviews.actions.replace_contact(
        unit=fresh(unit), name="Ann Example", telephone="0113 496 0001", by=None
    )


@case
def interviews__erase_contact() -> Act:
    row = ContactFactory()
    return lambda: interviews.actions.erase_contact(contact=fresh(row), by=None)


@case
def interviews__erase_due_contacts() -> Act:
    ContactFactory(erase_on=DAY)
    return lambda: interviews.actions.erase_due_contacts(on=DAY)


@case
def interviews__take_case() -> Act:
    unit, user = a_case(), UserFactory()
    return lambda: interviews.actions.take_case(unit=fresh(unit), by=user)


@case
def interviews__release_case() -> Act:
    unit, user = a_case(), UserFactory()
    interviews.actions.take_case(unit=unit, by=user)
    return lambda: interviews.actions.release_case(unit=fresh(unit), by=user)


@case
def interviews__settle_code() -> Act:
    unit = CallFactory(disposition="no_answer").unit
    return lambda: interviews.actions.settle_code(unit=fresh(unit), by=None)


@case
def interviews__take_out() -> Act:
    unit = a_case()
    return lambda: interviews.actions.take_out(unit=fresh(unit), change="closed", reason="Gone", by=None)


@case
def interviews__take_back() -> Act:
    unit = a_case()
    interviews.actions.take_out(unit=unit, change="closed", reason="Gone", by=None)
    return lambda: interviews.actions.take_back(unit=fresh(unit), reason="It is open", by=None)


@case
def interviews__reopen_case() -> Act:
    unit = CallFactory(disposition="away").unit
    return lambda: interviews.actions.reopen_case(unit=fresh(unit), reason="Back again", by=None)


@case
def interviews__set_rules() -> Act:
    strand = StrandFactory()
    return lambda: interviews.actions.set_rules(strand=fresh(strand), by=None, target=40)


@case
def interviews__share_out() -> Act:
    unit, user = a_case(), UserFactory()
    return lambda: interviews.actions.share_out(
        strand=unit.strand, people=[user], way="load", also_assigned=True, by=None
    )


@case
def interviews__choose_units() -> Act:
    study, organisation = StudyFactory(), OrganisationFactory()
    return lambda: interviews.actions.choose_units(
        study=study, kind="enterprise_interview", chosen=[organisation], reason="Known", by=None
    )


@case
def interviews__draw_services() -> Act:
    unit = a_case()
    answers = WHOLE | {"works_now": given("yes"), "ask_again": given("yes")}
    InterviewFactory(unit=unit, status="complete", answers=answers, consents={"ask_again": "yes"})
    return lambda: interviews.actions.draw_services(study=unit.strand.study, size=1, seed="a", by=None)


@case
def interviews__nominate() -> Act:
    study, organisation = StudyFactory(), OrganisationFactory()
    return lambda: interviews.actions.nominate(
        study=study, organisation=organisation, nominated_by="noms", reason="Known", by=None
    )


@case
def interviews__nominate_new() -> Act:
    study = NominationFactory().study
    return lambda: interviews.actions.nominate_new(
        study=study, name="Bricks", nominated_by="noms", reason="Known", by=None
    )


@case
def interviews__set_category() -> Act:
    unit = a_case()
    return lambda: interviews.actions.set_category(unit=fresh(unit), category=2, by=None)


# survey


def a_response(**more: Any) -> Any:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.ASKED))
    return ResponseFactory(strand=strand, **more)


@case
def survey__accept_response() -> Act:
    row = a_response(sent=True, answers=reviewed.SAID)
    return lambda: survey.actions.accept_response(response=fresh(row), organisation=None, by=None)


@case
def survey__reject_response() -> Act:
    row = a_response(sent=True)
    return lambda: survey.actions.reject_response(response=fresh(row), reason="A test", by=None)


@case
def survey__release_response() -> Act:
    row = a_response(sent=True, status="quarantined", suspicion="Quick")
    return lambda: survey.actions.release_response(response=fresh(row), by=None)


@case
def survey__begin_response() -> Act:
    strand, key = (
        OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.ASKED)),
        uuid.uuid4(),
    )
    return lambda: survey.actions.begin_response(strand=strand, start_key=key)


@case
def survey__speak() -> Act:
    row = a_response(language="cy")
    return lambda: survey.actions.speak(response=fresh(row), language="")


@case
def survey__save_page() -> Act:
    row = a_response()
    (section,) = row.questionnaire.sections
    seen = survey.actions.seen_of(row, section)
    return lambda: survey.actions.save_page(
        response=fresh(row), section=section, answers={"employees": given("3")}, seen=seen
    )


@case
def survey__submit_response() -> Act:
    row, key = a_response(answers=reviewed.SAID), uuid.uuid4()
    seen = survey.actions.seen_of(row)
    return lambda: survey.actions.submit_response(response=fresh(row), submission_key=key, seen=seen)


def a_delivery() -> Any:
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=FORM))
    text = central(central_row(FIRST))
    return lambda: survey.actions.deliver(
        strand=strand, instrument=strand.instrument, uploads=[("form.csv", text.encode())], by=None
    )


@case
def survey__deliver() -> Act:
    return a_delivery()


@case
def survey__load() -> Act:
    row = a_delivery()()
    return lambda: survey.actions.load(delivery=Delivery.objects.get(pk=row.pk), by=None)


@case
def survey__lay_aside() -> Act:
    row = a_delivery()()
    return lambda: survey.actions.lay_aside(delivery=Delivery.objects.get(pk=row.pk), by=None)


@case
def survey__publish_instrument() -> Act:
    source = (survey.actions.INSTRUMENTS / "service_interview.md").read_text(encoding="utf-8")
    return lambda: survey.actions.publish_instrument(source=source, by=None)


@case
def survey__publish_own_instrument() -> Act:
    return lambda: survey.actions.publish_own_instrument(name="service_interview", by=None)


@case
def survey__retire_instrument() -> Act:
    row = InstrumentFactory()
    return lambda: survey.actions.retire_instrument(
        instrument=Instrument.objects.get(pk=row.pk), reason="Old", by=None
    )


@case
def survey__invite() -> Act:
    strand = OnlineStrandFactory()
    invitees = [Invitee("Clink", "clink@example.org", OrganisationFactory())]
    return lambda: survey.actions.invite(strand=strand, invitees=invitees, by=None)


@case
def survey__hand_out() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.hand_out(invitations=[fresh(row)], by=None)


@case
def survey__mark_bounced() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.mark_bounced(invitation=fresh(row), by=None)


@case
def survey__decline() -> Act:
    row = InvitationFactory()
    return lambda: survey.actions.decline(invitation=fresh(row), by=None)


@case
def survey__open_study() -> Act:
    ServiceFactory()
    return lambda: survey.actions.open_study(slug="new", title="New", frame_on=DAY, by=None)


@case
def survey__revise_study() -> Act:
    row = StudyFactory()
    return lambda: survey.actions.revise_study(
        study=fresh(row), title="Another", description="", opened_on=DAY, closed_on=None, by=None
    )


@case
def survey__set_published() -> Act:
    row = StudyFactory(is_published=False)
    return lambda: survey.actions.set_published(study=fresh(row), is_published=True, by=None)


@case
def survey__open_survey() -> Act:
    study, instrument = StudyFactory(), InstrumentFactory()
    return lambda: survey.actions.open_survey(study=study, instrument=instrument, opens_on=DAY, by=None)


@case
def survey__assign() -> Act:
    unit, user = SampledUnitFactory(), UserFactory()
    return lambda: survey.actions.assign(units=[fresh(unit)], to=user, by=None)


@case
def survey__record_code() -> Act:
    unit = SampledUnitFactory()
    return lambda: survey.actions.record_code(unit=fresh(unit), code="R", by=None)


# the tests


def test_the_table_has_every_action() -> None:
    offered = {
        f"{app}.{name}"
        for app, module in OFFERED.items()
        for name, thing in vars(module).items()
        if inspect.isfunction(thing)
        and not name.startswith("_")
        and (name in module.__all__ if hasattr(module, "__all__") else thing.__module__ == module.__name__)
    }
    details = enterprises.actions.details
    offered |= {
        f"enterprises.{name}"
        for name, thing in vars(details).items()
        if inspect.isfunction(thing) and thing.__module__ == details.__name__ and not name.startswith("_")
    }

    assert offered - READERS == CASES.keys()
    assert {f"{app}.{name}" for app, names in CHANGE_THE_DIRECTORY.items() for name in names} <= CASES.keys()
    assert ADDS.keys() <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_an_action_raises_the_version_when_it_changes_the_directory_and_writes_nothing_when_repeated(
    name: str, committing: Any
) -> None:
    act = CASES[name]()
    app, _, action = name.partition(".")
    before = written()

    with committing():
        act()
    once = written()
    with committing():
        refused = None
        try:
            act()
        except REFUSED as error:
            refused = error
    twice = written()

    changed = {what for what in once if once[what] != before[what]}
    assert changed, "The first time did nothing."
    assert (once["version"] - before["version"]) == (action in CHANGE_THE_DIRECTORY[app])
    if name not in ADDS:
        assert {what for what in twice if twice[what] != once[what]} == set(), refused


@pytest.mark.parametrize("command", ["load_reference", "load_organisations", "generate_directory"])
def test_what_is_loaded_in_bulk_raises_the_version_once_and_not_again(
    command: str, frame: None, committing: Any
) -> None:
    if command == "load_reference":
        ServiceFactory._meta.model.objects.filter(slug="hmp-leeds").update(postcode="")
    options = {"organisations": 3} if command == "generate_directory" else {}
    before = cache_version.standing().number

    with committing():
        call_command(command, stdout=StringIO(), **options)
    once = written()
    with committing():
        call_command(command, stdout=StringIO(), **options)

    assert once["version"] == before + 1
    assert written() == once
