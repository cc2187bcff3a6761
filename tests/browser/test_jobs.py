"""The page of a job: it follows the job by itself, is read with a reload without a script, and has no violation."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.jobs.models import Job
from accounts.models import User
from tests.browser.navigation import arriving, follow
from tests.conftest import PASSWORD
from tests.factories.accounts import JobFactory

OWNER = "owner@example.org"


@pytest.fixture
def owner() -> User:
    return User.objects.create_user(email=OWNER, password=PASSWORD, name="Olive Owner")


@pytest.fixture
def open_page(owner: User, open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, OWNER)
        return page

    return open_


def test_the_page_follows_the_job_and_leads_to_its_result(
    owner: User, open_page: Callable[..., Page]
) -> None:
    job = JobFactory(started_by=owner, running=True, done=1, total=8)
    page = open_page()
    page.goto(job.get_absolute_url())
    expect(page.get_by_text("1 of 8")).to_be_visible()

    Job.objects.filter(pk=job.pk).update(done=5)
    expect(page.get_by_text("5 of 8")).to_be_visible()
    with arriving(page):
        Job.objects.filter(pk=job.pk).update(
            state="finished", ended_at=timezone.now(), result_address="/studies/"
        )

    expect(page).to_have_url("/studies/")


def test_the_page_offers_the_file_when_it_is_there(owner: User, open_page: Callable[..., Page]) -> None:
    job = JobFactory(started_by=owner)
    page = open_page()
    page.goto(job.get_absolute_url())
    with arriving(page):
        Job.objects.filter(pk=job.pk).update(
            state="finished", ended_at=timezone.now(), file_name="answers.csv", file_size=8
        )

    expect(page.get_by_role("link", name="Download answers.csv")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel this job")).to_have_count(0)


def test_without_a_script_a_link_reloads_it_and_a_button_cancels_it(
    owner: User, open_page: Callable[..., Page]
) -> None:
    job = JobFactory(started_by=owner, running=True, done=1, total=8)
    page = open_page(javascript=False)
    page.goto(job.get_absolute_url())
    Job.objects.filter(pk=job.pk).update(done=5)

    follow(page.get_by_role("link", name="Reload this page"))
    expect(page.get_by_text("5 of 8")).to_be_visible()
    follow(page.get_by_role("button", name="Cancel this job"))
    expect(page.get_by_text("The job will stop at its next step.")).to_be_visible()


def test_no_page_of_jobs_has_a_violation_or_overflows(
    owner: User, open_page: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    jobs = [
        JobFactory(started_by=owner),
        JobFactory(started_by=owner, running=True, done=3, total=8, message="Writing."),
        JobFactory(started_by=owner, failed=True, error="Row 3 is empty.\nRow 5 is empty."),
        JobFactory(started_by=owner, finished=True, file_name="answers.csv", file_size=8),
    ]
    page = open_page()
    for address in ("/account/jobs/", *(job.get_absolute_url() for job in jobs)):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        check_both_widths(page)
