"""The public reads figures of a study from its release only: what changes afterwards changes no byte of them."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from enterprises import actions as directory
from enterprises.models import Engagement, Organisation
from interviews import actions as interviewing
from interviews.models import Interview
from mapping.fieldwork import LIVE
from noms.models import Region, Service
from reports import registry
from reports.models import ReleaseState
from reports.releases import parts
from reports.releases.names import TAKEN_BACK
from survey import actions as surveying
from survey.answers import stored_value
from survey.models import SampledUnit
from survey.vocabulary import StrandKind
from tests.factories.accounts import UserFactory
from tests.factories.assessed import INDEPENDENT, OBSERVED
from tests.factories.releases import ReleaseFactory, release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.old_words import old_words_in, quoted_texts
from tests.public_walk import addresses, bodies
from wording import day as words_of_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]
OF_RESPONDENTS = re.compile(
    r'"(interviews_\w+|survey_(?:sampledunit|response|invitation|earlieranswers)\w*)"'
)
"""The tables of interviews, calls, mentions, answers, sampled units and invitations."""
HOME, REGION = "/", "/regions/yorkshire-and-humberside/?study=small"
NAMES = [name for name in registry.names() if name != "comparison"]
"""The reports of a study alone, which can be compared with no other."""
FIGURES = (
    "/studies/",
    "/studies/small/",
    "/studies/small/quality/",
    "/atlas/measures.json?measure=interviewed&study=small",
    "/atlas/measures.json?measure=engaged&study=small",
    "/atlas/list.csv?list=areas&measure=engaged&study=small",
    "/atlas/list.csv?list=areas&measure=interviewed&study=small",
    *(f"/studies/small/reports/{name}{ending}" for name in NAMES for ending in (".csv", ".json", "/")),
    *(f"/api/v1/studies/small/reports/{name}/" for name in NAMES),
)
OWN_LINK = "/work/call-backs/feed/"
"""An interviewer's own calendar, by a secret link: it has no figure."""
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def interview(
    unit: SampledUnit, *mentions: dict[str, Any], name_service: str = "yes", **answers: Any
) -> None:
    """Save a finished interview, or correct it."""
    found = Interview.objects.filter(unit=unit).first()
    said = {
        "take_part": "yes",
        "be_quoted": "no",
        "name_service": name_service,
        "works_now": "yes",
        **answers,
    }
    interviewing.save_interview(
        unit=unit,
        by=UserFactory(),
        submission_key=uuid.uuid4(),
        from_version=found.version if found else 0,
        status="partial",
        answers={name: stored_value(value) for name, value in said.items()},
        mentions=mentions,
    )


@pytest.fixture
def units() -> list[SampledUnit]:
    """Five prisons of a listed study: three interviewed, two of them and their organisations may be named."""
    guide = surveying.publish_own_instrument(name="service_interview", by=None)
    study = StudyFactory(slug="small", is_published=True)
    strand = StrandFactory(study=study, kind=StrandKind.INITIAL_INTERVIEW, instrument=guide)
    region = Region.objects.get(slug="yorkshire-and-humberside")
    prisons = Service.objects.open_on().filter(region=region, kind="prison").order_by("slug")[:5]
    made = [
        SampledUnitFactory(strand=strand, service=prison, region=region, category=1) for prison in prisons
    ]
    for unit, consent in zip(made, ("yes", "yes", "no"), strict=False):
        organisation = included(f"Works at {unit.service.slug}")
        interview(unit, {"name_given": "Them", "match": organisation.pk}, name_service=consent)
    return made


def included(name: str) -> Organisation:
    """Return a published entry that the definition includes."""
    organisation = directory.create_organisation(name=name, by=None, is_published=True, postcode="LS9")
    directory.add_facts(
        organisation=organisation,
        facts={**INDEPENDENT, "trading_share": "80"},
        source_kind="register",
        source="The public register",
        observed_on=OBSERVED,
        by=None,
    )
    return organisation


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Collect the tables of respondents that are read."""
    found: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        found.update(OF_RESPONDENTS.findall(sql))
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("role", ["public", "viewer"])
@pytest.mark.parametrize("is_released", [True, False])
def test_no_public_address_reads_what_respondents_said(
    units: list[SampledUnit], client_for: Callable[[str], Client], role: str, is_released: bool
) -> None:
    if is_released:
        release_study(units[0].strand.study)
    client, read, number = client_for(role), {}, 0
    old, quoted = {}, quoted_texts()
    for address in addresses(Organisation.objects.all()):
        with tables_read() as tables:
            for _, _, text in bodies(client, [address]):
                number += 1
                if found := old_words_in(text, quoted):
                    old[address] = found
        if tables and not address.startswith(OWN_LINK):
            read[address] = tables

    assert read == {}
    assert number > 200
    assert old == {}, "Pages use the words of wording/terms.py."


def figures(client: Client) -> dict[str, str]:
    """Return the text of each address with figures, without what differs at each visit.

    Of the home page and the page of a region only the figure of the study: the others are the directory's.
    """
    pages = {address: client.get(address).context for address in (HOME, REGION)}
    return {
        HOME: str(pages[HOME]["figures"][-1]),
        REGION: str(pages[REGION]["page"].figures[0]),
        **{
            address: FORM_TOKEN.sub("", text.split("\n{")[0])
            for address, status, text in bodies(client, FIGURES)
            if status == 200
        },
    }


@pytest.mark.slow
def test_what_changes_after_a_release_changes_no_byte_of_it(
    client: Client, units: list[SampledUnit], committing: Any
) -> None:
    study = units[0].strand.study
    release_study(study)
    before = figures(client)
    assert len(before) == len(FIGURES) + 2
    first = Organisation.objects.get(name=f"Works at {units[0].service.slug}")

    with committing():
        interview(units[0], works_now="no")
        interview(units[2], name_service="yes")
        interview(units[3], {"name_given": "New", "match": included("Newly named").pk})
        directory.add_facts(
            organisation=first,
            facts={"trading_share": "5"},
            source_kind="register",
            source="The newest accounts",
            observed_on=OBSERVED,
            by=None,
        )

    assert figures(client) == before
    assert Engagement.objects.filter(is_published=True).count() == 2
    release_study(study)
    after = figures(client)
    assert {address for address in before if after[address] != before[address]} >= {
        HOME,
        REGION,
        "/studies/small/reports/coverage.csv",
        "/atlas/measures.json?measure=interviewed&study=small",
    }


@pytest.mark.slow
def test_a_consent_taken_back_removes_the_name_at_once(
    client: Client, units: list[SampledUnit], committing: Any
) -> None:
    release_study(units[0].strand.study, documents=("pdf", "xlsx"))
    organisation = Organisation.objects.get(name=f"Works at {units[0].service.slug}")
    files = [f"/studies/small/releases/1/report.{kind}" for kind in ("pdf", "xlsx")]
    assert [client.get(file).status_code for file in files] == [200, 200]
    page, table = f"/services/{units[0].service.slug}/", "/studies/small/reports/verdicts.csv"
    assert organisation.name in client.get(page).content.decode()
    assert organisation.name in client.get(table).content.decode()

    interview(units[0], name_service="no")
    assert organisation.name not in client.get(page).content.decode().split("near")[0]

    with committing():
        directory.unpublish(organisation=organisation, by=None)
    text = client.get(table).content.decode()
    assert organisation.name not in text
    assert TAKEN_BACK in text
    assert [client.get(file).status_code for file in files] == [410, 410]


def test_research_roles_read_live_figures_and_with_the_public_version_the_release(
    client_for: Callable[[str], Client], units: list[SampledUnit]
) -> None:
    release_study(units[0].strand.study)
    interview(units[3])
    lead, public = client_for("study_lead"), client_for("public")
    address = "/studies/small/reports/coverage.json"

    live, released = lead.get(address).json(), public.get(address)

    assert (live["exact"], released.json()["exact"]) == (True, False)
    assert live["answer"] != released.json()["answer"]
    assert lead.get(f"{address}?version=public").content == released.content
    for page in ("/studies/", "/studies/small/", REGION):
        assert LIVE in lead.get(page).content.decode()
        assert LIVE not in public.get(page).content.decode()
    # The home page shows the released figures to everybody.
    assert LIVE not in lead.get(HOME).content.decode()
    assert lead.get(HOME).context["figures"][-1] == public.get(HOME).context["figures"][-1]
    assert LIVE in lead.get("/atlas/measures.json?measure=interviewed").json()["notes"]


def test_the_public_page_of_a_report_reads_one_release_and_nothing_else(
    client: Client, units: list[SampledUnit], django_assert_num_queries: Any
) -> None:
    release_study(units[0].strand.study)
    for name in NAMES:
        address = f"/studies/small/reports/{name}/"
        page = client.get(address)
        assert f"/studies/small/releases/1/{name}/" in page.content.decode()

        # The study, its release for the report and for its parts, and where organisations are named the directory.
        with django_assert_num_queries(4 if name in ("verdicts", "gaps") else 3):
            client.get(address)


def test_before_the_first_release_an_address_says_when_it_is_expected(
    client: Client, units: list[SampledUnit]
) -> None:
    day = timezone.now() + dt.timedelta(days=30)
    ReleaseFactory(study=units[0].strand.study, ready=True, scheduled_for=day)

    page = client.get("/studies/small/reports/coverage/")
    file = client.get("/studies/small/reports/coverage.csv")
    data = client.get("/api/v1/studies/small/reports/coverage/")

    expected = f"Not released yet; expected on {words_of_day(timezone.localdate(day))}."
    assert (page.status_code, file.status_code, data.status_code) == (200, 404, 404)
    assert expected in page.content.decode()
    assert expected in file.content.decode()
    assert expected in data.json()["detail"]
    assert expected in client.get("/studies/small/").content.decode()


def test_a_withdrawn_release_is_gone_with_its_relations_and_the_one_before_is_current(
    client: Client, units: list[SampledUnit]
) -> None:
    study = units[0].strand.study
    release_study(study)
    before = client.get("/studies/small/reports/coverage.csv").content
    interview(units[3], {"name_given": "New", "match": included("Newly named").pk})
    second = release_study(study)
    assert Engagement.objects.filter(is_published=True).count() == 3

    second.state, second.withdrawn_note, second.withdrawn_at = (
        ReleaseState.WITHDRAWN,
        "Wrong.",
        timezone.now(),
    )
    second.save()
    parts.after_withdrawal(second)

    assert client.get("/studies/small/reports/coverage.csv").content == before
    assert Engagement.objects.filter(is_published=True).count() == 2
