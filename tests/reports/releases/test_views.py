"""The pages of releases: from the preview to the public and to the withdrawal, by two people."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEvent
from reports.documents.texts_of_study import write_report_text
from reports.formats import html
from reports.models import Release
from reports.quotations import actions as quoting
from reports.releases import actions, parts
from reports.releases.actions import STATEMENTS
from reports.releases.public import mark_of, opened
from survey.models import Study
from tests.factories.accounts import UserFactory
from tests.factories.interviews import InterviewFactory
from tests.factories.quotations import QuotationFactory, interview_with_words
from tests.factories.releases import ReleaseFactory, answered_study, release_study
from tests.factories.survey import SampledUnitFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db
TICKS = list(STATEMENTS)


@pytest.fixture
def study() -> Study:
    found = answered_study()
    found.slug, found.title = "one", "Study one"
    found.save()
    return found


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


@pytest.fixture
def second(client_for: Callable[[str], Client]) -> Client:
    return client_for("administrator")


@pytest.fixture(autouse=True)
def documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_documents", {})
    parts.register_document(
        "pdf",
        "PDF",
        "application/pdf",
        lambda of: b"DRAFT" if mark_of(of.release).is_draft else b"%PDF of the report",
    )


def _sha() -> str:
    return Release.objects.get(state__in=("draft", "ready")).sha256


def _make_public(lead: Client, second: Client) -> Release:
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})
    second.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS})
    return Release.objects.get(state="released")


def test_from_preview_to_withdrawn_by_two_people(
    study: Study, lead: Client, second: Client, client: Client
) -> None:
    page = text_of(lead.get("/studies/one/release/"))
    assert "The public sees figures of this study only by releases" in page

    page = text_of(lead.post("/studies/one/release/preview/", follow=True))
    assert "Not for quotation" in page
    report = text_of(lead.get("/studies/one/release/reports/coverage/"))
    assert "DRAFT, not for quotation" in report
    assert lead.get("/studies/one/release/report.pdf").content == b"DRAFT"
    assert client.get("/studies/one/releases/1/").status_code == 404

    page = text_of(lead.post("/studies/one/release/ready/", {"sha256": _sha()}, follow=True))
    assert "You made it ready, so somebody else has to release it" in page

    assert "Study one" in text_of(second.get("/releases/"))
    page = text_of(second.get("/studies/one/release/publish/"))
    assert _sha() in page and all(words in page for words in STATEMENTS.values())
    answer = second.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS})
    assert answer.url == "/studies/one/releases/1/"

    page = text_of(client.get("/studies/one/releases/1/"))
    assert Release.objects.get().sha256 in page
    assert client.get("/studies/one/releases/1/report.pdf").content == b"%PDF of the report"
    assert client.get("/studies/one/releases/1/coverage/").status_code == 200

    second.post("/studies/one/releases/1/withdraw/", {"reason": "A column was wrong."})
    page = text_of(client.get("/studies/one/releases/1/"))
    assert "A column was wrong." in page and "no longer offered" in page


def test_what_was_withdrawn_is_gone_with_the_reason(study: Study, client: Client) -> None:
    release = release_study(study, documents=["pdf"])
    study.is_published = True
    study.save()
    actions.withdraw(release=release, reason="A column was wrong.", by=UserFactory())

    for ending in ("coverage/", "coverage.csv", "report.pdf", "coverage/by_kind.svg"):
        answer = client.get(f"/studies/one/releases/1/{ending}")
        assert answer.status_code == 410, ending
        assert "A column was wrong." in answer.content.decode()
    answer = client.get("/api/v1/studies/one/releases/1/")
    assert answer.status_code == 410
    assert answer.json()["reason"] == "A column was wrong."
    [listed] = client.get("/api/v1/studies/one/releases/").json()
    assert (listed["state"], listed["withdrawn_note"]) == ("withdrawn", "A column was wrong.")
    assert client.get("/studies/one/releases/1/").status_code == 200


def test_the_same_person_does_not_release(study: Study, lead: Client) -> None:
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})

    page = text_of(lead.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS}))

    assert "so somebody else has to release it" in page
    assert not Release.objects.current().exists()


def test_statements_that_are_not_ticked_are_named(study: Study, lead: Client, second: Client) -> None:
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})

    page = text_of(second.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS[:1]}))

    assert all(f"Confirm: {STATEMENTS[key]}" in page for key in TICKS[1:])
    assert f"Confirm: {STATEMENTS[TICKS[0]]}" not in page


def test_an_older_page_of_a_release_is_refused(study: Study, lead: Client, second: Client) -> None:
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})

    page = text_of(second.post("/studies/one/release/publish/", {"sha256": "0" * 64, "statements": TICKS}))

    assert "Look at it as it is now" in page


def test_too_few_respondents_are_said_on_the_page_of_the_job(lead: Client) -> None:
    StudyFactory(slug="one")

    page = text_of(lead.post("/studies/one/release/preview/", follow=True))

    assert "no finished interview and no answer yet" in page


def test_the_page_says_if_the_live_data_have_moved(study: Study, lead: Client) -> None:
    lead.post("/studies/one/release/preview/")
    assert "have changed since" not in text_of(lead.get("/studies/one/release/"))

    InterviewFactory(unit=SampledUnitFactory(strand=study.strands.get(), code="I"), status="complete")

    assert "have changed since these figures were read" in text_of(lead.get("/studies/one/release/"))


def test_the_second_person_is_told_that_the_live_data_have_moved(
    study: Study, lead: Client, second: Client
) -> None:
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})
    assert "have changed since" not in text_of(second.get("/studies/one/release/publish/"))

    InterviewFactory(unit=SampledUnitFactory(strand=study.strands.get(), code="I"), status="complete")

    assert "have changed since these figures were read" in text_of(
        second.get("/studies/one/release/publish/")
    )


@pytest.mark.parametrize("change", ["foreword", "quotation"])
def test_the_page_says_if_the_texts_or_the_quotations_have_moved_since_it_was_ready(
    study: Study, lead: Client, change: str
) -> None:
    quotation = QuotationFactory(
        interview=interview_with_words(unit=SampledUnitFactory(strand=study.strands.get(), code="I"))
    )
    lead.post("/studies/one/release/preview/")
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})
    assert "have changed since" not in text_of(lead.get("/studies/one/release/"))

    if change == "foreword":
        write_report_text(study=study, texts={"foreword": "Thanks."}, from_version=0, by=None)
    else:
        quoting.approve(quotation=quotation, names_checked=True, by=UserFactory())

    assert "have changed since these figures were read" in text_of(lead.get("/studies/one/release/"))


def test_the_release_is_announced_in_the_calendar(study: Study, lead: Client, client: Client) -> None:
    study.is_published = True
    study.save()
    lead.post("/studies/one/release/preview/")
    day = dt.date.today() + dt.timedelta(days=30)

    lead.post(
        "/studies/one/release/details/",
        {"title": "First figures", "scheduled_on": day.isoformat(), "scheduled_at": "09:30"},
    )
    assert "No release is announced" in text_of(client.get("/releases/"))
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})

    page = text_of(client.get("/releases/"))
    assert f"{day.day} {day:%B %Y}, 09:30" in page and "First figures" in page
    assert f"on {day.day} {day:%B %Y} at 09:30" in text_of(client.get("/studies/one/releases/"))


def test_a_day_without_a_time_and_a_day_that_is_over_are_refused(study: Study, lead: Client) -> None:
    lead.post("/studies/one/release/preview/")

    page = text_of(lead.post("/studies/one/release/details/", {"title": "T", "scheduled_on": "2100-01-01"}))
    assert "Say at which time" in page
    page = text_of(
        lead.post(
            "/studies/one/release/details/",
            {"title": "T", "scheduled_on": "2009-01-01", "scheduled_at": "09:30"},
        )
    )
    assert "still to come" in page


def test_the_early_access_list_is_kept_and_printed_without_names(
    study: Study, lead: Client, second: Client, client: Client
) -> None:
    lead.post("/studies/one/release/preview/")
    lead.post(
        "/studies/one/release/early-access/",
        {"name": "Eve Early", "role": "Press officer", "reason": "Questions", "from_on": "2009-10-01"},
    )
    assert "Eve Early" in text_of(lead.get("/studies/one/release/early-access/"))
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})
    second.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS})

    page = text_of(client.get("/studies/one/releases/1/"))
    assert "Press officer (Questions)" in page and "Eve Early" not in page

    draft = ReleaseFactory(study=study, number=2)
    entry = actions.give_early_access(
        release=draft, name="Al", role="Minister", reason="Briefing", from_on=dt.date(2009, 10, 1), by=None
    )
    page = text_of(lead.post(f"/studies/one/release/early-access/{entry.pk}/end/", follow=True))
    assert "Nobody is on the list" in page


def test_each_view_of_a_preview_is_audited(study: Study, lead: Client) -> None:
    lead.post("/studies/one/release/preview/")
    chart = next(iter(html.charts(opened(Release.objects.get()).report("coverage"))))

    lead.get("/studies/one/release/reports/barriers/")
    lead.get("/studies/one/release/report.pdf")
    lead.get(f"/studies/one/release/reports/coverage/{chart}.svg?for=page")
    lead.get(f"/studies/one/release/reports/coverage/{chart}.svg")

    read = AuditEvent.objects.filter(verb="release.preview_read").order_by("pk")
    assert [event.detail["what"] for event in read][-3:] == ["barriers", "pdf", f"coverage-{chart}.svg"]


def test_readers_keep_a_release_for_a_day_and_are_told_that_it_is_the_same(
    study: Study, client: Client, lead: Client
) -> None:
    release = release_study(study, documents=["pdf"])
    study.is_published = True
    study.save()

    for address, tag in (
        ("/studies/one/releases/1/coverage.csv", release.sha256),
        ("/studies/one/releases/1/report.pdf", "0" * 64),
        ("/api/v1/studies/one/releases/1/", release.sha256),
    ):
        answer = client.get(address)
        assert answer["ETag"] == f'"{tag}"', address
        assert answer["Cache-Control"] == "public, max-age=86400", address
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert "public" not in lead.get("/studies/one/releases/1/")["Cache-Control"]


def test_latest_leads_to_the_current_release(study: Study, client: Client) -> None:
    study.is_published = True
    study.save()
    assert client.get("/studies/one/releases/latest/").url == "/studies/one/releases/"
    release_study(study)
    release_study(study)

    assert client.get("/studies/one/releases/latest/").url == "/studies/one/releases/2/"
    assert client.get("/studies/one/releases/latest/coverage/").url == "/studies/one/releases/2/coverage/"


def test_an_older_release_leads_to_the_newer_with_its_note(study: Study, client: Client) -> None:
    study.is_published = True
    study.save()
    release_study(study)
    release_study(study)

    assert "release 2" in text_of(client.get("/studies/one/releases/1/"))
    assert "More interviews." in text_of(client.get("/studies/one/releases/1/coverage/"))
    assert "What has changed since the release before: More interviews." in text_of(
        client.get("/studies/one/releases/2/")
    )


@pytest.mark.parametrize(
    "address",
    [
        "/studies/one/releases/7/",
        "/studies/one/releases/1/nothing/",
        "/studies/one/releases/1/coverage.txt",
        "/studies/one/releases/1/report.exe",
        "/studies/one/release/reports/coverage/",
        "/api/v1/studies/one/releases/7/",
    ],
)
def test_what_there_is_not_is_not_found(address: str, study: Study, lead: Client) -> None:
    release_study(study)

    assert lead.get(address).status_code == 404


def test_a_study_that_is_not_listed_has_no_public_pages(study: Study, client: Client) -> None:
    assert client.get("/studies/one/releases/").status_code == 404


def test_the_task_of_a_study_says_the_state_of_its_release(
    study: Study, lead: Client, second: Client
) -> None:
    def words() -> str:
        return text_of(lead.get("/studies/one/tasks/"))

    assert "Nothing is released yet." in words()
    lead.post("/studies/one/release/preview/")
    assert "Release 1 is a draft." in words()
    lead.post("/studies/one/release/ready/", {"sha256": _sha()})
    assert "Release 1 is ready: somebody else than study-lead has to release it." in words()
    second.post("/studies/one/release/publish/", {"sha256": _sha(), "statements": TICKS})
    assert "Release 1 is out" in words()


def test_the_pages_ask_a_fixed_number_of_queries(
    study: Study, client: Client, django_assert_max_num_queries: Callable
) -> None:
    study.is_published = True
    study.save()
    for _ in range(3):
        release_study(study)
    client.get("/studies/one/releases/3/coverage/")

    for address, number in (
        ("/releases/", 4),
        ("/studies/one/releases/", 4),
        ("/studies/one/releases/3/", 6),
        ("/studies/one/releases/3/coverage/", 8),
        ("/api/v1/studies/one/releases/", 4),
    ):
        with django_assert_max_num_queries(number):
            client.get(address)


def test_the_moment_of_a_release_is_no_closer_than_its_day(study: Study, client: Client) -> None:
    study.is_published = True
    study.save()
    with time_machine.travel(dt.datetime(2009, 10, 1, 13, 47, 23, tzinfo=dt.UTC)):
        release_study(study)

    for address in ("/studies/one/releases/1/", "/api/v1/studies/one/releases/1/", "/releases/"):
        body = client.get(address).content.decode()
        assert "47:23" not in body and "14:47" not in body and "13:47" not in body
