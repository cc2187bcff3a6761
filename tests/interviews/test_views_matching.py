"""The matching desk: permissions, lists, decisions, undo."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from enterprises import actions as directory
from enterprises.models import Engagement, Organisation
from interviews.models import Interview, Mention
from survey.models import Study
from tests.factories.enterprises import EngagementFactory, EvidenceFactory, OrganisationFactory
from tests.factories.interviews import InterviewFactory, MentionFactory, NominationFactory
from tests.factories.survey import StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("curator")


@pytest.fixture
def interview(db: None) -> Interview:
    return InterviewFactory(status="complete", consents={"name_service": "yes"})


@pytest.fixture
def study(interview: Interview) -> Study:
    return interview.unit.strand.study


@pytest.fixture
def mention(interview: Interview) -> Mention:
    return MentionFactory(interview=interview, name_given="the clink", own_words="They cook like nobody else")


@pytest.fixture
def clink(db: None) -> Organisation:
    return OrganisationFactory(name="The Clink Charity", description="Restaurants in prisons")


def address(mention: Mention, name: str = "matching-mention") -> str:
    return reverse(name, args=[mention.interview.unit.strand.study.slug, mention.pk])


def decide(client: Client, mention: Mention, **given: Any) -> Any:
    return client.post(address(mention), {"expected": mention.match_state} | given)


def test_the_desk_lists_what_is_to_be_matched(study: Study, mention: Mention, client: Client) -> None:
    MentionFactory(interview=mention.interview, name_given="a joiner", match_state="not_an_organisation")

    page = client.get(reverse("matching", args=[study.slug]))
    other = client.get(reverse("matching", args=[study.slug]), {"state": "not_an_organisation"})

    assert [row.name_given for row in page.context["rows"]] == ["the clink"]
    assert [row.name_given for row in other.context["rows"]] == ["a joiner"]


def test_candidates_are_shown_with_reasons_and_known_facts(
    mention: Mention, clink: Organisation, client: Client
) -> None:
    page = unescape(client.get(address(mention)).content.decode())

    assert "The Clink Charity" in page
    assert "The same name apart from “charity”" in page
    assert "Restaurants in prisons" in page


def test_the_respondents_own_words_are_for_the_research_roles(
    mention: Mention, client: Client, client_for: Callable[[str], Client]
) -> None:
    assert "like nobody else" not in client.get(address(mention)).content.decode()
    assert "like nobody else" in client_for("researcher").get(address(mention)).content.decode()


def test_a_match_makes_the_relation_and_leads_to_the_next(
    mention: Mention, clink: Organisation, client: Client
) -> None:
    following = MentionFactory(interview=mention.interview, name_given="the garden")

    response = decide(client, mention, organisation=clink.pk)

    assert response.url == f"{address(following)}?decided={mention.pk}"
    assert Engagement.objects.get().organisation == clink
    assert "means The Clink Charity" in unescape(client.get(response.url).content.decode())


def test_after_the_last_one_the_desk_is_clear(mention: Mention, clink: Organisation, client: Client) -> None:
    response = decide(client, mention, organisation=clink.pk)

    assert "is matched" in client.get(response.url).content.decode()


def test_a_new_organisation_enters_the_directory_unpublished(mention: Mention, client: Client) -> None:
    decide(client, mention, decision="new", name="The Clink at High Down")

    entered = Organisation.objects.get()
    assert (entered.name, entered.is_published) == ("The Clink at High Down", False)
    assert Mention.objects.get().organisation == entered
    assert Engagement.objects.get().organisation == entered


def test_a_new_organisation_needs_a_name(mention: Mention, client: Client) -> None:
    response = decide(client, mention, decision="new", name="  ")

    assert "Enter the name under which" in response.content.decode()
    assert not Organisation.objects.exists()


def test_a_mention_that_is_not_an_organisation_keeps_its_words(mention: Mention, client: Client) -> None:
    decide(client, mention, decision="not_an_organisation")

    assert Mention.objects.get().match_state == "not_an_organisation"
    assert not Engagement.objects.exists()


def test_the_same_words_are_decided_together(mention: Mention, clink: Organisation, client: Client) -> None:
    elsewhere = InterviewFactory(unit__strand=mention.interview.unit.strand, status="draft")
    MentionFactory(interview=elsewhere, name_given="The Clink")
    MentionFactory(name_given="the clink")

    decide(client, mention, organisation=clink.pk, also_alike="1")

    assert Mention.objects.filter(organisation=clink).count() == 2
    assert Mention.objects.unmatched().count() == 1


def test_a_decision_is_undone(mention: Mention, clink: Organisation, client: Client) -> None:
    decide(client, mention, organisation=clink.pk)

    client.post(address(mention, "matching-undo"))

    assert Mention.objects.get().match_state == "unmatched"
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("decision", ["match", "new", "not_an_organisation"])
def test_each_kind_of_decision_is_undone_on_the_page_that_follows(
    decision: str, mention: Mention, clink: Organisation, client: Client
) -> None:
    following = MentionFactory(interview=mention.interview, name_given="the joiner")

    page = unescape(
        client.post(
            address(mention),
            {
                "expected": "unmatched",
                "decision": decision,
                "organisation": clink.pk if decision == "match" else "",
                "name": "Clink Kitchens" if decision == "new" else "",
            },
            follow=True,
        ).content.decode()
    )
    assert "Undo it" in page and str(following) in page
    assert Engagement.objects.count() == (decision != "not_an_organisation")
    client.post(address(mention, "matching-undo"))

    mention.refresh_from_db()
    assert (mention.match_state, mention.organisation, mention.engagement) == ("unmatched", None, None)
    assert not Engagement.objects.exists()
    # What was entered for it is taken out of the directory again; what was there before stays.
    assert list(Organisation.objects.all()) == [clink]


def test_undoing_a_new_organisation_takes_it_out_of_the_directory(mention: Mention, client: Client) -> None:
    decide(client, mention, decision="new", name="Clink Kitchens")

    page = unescape(client.post(address(mention, "matching-undo"), follow=True).content.decode())

    assert "“Clink Kitchens” is taken out of the directory again." in page
    assert "Nothing in the directory is called like this" in page
    taken_out = Organisation.history.filter(name="Clink Kitchens").latest()
    assert (taken_out.history_type, str(taken_out.history_user)) == ("-", "curator")
    assert AuditEvent.objects.filter(verb="organisation.taken_out", subject_label="Clink Kitchens").exists()


def another_mention(organisation: Organisation) -> None:
    MentionFactory(organisation=organisation, match_state="matched")


def evidence(organisation: Organisation) -> None:
    EvidenceFactory(organisation=organisation)


def a_relation(organisation: Organisation) -> None:
    EngagementFactory(organisation=organisation)


def a_nomination(organisation: Organisation) -> None:
    NominationFactory(organisation=organisation)


def a_changed_text(organisation: Organisation) -> None:
    directory.update_organisation(organisation=organisation, description="Restaurants in prisons", by=None)


@pytest.mark.parametrize(
    ("used_by", "reason"),
    [
        (another_mention, "These depend on it: mentions."),
        (evidence, "These depend on it: evidence."),
        (a_relation, "These depend on it: engagements."),
        (a_nomination, "These depend on it: nominations."),
        (a_changed_text, "It was changed or published since it was entered."),
    ],
)
def test_a_new_organisation_that_is_used_elsewhere_stays_in_the_directory(
    used_by: Callable[[Organisation], None], reason: str, mention: Mention, client: Client
) -> None:
    decide(client, mention, decision="new", name="Clink Kitchens")
    used_by(Organisation.objects.get(name="Clink Kitchens"))

    page = unescape(client.post(address(mention, "matching-undo"), follow=True).content.decode())

    assert f"“Clink Kitchens” stays in the directory. {reason}" in page
    assert Organisation.objects.filter(name="Clink Kitchens").exists()
    mention.refresh_from_db()
    assert mention.match_state == "unmatched"


def test_undoing_a_match_keeps_an_organisation_with_another_source(
    mention: Mention, clink: Organisation, client: Client
) -> None:
    decide(client, mention, organisation=clink.pk)

    page = unescape(client.post(address(mention, "matching-undo"), follow=True).content.decode())

    assert "“the clink” is to be matched again." in page
    assert "in the directory." not in page
    assert Organisation.objects.get() == clink


def test_the_second_of_two_decisions_is_refused(
    mention: Mention, clink: Organisation, client: Client
) -> None:
    decide(client, mention, organisation=clink.pk)

    response = decide(client, mention, decision="not_an_organisation")

    assert "Somebody decided “the clink” meanwhile: The Clink Charity" in unescape(response.content.decode())
    assert Mention.objects.get().organisation == clink


@pytest.mark.parametrize(
    "wrong", [{"organisation": "9" * 30}, {"organisation": "x"}, {}, {"decision": "perhaps"}]
)
def test_an_invalid_decision_changes_nothing(wrong: dict[str, str], mention: Mention, client: Client) -> None:
    assert decide(client, mention, **wrong).status_code == 200
    assert Mention.objects.get().match_state == "unmatched"


def test_another_name_is_looked_up(mention: Mention, client: Client) -> None:
    OrganisationFactory(name="Blue Sky Development")

    page = client.get(address(mention), {"q": "blue sky"})

    assert [each.organisation.name for each in page.context["candidates"]] == ["Blue Sky Development"]


def test_a_mention_of_another_study_is_not_found(mention: Mention, client: Client) -> None:
    other = StudyFactory()

    assert client.get(reverse("matching-mention", args=[other.slug, mention.pk])).status_code == 404


def test_the_number_of_queries_does_not_grow(
    mention: Mention, study: Study, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            named = MentionFactory(interview=mention.interview, name_given=f"the clink {number}")
            OrganisationFactory(name=f"The Clink {named.pk}")

    listed = reverse("matching", args=[study.slug])
    fill(2)
    client.get(listed)
    client.get(address(mention))  # The process reads the words of all names once.
    with django_assert_num_queries(7):
        client.get(listed)
    with django_assert_num_queries(20):
        client.get(address(mention))
    fill(15)
    with django_assert_num_queries(7):
        client.get(listed)
    with django_assert_num_queries(20):
        client.get(address(mention))
