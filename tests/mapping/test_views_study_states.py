"""The pages on which a study lead makes, opens, closes, archives and copies a study."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from interviews.models import FieldworkRules, LetterTemplate
from noms.vocabulary import REFERENCE_FRAME
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import StudyState
from tests.factories.interviews import ContactFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
    questionnaire,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]
DAY = "2009-06-30"


@pytest.fixture
def lead(client_for: Any) -> Client:
    client: Client = client_for(Role.STUDY_LEAD)
    return client


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Mapping once more",
        "slug": "",
        "purpose": "To see who works with services.",
        "description": "",
        "commissioner": "the Ministry",
        "contractor": "Us",
        "funder": "",
        "contact": "study@example.org",
        "frame": REFERENCE_FRAME,
        "frame_on": DAY,
        "counting_unit": "establishment",
        "definition": "inclusive-2009@2",
        "opened_on": DAY,
        "closed_on": "",
        "target": "80",
        "contact_retention_days": "90",
        "smallest_base": "10",
        "shows_areas": "on",
        "questionnaire_initial_interview": "own",
        **changes,
    }


def test_a_study_is_drafted_checked_and_opened(lead: Client) -> None:
    ServiceFactory()
    ServiceFactory(probation=True)

    response = lead.post("/studies/new/", answers(), follow=True)

    assert response.redirect_chain[-1][0] == "/studies/mapping-once-more/open/"
    assert "2 services would be drawn" in text_of(response)
    draft = Study.objects.get()
    assert draft.is_draft
    assert not SampledUnit.objects.exists()
    assert list(FieldworkRules.objects.values_list("target", "contact_retention_days")) == [(80, 90)]

    response = lead.post("/studies/mapping-once-more/open/", follow=True)

    assert response.redirect_chain[-1][0] == "/studies/mapping-once-more/tasks/"
    assert Study.objects.get().takes_calls
    assert SampledUnit.objects.count() == 2


def test_everything_of_a_draft_can_be_changed(lead: Client) -> None:
    ServiceFactory()
    lead.post("/studies/new/", answers(questionnaire_online_survey="own", survey_opens_on=DAY))
    assert {strand.kind for strand in Strand.objects.all()} == {"initial_interview", "online_survey"}

    lead.post(
        "/studies/mapping-once-more/settings/",
        answers(
            title="Another",
            slug="other",
            frame_on="2010-01-01",
            target="50",
            questionnaire_extended_interview="own",
        ),
    )

    study = Study.objects.get()
    assert (study.title, study.slug, study.frame_on) == ("Another", "other", dt.date(2010, 1, 1))
    assert {strand.kind for strand in study.strands.all()} == {"initial_interview", "extended_interview"}
    assert set(FieldworkRules.objects.values_list("target", flat=True)) == {50}


def test_all_faults_are_named_at_once_and_nothing_is_saved(lead: Client) -> None:
    response = lead.post(
        "/studies/new/",
        answers(
            title="",
            slug="new",
            frame_on="soon",
            closed_on="2009-01-01",
            target="200",
            survey_closes_on=DAY,
            definition="guesswork",
        ),
    )

    words = text_of(response)
    assert "Enter the title of the study" in words
    assert "Choose from the list" in words
    assert "“new” is the address of a page" in words
    assert "Fieldwork must end on or after the day it begins" in words
    assert "Choose the questionnaire of the online survey" in words
    assert "Enter the day on which the online survey opens" in words
    assert not Study.objects.exists()


def test_faults_are_listed_in_the_order_of_the_page(lead: Client) -> None:
    sent = answers(
        title="", frame_on="", target="", opened_on="", contact_retention_days="-4", smallest_base="9"
    )

    summary = text_of(lead.post("/studies/new/", sent)).partition("There is a problem")[2]
    faults = [
        "Enter the title of the study",
        "Enter “Day of the frame”",
        "Enter a target from 0 to 100 per cent",
        "Enter “Fieldwork begins”",
        "Enter from 0 to 1,826 days",
        "Enter from 10 to 100 as the smallest number of respondents",
    ]
    places = [summary.index(fault) for fault in faults]
    assert places == sorted(places)


def test_a_day_whose_year_is_a_slip_is_refused(lead: Client) -> None:
    # Contacts are kept for 90 days after the end, and no day comes after 9999.
    words = text_of(lead.post("/studies/new/", answers(closed_on="9999-12-31")))

    assert "This is more than 20 years ahead. Look at the year" in words
    assert not Study.objects.exists()


def test_a_title_that_another_study_has_is_pointed_out_before_opening(lead: Client) -> None:
    StudyFactory(title="Mapping once more")

    words = text_of(lead.post("/studies/new/", answers(), follow=True))

    assert "Another study has this title too" in words
    assert "Another study has" not in text_of(
        lead.post("/studies/mapping-once-more/settings/", answers(title="Mapping in 2010"), follow=True)
    )


def test_a_taken_short_name_is_refused_at_its_field(lead: Client) -> None:
    StudyFactory(slug="taken")

    response = lead.post("/studies/new/", answers(slug="taken"))

    assert "Another study has this short name. Choose another" in text_of(response)
    assert Study.objects.count() == 1


def test_counting_shows_what_would_be_drawn_and_keeps_what_was_typed(lead: Client) -> None:
    ServiceFactory()
    trust = ServiceFactory(probation=True, closed_on=dt.date(2014, 5, 31), closed_precision="day")

    response = lead.post("/studies/new/", answers(title="Typed", frame_on="2015-01-01", action="count"))

    words = text_of(response)
    assert "1 service would be drawn" in words
    assert "No probation service of this frame is known to have been open on 1 January 2015." in words
    assert 'value="Typed"' in response.content.decode()
    assert trust.pk and not Study.objects.exists()


def test_a_day_before_all_data_is_counted_as_nothing_and_is_not_opened(lead: Client) -> None:
    ServiceFactory(opened_on=dt.date(1900, 1, 1), opened_precision="day")
    lead.post("/studies/new/", answers(frame_on="1700-01-01", opened_on="1700-01-01"))

    page = lead.get("/studies/mapping-once-more/open/")
    refused = lead.post("/studies/mapping-once-more/open/", follow=True)

    assert "Nothing would be drawn. Choose another day or another frame." in text_of(page)
    assert "Open the study</button>" not in page.content.decode()
    assert "is known to have been open on 1 January 1700" in text_of(refused)
    assert Study.objects.get().is_draft


def test_a_questionnaire_is_offered_only_for_what_it_was_made_for(lead: Client) -> None:
    other = InstrumentFactory(questionnaire=questionnaire(name="ours"))
    online = InstrumentFactory(
        questionnaire=questionnaire(name="online"), content={**other.content, "made_for": "online_survey"}
    )

    page = lead.get("/studies/new/")
    refused = lead.post("/studies/new/", answers(questionnaire_initial_interview=str(online.pk)))

    offered = {
        kind: {value for value, _ in page.context["form"].fields[f"questionnaire_{kind}"].choices}
        for kind in ("initial_interview", "online_survey")
    }
    assert offered["initial_interview"] == {"own", str(other.pk)}
    assert offered["online_survey"] == {"", "own", str(other.pk), str(online.pk)}
    assert "Choose from the list" in text_of(refused)


def test_a_draft_is_on_no_page_but_those_of_its_lead(lead: Client, client_for: Any) -> None:
    ServiceFactory()
    lead.post("/studies/new/", answers(questionnaire_online_survey="own", survey_opens_on=DAY))
    pages = [
        "/studies/mapping-once-more/",
        "/studies/mapping-once-more/reports/coverage/",
        "/work/mapping-once-more/",
        "/work/mapping-once-more/progress/",
        "/survey/mapping-once-more/",
    ]

    assert [lead.get(page).status_code for page in pages] == [404] * len(pages)
    assert "Mapping once more" in text_of(lead.get("/studies/"))
    researcher = client_for(Role.RESEARCHER)
    assert "Mapping once more" not in text_of(researcher.get("/studies/"))
    assert "Mapping once more" not in text_of(researcher.get("/work/?all"))
    shown = text_of(researcher.get("/atlas/", {"study": "mapping-once-more"}))
    assert "There is no published study “mapping-once-more”" in shown
    assert "Mapping once more" not in shown
    assert "Mapping once more" not in text_of(Client().get("/studies/"))
    assert Client().get("/api/v1/studies/").json()["results"] == []


def test_a_draft_is_deleted_with_what_was_prepared(lead: Client) -> None:
    ServiceFactory()
    lead.post("/studies/new/", answers())

    asked = lead.post("/studies/mapping-once-more/delete/")
    lead.post("/studies/mapping-once-more/delete/", {"is_confirmed": "on"})

    assert "Tick the box to delete the draft" in text_of(asked)
    assert not Study.objects.exists()
    assert not FieldworkRules.objects.exists()


def test_an_open_study_keeps_its_frame_and_changes_its_words(lead: Client) -> None:
    study = StudyFactory(slug="open", title="Before")
    data = answers(title="After", slug="moved", frame_on="2010-01-01", funder="A trust")

    lead.post("/studies/open/settings/", data)

    study.refresh_from_db()
    assert (study.title, study.funder, study.slug) == ("After", "A trust", "open")
    assert study.frame_on == dt.date(2009, 6, 30)
    assert "Only a draft can be deleted" in text_of(lead.post("/studies/open/delete/", follow=True))


def test_a_study_is_closed_reopened_with_a_reason_and_archived_for_good(lead: Client) -> None:
    study = StudyFactory(slug="round-one", opened_on=dt.date(2009, 6, 1))
    contact = ContactFactory(unit=SampledUnitFactory(strand__study=study))

    lead.post("/studies/round-one/close/")
    study.refresh_from_db()
    assert (study.state, study.closed_on) == (StudyState.CLOSED, dt.date(2009, 7, 15))

    assert "Say why the study is opened again" in text_of(lead.post("/studies/round-one/reopen/"))
    lead.post("/studies/round-one/reopen/", {"reason": "Late answers came."})
    study.refresh_from_db()
    assert (study.state, study.closed_on) == (StudyState.OPEN, None)

    assert lead.get("/studies/round-one/archive/study/").status_code == 302
    lead.post("/studies/round-one/close/")
    asked = lead.post("/studies/round-one/archive/study/", {"short_name": "round"})
    assert "This is not the short name of the study" in text_of(asked)
    lead.post("/studies/round-one/archive/study/", {"short_name": "round-one"})

    study.refresh_from_db()
    contact.refresh_from_db()
    assert study.is_archived
    assert contact.erased_at is not None
    assert lead.post("/studies/round-one/reopen/", {"reason": "Why not."}).status_code == 302
    study.refresh_from_db()
    assert study.is_archived


def test_a_copy_has_the_decisions_and_neither_the_sample_nor_the_days(lead: Client) -> None:
    study = StudyFactory(slug="round-one", title="Round", contact="study@example.org", funder="A trust")
    unit = SampledUnitFactory(strand__study=study)
    FieldworkRules.objects.create(strand=unit.strand, target=42)
    LetterTemplate.objects.create(study=study, name="First", version=1, subject="Old", text="Old")
    LetterTemplate.objects.create(study=study, name="First", version=2, subject="New", text="New")

    response = lead.post("/studies/round-one/copy/")

    draft = Study.objects.get(slug="round")
    assert response.url == "/studies/round/settings/"
    assert (draft.state, draft.contact, draft.funder) == (StudyState.DRAFT, "study@example.org", "A trust")
    assert draft.frame_on == dt.date(2009, 7, 15)
    assert draft.closed_on is None
    strand = draft.strands.get()
    assert (strand.instrument, strand.units.count()) == (unit.strand.instrument, 0)
    assert strand.fieldwork_rules.target == 42
    assert list(draft.letter_templates.values_list("name", "version", "subject")) == [("First", 1, "New")]


def test_a_way_of_asking_keeps_its_own_rules_when_a_copy_is_saved(lead: Client) -> None:
    study = StudyFactory(slug="round-one", title="Round")
    for kind, target in (("initial_interview", 42), ("extended_interview", 30)):
        strand = StrandFactory(study=study, kind=kind)
        FieldworkRules.objects.create(strand=strand, target=target, contact_retention_days=90)
    lead.post("/studies/round-one/copy/")
    draft = Study.objects.get(slug="round")
    guides = {f"questionnaire_{strand.kind}": str(strand.instrument_id) for strand in draft.strands.all()}

    def save(**changes: Any) -> dict[str, tuple[int, int]]:
        saved = lead.post("/studies/round/settings/", answers(slug="round", **guides, **changes))
        assert saved.status_code == 302
        rows = FieldworkRules.objects.filter(strand__study=draft).select_related("strand")
        return {row.strand.kind: (row.target, row.contact_retention_days) for row in rows}

    assert save(target="42") == {"initial_interview": (42, 90), "extended_interview": (30, 90)}
    assert save(target="42", contact_retention_days="120") == {
        "initial_interview": (42, 120),
        "extended_interview": (30, 120),
    }


def test_the_form_and_the_check_need_as_many_queries_for_many_services_and_questionnaires(
    lead: Client,
) -> None:
    def queries(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert lead.get(page).status_code == 200
        return len(captured)

    ServiceFactory()
    lead.post("/studies/new/", answers())
    pages = ["/studies/new/", "/studies/mapping-once-more/settings/", "/studies/mapping-once-more/open/"]
    before = [queries(page) for page in pages]
    ServiceFactory.create_batch(5)
    for number in range(5):
        InstrumentFactory(questionnaire=questionnaire(name=f"another-{number}"))

    assert [queries(page) for page in pages] == before
