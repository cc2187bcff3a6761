"""The task page of a study: every count by a world worked out by hand, who may open it, and what it costs."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from survey.models import SampledUnit, Strand, Study
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import (
    CallFactory,
    ContactFactory,
    InterviewCheckFactory,
    InterviewFactory,
    LetterFactory,
    MentionFactory,
)
from tests.factories.survey import (
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGE = "/studies/one/tasks/"


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.fixture
def study() -> Study:
    return StudyFactory(slug="one", title="Study one", opened_on=dt.date(2009, 6, 30), frame_on="2009-06-30")


@pytest.fixture
def cases(study: Study) -> dict[str, SampledUnit]:
    """Six cases, one of each code: three of them are open, and one is not eligible."""
    strand = StrandFactory(study=study)
    return {code: SampledUnitFactory(strand=strand, code=code) for code in ("I", "R", "NE", "UH", "UO", "NC")}


def words_of(client: Client) -> dict[str, tuple[str, str]]:
    """Return the state and the words of each task of the page by its key."""
    groups = client.get(PAGE).context["groups"]
    return {task.key: (task.state.words, task.words) for group in groups for task in group.tasks}


@pytest.mark.parametrize(
    ("role", "status"),
    [("public", 302), ("viewer", 403), ("researcher", 403), ("study_lead", 200), ("curator", 403)],
)
def test_the_task_page_is_for_study_leads(
    role: str, status: int, study: Study, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get(PAGE).status_code == status


def test_a_study_without_cases_can_only_be_prepared(lead: Client, study: Study) -> None:
    found = words_of(lead)

    assert found["contacts"][0] == found["worklist"][0] == found["letters"][0] == "Cannot start yet"
    assert found["words"] == (
        "To do",
        "Not entered yet: who commissions the study, who carries it out, what it is for and where respondents can "
        "reach the study.",
    )


def test_how_long_an_interview_takes_is_to_be_said(
    lead: Client, study: Study, cases: dict[str, SampledUnit]
) -> None:
    told = ("commissioner", "contractor", "purpose", "contact")
    Study.objects.filter(pk=study.pk).update(**dict.fromkeys(told, "Somebody"))
    assert words_of(lead)["words"] == ("To do", "Not entered yet: how many minutes an interview takes.")

    Study.objects.filter(pk=study.pk).update(state="closed")
    assert words_of(lead)["words"][0] == "Done"

    Study.objects.filter(pk=study.pk).update(state="open")
    Strand.objects.filter(study=study).update(interview_minutes=20)
    assert words_of(lead)["words"][0] == "Done"


def test_contacts_are_wanting_where_nobody_can_be_rung(lead: Client, cases: dict[str, SampledUnit]) -> None:
    """Of the three open cases, one has nobody, one a contact without a number, one a contact with a number."""
    ContactFactory(unit=cases["UO"], telephone="01632 960001")
    ContactFactory(unit=cases["NC"])

    assert words_of(lead)["contacts"] == ("To do", "2 of 3 open cases have nobody to ring.")
    assert "2 of 3 open cases have nobody to ring." in text_of(lead.get(PAGE))


def test_a_contact_whose_number_was_wrong_is_nobody_to_ring(
    lead: Client, cases: dict[str, SampledUnit]
) -> None:
    contacts = [
        ContactFactory(unit=cases[code], telephone="01632 960001") for code in ("UH", "UO", "NC", "I")
    ]
    CallFactory(unit=cases["NC"], contact=contacts[2], disposition="wrong_number")

    assert words_of(lead)["contacts"] == ("To do", "1 of 3 open cases has nobody to ring.")


def test_cases_are_shared_out_when_every_open_one_is_somebodys(
    lead: Client, cases: dict[str, SampledUnit], user_with: Callable
) -> None:
    person = user_with("researcher")
    SampledUnit.objects.filter(pk=cases["UO"].pk).update(assigned_to=person)
    assert words_of(lead)["share"] == ("To do", "2 of 3 open cases belong to nobody yet.")

    SampledUnit.objects.filter(code__in=["UH", "NC"]).update(assigned_to=person)
    assert words_of(lead)["share"] == ("Done", "Every open case is somebody’s.")


def test_the_work_list_and_the_progress_are_counted(lead: Client, cases: dict[str, SampledUnit]) -> None:
    """One of five eligible services is interviewed: 20%. One call-back is past, one ahead."""
    now = timezone.now()
    for code, hours in (("UO", -1), ("NC", 1)):
        at = now + dt.timedelta(hours=hours)
        CallFactory(
            unit=cases[code],
            made_at=now - dt.timedelta(hours=5),
            disposition="appointment",
            call_back_at=at,
        )

    found = words_of(lead)

    assert found["worklist"] == ("Under way", "3 open cases, 1 of them never rung. 1 call-back is due.")
    assert found["progress"] == ("Under way", "1 of 5 services interviewed (20%).")


def test_what_waits_for_the_lead_is_counted(lead: Client, cases: dict[str, SampledUnit]) -> None:
    """One interview owed, one refusal, one interview to be checked and one open check, two mentions of three."""
    CallFactory(unit=cases["UO"], disposition="completed")
    CallFactory(unit=cases["R"], disposition="respondent_refusal")
    interview = InterviewFactory(unit=cases["I"], status="complete")
    MentionFactory.create_batch(2, interview=interview)
    MentionFactory(interview=interview, match_state="not_an_organisation")

    found = words_of(lead)
    assert found["owed"] == ("To do", "1 interview was held and not entered yet.")
    assert found["refusals"] == ("To do", "1 refusal waits for your decision.")
    assert found["checks"] == ("To do", "1 interview is to be checked; 0 checks are open.")
    assert found["matching"] == ("To do", "2 organisations named in interviews to be matched.")

    InterviewCheckFactory(interview=interview)
    assert words_of(lead)["checks"] == ("To do", "0 interviews are to be checked; 1 check is open.")


def test_letters_are_optional_and_counted_by_case(lead: Client, cases: dict[str, SampledUnit]) -> None:
    assert words_of(lead)["letters"] == ("If you wish", "No letter is written yet.")
    letter = LetterFactory(unit=cases["UO"])
    LetterFactory(unit=cases["UO"], template=letter.template)

    assert words_of(lead)["letters"] == ("Done", "1 letter written; 1 case has been sent one.")


def test_answers_to_review_are_counted_without_drafts(lead: Client, study: Study) -> None:
    strand = OnlineStrandFactory(study=study)
    ResponseFactory(strand=strand)
    ResponseFactory.create_batch(2, strand=strand, sent=True)
    ResponseFactory(strand=strand, sent=True, status="quarantined", suspicion="Too fast")
    InvitationFactory(strand=strand)

    assert words_of(lead)["answers"] == ("To do", "2 answers wait for review; 1 is set aside as suspicious.")


def test_an_answer_that_was_put_off_waits_in_no_count(lead: Client, study: Study) -> None:
    strand = OnlineStrandFactory(study=study)
    ResponseFactory(
        strand=strand, sent=True, postponed_at="2009-07-15T10:00Z", postponed_because="Asked them"
    )
    ResponseFactory(strand=strand, sent=True, status="accepted", organisation=OrganisationFactory())

    put_off = "No answer waits for review; 1 is accepted; 1 is put off."
    assert words_of(lead)["answers"] == ("Under way", put_off)
    assert "to review" not in text_of(lead.get("/studies/one/"))

    ResponseFactory(strand=strand, sent=True)
    assert words_of(lead)["answers"] == ("To do", "1 answer waits for review; 1 is put off.")
    assert "1 answer to review" in text_of(lead.get("/studies/one/"))


def test_invitations_are_counted_by_the_states_of_their_own_page(lead: Client, study: Study) -> None:
    """Seven invitations: answered, withdrawn, come back, begun after it came back, sent, and two declined."""
    strand = OnlineStrandFactory(study=study)
    then = "2009-07-10T10:00Z"
    ResponseFactory(strand=strand, sent=True, invitation=InvitationFactory(strand=strand, sent_at=then))
    ResponseFactory(
        strand=strand,
        sent=True,
        status="withdrawn",
        withdrawn_at=then,
        invitation=InvitationFactory(strand=strand, sent_at=then, declined_at=then),
    )
    InvitationFactory(strand=strand, sent_at=then, bounced_at=then)
    ResponseFactory(strand=strand, invitation=InvitationFactory(strand=strand, sent_at=then, bounced_at=then))
    InvitationFactory(strand=strand, sent_at=then)
    InvitationFactory(strand=strand, sent_at=then, declined_at=then)
    InvitationFactory(strand=strand, declined_at=then)

    words = "7 invited: 1 answered, 0 not sent yet, 2 declined, 1 came back and 1 withdrawn."
    assert words_of(lead)["invitations"] == ("Done", words)


def test_the_page_says_first_what_comes_next_and_links_to_it(
    lead: Client, cases: dict[str, SampledUnit]
) -> None:
    page = text_of(lead.get(PAGE))

    first = page.index("What comes next")
    assert page.index('href="/work/one/words/">Say what respondents are told</a>', first) < page.index(
        "Prepare"
    )
    states = [state for state, _ in words_of(lead).values()]
    assert page.count('class="govuk-task-list__item') == len(states)
    assert page.count('class="govuk-task-list__item ') == len(states) - states.count("Cannot start yet")


def test_answers_are_downloaded_once_there_are_some_and_loaded_once_a_survey_is_set(
    lead: Client, study: Study
) -> None:
    def states() -> list[str]:
        found = words_of(lead)
        return [found[key][0] for key in ("questionnaires", "answer-uploads", "answers-download")]

    assert states() == ["If you wish", "Cannot start yet", "Cannot start yet"]
    strand = OnlineStrandFactory(study=study)
    assert states() == ["If you wish", "If you wish", "Cannot start yet"]
    ResponseFactory(strand=strand, sent=True)
    assert states() == ["If you wish", "If you wish", "If you wish"]


def test_the_page_takes_as_many_queries_for_forty_cases_as_for_one(
    lead: Client, study: Study, django_assert_max_num_queries: Callable
) -> None:
    strand = StrandFactory(study=study)

    def grow(number: int) -> None:
        for _ in range(number):
            unit = SampledUnitFactory(strand=strand, code="UO")
            CallFactory(unit=unit, contact=ContactFactory(unit=unit), disposition="completed")
            done = SampledUnitFactory(strand=strand, code="I")
            MentionFactory(interview=InterviewFactory(unit=done, status="complete"))

    grow(1)
    lead.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        lead.get(PAGE)
    grow(20)
    with CaptureQueriesContext(connection) as many:
        lead.get(PAGE)

    assert len(many) == len(few) <= 24


@pytest.mark.parametrize(
    ("about", "close"),
    [
        ({"state": "draft"}, ("Cannot start yet", "It is not open yet.")),
        (
            {"state": "closed"},
            (
                "If you wish",
                "It is closed. Archiving erases the details of its contacts and packs what is kept.",
            ),
        ),
        (
            {"state": "archived"},
            ("Done", "It is archived: the details of its contacts are erased, and its reports stay."),
        ),
        ({}, ("If you wish", "No end of fieldwork is set.")),
        ({"closed_on": "2009-07-14"}, ("To do", "Fieldwork was to end on 14 July 2009.")),
        ({"closed_on": "2009-07-15"}, ("If you wish", "Fieldwork is to end on 15 July 2009.")),
    ],
)
def test_the_last_task_follows_the_state_of_the_study(
    about: dict[str, str],
    close: tuple[str, str],
    client_for: Callable[[str], Client],
    fieldwork_day: None,
) -> None:
    StudyFactory(slug="one", **about)

    assert words_of(client_for("study_lead"))["close"] == close


def test_fieldwork_ends_with_the_closing_and_the_review_goes_on(
    lead: Client, study: Study, cases: dict[str, SampledUnit]
) -> None:
    strand = OnlineStrandFactory(study=study)
    InvitationFactory(strand=strand)
    ResponseFactory(strand=strand, sent=True)
    CallFactory(unit=cases["UO"], disposition="completed")
    Study.objects.update(state="closed")

    found = words_of(lead)

    fieldwork = ("contacts", "share", "letters", "sample", "worklist", "progress", "owed", "invitations")
    assert {found[key][0] for key in fieldwork} == {"Ended"}
    assert found["contacts"][1] == "3 of 3 open cases have nobody to ring."
    assert (found["answers"][0], found["words"][0]) == ("To do", "To do")
    assert "Bring the contacts" not in [task.title for task in lead.get(PAGE).context["next"]]

    Study.objects.update(state="archived")
    assert {words_of(lead)[key][0] for key in ("answers", "words")} == {"Ended"}
    assert [task.key for task in lead.get(PAGE).context["next"]] == ["quality", "release"]


def test_every_link_of_the_page_leads_to_a_page_in_every_state(lead: Client) -> None:
    for state in ("draft", "open", "closed", "archived"):
        study = StudyFactory(slug=f"study-{state}", state=state)
        if state != "draft":
            SampledUnitFactory(strand=StrandFactory(study=study))
        page = text_of(lead.get(f"/studies/study-{state}/tasks/"))

        links = set(re.findall(r'href="(/[^"#?]*)', page.partition('<nav class="govuk-breadcrumbs')[2]))
        assert len(links) > 5
        broken = [link for link in links if lead.get(link, follow=True).status_code != 200]
        assert broken == []


def test_the_menu_leads_to_the_only_study_in_fieldwork(lead: Client) -> None:
    for state in ("draft", "closed", "archived"):
        StudyFactory(state=state)
    assert lead.get("/tasks/").url == "/studies/"

    StudyFactory(slug="running")
    assert lead.get("/tasks/").url == "/studies/running/tasks/"

    StudyFactory(slug="another")
    assert lead.get("/tasks/").url == "/studies/"
    assert 'href="/tasks/"' in text_of(lead.get("/"))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(
            "study_lead", ["Tasks", "Work list", "1 organisation to match", "1 answer to review"], id="lead"
        ),
        pytest.param("researcher", ["Work list", "1 organisation to match"], id="researcher"),
        pytest.param("curator", ["1 organisation to match", "1 answer to review"], id="curator"),
        pytest.param("viewer", [], id="viewer"),
    ],
)
def test_the_list_of_studies_shows_everybody_their_own_work(
    role: str, expected: list[str], client_for: Callable[[str], Client]
) -> None:
    study = StudyFactory(slug="one", is_published=True)
    MentionFactory(interview__unit__strand__study=study)
    ResponseFactory(sent=True, strand=OnlineStrandFactory(study=study))

    for address in ("/studies/", "/studies/one/"):
        context = client_for(role).get(address).context
        work = context["studies"][0][2] if address == "/studies/" else context["work"]
        assert [each.words for each in work] == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(
            "researcher",
            ["Work list", "My interviews", "Matching desk", "Quotations", "Microdata"],
            id="researcher",
        ),
        pytest.param("curator", ["Matching desk", "Answers"], id="curator"),
    ],
)
def test_the_navigation_of_a_study_has_what_the_role_may_open(
    role: str, expected: list[str], client_for: Callable[[str], Client]
) -> None:
    MentionFactory(interview__unit__strand__study=StudyFactory(slug="one"))
    page = text_of(client_for(role).get("/work/one/matching/"))

    found = page.partition('aria-label="This study"')[2].partition("</nav>")[0]
    assert [part.partition("</a>")[0].strip() for part in found.split('">')[2:] if "</a>" in part] == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param(
            "study_lead",
            [("Running", ["Tasks", "Work list", "1 answer to review"])],
            id="lead",
        ),
        pytest.param("researcher", [("Running", ["Work list"])], id="researcher"),
        pytest.param(
            "curator",
            [
                ("Running", ["1 answer to review"]),
                ("Directory", ["Organisations and their evidence"]),
            ],
            id="curator",
        ),
        pytest.param(
            "administrator",
            [("Administration", ["Accounts, reference data, audit trail"])],
            id="administrator",
        ),
        pytest.param("viewer", [], id="viewer"),
        pytest.param("public", [], id="public"),
    ],
)
def test_the_home_page_begins_with_ones_own_work(
    role: str, expected: list[tuple[str, list[str]]], client_for: Callable[[str], Client]
) -> None:
    StudyFactory(title="Ended", state="closed", is_published=True)
    study = StudyFactory(title="Running")
    ResponseFactory(sent=True, strand=OnlineStrandFactory(study=study))

    response = client_for(role).get("/")

    work = response.context["work"]
    assert [(place.title, [link.words for link in place.links]) for place in work] == expected
    assert ("Your work" in text_of(response)) is bool(expected)
