"""Free text that may identify a person: saved unchanged, with a warning for its author, and not published."""

import uuid
from collections.abc import Callable
from html import unescape

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from enterprises.models import Engagement
from interviews import actions
from interviews.models import Call, Interview, Mention
from survey.models import SampledUnit
from tests.factories.enterprises import OrganisationFactory
from tests.interviews.posts import address_of, post_data
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def test_a_note_of_a_call_is_saved_and_the_caller_is_warned(case: SampledUnit, client: Client) -> None:
    sent = {"disposition": "busy", "note": "He spoke of A1234BC", "submission_key": str(uuid.uuid4())}

    page = client.post(reverse("call-log", args=[case.strand.study.slug, case.pk]), sent, follow=True)

    assert Call.objects.get().note == "He spoke of A1234BC"
    assert "“Note” seems to hold a prison number. It is saved." in unescape(page.content.decode())


def test_answers_notes_and_mentions_are_scanned_at_save(case: SampledUnit, client: Client) -> None:
    words = {
        "q-anything_else": "Write to ann@example.org",
        "q-take_part--note": "born on 3 May 1980",
        "mention-0-name_given": "The Clink",
        "mention-0-own_words": "Ring 0113 496 0001",
    }

    page = unescape(
        client.post(address_of(case), post_data(case, client, **words), follow=True).content.decode()
    )

    assert Interview.objects.get().answers["anything_else"]["value"] == "Write to ann@example.org"
    for kind in ("an e-mail address", "a date of birth", "a telephone number"):
        assert f"seems to hold {kind}" in page


def test_autosaved_text_is_scanned_too(case: SampledUnit, client: Client) -> None:
    words = {"q-anything_else": "Write to ann@example.org", "action": "autosave"}

    response = client.post(address_of(case), post_data(case, client, **words)).json()

    assert response["version"] == 1
    assert "seems to hold an e-mail address. It is saved." in response["warnings"][0]


def test_a_marked_evaluation_stays_with_the_interview(case: SampledUnit, researcher: User) -> None:
    clink = OrganisationFactory()
    for words, response in (("A1234BC did well", ""), ("Ofsted: good", "Ofsted: good")):
        interview = Interview.objects.filter(unit=case).first()
        mention = {
            "key": str(uuid.UUID(int=1)),
            "name_given": "The Clink",
            "match": clink.pk,
            "evaluation": words,
        }
        actions.save_interview(
            unit=case,
            by=researcher,
            submission_key=uuid.uuid4(),
            from_version=interview.version if interview else 0,
            answers=COMPLETE_ANSWERS,
            mentions=[mention],
            status="complete",
        )

        assert Mention.objects.get().evaluation == words
        assert Engagement.objects.get().evaluation == response


def test_the_warning_stands_at_the_field(case: SampledUnit, client: Client) -> None:
    words = {"q-anything_else": "He was A1234BC", "mention-0-name_given": "Ann 0113 496 0001"}

    client.post(address_of(case), post_data(case, client, **words))
    page = lxml.html.fromstring(client.get(address_of(case)).content.decode())

    for name, kind in (
        ("q-anything_else", "a prison number"),
        ("mention-0-name_given", "a telephone number"),
    ):
        [field] = page.xpath(f"//*[@name='{name}']")
        ids = field.get("aria-describedby").split()
        texts = [page.get_element_by_id(each).text_content() for each in ids]
        assert any(f"This seems to hold {kind}." in text for text in texts)


def test_the_page_that_saves_itself_says_which_field_is_meant(case: SampledUnit, client: Client) -> None:
    sent = post_data(case, client, action="autosave", **{"q-take_part--note": "born on 3 May 1980"})

    fields = client.post(address_of(case), sent).json()["fields"]

    assert list(fields) == ["q-take_part--note"]
    assert "This seems to hold a date of birth." in fields["q-take_part--note"]
