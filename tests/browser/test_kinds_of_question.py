"""Every kind of question in a browser: answered online with and without JavaScript, and asked in an interview."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews.models import Interview
from survey.models import Response, Strand
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.survey import (
    InstrumentFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.survey.every_kind import ANSWERS, EVERY_KIND

EMAIL = "researcher@example.org"


@pytest.fixture
def strand() -> Strand:
    instrument = InstrumentFactory(questionnaire=EVERY_KIND)
    return OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)


def begin(page: Page) -> None:
    page.goto("/survey/study/")
    page.get_by_label("I have read this").check()
    follow(page.get_by_role("button", name="Start now"))


def go_on(page: Page) -> None:
    follow(page.get_by_role("button", name="Continue"))


def question(page: Page, name: str):
    return page.locator(f"#question-{name}")


def fill_in(page: Page) -> None:
    question(page, "name").get_by_role("textbox").fill("Ann")
    question(page, "mood").get_by_role("textbox").fill("6")
    page.get_by_label("When do you open?").fill("9.30")
    began = question(page, "began")
    for label, words in (("Day", "15"), ("Month", "7"), ("Year", "2009"), ("Time", "2 pm")):
        began.get_by_label(label, exact=True).fill(words)
    for place, choice in enumerate(("Homes", "Jobs", "Skills"), 1):
        question(page, "aims").get_by_label(f"Place {place}").select_option(label=choice)
    question(page, "read").get_by_role("checkbox").check()
    question(page, "town").get_by_label("Which town?").select_option(label="Town 7")
    page.get_by_label("How many rooms?").fill("3")
    page.get_by_label("How many beds?").fill("4")
    question(page, "uses").get_by_label("Often").check()


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_every_kind_is_answered_online(
    narrow: bool, javascript: bool, strand: Strand, open_context: Callable, axe: Callable
) -> None:
    page = open_context(narrow=narrow, javascript=javascript).new_page()

    def looked_at() -> None:
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    begin(page)
    expect(question(page, "intro").get_by_role("listitem")).to_have_count(3)
    if javascript:
        expect(page.get_by_role("heading", name="The building")).to_be_hidden()
    go_on(page)
    expect(page.get_by_role("link", name="Tick “I have read the rules”")).to_be_visible()
    looked_at()
    question(page, "name").get_by_text("More about this question").click()
    expect(question(page, "name").get_by_text("As on a badge.")).to_be_visible()
    fill_in(page)
    if javascript:
        expect(question(page, "mood")).to_contain_text("How sure are you, Ann?")
        expect(page.get_by_role("heading", name="The building", level=2)).to_be_visible()
        expect(page.get_by_role("heading", name="Under the roof", level=3)).to_be_visible()
        expect(question(page, "sum")).to_contain_text("7")
        expect(page.get_by_label("What does it cost?")).to_have_value("6")
        page.get_by_label("What does it cost?").fill("5")
    looked_at()
    go_on(page)
    expect(page.get_by_role("heading", name="People of Ann", level=1)).to_be_visible()
    page.get_by_label("How many people?").fill("2")
    go_on(page)
    people = page.get_by_role("group", name=re.compile("^Person: "))
    expect(people).to_have_count(2)
    people.first.get_by_label("Name of this person").fill("Bea")
    if javascript:
        expect(people.first).to_contain_text("Age of Bea")
    people.last.get_by_label("Name of this person").fill("Cas")
    people.last.get_by_label("Age of").fill("40")
    looked_at()
    go_on(page)
    expect(page.get_by_text("15/07/2009, 14:00")).to_be_visible()
    expect(page.get_by_text("How sure are you, Ann?", exact=True)).to_be_visible()
    looked_at()
    follow(page.get_by_role("button", name="Send your answers"))

    stored = Response.objects.get().answers
    assert {
        name: stored[name]["value"] for name in ("mood", "opens", "began", "aims", "read", "town", "cost")
    } == {
        "mood": 6,
        "opens": "09:30",
        "began": "2009-07-15T14:00",
        "aims": ["homes", "jobs", "skills"],
        "read": "OK",
        "town": "town7",
        "cost": 5 if javascript else 6,
    }
    assert [row["called"]["value"] for row in stored["persons"]["value"]] == ["Bea", "Cas"]


def test_places_that_were_chosen_are_put_back_after_a_lost_line(
    strand: Strand, open_context: Callable
) -> None:
    context = open_context()
    page = context.new_page()
    begin(page)
    address = page.url
    context.set_offline(True)
    for place, choice in enumerate(("Skills", "Homes", "Jobs"), 1):
        question(page, "aims").get_by_label(f"Place {place}").select_option(label=choice)
    expect(page.get_by_role("status")).to_contain_text("kept in this browser")
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)

    for place, value in enumerate(("skills", "homes", "jobs"), 1):
        expect(question(again, "aims").get_by_label(f"Place {place}")).to_have_value(value)


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_every_kind_is_asked_in_an_interview(
    narrow: bool, open_context: Callable, sign_in: Callable, axe: Callable
) -> None:
    user = User.objects.create_user(email=EMAIL, password=PASSWORD, name="Rhian Ringer")
    RoleGrant.objects.create(user=user, role="researcher")
    unit = SampledUnitFactory(strand=StrandFactory(instrument=InstrumentFactory(questionnaire=EVERY_KIND)))
    page = open_context(narrow=narrow).new_page()
    sign_in(page, EMAIL)
    page.goto(f"/work/{unit.strand.study.slug}/cases/{unit.pk}/interview/")
    axe(page)

    expect(page.locator("[data-next-to-ask]")).to_have_text("2 to ask: go to the next")
    fill_in(page)
    expect(page.locator("[data-next-to-ask]")).to_be_hidden()
    expect(question(page, "mood")).to_contain_text("How sure are you, Ann?")
    expect(page.get_by_role("heading", name="The building", level=3)).to_be_visible()
    expect(page.get_by_role("heading", name="Under the roof", level=4)).to_be_visible()
    expect(question(page, "sum")).to_contain_text("7")
    page.get_by_label("How many rooms?").fill("6")
    page.get_by_label("How many rooms?").press("Tab")
    expect(page.locator("[data-next-to-ask]")).to_have_text("1 to ask: go there")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow(page.locator(".gh-savebar").get_by_role("button"))

    answers = Interview.objects.get().answers
    assert answers["aims"] == {"value": ["homes", "jobs", "skills"]}
    assert answers["began"] == {"value": "2009-07-15T14:00"}
    assert answers["town"] == {"value": "town7"}
    expect(question(page, "town").get_by_label("Which town?")).to_have_value("town7")


def test_every_kind_is_previewed_reviewed_and_read_again(
    strand: Strand, open_context: Callable, sign_in: Callable, check_both_widths: Callable
) -> None:
    user = User.objects.create_user(email=EMAIL, password=PASSWORD, name="Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    response = ResponseFactory(sent=True, strand=strand, answers=ANSWERS)
    page = open_context().new_page()
    sign_in(page, EMAIL)

    page.goto(f"/questionnaires/{strand.instrument.name}/1/")
    expect(question(page, "mood")).to_contain_text("How sure are you, [answer to: What is your first name?]?")
    check_both_widths(page)
    page.goto(f"/studies/study/answers/{response.reference}/")
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    expect(page.get_by_text("How sure are you, Ann?")).to_be_visible()
    expect(page.get_by_text("15/07/2009, 14:30")).to_be_visible()
    check_both_widths(page)
