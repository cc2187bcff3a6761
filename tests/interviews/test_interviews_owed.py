"""Outcomes follow evidence: an interview that a call reports counts when it is stored, and is listed until then."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.models import Call, CaseLock, Interview
from interviews.progress.coverage import by_region, cells_of
from survey.answers import stored_state, stored_value
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory
from tests.factories.survey import SampledUnitFactory
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data
from tests.interviews.test_actions_interviews import COMPLETE_ANSWERS

pytestmark = pytest.mark.usefixtures("fieldwork_day")


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def at(case: SampledUnit, name: str = "case-detail") -> str:
    return reverse(name, args=[case.strand.study.slug, case.pk])


def words(response: Any) -> str:
    return unescape(response.content.decode())


def log(client: Client, case: SampledUnit, disposition: str) -> Any:
    sent = {"disposition": disposition, "submission_key": str(uuid.uuid4()), "next": "1"}
    return client.post(at(case, "call-log"), sent)


def finish(client: Client, case: SampledUnit, action: str = "complete", **more: Any) -> str:
    sent = post_data(case, client, action=action, **COMPLETE_FORM) | more
    return words(client.post(address_of(case), sent, follow=True))


def covered(case: SampledUnit) -> int:
    return by_region(cells_of(case.strand), (), target=75)[-1].total.interviewed


@pytest.mark.parametrize("disposition", ["completed", "part_completed"])
def test_a_call_opens_the_interview_and_counts_only_when_it_is_finished(
    disposition: str, case: SampledUnit, client: Client
) -> None:
    assert log(client, case, disposition).url == address_of(case)

    case.refresh_from_db()
    assert (case.code, covered(case)) == ("O", 0)
    page = words(client.get(at(case)))
    assert "Interview to be entered" in page and "held: enter it now. Until then it does not count" in page

    finish(client, case)

    case.refresh_from_db()
    assert (case.code, covered(case)) == ("I", 1)
    assert [call.disposition for call in Call.objects.all()] == [disposition]


def test_interviews_to_be_entered_are_listed_for_who_held_them_and_for_the_lead(
    case: SampledUnit, client: Client, client_for: Callable[[str], Client]
) -> None:
    log(client, case, "completed")
    other = SampledUnitFactory(strand=case.strand)
    CallFactory(unit=other, disposition="part_completed")
    work_list = reverse("worklist-study", args=[case.strand.study.slug])

    mine = words(client.get(work_list))
    lead = client_for("study_lead")
    everybodys = words(lead.get(work_list))
    progress = words(lead.get(reverse("progress", args=[case.strand.study.slug])))

    assert "Interviews to be entered: 1" in mine
    assert "Interviews to be entered: 2" in everybodys
    assert "Interviews to be entered: 2" in progress and address_of(other) in progress


def test_finishing_writes_the_call_with_its_length_and_frees_the_case(
    case: SampledUnit, client: Client, researcher: User
) -> None:
    client.post(at(case, "case-ring"))
    CaseLock.objects.update(since=timezone.now() - dt.timedelta(minutes=12, seconds=5))
    day = timezone.localdate().isoformat()

    page = finish(client, case, held_on=day)

    call = Call.objects.get()
    assert (call.disposition, call.minutes) == ("completed", 13)
    assert "Its call is logged: Interview completed" in page and "(13 minutes)" in page
    assert not CaseLock.objects.exists()


def test_breaking_off_and_going_on_later_are_two_calls(case: SampledUnit, client: Client) -> None:
    day = timezone.localdate().isoformat()
    finish(client, case, "partial", held_on=day)
    finish(client, case, "partial", held_on=day, **{"q-anything_else": "A correction"})
    client.post(at(case, "case-ring"))
    finish(client, case, "complete", held_on=day)

    case.refresh_from_db()
    assert sorted(call.disposition for call in Call.objects.all()) == ["completed", "part_completed"]
    assert case.code == "I"


def test_the_time_of_a_call_on_an_earlier_day_is_asked_for_and_not_invented(
    case: SampledUnit, client: Client
) -> None:
    page = finish(client, case, held_on=(timezone.localdate() - dt.timedelta(days=3)).isoformat())

    assert not Call.objects.exists()
    assert "No call of this interview is logged, because its time is not known." in page
    assert "Log the call" in page
    log(client, case, "completed")
    assert Call.objects.count() == 1
    assert "Log the call" not in words(client.get(at(case)))


@pytest.mark.parametrize("consent", [stored_value("no"), stored_state("refused"), {}])
@pytest.mark.parametrize("status", ["partial", "complete"])
def test_no_interview_is_finished_without_a_yes(
    status: str, consent: dict[str, Any], case: SampledUnit, researcher: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.save_interview(
            unit=case,
            submission_key=uuid.uuid4(),
            from_version=0,
            answers=COMPLETE_ANSWERS | {"take_part": consent},
            status=status,
            by=researcher,
        )

    assert "take_part" in refused.value.message_dict
    assert not Interview.objects.exists()


def test_a_refused_case_offers_no_interview_and_loses_no_word(case: SampledUnit, client: Client) -> None:
    opened = post_data(case, client, **COMPLETE_FORM)
    log(client, case, "respondent_refusal")

    page = words(client.get(at(case)))
    assert "Enter the interview" not in page
    assert client.get(address_of(case)).url == at(case)

    refused = words(client.post(address_of(case), opened | {"action": "partial"}))
    assert "The respondent refused, so no interview is entered." in refused
    assert 'value="The Clink"' in refused
    case.refresh_from_db()
    assert (case.code, covered(case)) == ("R", 0)
