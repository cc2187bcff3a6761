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
from survey.models import SampledUnit, Study
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


def test_the_list_is_filtered_by_strand(study: Study, client: Client) -> None:
    case = unit(study, "HMP Leeds")
    later = SampledUnitFactory(
        strand=StrandFactory(study=study, kind="extended_interview"), service=case.service
    )

    both, one = client.get(address(study)), client.get(address(study, strand="extended_interview"))

    assert len(names(both)) == 2
    assert "Extended telephone interviews" in both.content.decode()
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
    assert "page=2" in first.content.decode()
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
    with django_assert_num_queries(13):
        client.get(address(study))
    fill(20)
    with django_assert_num_queries(13):
        client.get(address(study))


def test_the_work_list_leads_to_the_only_study_in_the_field(study: Study, client: Client) -> None:
    unit(study, "HMP Leeds")
    ended = StudyFactory(closed_on=dt.date(2009, 7, 1))
    SampledUnitFactory(strand=StrandFactory(study=ended))

    assert client.get(reverse("worklist")).url == reverse("worklist-study", args=[study.slug])


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
