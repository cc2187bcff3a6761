"""The sheets of a service, an area, a region, an organisation and a report, as everybody gets them."""

import datetime as dt
from io import BytesIO

import pikepdf
import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from enterprises.actions import update_organisation
from mapping.sheets.directory_sheets import area_sheet, organisation_sheet, region_sheet, service_sheet
from noms.models import ProbationArea, Region, Service
from survey.vocabulary import CaseCode
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

ADDRESS = "https://gatehouse.example.org/x/"


def words_of(response):
    """Return all the words of a Word document, in the order of reading."""
    document = Document(BytesIO(response.content))
    found = []
    for block in document.iter_inner_content():
        rows = block.rows if hasattr(block, "rows") else None
        found += [cell.text for row in rows for cell in row.cells] if rows is not None else [block.text]
    return "\n".join(found)


def service(slug):
    return Service.objects.get(slug=slug)


def section(sheet, title):
    return next(one for one in sheet.sections if one.title.startswith(title))


def test_each_page_links_to_its_sheets_and_these_are_files(client):
    bakery = listed("Bakery", outcode="LS9")
    pages = {
        "/services/hmp-leeds/": "/sheet/service/hmp-leeds",
        "/areas/west-yorkshire/": "/sheet/area/west-yorkshire",
        "/regions/london/": "/sheet/region/london",
        bakery.get_absolute_url(): f"/sheet/organisation/{bakery.slug}",
    }

    for page, sheet in pages.items():
        text = client.get(page).content.decode()
        for ending, kind in (("pdf", "application/pdf"), ("docx", "wordprocessingml.document")):
            assert f'href="{sheet}.{ending}"' in text
            response = client.get(f"{sheet}.{ending}")
            assert response.status_code == 200
            assert response["Content-Type"].endswith(kind)
            assert response["Content-Disposition"].endswith(f'.{ending}"')
            assert f"http://testserver{page}" in words_of(client.get(f"{sheet}.docx"))


@pytest.mark.parametrize(
    "path",
    [
        "service/hmp-leeds.odt",
        "service/nowhere.pdf",
        "area/nowhere.pdf",
        "region/nowhere.pdf",
        "organisation/nowhere.docx",
        "report/nothing/barriers.pdf",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/sheet/{path}").status_code == 404


@pytest.mark.usefixtures("fieldwork_day")
def test_a_service_says_who_works_there_six_and_how_many_more(client):
    for number in range(12):
        engaged(listed(f"Organisation {number:02}"), "hmp-leeds")

    sheet = service_sheet(service("hmp-leeds"), address=ADDRESS)

    here = section(sheet, "Who works here")
    assert here.items == tuple(f"Organisation {number:02}" for number in range(6))
    assert here.note == "and 6 more"
    assert sheet.answer == (
        "12 organisations are known to work here; 12 of them are known to be social enterprises today."
    )
    with pikepdf.open(BytesIO(client.get("/sheet/service/hmp-leeds.pdf").content)) as document:
        assert len(document.pages) == 1


def test_a_service_where_nobody_is_known_to_work_says_that_this_is_not_none():
    sheet = service_sheet(service("hmp-leeds"), address=ADDRESS)

    assert sheet.answer == "No organisation is known to work here. Not known is not the same as none."
    assert sheet.sections[0].title == "What nobody is known to provide here"
    assert sheet.facts.endswith("No study is published yet: this sheet has the directory only.")


def test_an_area_stands_beside_its_neighbours_its_region_and_the_country():
    # HMP Leeds and HMP Wealstun lie in West Yorkshire, HMP Lindholme in South Yorkshire.
    engaged(listed("Bakery"), "hmp-leeds")
    engaged(listed("Farm"), "hmp-lindholme")

    sheet = area_sheet(ProbationArea.objects.get(slug="west-yorkshire"), address=ADDRESS)

    rows = {row[0]: row[1:3] for row in sheet.comparison.rows}
    open_now = Service.objects.in_frame("england-and-wales").open_on()
    assert next(iter(rows)) == "West Yorkshire"
    assert list(rows)[-2:] == ["Region: Yorkshire and the Humber", "England and Wales"]
    assert {"North Yorkshire", "South Yorkshire", "Greater Manchester", "Lancashire"} <= rows.keys()
    assert len(rows) <= 8
    assert rows["West Yorkshire"][0] == rows["South Yorkshire"][0] == "1"
    assert rows["Region: Yorkshire and the Humber"][0] == rows["England and Wales"][0] == "2"
    assert rows["England and Wales"][1] == str(open_now.count())
    assert rows["West Yorkshire"][1] == str(
        open_now.in_area(ProbationArea.objects.get(slug="west-yorkshire")).count()
    )


def test_a_region_stands_beside_its_neighbours_of_the_same_division():
    london = Region.objects.get(slug="london")

    sheet = region_sheet(london, address=ADDRESS)

    assert [row[0] for row in sheet.comparison.rows] == [
        "London",
        "South East",
        "East of England",
        "England and Wales",
    ]


def test_an_organisation_says_where_it_works_and_how_to_reach_it():
    bakery = listed("Bakery", outcode="LS9")
    update_organisation(
        organisation=bakery,
        telephone="01632 960001",
        email="hello@example.org",
        contact_source="Its page",
        contact_checked_on=timezone.localdate(),
        by=None,
    )
    engaged(bakery, "hmp-leeds")
    bakery.refresh_from_db()

    sheet = organisation_sheet(bakery, address=ADDRESS)

    assert section(sheet, "Where it works").items == ("HMP Leeds",)
    assert section(sheet, "Whom to ask").items == ("Bakery: 01632 960001, hello@example.org",)
    assert sheet.comparison.rows[0][0] == "West Yorkshire"


def test_only_a_published_organisation_has_a_sheet_whoever_asks(client_for):
    hidden = OrganisationFactory(name="Hidden")
    merged = OrganisationFactory(name="Gone", merged_into=listed("Kept"))

    for role in ("public", "viewer", "researcher", "curator"):
        assert client_for(role).get(f"/sheet/organisation/{hidden.slug}.pdf").status_code == 404
        answer = client_for(role).get(f"/sheet/organisation/{merged.slug}.pdf")
        assert answer["Location"] == "/sheet/organisation/kept.pdf"
    assert "gh-sheet-links" not in client_for("curator").get(hidden.get_absolute_url()).content.decode()


def test_every_role_gets_the_same_sheet_without_what_only_research_roles_see(client_for):
    strand = StrandFactory(study=StudyFactory(is_published=True))
    SampledUnitFactory(strand=strand, service=service("hmp-leeds"), code=CaseCode.COMPLETE)
    engaged(listed("Told in confidence"), "hmp-leeds", is_published=False)
    engaged(listed("Bakery"), "hmp-leeds")

    found = {
        role: client_for(role).get("/sheet/service/hmp-leeds.docx")
        for role in ("public", "viewer", "researcher", "study_lead")
    }

    assert len({answer.content for answer in found.values()}) == 1
    assert "Told in confidence" not in words_of(found["public"])
    assert "Bakery" in words_of(found["researcher"])


def test_a_browser_that_has_the_sheet_is_told_so_until_the_directory_changes(client):
    first = client.get("/sheet/service/hmp-leeds.pdf")
    again = client.get("/sheet/service/hmp-leeds.pdf", headers={"If-None-Match": first["ETag"]})
    by_proxy = client.get(
        "/sheet/service/hmp-leeds.pdf", headers={"If-None-Match": f'"other", W/{first["ETag"]}'}
    )
    engaged(listed("Bakery"), "hmp-leeds")
    changed = client.get("/sheet/service/hmp-leeds.pdf", headers={"If-None-Match": first["ETag"]})

    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=3600"}
    assert (again.status_code, again.content) == (by_proxy.status_code, by_proxy.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_sheet_makes_few_queries_at_any_size(client):
    def queries_of(path):
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def engage(numbers):
        for number in numbers:
            engaged(listed(f"Organisation {number}", outcode="LS9"), "hmp-leeds")

    engage(range(2))
    paths = (
        "/sheet/service/hmp-leeds.docx",
        "/sheet/area/west-yorkshire.docx",
        "/sheet/region/london.docx",
        "/sheet/organisation/organisation-1.docx",
    )
    few = [queries_of(path) for path in paths]
    engage(range(2, 12))

    assert [queries_of(path) for path in paths] == few
    assert max(few) <= 30


def test_the_sheet_of_a_report_is_that_of_its_release(client):
    study = StudyFactory(is_published=True, slug="study-2009", title="The study of 2009")
    strand = StrandFactory(study=study)
    SampledUnitFactory(strand=strand, service=service("hmp-leeds"), code=CaseCode.COMPLETE)
    path = "/sheet/report/study-2009/coverage.docx"

    before = client.get(path).status_code
    directory = service_sheet(service("hmp-leeds"), address=ADDRESS)
    release_study(study, released_at=dt.datetime(2010, 3, 1, 9, 30, tzinfo=dt.UTC))
    SampledUnitFactory(strand=strand, service=service("hmp-hull"), code=CaseCode.COMPLETE)
    text = words_of(client.get(path))

    assert before == 404
    assert "The study “The study of 2009” is not released yet" in directory.facts
    assert "Report of the study “The study of 2009”" in text
    assert "release 1 of 1 March 2010" in text
    assert "/studies/study-2009/reports/coverage/" in text
    assert client.get("/sheet/report/study-2009/nothing.pdf").status_code == 404
    assert words_of(client.get(path)) == text


def test_a_service_has_the_barriers_that_its_kind_named_most_and_never_its_own(client):
    """Thirty prisons: 15 name funding, 10 of them pay too, 8 space, 7 something else."""
    strand = strand_asking(asks("barriers", "pay", "funding", "space", "other"), study__is_published=True)
    north = Region.objects.get(slug="north-east")
    for number in range(30):
        named = ["funding"] * (number < 15) + ["pay"] * (number < 10) + ["space"] * (15 <= number < 23)
        answered(strand, north, barriers=named or ["other"])
    for theme in ("space", "funding", "pay", "other"):
        for _ in range(9):
            answered(strand, north, probation=True, barriers=[theme])
    release_study(strand.study)

    found = section(service_sheet(service("hmp-leeds"), address=ADDRESS), "Barriers that")

    assert found.title == "Barriers that prisons named most"
    assert found.items == ("Funding: 15 of 30 (50%)", "Pay: 10 of 30 (33%)", "Space: 8 of 30 (27%)")
    assert found.note == "This is what all those interviewed said together, not what any one service said."


def test_an_area_has_the_barriers_that_all_services_named_most():
    strand = strand_asking(asks("barriers", "pay", "funding"), study__is_published=True)
    north = Region.objects.get(slug="north-east")
    for number in range(12):
        answered(strand, north, probation=number % 2 == 0, barriers=["pay"] if number < 7 else ["funding"])
    release_study(strand.study)

    sheet = area_sheet(ProbationArea.objects.get(slug="west-yorkshire"), address=ADDRESS)

    assert section(sheet, "Barriers that").title == "Barriers that prisons and probation services named most"
    assert section(sheet, "Barriers that").items == ("Pay: 7 of 12 (58%)", "Funding: 5 of 12 (42%)")
