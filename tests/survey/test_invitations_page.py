"""The page of invitations: state, filter, sending, reminders, links, letters, corrections and deletion."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from survey import actions
from survey.models import Invitation, SampledUnit, Strand, Study
from survey.online import tokens
from survey.vocabulary import CaseCode, InvitationState, StudyState
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    StudyFactory,
)
from tests.pages import text_of
from tests.survey.respondent import fill, hidden
from tests.survey.reviewed import QUESTIONNAIRE, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    return OnlineStrandFactory(study__contractor="Example Research", study__contact="telephone 01632 960000")


@pytest.fixture
def home(strand: Strand) -> str:
    return f"/studies/{strand.study.slug}/invitations/"


@pytest.fixture
def with_mail(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.with_state().values_list("state", flat=True).get(pk=invitation.pk)


def link_of(invitation: Invitation) -> str:
    return f"/survey/answers/{tokens.token_of(tokens.INVITATION, invitation.key)}/"


def test_the_state_follows_what_happens(client: Client, strand: Strand) -> None:
    invitation = InvitationFactory(strand=strand)
    assert state_of(invitation) == InvitationState.NOT_SENT

    actions.hand_out(invitations=[invitation], by=None)
    assert state_of(invitation) == InvitationState.SENT
    client.head(link_of(invitation))
    assert state_of(invitation) == InvitationState.SENT
    client.get(link_of(invitation))
    assert state_of(invitation) == InvitationState.OPENED
    actions.mark_bounced(invitation=Invitation.objects.get(), by=None)
    assert state_of(invitation) == InvitationState.BOUNCED
    actions.hand_out(invitations=list(Invitation.objects.all()), by=None)
    assert state_of(invitation) == InvitationState.OPENED
    response = ResponseFactory(strand=strand, invitation=invitation)
    assert state_of(invitation) == InvitationState.BEGUN
    response.delete()
    ResponseFactory(sent=True, strand=strand, invitation=invitation)
    assert state_of(invitation) == InvitationState.ANSWERED
    actions.withdraw_response(response=invitation.response, by=None)
    assert state_of(invitation) == InvitationState.WITHDRAWN


def test_lists_by_state_and_search(lead: Client, strand: Strand, home: str) -> None:
    InvitationFactory(strand=strand, name="Bird", email="bird@example.org")
    InvitationFactory(strand=strand, name="Tree", sent_at=timezone.now())
    InvitationFactory(strand=strand, name="Stone", declined_at=timezone.now())

    page = lead.get(home)
    assert [(key, number) for key, _, number, _ in page.context["tabs"]] == [
        ("all", 3),
        ("open", 2),
        ("not_sent", 1),
        ("sent", 1),
        ("declined", 1),
    ]
    for query, names in (
        ("state=open", ["Bird", "Tree"]),
        ("state=declined", ["Stone"]),
        ("q=bird%40", ["Bird"]),
    ):
        assert [row.name for row, _ in lead.get(f"{home}?{query}").context["rows"]] == names
    assert "No invitation fits" in text_of(lead.get(f"{home}?q=nobody"))


def test_the_list_takes_as_many_queries_for_fifty_as_for_one(lead: Client, strand: Strand, home: str) -> None:
    def cost() -> int:
        lead.get(home)
        with CaptureQueriesContext(connection) as queries:
            lead.get(home)
        return len(queries)

    InvitationFactory(strand=strand, organisation=OrganisationFactory())
    one = cost()
    for _ in range(60):
        InvitationFactory(strand=strand, organisation=OrganisationFactory())

    assert cost() == one


def test_invitations_and_reminders_are_sent_by_email(
    lead: Client, strand: Strand, home: str, with_mail: None
) -> None:
    bird = InvitationFactory(strand=strand, name="Bird", email="bird@example.org")
    InvitationFactory(strand=strand, name="Tree", email="tree@example.org", language="cy")
    InvitationFactory(strand=strand, name="Stone")
    InvitationFactory(strand=strand, name="No", email="no@example.org", declined_at=timezone.now())

    page = lead.post(home, {"everybody": "on", "what": "send"}, follow=True)

    assert sorted(message.to[0] for message in mail.outbox) == ["bird@example.org", "tree@example.org"]
    english, welsh = sorted(mail.outbox, key=lambda message: message.to)
    assert english.subject == "Invitation: A guide"
    assert f"http://testserver{link_of(bird)}" in english.body
    assert "Example Research carries out the study" in english.body
    assert "Questions: telephone 01632 960000" in english.body
    assert welsh.subject == "Gwahoddiad: A guide"
    assert "2 sent. 1 have no e-mail address" in text_of(page)
    lead.post(home, {"chosen": str(bird.pk), "what": "send"})
    assert mail.outbox[-1].subject == "Reminder: A guide"
    bird.refresh_from_db()
    assert bird.reminders == 1


def test_nothing_is_sent_for_a_study_that_is_closed(
    lead: Client, strand: Strand, home: str, with_mail: None
) -> None:
    invitation = InvitationFactory(strand=strand, email="bird@example.org")
    Study.objects.update(state=StudyState.CLOSED)

    for what in ("send", "links", "letters"):
        page = lead.post(home, {"everybody": "on", "what": what}, follow=True)
        assert "This study is closed: it takes no calls, no interviews and no answers." in text_of(page)

    assert mail.outbox == []
    assert state_of(invitation) == InvitationState.NOT_SENT


def test_an_address_that_the_mail_server_refuses_is_marked_as_come_back(
    lead: Client, strand: Strand, home: str, with_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = InvitationFactory(strand=strand, email="bird@example.org")

    def refuse(*args: object, **kwargs: object) -> int:
        raise smtplib.SMTPRecipientsRefused({"bird@example.org": (550, b"unknown")})

    monkeypatch.setattr("accounts.email.send_mail", refuse)
    lead.post(home, {"everybody": "on", "what": "send"})

    assert state_of(invitation) == InvitationState.BOUNCED


def test_without_a_mail_server_there_are_links_and_letters(
    lead: Client, strand: Strand, home: str, settings, fieldwork_day: None
) -> None:
    settings.EMAIL_BACKEND = "accounts.email.NoMailServer"
    Strand.objects.filter(pk=strand.pk).update(closes_on=dt.date(2009, 8, 31))
    invitation = InvitationFactory(strand=strand, name="Bird", language="cy")

    assert "Send by e-mail" not in text_of(lead.get(home))
    file = lead.post(home, {"chosen": str(invitation.pk), "what": "links"})
    assert file.headers["Content-Type"].startswith("text/csv")
    assert f"http://testserver{link_of(invitation)}" in file.content.decode()
    letters = text_of(lead.post(home, {"chosen": str(invitation.pk), "what": "letters"}))
    assert "Nodyn atgoffa: A guide" in letters
    assert "15 Gorffennaf 2009" in letters
    assert "Mae’r arolwg yn cau ar ddiwedd 31 Awst 2009." in letters
    assert link_of(invitation) in letters
    assert link_of(invitation) not in text_of(lead.get(home))


def test_nothing_ticked_does_nothing(lead: Client, strand: Strand, home: str) -> None:
    InvitationFactory(strand=strand)

    assert "Tick at least one organisation" in text_of(lead.post(home, {"what": "delete"}, follow=True))
    assert Invitation.objects.count() == 1


def test_an_invitation_is_deleted_until_it_is_begun_and_its_link_stops_working(
    lead: Client, client: Client, strand: Strand, home: str
) -> None:
    unsent = InvitationFactory(strand=strand, organisation=OrganisationFactory())
    unit = SampledUnit.objects.create(strand=strand, organisation=unsent.organisation)
    begun = InvitationFactory(strand=strand)
    ResponseFactory(strand=strand, invitation=begun)

    page = lead.post(home, {"everybody": "on", "what": "delete"}, follow=True)

    assert "1 deleted: their links no longer work. 1 were begun or answered, and stay." in text_of(page)
    assert list(Invitation.objects.all()) == [begun]
    assert client.get(link_of(unsent)).status_code == 404
    unit.refresh_from_db()
    assert unit.code == CaseCode.NOT_ELIGIBLE


def test_those_who_have_answered_stay_when_the_others_are_marked_as_declined(
    lead: Client, strand: Strand, home: str
) -> None:
    answered, other = InvitationFactory(strand=strand), InvitationFactory(strand=strand)
    ResponseFactory(strand=strand, invitation=answered, sent=True)

    page = lead.post(home, {"everybody": "on", "what": "declined"}, follow=True)

    assert (
        "1 marked as declined. They are not reminded. 1 had answered, declined or withdrawn before"
        in text_of(page)
    )
    assert (state_of(answered), state_of(other)) == (InvitationState.ANSWERED, InvitationState.DECLINED)
    again = lead.post(home, {"everybody": "on", "what": "declined"}, follow=True)
    assert "All of these have answered, declined or withdrawn." in text_of(again)


@pytest.mark.parametrize("what", ["bounced", "declined", "delete"])
def test_no_invitation_to_an_archived_study_changes(
    what: str, lead: Client, client: Client, strand: Strand, home: str
) -> None:
    invitation = InvitationFactory(strand=strand)
    Study.objects.update(state=StudyState.ARCHIVED)

    page = lead.post(home, {"everybody": "on", "what": what}, follow=True)
    about = {"name": "Another", "language": "en"}
    corrected = lead.post(f"{home}{invitation.pk}/", about)
    declined = client.post(f"{link_of(invitation)}declined/", follow=True)

    for refused in (page, corrected):
        assert "This study is archived: nothing in it changes any more." in text_of(refused)
    assert "This survey is closed" in text_of(declined)
    invitation.refresh_from_db()
    assert (invitation.declined_at, invitation.bounced_at) == (None, None)
    assert invitation.name != "Another"


def test_an_address_is_corrected_and_another_entry_is_chosen(lead: Client, strand: Strand, home: str) -> None:
    wrong, right = OrganisationFactory(name="Bird (London)"), OrganisationFactory(name="Bird (Leeds)")
    invitation = InvitationFactory(strand=strand, name="Bird", organisation=wrong)
    InvitationFactory(strand=strand, email="taken@example.org")
    address = f"{home}{invitation.pk}/"
    about = {"name": "Bird", "organisation": "bird (leeds)", "language": "en"}

    assert "already invited" in text_of(lead.post(address, about | {"email": "taken@example.org"}))
    assert "There is no entry “Nobody”" in text_of(
        lead.post(address, about | {"email": "", "organisation": "Nobody"})
    )
    lead.post(address, about | {"email": "bird@example.org"})

    invitation.refresh_from_db()
    assert (invitation.email, invitation.organisation) == ("bird@example.org", right)


def test_a_study_without_an_online_survey_says_so(lead: Client, case_study: str) -> None:
    assert "no online survey yet" in text_of(lead.get(f"/studies/{case_study}/invitations/"))


@pytest.fixture
def case_study() -> str:

    return str(StudyFactory().slug)


def test_what_is_known_of_an_invited_organisation_is_filled_in_and_counts_once_confirmed(
    client: Client, strand: Strand
) -> None:

    strand.instrument = InstrumentFactory(questionnaire=QUESTIONNAIRE)
    strand.save()
    invitation = InvitationFactory(strand=strand, name="Bird Works")
    link = link_of(invitation)
    begin = client.get(link)
    client.post(link, {"start_key": hidden(begin, "start_key"), "agrees": "on"})

    page = words_of(client.get(f"{link}questions/main/"))
    assert 'value="Bird Works"' in page
    assert "Filled in from what we know; change what is wrong." in page
    invitation.refresh_from_db()
    fill(client, link, "main", "save", organisation_name="Bird Works", employees="3")
    assert Invitation.objects.get().response.answers == {"employees": {"value": 3}}
    assert "Filled in from what we know" in words_of(client.get(f"{link}questions/main/"))
    fill(client, link, "main", organisation_name="Bird Works", employees="3")
    assert Invitation.objects.get().response.answers["organisation_name"] == {"value": "Bird Works"}
    assert "Filled in from what we know" not in words_of(client.get(f"{link}questions/main/"))
