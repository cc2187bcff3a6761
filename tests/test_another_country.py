"""A study on the frame of another country, whose kinds of service are neither prisons nor probation services."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from enterprises.models import Organisation
from interviews.exports.extract import InterviewExtract
from interviews.models import FieldworkRules, QuotaPlan
from noms.models import Frame, Service
from reports import registry
from survey import actions
from survey.models import SampledUnit, Study
from tests.factories.assessed import assessed
from tests.factories.interviews import CallFactory, InterviewFactory, MentionFactory
from tests.factories.noms import (
    FrameFactory,
    OutcodeFactory,
    RegionFactory,
    RegionSystemFactory,
    ServiceFactory,
    ServiceKindFactory,
)
from tests.factories.releases import release_study
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 3, 1)
WRONG = re.compile(r"\b(prisons?|probation|NOMS|England and Wales)\b", re.IGNORECASE)
ELSEWHERE = (
    "identifiable prisoner or offender",
    "Serving prisoners",
    "In prison",
    "An organisation suggested by NOMS",
    "Nominated by NOMS",
    "Probation areas of 2009",
    "Probation trusts of April 2010",
    "NOMS regions of 2009",
    "Probation regions",
    "probation regions",
    "probation region",
    "Probation area",
)
"""Words that belong to the vocabulary of the study, or to the map of England and Wales, and not to the frame."""


@pytest.fixture(scope="module")
def study(module_rows: None) -> Study:
    """An open, published study of twelve approved premises and twelve youth custody units in two regions.

    One service has a point, in Tasmania; the others have none. One unit was interviewed.
    """
    frame = FrameFactory(slug="norland", title="Norland")
    system = RegionSystemFactory(key="norland", title="Regions of Norland", singular="region", frame=frame)
    nowhere = dict.fromkeys(("latitude", "longitude", "south", "west", "north", "east"))
    regions = [
        RegionFactory(name=name, slug=name.lower(), system=system, **nowhere)
        for name in ("Upland", "Lowland")
    ]
    ServiceKindFactory(key="premises", singular="approved premises", plural="approved premises", position=1)
    ServiceKindFactory(key="custody", singular="youth custody unit", plural="youth custody units", position=2)
    for kind in ("premises", "custody"):
        for number in range(12):
            point = {"latitude": -42.9, "longitude": 147.3} if (kind, number) == ("premises", 0) else {}
            ServiceFactory(
                own=True,
                frame=frame,
                kind=kind,
                name=f"{kind.capitalize()} {number}",
                slug=f"{kind}-{number}",
                noms_code=f"{kind[:1].upper()}-{number}",
                region=regions[number % 2],
                **({"latitude": None, "longitude": None} | point),
            )
    made = actions.draft_and_open_study(
        slug="norland-2024",
        title="Norland 2024",
        frame=frame,
        frame_on=DAY,
        instrument=InstrumentFactory(),
        is_published=True,
        by=None,
    )
    strand = made.strands.get()
    OnlineStrandFactory(study=made)
    FieldworkRules.objects.create(strand=strand, target=80)
    QuotaPlan.objects.create(strand=strand, divided_by="both")
    for unit in strand.units.order_by("service__slug")[:20]:
        unit.code = "I"
        unit.save()
        CallFactory(unit=unit)
        held = InterviewFactory(unit=unit, status="complete", held_on=DAY)
        shop: Organisation = assessed(f"Shop {unit.service.slug}", self_described="yes")
        MentionFactory(interview=held, organisation=shop, match_state="matched")
    return made


def main_of(html: str) -> str:
    """Return the text of the page's own part: between the navigation and the footer, without the words elsewhere."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.partition("<main")[2].partition("</main>")[0]))
    for words in ELSEWHERE:
        text = text.replace(words, "")
    return text


def wrong_words(text: str) -> list[str]:
    return [text[max(0, found.start() - 60) : found.end() + 40] for found in WRONG.finditer(text)]


PAGES = [
    "/studies/norland-2024/",
    "/studies/norland-2024/tasks/",
    "/studies/norland-2024/quality/",
    "/work/norland-2024/",
    "/work/norland-2024/?kind=custody",
    "/work/norland-2024/progress/",
    "/work/norland-2024/quotas/?by=both",
    "/work/norland-2024/plan/",
    "/work/norland-2024/sample/",
    "/work/norland-2024/words/",
    "/work/norland-2024/letters/",
    "/services/premises-0/",
    "/services/custody-3/",
    "/regions/upland/",
    "/atlas/?study=norland-2024",
    "/atlas/?study=norland-2024&list=services",
    "/atlas/?study=norland-2024&list=areas",
    "/atlas/?study=norland-2024&kind=custody",
    *(f"/studies/norland-2024/reports/{name}/" for name in registry.names()),
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_words_of_the_frame(
    study: Study, client_for: Callable[[str], Client], address: str
) -> None:
    response = client_for("study_lead").get(address)

    assert response.status_code == 200
    found = wrong_words(main_of(response.content.decode()))
    assert found == []


@pytest.mark.parametrize("address", [page for page in PAGES if page.startswith("/studies/")])
@pytest.mark.parametrize("role", ["public", "researcher"])
def test_other_readers_are_given_the_same_words(
    study: Study, client_for: Callable[[str], Client], role: str, address: str
) -> None:
    response = client_for(role).get(address)

    if response.status_code == 200:
        assert wrong_words(main_of(response.content.decode())) == []
    assert response.status_code == 200 or address.endswith("/tasks/")


@pytest.mark.parametrize("name", registry.names())
def test_every_report_is_a_file_with_the_words_of_the_frame(
    study: Study, client_for: Callable[[str], Client], name: str
) -> None:
    client, address = client_for("study_lead"), f"/studies/norland-2024/reports/{name}"

    for format in ("csv", "json"):
        response = client.get(f"{address}.{format}")
        text = response.content.decode()
        assert response.status_code == 200
        for words in ELSEWHERE:
            text = text.replace(words, "")
        assert wrong_words(text) == []
    assert client.get(f"{address}.xlsx").status_code == 200


def test_the_answer_of_a_report_counts_the_kinds_of_the_frame(study: Study) -> None:
    """Ten of twelve units are interviewed of the kind whose names come first, and ten of the other."""
    report = registry.make("coverage", study, detail=True)
    rows = {row["kind"]: (row["frame"], row["interviewed"]) for row in report.tables[0].rows}

    assert rows == {
        "Approved premises": (12, 8),
        "Youth custody units": (12, 12),
        "All services": (24, 20),
    }
    assert report.notes[0] == (
        "The list of services is the approved premises and youth custody units open on 1 March 2024. Each service "
        "counts once."
    )


def test_the_work_list_is_filtered_by_the_kinds_of_the_frame(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    text = client_for("study_lead").get("/work/norland-2024/?kind=premises&whose=all").content.decode()

    assert "Approved premises, Upland" in text
    assert "Premises 9" in text
    assert "Custody 9" not in text
    assert '<option value="prison"' not in text
    assert '<option value="custody"' in text


def test_progress_and_quotas_have_a_column_and_a_part_for_each_kind(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    client = client_for("study_lead")
    progress = main_of(client.get("/work/norland-2024/progress/").content.decode())
    quotas = main_of(client.get("/work/norland-2024/quotas/?by=both").content.decode())

    assert "Region Approved premises Youth custody units Together Share" in progress
    assert "Upland, approved premises" in quotas
    assert "Lowland, youth custody units" in quotas


@pytest.mark.parametrize(
    "page", ["", "questionnaire.pdf", "interview/"], ids=["the case", "its printed sheet", "its interview"]
)
def test_a_case_and_its_printed_sheet(study: Study, client_for: Callable[[str], Client], page: str) -> None:
    unit = SampledUnit.objects.filter(strand__study=study, code="I").first()
    response = client_for("study_lead").get(f"/work/norland-2024/cases/{unit.pk}/{page}")

    assert response.status_code == 200
    if not page.endswith("pdf"):
        assert wrong_words(main_of(response.content.decode())) == []


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("frame=norland", 24),
        ("frame=norland&kind=custody", 12),
        ("kind=premises", 12),
        ("frame=norland&near=LS9", 0),
    ],
)
def test_the_api_lists_the_services_of_a_frame_by_kind(
    study: Study, client: Client, query: str, number: int
) -> None:
    OutcodeFactory(outcode="LS9")
    document = client.get(f"/api/v1/services/?{query}").json()

    assert len(document["results"]) == number
    assert all(row["frame"] == "norland" for row in document["results"])


def test_the_api_gives_a_service_without_a_point_and_the_reports(study: Study, client: Client) -> None:
    release_study(study)

    service = client.get("/api/v1/services/custody-3/").json()
    coverage = client.get("/api/v1/studies/norland-2024/reports/coverage/")

    assert (service["kind"], service["latitude"], service["longitude"]) == ("custody", None, None)
    assert coverage.status_code == 200
    assert wrong_words(coverage.content.decode()) == []


def test_microdata_say_which_kind_of_service_answered(study: Study) -> None:
    strand = study.strands.get(kind="initial_interview")
    extract = InterviewExtract(strand, strand.instrument, is_full=False)
    variables = {variable.name: variable for variable in extract.tables[0].variables}

    assert variables["part"].label == "Kind of service, or organisation"
    assert [choice.label for choice in variables["part"].categories][:2] == [
        "Approved premises",
        "Youth custody unit",
    ]
    assert not {"area", "function"} & variables.keys()
    assert extract.unit == "Approved premises, youth custody unit or organisation"


def test_the_reference_frame_has_none_of_it(study: Study) -> None:
    frame = Frame.objects.get(slug="england-and-wales")

    assert Service.objects.in_frame(frame).count() == 0
    assert list(frame.words().kinds) == ["prison", "probation"]
    assert (frame.words().one, frame.words().many) == (
        "prison or probation service",
        "prisons and probation services",
    )


def test_the_map_says_how_many_services_it_does_not_show(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    client = client_for("study_lead")
    page = main_of(client.get("/atlas/?study=norland-2024").content.decode())
    feed = client.get("/atlas/feed.json?study=norland-2024").json()
    drawing = client.get("/atlas/map.svg?study=norland-2024").content.decode()

    assert "20 organisations and 24 approved premises and youth custody units open on 1 March 2024" in page
    assert (
        "24 services of this result are not on the map: no point in Great Britain is known. The list has every service."
    ) in page
    assert feed["services"] == []
    assert "24 approved premises and youth custody units" in " ".join(drawing.split())
    assert "Map of Norland" in drawing
    assert "Map of England and Wales" not in drawing


def test_the_list_of_services_has_those_without_a_point(
    study: Study, client_for: Callable[[str], Client]
) -> None:
    response = client_for("study_lead").get("/atlas/list.csv?study=norland-2024&list=services")
    rows = response.getvalue().decode()

    assert rows.count("Youth custody unit") == 12
    assert rows.count("Approved premises") == 12


def test_the_page_of_a_region_says_how_many_services_its_map_does_not_show(
    study: Study, client: Client
) -> None:
    page = main_of(client.get("/regions/upland/").content.decode())

    assert (
        "Squares: its approved premises and youth custody units. 12 without a known point in Great Britain are"
        in page
    )
    assert "Name Kind Social enterprise" in page


def test_a_service_without_a_point_says_so(study: Study, client: Client) -> None:
    custody = main_of(client.get("/services/custody-3/").content.decode())
    abroad = main_of(client.get("/services/premises-0/").content.decode())

    assert "It is not on the map: where it lies is not recorded." in custody
    assert "Where it lies is not known, so nobody can be named as near." in custody
    assert "It is not on the map: it lies outside Great Britain." in abroad
    assert "Kind Youth custody unit" in custody


def test_a_frame_without_sites_is_not_counted_in_sites(study: Study) -> None:
    with pytest.raises(ValidationError, match="Only the frame of England and Wales has sites"):
        actions.draft_study(
            slug="in-sites", title="In sites", frame=study.frame, frame_on=DAY, counting_unit="site", by=None
        )


def test_prisons_of_another_country_have_no_rows_of_facts_that_nobody_recorded(db: None) -> None:
    frame = FrameFactory(slug="tasmania", title="Tasmania")
    ServiceFactory.create_batch(
        12, own=True, frame=frame, region=RegionFactory(), latitude=None, longitude=None
    )
    made = actions.draft_and_open_study(
        slug="tasmania", title="Tasmania", frame=frame, frame_on=DAY, instrument=InstrumentFactory(), by=None
    )

    coverage = {table.key: table for table in registry.make("coverage", made, detail=True).tables}
    balance = {table.key: table for table in registry.make("nonresponse", made, detail=True).tables}[
        "balance"
    ]

    assert coverage["by_kind"].rows[0]["kind"] == "Prisons"
    assert {row["by"] for row in coverage["missing"].rows} == {"Prisons by region"}
    assert {row["by"] for row in balance.rows} == {"Kind", "Region"}
