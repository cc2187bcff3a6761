"""Repeated rows, calculations and choices that follow answers: with JavaScript and without, wide and narrow."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from survey import actions
from survey.models import Response, Strand
from tests.browser.navigation import follow
from tests.factories.survey import OnlineStrandFactory, StudyFactory

FORM = """| survey |
| | type | name | label | required | relevant | calculation | choice_filter |
| | begin_group | team | Your team | | | | |
| | select_one countries | country | Which country? | yes | | | |
| | select_one towns | town | Which town? | yes | | | country = ${country} |
| | begin_repeat | people | People who work here | | | | |
| | text | who | Name | yes | | | |
| | integer | hours | Hours a week | | | | |
| | text | why | Why so many? | yes | ${hours} > 40 | | |
| | end_repeat | | | | | | |
| | calculate | all_hours | | | | sum(${hours}) | |
| | note | many | That is a large team. | | ${all_hours} > 60 | | |
| | end_group | | | | | | |
| choices |
| | list_name | name | label | country |
| | countries | wales | Wales | |
| | countries | england | England | |
| | towns | cardiff | Cardiff | wales |
| | towns | leeds | Leeds | england |
| settings |
| | form_title | form_id | version |
| | Teams | teams | 1 |
"""


@pytest.fixture
def strand() -> Strand:
    instrument = actions.publish_instrument(source=FORM, by=None)
    return OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)


def pictured(page: Page, name: str) -> None:
    """Save a screenshot if screenshots were requested."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_rows_come_and_go_and_choices_follow(
    narrow: bool, javascript: bool, strand: Strand, open_context: Callable, axe: Callable
) -> None:
    page = open_context(narrow=narrow, javascript=javascript).new_page()
    name = f"{'narrow' if narrow else 'wide'}-{'js' if javascript else 'nojs'}"

    def looked_at(part: str) -> None:
        pictured(page, f"{name}-{part}")
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/survey/study/")
    page.get_by_label("I have read this").check()
    follow(page.get_by_role("button", name="Start now"))
    looked_at("empty")
    page.get_by_label("Wales").check()
    if javascript:
        expect(page.get_by_label("Leeds")).to_be_hidden()
    else:
        follow(page.get_by_role("button", name="Update the questions"))
    page.get_by_label("Cardiff").check()
    page.get_by_label("Name").fill("Ann")
    follow(page.get_by_role("button", name="Add another"))
    second = page.get_by_role("group", name="People who work here: 2")
    second.get_by_label("Name").fill("Bob")
    second.get_by_label("Hours a week").fill("70")
    if javascript:
        expect(page.get_by_text("That is a large team.")).to_be_visible()
        expect(
            page.get_by_role("group", name="People who work here: 1").get_by_label("Why so")
        ).to_be_hidden()
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at("problem")
    second.get_by_label("Why so many?").fill("Keen")
    follow(page.get_by_role("button", name="Remove “People who work here: 1”"))
    expect(page.get_by_role("group", name="People who work here: 2")).to_have_count(0)
    expect(page.get_by_label("Name")).to_have_value("Bob")
    expect(page.get_by_label("Cardiff")).to_be_checked()
    follow(page.get_by_role("button", name="Add another"))
    second.get_by_label("Name").fill("Cat")
    follow(page.get_by_role("button", name="Continue"))
    looked_at("check")
    follow(page.get_by_role("link", name="Change “People who work here: 2”"))
    second.get_by_label("Name").fill("Dan")
    follow(page.get_by_role("button", name="Continue"))
    Response.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    follow(page.get_by_role("button", name="Send your answers"))

    expect(page.locator(".govuk-panel__body")).to_contain_text("Your reference number")
    kept = Response.objects.get().answers
    assert [row["who"]["value"] for row in kept["people"]["value"]] == ["Bob", "Dan"]
    assert kept["all_hours"] == {"value": "70"}
    follow(page.get_by_role("link", name="See or print"))
    looked_at("copy")
