"""Progress of fieldwork: coverage, rates, times of calls, loads, overdue call-backs, forecast."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import FieldworkRules
from interviews.progress import calling, coverage
from interviews.progress.forecast import forecast, working_day_after, working_days_between
from interviews.worklist import ordered_cases
from survey.models import Strand
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, InterviewFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

TODAY = dt.date(2009, 7, 15)


def days(*back: int) -> list[dt.date]:
    return [TODAY - dt.timedelta(days=number) for number in back]


def test_the_end_follows_from_the_pace_of_ten_working_days() -> None:
    # 2 to 15 July are ten working days; twenty interviews in them are two a day.
    result = forecast(days(*([0, 1, 2, 5, 6, 7, 8, 9, 12, 13] * 2)), remaining=10, today=TODAY)

    assert (result.pace, result.remaining, result.ends_on) == (2.0, 10, dt.date(2009, 7, 22))
    assert result.earliest is not None
    assert result.latest is not None
    assert result.earliest < dt.date(2009, 7, 22) < result.latest


def test_old_and_future_interviews_do_not_count_for_the_pace() -> None:
    result = forecast([*days(40, 41), TODAY + dt.timedelta(days=1)], remaining=3, today=TODAY)

    assert (result.pace, result.remaining, result.ends_on) == (0.0, 3, None)


def test_a_target_reached_has_no_forecast() -> None:
    assert forecast(days(3, 8), remaining=0, today=TODAY).ends_on == TODAY - dt.timedelta(days=3)
    assert forecast([], remaining=0, today=TODAY).remaining == 0


def test_on_the_first_days_the_window_is_shorter() -> None:
    assert forecast(days(0, 0, 1, 1), remaining=6, today=TODAY).pace == 2.0


def test_weekends_are_no_working_days() -> None:
    friday = dt.date(2009, 7, 17)

    assert working_day_after(friday, 1) == dt.date(2009, 7, 20)
    assert working_days_between(friday, dt.date(2009, 7, 20)) == 2


def test_coverage_by_region_and_kind_against_the_target() -> None:
    cells = [
        ("Wales", "prison", "I", 3),
        ("Wales", "prison", "NC", 1),
        ("Wales", "prison", "NE", 5),
        ("Wales", "probation", "P", 2),
        ("London", "prison", "R", 4),
    ]

    wales, london, every = coverage.by_region(cells, ["prison", "probation"], target=50)

    assert (wales.region, wales.kinds[0].interviewed, wales.kinds[0].eligible) == ("Wales", 3, 4)
    assert (wales.kinds[1].share, wales.total.missing) == (1.0, 0)
    assert (london.total.share, london.total.missing) == (0.0, 2)
    assert (every.total.interviewed, every.total.eligible, every.total.target) == (5, 10, 5)


def test_rates_are_those_of_the_standard() -> None:
    cells = [("", "", code, number) for code, number in {"I": 90, "P": 10, "R": 15, "NC": 20, "O": 5}.items()]

    rates = {rate.name: rate for rate in coverage.rates_of(coverage.counts_of(cells))}

    assert round(rates["RR1"].value or 0, 4) == 0.6429
    assert rates["RR1"].formula == "I / ((I+P) + (R+NC+O) + (UH+UO))"


@pytest.fixture
def strand(db: None) -> Strand:
    return StrandFactory()


def in_region(strand: Strand, **more: Any) -> Any:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(region=RegionFactory()), **more)


@pytest.mark.usefixtures("fieldwork_day")
def test_calls_are_counted_by_british_weekday_and_hour(strand: Strand) -> None:
    unit = in_region(strand)
    for hour, disposition in ((9, "no_answer"), (9, "appointment"), (13, "busy")):
        moment = dt.datetime(2009, 7, 13, hour, 15, tzinfo=dt.UTC)
        later = {"call_back_at": moment + dt.timedelta(days=1)} if disposition == "appointment" else {}
        CallFactory(unit=unit, made_at=moment, disposition=disposition, **later)

    times = calling.call_times(strand)

    assert times.hours == (10, 14)
    assert [(row.name, row.all_day.share) for row in times.rows] == [("Monday", 1 / 3)]
    assert times.rows[0].slots == (calling.Slot(2, 1), calling.Slot(1, 0))


@pytest.mark.usefixtures("fieldwork_day")
def test_loads_count_cases_calls_and_interviews_by_person(strand: Strand) -> None:
    ann, now = UserFactory(name="Ann"), timezone.now()
    done = in_region(strand, assigned_to=ann, code="I")
    InterviewFactory(unit=done, interviewer=ann, status="complete")
    late = in_region(strand, assigned_to=ann, code="NC")
    CallFactory(
        unit=late,
        created_by=ann,
        disposition="call_back",
        made_at=now - dt.timedelta(days=9),
        call_back_at=now - dt.timedelta(days=1),
    )
    in_region(strand)

    overdue = calling.overdue_cases(ordered_cases(strand.study, now=now).filter(strand=strand))
    found = calling.loads(strand, overdue=overdue, now=now)

    assert found == [
        calling.Load("Ann", assigned=2, open=1, calls=1, recent_calls=0, interviews=1, overdue=1),
        calling.Load("Nobody yet", assigned=1, open=1, calls=0, recent_calls=0, interviews=0, overdue=0),
    ]


@pytest.mark.usefixtures("fieldwork_day")
def test_the_page_has_a_fixed_number_of_queries(
    strand: Strand, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead, address = client_for("study_lead"), reverse("progress", args=[strand.study.slug])
    FieldworkRules.objects.create(strand=strand, target=80)

    def fill(many: int) -> None:
        for number in range(many):
            unit = in_region(strand, code="I" if number else "NC", assigned_to=UserFactory())
            CallFactory(unit=unit, created_by=UserFactory())
            InterviewFactory(unit=unit, status="complete")

    fill(2)
    lead.get(address)
    with django_assert_num_queries(27):
        page = lead.get(address).content.decode()
    fill(10)
    with django_assert_num_queries(27):
        lead.get(address)

    assert "The target is 80% of all together;" in page
    assert "0.5000" in page


@pytest.mark.usefixtures("fieldwork_day")
def test_the_page_gives_one_number_of_interviews_still_wanted(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    """Three of four cases are wanted. One is interviewed, and one interview is dated after the end of fieldwork.

    The second counts as an interview everywhere: one is still wanted in the figure, the table and the sentence.
    """
    FieldworkRules.objects.create(strand=strand, target=75)
    strand.study.closed_on = dt.date(2009, 7, 14)
    strand.study.save()
    for held_on in (dt.date(2009, 7, 13), dt.date(2009, 7, 15)):
        InterviewFactory(unit=in_region(strand, code="I"), status="complete", held_on=held_on)
    in_region(strand)
    in_region(strand)

    response = client_for("study_lead").get(reverse("progress", args=[strand.study.slug]))

    assert response.context["total"].missing == 1
    assert response.context["forecast"].remaining == 1
    assert "the 1 interview still wanted" in " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_a_study_without_a_sample_says_so(client_for: Callable[[str], Client]) -> None:
    study = StrandFactory().study

    page = client_for("study_lead").get(reverse("progress", args=[study.slug])).content.decode()

    assert "has no sample yet" in page


@pytest.mark.parametrize("role", ["researcher", "curator", "administrator"])
def test_progress_is_for_the_study_lead(
    role: str, strand: Strand, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get(reverse("progress", args=[strand.study.slug])).status_code == 403
