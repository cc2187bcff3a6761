"""The page of a study's online survey, and the list of questionnaires."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from survey import actions
from survey.actions import publish_own_instrument
from survey.languages import Language, Translation
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from tests.factories.survey import (
    InstrumentFactory,
    OnlineStrandFactory,
    ResponseFactory,
    StudyFactory,
    questionnaire,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/studies/one/survey/"
LIST = "/questionnaires/"


@pytest.fixture
def study() -> Study:
    return StudyFactory(slug="one", frame_on="2009-06-30", opened_on="2009-06-30")


def save(client: Client, **data: object) -> object:
    return client.post(PAGE, {"what": "survey", **data})


@pytest.mark.parametrize("address", [PAGE, LIST])
@pytest.mark.parametrize(
    ("role", "status"),
    [("public", 302), ("viewer", 403), ("researcher", 403), ("study_lead", 200), ("curator", 403)],
)
def test_the_survey_and_the_questionnaires_are_for_study_leads(
    role: str, status: int, address: str, study: Study, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get(address).status_code == status


def test_a_survey_is_set_with_its_questionnaire_and_days(lead: Client, study: Study) -> None:
    guide = InstrumentFactory(title="Survey of enterprises")
    assert "Nobody can answer." in text_of(lead.get(PAGE))

    response = save(lead, instrument=guide.pk, opens_on="2009-07-01", closes_on="2009-08-28")

    strand = Strand.objects.get(study=study)
    assert response.status_code == 302
    assert (strand.kind, strand.instrument) == (StrandKind.ONLINE_SURVEY, guide)
    assert (strand.opens_on, strand.closes_on) == (dt.date(2009, 7, 1), dt.date(2009, 8, 28))
    page = text_of(lead.get(PAGE))
    assert "Survey of enterprises (version 1)" in page and "1 July 2009" in page
    assert 'value="2009-07-01"' in page and f'value="{guide.pk}" selected' in page
    assert "http://testserver/survey/one/" in page


def test_only_questionnaires_made_for_an_online_survey_are_offered(lead: Client, study: Study) -> None:
    plain = InstrumentFactory()
    online = InstrumentFactory(content={**plain.content, "made_for": "online_survey"})
    interview = InstrumentFactory(content={**plain.content, "made_for": "initial_interview"})

    offered = lead.get(PAGE).context["form"].fields["instrument"].queryset
    assert set(offered) == {plain, online}
    refused = save(lead, instrument=interview.pk, opens_on="2009-07-01")

    assert "Choose from the list" in text_of(refused)
    assert not Strand.objects.exists()


def test_a_retired_questionnaire_is_offered_only_where_it_is_set(lead: Client, study: Study) -> None:
    guide = InstrumentFactory()
    actions.retire_instrument(instrument=guide, reason="Replaced", by=None)
    refused = save(lead, instrument=guide.pk, opens_on="2009-07-01")
    assert "Choose from the list" in text_of(refused)
    with pytest.raises(ValidationError, match="retired"):
        actions.open_survey(study=study, instrument=guide, opens_on=dt.date(2009, 6, 1), by=None)

    strand = OnlineStrandFactory(study=study, instrument=guide)
    save(lead, instrument=guide.pk, opens_on="2009-07-01")

    strand.refresh_from_db()
    assert strand.opens_on == dt.date(2009, 7, 1)


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"opens_on": "", "closes_on": ""}, "Enter “First day”"),
        ({"opens_on": "soon", "closes_on": ""}, "Enter a day, such as 15/07/2009"),
        (
            {"opens_on": "2009-07-02", "closes_on": "2009-07-01"},
            "The last day must be the first day or later",
        ),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_field(
    about: dict[str, str], sentence: str, lead: Client, study: Study
) -> None:
    page = text_of(save(lead, instrument=InstrumentFactory().pk, **about))

    assert sentence in page
    assert not Strand.objects.exists()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("2009-08-01", None), "It opens on 1 August 2009."),
        (("2009-07-01", None), "It takes answers."),
        (("2009-07-01", "2009-07-15"), "It takes answers."),
        (("2009-07-01", "2009-07-14"), "It closed on 14 July 2009."),
    ],
)
def test_the_page_says_whether_it_takes_answers_today(
    days: tuple[str, str | None],
    sentence: str,
    study: Study,
    client_for: Callable[[str], Client],
    fieldwork_day: None,
) -> None:
    OnlineStrandFactory(study=study, opens_on=days[0], closes_on=days[1])

    assert sentence in text_of(client_for("study_lead").get(PAGE))


def test_a_survey_is_closed_early(study: Study, client_for: Callable, fieldwork_day: None) -> None:
    lead, strand = client_for("study_lead"), OnlineStrandFactory(study=study, closes_on="2009-08-28")
    assert "make today the last day" in text_of(lead.get(PAGE))

    lead.post(PAGE, {"what": "close"})

    strand.refresh_from_db()
    assert (strand.opens_on, strand.closes_on) == (dt.date(2000, 1, 1), dt.date(2009, 7, 15))
    assert "make today the last day" not in text_of(lead.get(PAGE))


def test_a_closed_study_shows_its_survey_and_changes_nothing(lead: Client) -> None:
    study = StudyFactory(slug="one", state="closed")
    strand = OnlineStrandFactory(study=study)
    page = text_of(lead.get(PAGE))
    assert "It takes no answers: the study is closed." in page and "Save" not in page

    lead.post(PAGE, {"what": "close"})
    save(lead, instrument=InstrumentFactory().pk, opens_on="2009-07-01")

    strand.refresh_from_db()
    assert (strand.opens_on, strand.closes_on) == (dt.date(2000, 1, 1), None)


def test_the_lead_lets_researchers_review(lead: Client, study: Study) -> None:
    lead.post(PAGE, {"what": "reviewers", "researchers_review": "on"})
    study.refresh_from_db()
    assert study.researchers_review

    lead.post(PAGE, {"what": "reviewers"})
    study.refresh_from_db()
    assert not study.researchers_review


def test_the_page_counts_what_was_sent(lead: Client, study: Study) -> None:
    strand = OnlineStrandFactory(study=study)
    ResponseFactory(strand=strand)
    ResponseFactory(sent=True, strand=strand)
    ResponseFactory(sent=True, strand=strand, status="rejected", reason="Sent twice")
    ResponseFactory(sent=True, strand=strand, status="withdrawn", withdrawn_at="2009-07-15T10:00Z")

    assert ("Answers sent", "1 answer") in lead.get(PAGE).context["facts"]


def test_questionnaires_are_listed_read_and_downloaded(lead: Client) -> None:
    version = publish_own_instrument(name="enterprise_survey", by=None).version

    page = text_of(lead.get(LIST))
    assert f"Survey of social enterprises, version {version}" in page
    assert "Online survey" in page and "English, Cymraeg" in page
    address = f"/questionnaires/enterprise_survey/{version}/"
    assert "What is your organisation called?" in text_of(lead.get(address))
    assert "Beth yw enw eich sefydliad?" in text_of(lead.get(address, {"language": "cy"}))
    for format, kind in (("pdf", "application/pdf"), ("md", "text/markdown; charset=utf-8")):
        file = lead.get(f"{address}file/", {"format": format})
        assert (file.status_code, file.headers["Content-Type"]) == (200, kind)
    assert lead.get("/questionnaires/enterprise_survey/none/").status_code == 404


def test_the_list_of_questionnaires_takes_one_query_at_any_length(lead: Client) -> None:
    InstrumentFactory()
    lead.get(LIST)
    with CaptureQueriesContext(connection) as few:
        lead.get(LIST)
    InstrumentFactory.create_batch(9)
    with CaptureQueriesContext(connection) as many:
        lead.get(LIST)

    assert len(few) == len(many)


def test_what_a_study_says_of_itself_is_entered_in_the_languages_of_its_survey(
    lead: Client, client: Client
) -> None:
    study = StudyFactory(slug="one", title="Study 2009", purpose="To learn.", contractor="Example Research")
    cymraeg = Translation(Language("cy", "Cymraeg"), {"title": "Arolwg"})
    guide = InstrumentFactory(questionnaire=replace(questionnaire(), translations=(cymraeg,)))
    OnlineStrandFactory(study=study, instrument=guide)
    page = text_of(lead.get(PAGE))
    assert "What respondents read about the study in Welsh" in page and "In English: To learn." in page

    words = {"cy-title": "Astudiaeth 2009", "cy-purpose": "I ddysgu.", "cy-contractor": " "}
    saved = lead.post(PAGE, {"what": "words-cy", **words}, follow=True)

    assert "What respondents read in Welsh is saved." in text_of(saved)
    study.refresh_from_db()
    assert study.translated_words == {"cy": {"title": "Astudiaeth 2009", "purpose": "I ddysgu."}}
    start = text_of(client.get("/survey/one/?language=cy"))
    assert ">Astudiaeth 2009</span>" in start and '<p class="govuk-body-l">I ddysgu.</p>' in start
    assert '<span lang="en">Example Research</span>' in start
    assert "Astudiaeth" not in text_of(client.get("/survey/one/?language=en"))


def test_a_survey_in_english_asks_for_no_other_words(lead: Client, study: Study) -> None:
    OnlineStrandFactory(study=study)

    assert "What respondents read" not in text_of(lead.get(PAGE))


def test_a_text_that_is_too_long_is_refused_and_kept(lead: Client) -> None:
    cymraeg = Translation(Language("cy", "Cymraeg"), {})
    guide = InstrumentFactory(questionnaire=replace(questionnaire(), translations=(cymraeg,)))
    study = StudyFactory(slug="one")
    OnlineStrandFactory(study=study, instrument=guide)

    page = text_of(lead.post(PAGE, {"what": "words-cy", "cy-title": "x" * 201}))

    assert "Shorten “Title in Welsh” to 200 characters" in page and "x" * 201 in page
    study.refresh_from_db()
    assert study.translated_words == {}
