"""The admin of fieldwork: read-only, by permission, audited."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent, User
from accounts.roles import ROLES, Role
from survey.questionnaire import Question, QuestionType
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory, MentionFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, questionnaire

pytestmark = pytest.mark.django_db
CANARY = "canary-7c1f"


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch, client_for: Callable[[str], Client]) -> Iterator[Client]:
    """A client that may see outcomes but no answers. No role has exactly that, so the test makes one."""
    words = frozenset({"admin.enter", "outcomes.view"})
    monkeypatch.setitem(ROLES, Role.CURATOR, words)
    return client_for("curator")


def section_of(row: models.Model) -> str:
    return reverse(f"admin:interviews_{row._meta.model_name}_changelist")


def page_of(row: models.Model) -> str:
    return reverse(f"admin:interviews_{row._meta.model_name}_change", args=[row.pk])


def contact() -> models.Model:
    return ContactFactory(
        name=CANARY, job_title=CANARY, telephone=CANARY, email=f"{CANARY}@example.org", note=CANARY
    )


def call() -> models.Model:
    person = contact()
    return CallFactory(unit=person.unit, contact=person, note=CANARY)


def interview() -> models.Model:
    guide = InstrumentFactory(
        questionnaire=questionnaire(
            Question("views", QuestionType.TEXT, "What do you think?"),
            Question("more", QuestionType.TEXT, "Anything else?"),
        )
    )
    person = ContactFactory(name=CANARY, unit=SampledUnitFactory(strand__instrument=guide))
    made = InterviewFactory(
        unit=person.unit,
        contact=person,
        answers={"views": {"value": CANARY}, "more": {"state": "refused"}},
        notes={"views": CANARY},
        consents={"take_part": "yes"},
    )
    MentionFactory(interview=made, name_given=CANARY, own_words=CANARY, evaluation=CANARY)
    return made


EVERYTHING = [pytest.param(make, id=make.__name__) for make in (contact, call, interview)]


@pytest.mark.parametrize("make", EVERYTHING)
@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_others_in_the_admin_see_nothing_of_it(
    role: str, make: Callable[[], models.Model], client_for: Callable[[str], Client]
) -> None:
    client, row = client_for(role), make()

    for address in (section_of(row), page_of(row), f"{section_of(row)}{row.pk}/history/"):
        assert client.get(address, follow=True).status_code == 403
    assert CANARY not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("make", EVERYTHING)
def test_a_list_never_shows_answers_or_respondents(make: Callable[[], models.Model], lead: Client) -> None:
    row = make()

    page = lead.get(section_of(row)).content.decode()

    assert str(row.unit) in page
    assert CANARY not in page


@pytest.mark.parametrize("make", EVERYTHING)
def test_reading_raw_words_is_allowed_to_the_study_lead_and_audited(
    make: Callable[[], models.Model], lead: Client
) -> None:
    row = make()

    page = lead.get(page_of(row)).content.decode()

    assert CANARY in page
    event = AuditEvent.objects.about(row).get()
    assert (event.verb, event.by) == (f"{row._meta.model_name}.read", User.objects.get(name="study-lead"))
    assert event.study_slug == row.unit.strand.study.slug
    assert CANARY not in event.subject_label


@pytest.mark.parametrize("make", EVERYTHING[1:])
def test_outcomes_are_shown_without_answers(make: Callable[[], models.Model], counter: Client) -> None:
    row = make()

    response = counter.get(page_of(row))

    assert response.status_code == 200
    assert str(row.unit) in response.content.decode()
    assert CANARY not in response.content.decode()
    assert not AuditEvent.objects.about(row).exists()


def test_a_viewer_of_outcomes_sees_no_contacts(counter: Client) -> None:
    row = contact()

    assert counter.get(section_of(row)).status_code == 403
    assert counter.get(page_of(row)).status_code == 403


@pytest.mark.parametrize("make", EVERYTHING)
def test_the_admin_of_fieldwork_is_read_only(make: Callable[[], models.Model], lead: Client) -> None:
    row = make()

    assert lead.get(f"{section_of(row)}add/").status_code == 403
    assert lead.post(page_of(row), {"note": "x"}).status_code == 403
    assert lead.post(f"{section_of(row)}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_interview_is_read_in_the_words_of_its_questions(lead: Client) -> None:
    page = lead.get(page_of(interview())).content.decode()

    assert f"<p><strong>What do you think?</strong><br>{CANARY}</p>" in page
    assert "<p><strong>Anything else?</strong><br>Prefers not to answer</p>" in page
    assert "take part: yes" in page


def test_answers_are_shown_as_text_and_never_run_as_script(lead: Client) -> None:
    made = interview()
    made.answers = {"views": {"value": "<script>alert(1)</script>"}}
    made.save()

    assert "&lt;script&gt;alert(1)" in (page := lead.get(page_of(made)).content.decode())
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(ContactFactory, id="contacts"),
        pytest.param(CallFactory, id="calls"),
        pytest.param(InterviewFactory, id="interviews"),
    ],
)
def test_a_list_needs_as_many_queries_for_thirty_rows_as_for_one(
    make: Callable[[], models.Model], lead: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = section_of(make())
    with CaptureQueriesContext(connection) as few:
        lead.get(address)
    for _ in range(29):
        make()

    with django_assert_num_queries(len(few)):
        assert lead.get(address).status_code == 200
