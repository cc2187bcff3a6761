"""A study lead compares versions, starts from existing questions, and downloads all versions, in a browser."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from survey.models import Instrument
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from tests.browser.navigation import download, follow
from tests.conftest import PASSWORD
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory

LEAD = "lead@example.org"


def form(version: str, label: str, *choices: str) -> Questionnaire:
    trades = Question(
        "trades",
        QuestionType.SELECT_ONE,
        label,
        choices=tuple(Choice(each.lower(), each) for each in choices),
        path=("money",),
    )
    why = Question("why", QuestionType.TEXT, "Why does it not?", relevant="${trades} = 'no'", path=("money",))
    return Questionnaire("guide", version, "A guide", (Section("money", "Money", (trades, why)),))


@pytest.fixture
def versions() -> list[Instrument]:
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    now = timezone.now()
    rows = [
        InstrumentFactory(
            questionnaire=each,
            name="guide",
            version=each.version,
            title=each.title,
            published_at=now - dt.timedelta(days=days),
        )
        for each, days in (
            (form("1", "Does it trade?", "Yes", "No"), 9),
            (form("2", "Does it sell anything?", "Yes", "No", "Sometimes"), 1),
        )
    ]
    strand = OnlineStrandFactory(study__slug="study", instrument=rows[1])
    for row in rows:
        ResponseFactory(sent=True, strand=strand, instrument=row, answers={"trades": {"value": "yes"}})
    return rows


@pytest.fixture
def lead(versions: list[Instrument], open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, LEAD)
        return page

    return open_


def test_no_page_has_a_violation_or_overflows(
    lead: Callable[..., Page], versions: list[Instrument], check_both_widths: Callable[[Page], None]
) -> None:
    page = lead()
    for address in (
        "/questionnaires/compare/",
        f"/questionnaires/compare/?old={versions[0].pk}&new={versions[1].pk}",
        "/questionnaires/library/",
        "/questionnaires/library/?q=sell",
        "/studies/study/answers/download/",
    ):
        page.goto(address)
        check_both_widths(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_questions_are_ticked_and_a_questionnaire_is_copied(
    javascript: bool, lead: Callable[..., Page], versions: list[Instrument]
) -> None:
    page = lead(javascript=javascript)
    page.goto("/questionnaires/")
    follow(page.get_by_role("link", name="Start from existing questions"))
    page.get_by_text("Money (2)").click()
    page.get_by_label("Why does it not?").check()
    file = download(page.get_by_role("button", name="Download the ticked questions"))
    assert file.suggested_filename.startswith("new_questionnaire-")

    follow(page.get_by_role("button", name=re.compile("Copy it here.*A guide .version 2")))
    expect(page.get_by_role("heading", name="Check this questionnaire")).to_be_visible()
    expect(page.get_by_label("Version", exact=True)).to_have_value("3")
    page.get_by_text("What differs from version 2, which is published").click()
    expect(page.get_by_text("They ask the same in the same words.")).to_be_visible()


def test_only_the_questions_with_one_difference_are_shown(
    lead: Callable[..., Page], versions: list[Instrument]
) -> None:
    page = lead()
    page.goto(f"/questionnaires/compare/?new={versions[1].pk}")
    expect(page.get_by_text("“Sometimes” (sometimes) can be chosen now.")).to_be_visible()

    follow(page.get_by_role("link", name="1 recoded"))

    expect(page.get_by_role("heading", name="Questions: recoded")).to_be_visible()
