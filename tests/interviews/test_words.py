"""The words to read aloud on the pages of a case, and the page where the lead enters what they say."""

import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from interviews import actions
from interviews.models import Interview, Mention
from survey import actions as survey_actions
from survey.models import SampledUnit, Study
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory
from tests.factories.xlsforms import form, row
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def told(case: SampledUnit) -> SampledUnit:
    """A case of a study that has entered everything."""
    survey_actions.tell_respondents(
        study=case.strand.study,
        commissioner="the Board & <b>Co</b>",
        contractor="Example Research",
        contact="telephone 01632 960000",
        minutes={"initial_interview": 20},
        by=None,
    )
    return SampledUnit.objects.select_related("strand__study", "service").get(pk=case.pk)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def case_page(case: SampledUnit) -> str:
    return reverse("case-detail", args=[case.strand.study.slug, case.pk])


def words_page(study: Study) -> str:
    return reverse("study-words", args=[study.slug])


def test_the_case_shows_what_to_say_and_what_to_leave_on_a_machine(told: SampledUnit, client: Client) -> None:
    page = words(client.get(case_page(told)))

    assert "What to say" in page
    assert f"answers for work with outside organisations at {told.service}?" in page
    assert "On an answering machine" in page
    assert "You can also reach us: telephone 01632 960000." in page
    assert "Helo, " in page and "A draft translation, not checked by a translator." in page
    assert "Not entered yet" not in page


def test_the_interview_has_the_words_where_they_are_said_and_consent_first(
    told: SampledUnit, client: Client
) -> None:
    response = client.get(address_of(told))
    page = words(response)

    order = [
        "Read aloud",
        "Hello, my name is",
        "Example Research carries out this study for the Board & <b>Co</b>.",
        "It takes about 20 minutes.",
        "Does the respondent agree to take part in the study?",
        "May we quote what was said, without a name?",
        "Does the service work now with any organisation outside it",
        "Organisations named",
        "What does the service gain from working with them?",
        "Those were all my questions.",
    ]
    form_part = page[page.index("gh-entry__page") :]
    places = [form_part.index(text) for text in order]
    assert places == sorted(places)
    assert "Board &amp; &lt;b&gt;Co&lt;/b&gt;" in response.content.decode()
    assert "ringing about the study “Study" not in form_part


def test_what_is_missing_is_named_in_brackets_and_the_lead_gets_a_link(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    researcher = words(client_for("researcher").get(case_page(case)))
    assert "from [who carries out the study] about" in researcher
    assert "Not entered yet: who carries out the study" in researcher.replace("</strong>", "").replace(
        "<strong>", ""
    )
    assert "ask the study lead to enter it" in researcher

    assert words_page(case.strand.study) in words(client_for("study_lead").get(case_page(case)))


def test_the_lead_enters_what_respondents_are_told(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    lead, study = client_for("study_lead"), case.strand.study
    sent = {
        "commissioner": "the Board",
        "contractor": "Example Research",
        "contact": "01632 960000",
        "minutes-initial_interview": "25",
    }

    page = words(lead.post(words_page(study), sent, follow=True))

    study.refresh_from_db()
    case.strand.refresh_from_db()
    assert (study.commissioner, case.strand.interview_minutes) == ("the Board", 25)
    assert "It takes about 25 minutes." in page
    assert "Not entered yet" not in page


def test_a_length_that_is_no_number_is_refused_and_nothing_is_lost(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    sent = {"commissioner": "the Board", "contractor": "", "contact": "", "minutes-initial_interview": "long"}

    page = words(client_for("study_lead").post(words_page(case.strand.study), sent))

    assert "Enter a number of minutes, such as 20" in page
    assert 'value="the Board"' in page and 'value="long"' in page


def test_notes_of_somebody_elses_questionnaire_are_read_aloud_in_both_places(client: Client) -> None:
    source = form(row("note", "between", "Now the work."), row(name="why", label="Why?")).replace(
        row("select_one yes_no", "a", "A"),
        row("note", "intro", "Hello from us.", hint="Wait for an answer.")
        + row("note", "only_hint", "", hint="Have a pen ready.")
        + row("select_one yes_no", "a", "A"),
    )
    guide = survey_actions.publish_instrument(source=source, by=None)
    case = SampledUnitFactory(strand=StrandFactory(instrument=guide))

    assert "Hello from us." in words(client.get(case_page(case)))
    page = words(client.get(address_of(case)))
    assert page.count("Read aloud") == 2
    assert "Wait for an answer." in page and "Have a pen ready." in page and "Now the work." in page


def test_a_questionnaire_without_notes_shows_no_words(client: Client) -> None:
    case = SampledUnitFactory(strand=StrandFactory(instrument=InstrumentFactory()))

    assert "What to say" not in words(client.get(case_page(case)))


def test_a_no_to_taking_part_stores_nothing_else(case: SampledUnit, client: Client) -> None:
    written = COMPLETE_FORM | {"q-anything_else": "Secret words", "q-works_now--note": "A note"}
    client.post(address_of(case), post_data(case, client, action="save", **written))
    assert Interview.objects.get().answers["anything_else"] == {"value": "Secret words"}

    refused = post_data(case, client, action="save", **(written | {"q-take_part": "no"}))
    page = words(client.post(address_of(case), refused, follow=True))

    interview = Interview.objects.get()
    assert interview.answers == {"take_part": {"value": "no"}}
    assert (interview.notes, interview.status) == ({}, "draft")
    assert not Mention.objects.exists() and not Mention.history.filter(interview_id=interview.pk).exists()
    assert "Secret" not in str(list(Interview.history.values()))
    assert "log the call as a refusal" in page and "Nothing else is kept" in page


def test_a_no_that_the_page_saves_by_itself_may_be_a_slip(case: SampledUnit, researcher: User) -> None:
    answers = {"take_part": {"value": "no"}, "anything_else": {"value": "Kept"}}

    save = actions.save_interview(
        unit=case,
        submission_key=uuid.uuid4(),
        from_version=0,
        answers=answers,
        is_deliberate=False,
        by=researcher,
    )

    assert save.interview.answers == answers
