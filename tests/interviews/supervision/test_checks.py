"""Checking interviews: the verdict, the note to the interviewer and the answer."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.errors import SubmissionConflictError
from interviews.models import Checklist, FieldworkRules, Interview, InterviewCheck
from interviews.supervision.checking import USUAL_POINTS, checks_of, open_checks
from survey import actions as survey_actions
from survey.answers import stored_value
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, InterviewCheckFactory, InterviewFactory, MentionFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day")]


@pytest.fixture
def interview() -> Interview:
    """A finished interview of HMP Leeds by our own guide, held by Rhian."""
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(
        strand=StrandFactory(instrument=guide), service=ServiceFactory(name="HMP Leeds")
    )
    return InterviewFactory(
        unit=unit,
        status="complete",
        interviewer=UserFactory(name="Rhian"),
        answers={"anything_else": stored_value("They <b>bake</b>")},
        notes={"anything_else": "Said twice"},
        consents={"take_part": "yes"},
    )


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def address_of(interview: Interview) -> str:
    return reverse("interview-check", args=[interview.unit.strand.study.slug, interview.unit_id])


def sent(page: Any, **more: object) -> dict[str, object]:
    """What the form of the page sends when every point is answered with yes."""
    form = page.context["form"]
    return {
        **dict.fromkeys(form.points, "yes"),
        "submission_key": str(form["submission_key"].value()),
        "version": form["version"].value(),
        "seen": form["seen"].value(),
        "verdict": "in_order",
        "note": "",
        **more,
    }


def checked(interview: Interview, **more: Any) -> InterviewCheck:
    how = {"verdict": "to_correct", "points": {}, "note": "Ask again", "version": 1, "by": None}
    return actions.check_interview(interview=interview, submission_key=uuid.uuid4(), **(how | more))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        pytest.param({"verdict": "fine"}, "Choose what you found", id="verdict"),
        pytest.param({"note": ""}, "Tell the interviewer", id="note"),
        pytest.param({"reply": "Done"}, "Whoever answers a note has read it", id="reply"),
    ],
)
def test_a_check_is_whole(wrong: dict[str, str], sentence: str) -> None:
    interview = InterviewFactory(status="complete")

    assert_refused(
        lambda: InterviewCheckFactory.build(
            interview=interview, interviewer=interview.interviewer, submission_key=uuid.uuid4(), **wrong
        ),
        sentence,
    )


def test_the_lead_reads_an_interview_and_keeps_a_check(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    MentionFactory(interview=interview, name_given="The <i>Clink</i>")
    CallFactory(unit=interview.unit, disposition="completed")
    before = (interview.answers, interview.unit.code)
    lead = client_for("study_lead")

    page = lead.get(address_of(interview))
    kept = lead.post(
        address_of(interview), sent(page, verdict="to_correct", note="Ask who bakes"), follow=True
    )

    assert "They &lt;b&gt;bake&lt;/b&gt;" in text(page)
    assert "Note: Said twice" in text(page)
    assert "The &lt;i&gt;Clink&lt;/i&gt;" in text(page)
    assert "1 organisation is not matched yet." in text(page)
    assert "Not known: its start and end were not kept" in text(page)
    assert "The check of HMP Leeds is kept. Rhian is told." in text(kept)
    check = InterviewCheck.objects.get()
    assert (check.verdict, check.note, list(check.points)) == (
        "to_correct",
        "Ask who bakes",
        list(USUAL_POINTS),
    )
    after = Interview.objects.get()
    assert (after.answers, after.unit.code) == before
    assert AuditEvent.objects.get(verb="interview.checked").detail == {
        "case": interview.unit_id,
        "verdict": "to_correct",
    }
    assert AuditEvent.objects.get(verb="interview.read").subject_id == str(interview.pk)


def test_the_length_of_the_interview_is_shown(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    """From 10:00 to 10:25 are 25 minutes."""
    began = timezone.now()
    Interview.objects.update(began_at=began, ended_at=began + dt.timedelta(minutes=25))

    assert "25 minutes" in text(client_for("study_lead").get(address_of(interview)))


def test_a_check_that_is_not_whole_says_everything_and_loses_nothing(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")
    page = lead.get(address_of(interview))
    body = sent(page, verdict="to_correct", note="")
    first = next(iter(page.context["form"].points))

    answer = lead.post(address_of(interview), body | {first: ""})
    contradiction = lead.post(address_of(interview), body | {first: "no", "verdict": "in_order"})

    assert f"Answer “{USUAL_POINTS[0]}”" in text(answer)
    assert "Tell the interviewer what is to be done" in text(answer)
    assert 'value="to_correct" checked' in text(answer)
    assert "say why the interview is in order all the same" in text(contradiction)
    assert not InterviewCheck.objects.exists()


def test_the_note_waits_for_the_interviewer_until_it_is_read_and_can_be_answered(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    check = InterviewCheckFactory(interview=interview, note="Ask <b>who</b> bakes")
    slug = interview.unit.strand.study.slug
    case = reverse("case-detail", args=[slug, interview.unit_id])
    work_list, answer = reverse("worklist-study", args=[slug]), reverse("check-answer", args=[slug, check.pk])
    researcher = client_for("researcher")
    person = User.objects.get(email="researcher@example.org")
    Interview.objects.update(interviewer=person)
    InterviewCheck.objects.update(interviewer=person)

    before = [text(researcher.get(page)) for page in (work_list, case)]
    researcher.post(answer, {"reply": "The head baker"})
    researcher.post(answer, {"reply": "The head baker"})
    after = [text(researcher.get(page)) for page in (work_list, case)]
    read = text(client_for("study_lead").get(f"{reverse('checks', args=[slug])}?list=open"))

    assert "1 note on your interviews:" in before[0]
    assert "Ask &lt;b&gt;who&lt;/b&gt; bakes" in before[1]
    form = before[1].split(f'action="{answer}"')[1].split("</form>")[0]
    assert "csrfmiddlewaretoken" in form
    assert not any("on your interviews" in page for page in after)
    assert "<strong>Answer:</strong> The head baker" in read
    assert AuditEvent.objects.filter(verb="check.acknowledged").count() == 1


def test_nobody_answers_the_note_to_somebody_else(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    check = InterviewCheckFactory(interview=interview)
    address = reverse("check-answer", args=[interview.unit.strand.study.slug, check.pk])

    assert client_for("study_lead").post(address, {"reply": "Mine"}).status_code == 404
    with pytest.raises(ValidationError, match="to somebody else"):
        actions.acknowledge_check(check=check, reply="", by=UserFactory())
    actions.acknowledge_check(check=check, reply="Yes", by=check.interviewer)
    with pytest.raises(ValidationError, match="answered this note already"):
        actions.acknowledge_check(check=check, reply="No", by=check.interviewer)


def test_a_second_answer_to_a_note_is_refused_and_shown_again(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    browser = client_for("researcher")
    me = User.objects.get(pk=browser.session["_auth_user_id"])
    check = InterviewCheckFactory(interview=interview, interviewer=me)
    address = reverse("check-answer", args=[interview.unit.strand.study.slug, check.pk])
    browser.post(address, {"reply": "I rang again"})

    page = text(browser.post(address, {"reply": "And they agreed"}, follow=True))

    check.refresh_from_db()
    assert check.reply == "I rang again"
    assert "You have answered this note already. You wrote now: “And they agreed”" in page


def test_a_check_is_open_until_it_is_settled_or_made_again(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    strand = interview.unit.strand
    first = checked(interview)

    assert list(open_checks(checks_of(strand))) == [first]
    checked(interview, verdict="in_order", note="", seen=1)
    assert not open_checks(InterviewCheck.objects.all()).exists()

    last = checked(interview, verdict="ring_again")
    client_for("study_lead").post(reverse("check-settle", args=[strand.study.slug, last.pk]))
    actions.settle_check(check=last, by=None)
    assert not open_checks(InterviewCheck.objects.all()).exists()
    assert AuditEvent.objects.filter(verb="check.settled").count() == 1


def test_a_check_of_what_was_changed_or_checked_meanwhile_is_refused_and_kept_in_the_page(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")
    page = lead.get(address_of(interview))
    Interview.objects.update(version=2)

    changed = lead.post(address_of(interview), sent(page, note="All well"))
    checked(interview, version=2)
    twice = lead.post(address_of(interview), sent(changed, note="All well"))
    kept = lead.post(address_of(interview), sent(twice, note="All well"))

    assert "The interview was changed since you opened it." in text(changed)
    assert "> All well</textarea>" in text(changed)
    assert "Somebody else checked this interview meanwhile." in text(twice)
    assert kept.status_code == 302
    assert InterviewCheck.objects.count() == 2


def test_the_same_check_twice_is_one_and_another_under_its_key_is_refused(interview: Interview) -> None:
    key = uuid.uuid4()

    def send(note: str) -> InterviewCheck:
        return actions.check_interview(
            interview=interview,
            verdict="to_correct",
            points={},
            note=note,
            version=1,
            seen=0,
            submission_key=key,
            by=None,
        )

    assert send("Ask") == send("Ask")
    with pytest.raises(SubmissionConflictError):
        send("Ask somebody")


def test_an_unfinished_interview_is_not_checked(client_for: Callable[[str], Client]) -> None:
    draft = InterviewFactory()

    answer = client_for("study_lead").get(address_of(draft), follow=True)

    assert "This interview is not finished, so there is nothing to check yet." in text(answer)
    with pytest.raises(ValidationError, match="not finished"):
        checked(draft)


def test_a_withdrawn_interview_and_an_erased_contact_leave_no_words(interview: Interview) -> None:
    check = checked(interview)
    actions.acknowledge_check(check=check, reply="She said so", by=None)
    other = InterviewFactory(status="complete")
    contact = actions.replace_contact(unit=other.unit, name="Ann Example", by=None)
    Interview.objects.filter(pk=other.pk).update(contact=contact)
    checked(other, points={"Is it whole?": "no"})

    actions.withdraw_interview(interview=interview, reason="By letter", by=None)
    actions.erase_contact(contact=contact, by=None)

    for left in InterviewCheck.objects.all():
        assert (left.note, left.reply, left.points) == ("", "", {})
        assert left.erased_at is not None
        assert not left.is_open


def test_the_lead_writes_the_checklist_of_the_study(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    lead = client_for("study_lead")
    address = reverse("checks", args=[interview.unit.strand.study.slug])

    usual = lead.post(address, {"points": "\n".join(USUAL_POINTS)})
    lead.post(address, {"points": " Is it   whole? \n\nIs it true?\n"})
    twice = lead.post(address, {"points": "Is it whole?\nIs it whole?"})
    empty = lead.post(address, {"points": " \n "})

    assert usual.status_code == 302
    assert Checklist.objects.get().points == ["Is it whole?", "Is it true?"]
    assert AuditEvent.objects.filter(verb="checklist.set").count() == 1
    assert list(lead.get(address_of(interview)).context["form"].points.values()) == [
        "Is it whole?",
        "Is it true?",
    ]
    assert "A point is there twice." in text(twice)
    assert "Write at least one point" in text(empty)


def test_the_page_lists_what_is_to_be_checked_by_interviewer(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    """With one in 1,000 nothing is drawn by chance here: each interviewer has the first of their interviews."""
    strand = interview.unit.strand
    FieldworkRules.objects.create(strand=strand, check_one_in=1000, check_seed="larch")
    InterviewFactory(
        unit=SampledUnitFactory(strand=strand), status="complete", interviewer=interview.interviewer
    )
    InterviewFactory(unit=SampledUnitFactory(strand=strand))

    page = client_for("study_lead").get(reverse("checks", args=[strand.study.slug]))

    assert [row.unit_id for row in page.context["rows"]] == [interview.unit_id]
    assert [tuple(row) for row in page.context["people"]] == [("Rhian", 2, 1, 0, 0)]
    assert "About one finished interview in 1000 is chosen" in text(page)


def test_checks_of_another_study_are_not_found(
    interview: Interview, client_for: Callable[[str], Client]
) -> None:
    other = InterviewCheckFactory()
    slug, lead = interview.unit.strand.study.slug, client_for("study_lead")

    assert lead.post(reverse("check-settle", args=[slug, other.pk])).status_code == 404
    assert lead.get(reverse("interview-check", args=[slug, other.interview.unit_id])).status_code == 404


def test_the_pages_have_a_fixed_number_of_queries(
    interview: Interview, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead, strand = client_for("study_lead"), interview.unit.strand
    address = reverse("checks", args=[strand.study.slug])
    FieldworkRules.objects.create(strand=strand, check_one_in=1)

    def fill(many: int) -> None:
        for _ in range(many):
            units: list[SampledUnit] = [SampledUnitFactory(strand=strand) for _ in range(2)]
            InterviewFactory(unit=units[0], status="complete")
            InterviewCheckFactory(interview=InterviewFactory(unit=units[1], status="complete"))
            InterviewCheckFactory(interview=interview)
            MentionFactory(interview=interview)

    fill(2)
    lead.get(address)
    for _ in range(2):
        with django_assert_num_queries(20):
            lead.get(address)
        with django_assert_num_queries(20):
            lead.get(f"{address}?list=done")
        with django_assert_num_queries(12):  # one of them writes to the audit trail that it was read
            lead.get(address_of(interview))
        fill(8)
