"""The work list: order, filters, pages, number of queries."""

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.worklist import WorklistStatus
from survey.models import SampledUnit, Study
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day"), pytest.mark.both_databases]


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def study(db: None) -> Study:
    return StrandFactory().study


def unit(study: Study, name: str, **more: Any) -> SampledUnit:
    service = ServiceFactory(name=name, **more)
    return SampledUnitFactory(strand=study.strands.get(), service=service)


def address(study: Study, **query: object) -> str:
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('worklist-study', args=[study.slug])}?{words}"


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


def test_cases_are_in_the_order_in_which_to_call_them(study: Study, client: Client) -> None:
    now = timezone.now()
    day = dt.timedelta(days=1)
    for name, call in {
        "Refused": {"disposition": "respondent_refusal"},
        "Arranged": {"disposition": "appointment", "call_back_at": now + day},
        "No answer": {"disposition": "no_answer", "made_at": now - day},
        "Due later today": {"disposition": "call_back", "call_back_at": now - day / 24, "made_at": now - day},
        "Due first": {"disposition": "appointment", "call_back_at": now - day / 2, "made_at": now - day},
    }.items():
        CallFactory(unit=unit(study, name), **call)
    unit(study, "Fresh")
    InterviewFactory(unit=unit(study, "Begun"))
    InterviewFactory(unit=unit(study, "Complete"), status="complete")

    found = names(client.get(address(study)))

    assert found == [
        "Due first",
        "Due later today",
        "Begun",
        "Fresh",
        "No answer",
        "Arranged",
        "Complete",
        "Refused",
    ]


def test_a_call_back_that_reached_nobody_is_due_again_after_a_rest(study: Study, client: Client) -> None:
    case = unit(study, "HMP Once")
    now = timezone.now()
    CallFactory(
        unit=case,
        disposition="call_back",
        made_at=now - dt.timedelta(days=2),
        call_back_at=now - dt.timedelta(days=1),
    )
    CallFactory(unit=case, disposition="no_answer", made_at=now - dt.timedelta(hours=5))

    [row] = client.get(address(study)).context["rows"]

    assert (row.status_label, row.call_number) == ("Call-back due", 2)


def test_the_list_is_filtered(study: Study, client: Client, user_with: Callable[..., User]) -> None:
    wales = RegionFactory(name="Wales", slug="wales")
    unit(study, "HMP Swansea", region=wales)
    unit(study, "Gwent Probation", region=wales, probation=True)
    mine = unit(study, "HMP Leeds")
    mine.assigned_to = User.objects.get(email="researcher@example.org")
    mine.save()
    CallFactory(unit=mine, made_at=timezone.now() - dt.timedelta(days=1))

    assert names(client.get(address(study, region="wales"))) == ["Gwent Probation", "HMP Swansea"]
    assert names(client.get(address(study, region="wales", kind="prison"))) == ["HMP Swansea"]
    assert names(client.get(address(study, q="hmp sw"))) == ["HMP Swansea"]
    assert names(client.get(address(study, whose="me"))) == ["HMP Leeds"]
    assert len(names(client.get(address(study, whose="nobody")))) == 2
    assert names(client.get(address(study, turn=6))) == ["HMP Leeds"]


def test_a_researcher_sees_their_own_cases_and_those_of_nobody(
    study: Study, client: Client, client_for: Callable[[str], Client]
) -> None:
    me, other = User.objects.get(email="researcher@example.org"), UserFactory()
    for name, person in {"Mine": me, "Nobody’s": None, "Theirs": other, "Theirs, rung by me": other}.items():
        case = unit(study, name)
        case.assigned_to = person
        case.save()
    CallFactory(unit=case, created_by=me, made_at=timezone.now() - dt.timedelta(days=1))

    assert sorted(names(client.get(address(study)))) == ["Mine", "Nobody’s", "Theirs, rung by me"]
    assert names(client.get(address(study, whose="me"))) == ["Mine"]
    assert len(names(client.get(address(study, whose="all")))) == 4
    assert len(names(client_for("study_lead").get(address(study)))) == 4
    assert len(names(client_for("study_lead").get(address(study, whose="mine")))) == 1


def test_the_choice_of_whose_cases_stays_in_the_addresses_of_the_page(study: Study, client: Client) -> None:
    for number in range(30):
        unit(study, f"HMP {number:02}")

    page = unescape(client.get(address(study, whose="all", sort="name")).content.decode())

    assert 'href="?whose=all&sort=name&page=2"' in page
    assert f'href="?whose=all&sort=name&turn={WorklistStatus.NOT_CALLED}"' in page
    assert '<input type="hidden" name="whose" value="all">' in page


def test_a_returned_call_is_found_among_everybodys_cases_of_all_studies(study: Study, client: Client) -> None:
    here, there = unit(study, "HMP Here"), SampledUnitFactory(service__name="HMP There")
    here.assigned_to = UserFactory()
    here.save()
    for case in (here, there):
        ContactFactory(unit=case, telephone="01632 960133")
    unit(study, "HMP Elsewhere")

    response = client.get(address(study, q="this is 01632 960133, somebody rang me"))

    assert names(response) == ["HMP Here"]
    page = unescape(response.content.decode())
    assert "Found in other studies" in page
    assert reverse("case-detail", args=[there.strand.study.slug, there.pk]) in page


def test_all_studies_are_searched_at_once(study: Study, client: Client) -> None:
    case = unit(study, "HMP Leeds")
    ContactFactory(unit=case, name="Ann Example")

    found, none = (client.get(reverse("worklist"), {"q": text}) for text in ("ann", "zoe"))

    assert reverse("case-detail", args=[study.slug, case.pk]) in found.content.decode()
    assert "No case fits" in none.content.decode()


def test_the_list_is_filtered_by_the_outcome_and_the_days_of_the_last_call(
    study: Study, client: Client
) -> None:
    now = timezone.now()
    for name, days, outcome in (("Today", 0, "busy"), ("Monday", 2, "no_answer"), ("Before", 7, "no_answer")):
        CallFactory(unit=unit(study, name), made_at=now - dt.timedelta(days=days), disposition=outcome)
    interviewed = InterviewFactory(unit=unit(study, "Interviewed"), held_on="2009-07-14", status="complete")
    CallFactory(unit=interviewed.unit, made_at=now - dt.timedelta(days=20))

    assert names(client.get(address(study, outcome="busy"))) == ["Today"]
    assert names(client.get(address(study, since="2009-07-15"))) == ["Today"]
    assert names(client.get(address(study, until="2009-07-08", sort="name"))) == ["Before", "Interviewed"]
    this_week = client.get(address(study, since="2009-07-13", until="2009-07-19", sort="name"))
    assert names(this_week) == ["Interviewed", "Monday", "Today"]


def test_the_page_says_how_many_filters_are_in_use(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")

    none = unescape(client.get(address(study, q="Leeds")).content.decode())
    two = unescape(client.get(address(study, written="no", sort="name")).content.decode())

    assert "in use)" not in none
    assert "Filter and sort (2 in use)" in two and "Show all" in two


def test_the_usual_periods_are_one_press_away(study: Study, client: Client) -> None:
    """The frozen day is Wednesday 15 July 2009."""
    periods = dict(client.get(address(study)).context["periods"])

    assert periods["Today"] == "?since=2009-07-15&until=2009-07-15"
    assert periods["This week"] == "?since=2009-07-13&until=2009-07-19"
    assert periods["Last week"] == "?since=2009-07-06&until=2009-07-12"


def test_days_that_cannot_be_are_said_at_the_field(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")

    unreadable = unescape(client.get(address(study, since="soon")).content.decode())
    wrong = client.get(address(study, since="2009-07-15", until="2009-07-14"))

    assert "Enter a day, such as 15/07/2009" in unreadable
    assert "The last day must not be before the first" in unescape(wrong.content.decode())


def test_finished_work_has_the_newest_first_and_any_list_can_be_sorted(study: Study, client: Client) -> None:
    now = timezone.now()
    for days in (3, 1, 2):
        case = unit(study, f"{days} days ago")
        CallFactory(unit=case, disposition="away", made_at=now - dt.timedelta(days=days))

    newest = ["1 days ago", "2 days ago", "3 days ago"]
    assert names(client.get(address(study, turn=WorklistStatus.FINISHED.value))) == newest
    assert (
        names(client.get(address(study, turn=WorklistStatus.FINISHED.value, sort="oldest"))) == newest[::-1]
    )
    assert names(client.get(address(study, sort="newest"))) == newest


def test_a_time_of_another_year_has_its_year(study: Study, client: Client) -> None:
    now = timezone.now()
    CallFactory(unit=unit(study, "HMP Now"), made_at=now - dt.timedelta(days=1))
    CallFactory(unit=unit(study, "HMP Then"), made_at=now - dt.timedelta(days=365))

    page = unescape(client.get(address(study)).content.decode())

    assert "Tue 14 Jul, 11:30" in page
    assert "Tue 15 Jul 2008, 11:30" in page


def test_the_list_is_filtered_by_strand(study: Study, client: Client) -> None:
    case = unit(study, "HMP Leeds")
    later = SampledUnitFactory(
        strand=StrandFactory(study=study, kind="extended_interview"), service=case.service
    )

    both, one = client.get(address(study)), client.get(address(study, strand="extended_interview"))

    assert len(names(both)) == 2
    assert "Longer interviews" in both.content.decode()
    assert [row.pk for row in one.context["rows"]] == [later.pk]


def test_invalid_filters_are_ignored(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")

    response = client.get(address(study, region="mars", kind="zoo", turn="soon", page="-1", whose="all"))

    assert names(response) == ["HMP Leeds"]


def test_a_search_that_finds_nothing_says_so(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")

    assert "No case fits" in client.get(address(study, q="Alcatraz")).content.decode()


def test_long_lists_are_paged(study: Study, client: Client) -> None:
    for number in range(30):
        unit(study, f"HMP {number:02}")

    first, second = client.get(address(study)), client.get(address(study, page=2))

    assert (len(names(first)), names(second)) == (25, [f"HMP {number}" for number in range(25, 30)])
    assert 'aria-label="Page 2"' in first.content.decode()
    assert names(client.get(address(study, page=99))) == names(second)


def test_the_number_of_queries_does_not_grow(
    study: Study, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    def fill(many: int) -> None:
        for number in range(many):
            case = unit(study, f"HMP {SampledUnit.objects.count()}-{number}")
            contact = ContactFactory(unit=case)
            CallFactory(unit=case, contact=contact)

    fill(2)
    client.get(address(study))
    with django_assert_num_queries(18):
        client.get(address(study))
    fill(20)
    with django_assert_num_queries(18):
        client.get(address(study))


def test_the_work_list_leads_to_the_only_study_in_the_field(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")
    ended = StudyFactory(closed_on=dt.date(2009, 7, 1))
    SampledUnitFactory(strand=StrandFactory(study=ended))

    assert client.get(reverse("worklist")).url == reverse("worklist-study", args=[study.slug])
    assert ended.title in unescape(client.get(reverse("worklist"), {"all": "1"}).content.decode())


def test_several_studies_are_offered(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")
    other = SampledUnitFactory().strand.study

    page = unescape(client.get(reverse("worklist")).content.decode())

    assert study.title in page
    assert other.title in page


def test_without_a_study_the_page_says_so(client: Client) -> None:
    assert "no study with cases yet" in client.get(reverse("worklist")).content.decode()


def test_an_unknown_study_is_not_found(client: Client) -> None:
    assert client.get(reverse("worklist-study", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_only_research_roles_come_in(role: str, study: Study, client_for: Callable[[str], Client]) -> None:
    assert client_for(role).get(address(study)).status_code == 403
    assert client_for(role).get(reverse("worklist")).status_code == 403
