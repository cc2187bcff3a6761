"""The page of an interview: opening, saving, errors, finishing."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from interviews.models import Interview, Mention
from survey.models import SampledUnit
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import StudyFactory
from tests.interviews.posts import COMPLETE_FORM, address_of, fields_of, post_data


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def test_the_page_shows_the_guide_and_room_for_an_organisation(case: SampledUnit, client: Client) -> None:
    page = client.get(address_of(case)).content.decode()

    assert "Does the service work now with any organisation outside it" in unescape(page)
    assert "Organisations named" in page
    assert 'name="mention-0-name_given"' in page


def test_a_whole_interview_is_saved_with_its_organisation(case: SampledUnit, client: Client) -> None:
    response = client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM))

    interview = Interview.objects.get()
    assert response.status_code == 302, unescape(response.content.decode())
    assert interview.status == "complete"
    assert interview.answers["ask_again"] == {"state": "not_asked"}
    mention = Mention.objects.get()
    assert (mention.name_given, mention.organisation.name) == ("The Clink", "The Clink")
    assert mention.engagement.service == case.service


def test_a_missing_answer_is_shown_at_its_field_and_no_text_is_lost(
    case: SampledUnit, client: Client
) -> None:
    sent = post_data(
        case,
        client,
        action="complete",
        **(COMPLETE_FORM | {"q-take_part": "", "q-anything_else": "Long words"}),
    )

    response = client.post(address_of(case), sent)

    page = unescape(response.content.decode())
    assert "There is a problem" in page
    assert page.count("only with a yes to “Does the respondent agree to take part in the study?”") == 2
    assert "Long words" in page
    assert 'value="The Clink"' in page
    assert Interview.objects.count() == 0


def test_an_invalid_number_is_an_error_when_the_interview_is_finished(
    case: SampledUnit, client: Client
) -> None:
    sent = post_data(case, client, action="complete", **(COMPLETE_FORM | {"q-organisations_number": "a few"}))

    page = unescape(client.post(address_of(case), sent).content.decode())

    assert "Enter a whole number, such as 25." in page
    assert 'value="a few"' in page


def test_a_draft_may_hold_invalid_answers(case: SampledUnit, client: Client) -> None:
    client.post(
        address_of(case), post_data(case, client, action="save", **{"q-organisations_number": "a few"})
    )

    assert Interview.objects.get().answers == {"organisations_number": {"value": "a few"}}
    assert 'value="a few"' in client.get(address_of(case)).content.decode()


def test_texts_of_200_000_characters_are_kept_whole(case: SampledUnit, client: Client) -> None:
    text = "wort " * 40_000
    sent = {
        "q-anything_else": text,
        "q-anything_else--note": text,
        "mention-0-name_given": "The Clink",
        "mention-0-own_words": text,
    }

    client.post(address_of(case), post_data(case, client, **sent))

    saved = Interview.objects.get()
    assert saved.answers["anything_else"]["value"] == text
    assert saved.notes["anything_else"] == text
    assert saved.mentions.get().own_words.strip() == text.strip()


def test_a_respondent_who_refuses_is_not_an_interview(case: SampledUnit, client: Client) -> None:
    page = client.post(
        address_of(case),
        post_data(case, client, action="complete", **(COMPLETE_FORM | {"q-take_part": "no"})),
    )

    assert "Log the call as a refusal" in unescape(page.content.decode())
    assert Interview.objects.count() == 0


def test_another_organisation_is_added_without_scripts_and_without_loss(
    case: SampledUnit, client: Client
) -> None:
    sent = post_data(case, client, action="add", **(COMPLETE_FORM | {"q-anything_else": "Half a sent"}))

    page = client.post(address_of(case), sent).content.decode()

    assert 'name="mention-1-name_given"' in page
    assert 'value="The Clink"' in page
    assert "Half a sent" in page
    assert fields_of(page)["mention_count"] == "2"
    assert fields_of(page)["submission_key"] == sent["submission_key"]
    assert Interview.objects.count() == 0


def test_names_are_looked_up_without_scripts(case: SampledUnit, client: Client) -> None:
    clink = OrganisationFactory(name="The Clink Charity")
    sent = post_data(case, client, action="lookup", **(COMPLETE_FORM | {"mention-0-match": "later"}))

    page = client.post(address_of(case), sent).content.decode()

    assert f'value="{clink.pk}"' in page
    assert "The Clink Charity" in page


def test_a_chosen_organisation_is_matched(case: SampledUnit, client: Client) -> None:
    clink = OrganisationFactory(name="The Clink Charity")
    sent = post_data(case, client, action="save", **(COMPLETE_FORM | {"mention-0-match": str(clink.pk)}))

    client.post(address_of(case), sent)

    assert Mention.objects.get().organisation == clink


def test_a_deleted_organisation_is_an_error(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, action="save", **(COMPLETE_FORM | {"mention-0-match": "999999"}))

    page = client.post(address_of(case), sent).content.decode()

    assert "is not there any more" in page
    assert 'value="The Clink"' in page


def test_naming_an_organisation_twice_is_an_error(case: SampledUnit, client: Client) -> None:
    first = client.post(
        address_of(case), post_data(case, client, action="add", **COMPLETE_FORM)
    ).content.decode()
    sent = fields_of(first) | {"action": "save", "mention-0-status": "works", "mention-1-status": "works"}

    page = client.post(address_of(case), sent | {"mention-1-name_given": "the  clink"}).content.decode()

    assert "is named twice" in unescape(page)


def test_a_mention_is_removed_on_request(case: SampledUnit, client: Client) -> None:
    client.post(address_of(case), post_data(case, client, action="save", **COMPLETE_FORM))

    client.post(
        address_of(case),
        post_data(case, client, action="save", **(COMPLETE_FORM | {"mention-0-is_removed": "on"})),
    )

    assert Mention.objects.count() == 0


MORE = "data-mention-more"


def card_of(page: str, place: int = 0) -> str:
    """Return the HTML of one organisation named."""
    cards = re.sub(r"<template.*?</template>", "", page, flags=re.S).split('id="mention-')[1:]
    return unescape(cards[place])


def test_what_is_not_asked_first_is_folded_away_until_it_is_filled_in(
    case: SampledUnit, client: Client
) -> None:
    blank = card_of(client.get(address_of(case)).content.decode())
    assert f"{MORE} >" in blank
    short = COMPLETE_FORM | {"mention-0-arrangement": "not_known"}

    client.post(address_of(case), post_data(case, client, **short))
    assert f"{MORE} >" in card_of(client.get(address_of(case)).content.decode())

    client.post(address_of(case), post_data(case, client, **short, **{"mention-0-own_words": "They bake"}))
    assert f"{MORE} open>" in card_of(client.get(address_of(case)).content.decode())


def test_what_is_wrong_under_more_is_in_sight(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, **{"mention-0-name_given": "The Clink", "mention-0-referrals": "many"})

    card = card_of(client.post(address_of(case), sent).content.decode())

    assert f"{MORE} open>" in card
    assert "Enter the referrals in a year as a number" in card


@pytest.mark.parametrize("action", ["save", "autosave"])
def test_a_name_that_is_too_long_is_kept_and_told_at_the_field(
    action: str, case: SampledUnit, client: Client
) -> None:
    name = "The " + "very " * 40 + "long name"
    sent = post_data(case, client, action=action, **{"mention-0-name_given": name})

    response = client.post(address_of(case), sent)

    words = "Shorten the name to 200 characters: it has 213."
    if action == "autosave":
        assert words in response.json()["fields"]["mention-0-name_given"]
        assert words in response.json()["reason"]
    else:
        assert words in card_of(response.content.decode())
        assert f'value="{name}"' in card_of(response.content.decode())


def test_angle_brackets_are_escaped(case: SampledUnit, client: Client) -> None:
    client.post(
        address_of(case),
        post_data(case, client, action="save", **{"q-anything_else": "<script>alert(1)</script>"}),
    )

    assert "<script>alert" not in client.get(address_of(case)).content.decode()


def test_a_strand_without_a_guide_has_nothing_to_enter(case: SampledUnit, client: Client) -> None:
    case.strand.instrument = None
    case.strand.save()

    assert client.get(address_of(case)).url == reverse("case-detail", args=[case.strand.study.slug, case.pk])


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_only_research_roles_come_in(
    role: str, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get(address_of(case)).status_code == 403


def test_a_case_of_another_study_is_not_found(case: SampledUnit, client: Client) -> None:
    other = StudyFactory()

    assert client.get(reverse("interview-entry", args=[other.slug, case.pk])).status_code == 404
