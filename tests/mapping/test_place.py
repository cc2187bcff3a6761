"""The pages of a region and a probation area, with the activities missing there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import EngagementTerm
from noms.models import Outcode, Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import PlaceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of_answer as text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_a_gap_names_the_nearest_organisation_with_its_distance(client):
    college = listed("College", outcode="LS9", terms={"activity": "qualifications"})
    listed("Far College", outcode="HU1", terms={"activity": "qualifications"})
    worker = engaged(listed("Worker", outcode="LS10"), "hmp-hull")
    EngagementTerm.objects.create(engagement=worker, vocabulary="activity", term="paid_work")

    text = text_of(client.get("/services/hmp-leeds/"))
    gaps = text.split("What nobody is known to provide here</h3>")[1].split("</ul>")[0]

    assert (
        f'nearest: <a class="govuk-link" href="{college.get_absolute_url()}">College</a>, 2.7 miles.' in gaps
    )
    assert "Far College" not in gaps
    assert "Worker</a>" in gaps.split("Paid work experience")[1].split("</li>")[0]
    assert "no social enterprise is listed for it within about 70 miles" in gaps.split("Business advice")[1]


def test_nearest_is_a_social_enterprise_that_does_not_work_there_already(client):
    """Of three that do what HMP Leeds lacks, the nearest works there and the next is a business."""
    terms = {"activity": "personal_development"}
    engaged(listed("Here Already", outcode="LS9", terms=terms), "hmp-leeds")
    listed("For Its Owners", outcode="LS10", terms=terms, reinvested_share="10")
    listed("Further Off", outcode="HU1", terms=terms)

    text = text_of(client.get("/services/hmp-leeds/"))

    gap = text.split("What nobody is known to provide here</h3>")[1].split("Personal development")[1]
    assert "Further Off</a>" in gap.split("</li>")[0]


def test_an_organisation_of_two_places_is_near_by_its_main_place(client):
    """It is based in Hull, about 51 miles from HMP Leeds, and has a second place in Leeds."""
    college = listed("College", outcode="HU1")
    second = Outcode.objects.get(pk="LS9")
    PlaceFactory(organisation=college, is_main=False, latitude=second.latitude, longitude=second.longitude)

    near = text_of(client.get("/services/hmp-leeds/")).split("Organisations based near</h2>")[1]

    assert near.count("College</a>") == 1
    assert "College</a>, 51 miles" in near


def test_a_table_of_services_says_that_others_work_there(client):
    engaged(listed("For Its Owners", outcode="LS10", reinvested_share="10"), "hmp-leeds")

    text = text_of(client.get("/areas/west-yorkshire/"))

    assert "Not known; 1 other organisation works here" in text.split("HMP Leeds</a>")[1].split("</tr>")[0]


def test_an_area_has_its_figures_organisations_services_and_gaps(client):
    relation = engaged(listed("Bakery", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")
    EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term="paid_work")

    text = text_of(client.get("/areas/west-yorkshire/"))

    for words in ("Bakery</a>", "HMP Leeds", "Known to work here", "Food</a>: 1", "Yorkshire and Humberside"):
        assert words in text
    assert "HMP Hull" not in text
    assert "Paid work experience" not in text.split("What nobody is known to provide")[1].split("</ul>")[0]


def test_how_many_of_an_area_were_interviewed_is_for_research_roles(client_for):
    strand = StrandFactory(study=StudyFactory(is_published=True))
    SampledUnitFactory(strand=strand, service=Service.objects.get(slug="hmp-leeds"), code=CaseCode.COMPLETE)

    for role, sees in (("public", False), ("viewer", False), ("researcher", True)):
        shown = "services interviewed" in text_of(client_for(role).get("/areas/west-yorkshire/"))
        assert shown is sees, role


def test_live_figures_of_a_region_are_read_once_for_its_page(client_for):
    strand = StrandFactory(study=StudyFactory(is_published=True))
    leeds = Service.objects.get(slug="hmp-leeds")
    SampledUnitFactory(strand=strand, service=leeds, region=leeds.region, code=CaseCode.REFUSAL)

    with CaptureQueriesContext(connection) as queries:
        text = text_of(client_for("researcher").get("/regions/yorkshire-and-humberside/"))

    assert "0 of 1 services interviewed" in " ".join(text.split())
    assert sum('FROM "survey_response"' in query["sql"] for query in queries) == 1


def test_an_area_is_in_the_region_of_the_day_shown(client):
    for query, region in (("", "Yorkshire and the Humber"), ("?on=2009-07-01", "Yorkshire and Humberside")):
        page = text_of(client.get(f"/areas/west-yorkshire/{query}"))
        assert f"Probation area of 2009, in {region}" in page


def test_a_region_has_its_figures_organisations_and_services(client):
    engaged(listed("Bakery", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")

    text = text_of(client.get("/regions/yorkshire-and-humberside/?on=2009-07-01"))

    for words in (
        "1 of 18",
        "Bakery</a>",
        "HMP Leeds",
        "Known to work here",
        "West Yorkshire",
        "Food</a>: 1",
    ):
        assert words in text


def test_a_region_of_2021_has_its_services_of_today_and_a_name_that_may_be_an_old_one(client):
    listed("Bakery", outcode="LS9")

    leeds = text_of(client.get("/regions/yorkshire-and-the-humber-2021/"))
    london = text_of(client.get("/regions/london-2021/"))

    for words in (
        "Probation region of 2021",
        "Bakery</a>",
        "HMP Leeds",
        "Leeds Probation Delivery Unit",
        "/areas/west-yorkshire/",
    ):
        assert words in leeds
    assert "HMP Wealstun" in leeds
    assert "HMP Wolds</a>, until 2013. Followed by" in leeds
    assert "<title>London (probation region of 2021) – Gatehouse</title>" in london
    assert "<title>London (NOMS region of 2009) – Gatehouse</title>" in text_of(
        client.get("/regions/london/")
    )


def test_an_area_lists_its_delivery_units_and_both_its_regions(client):
    text = text_of(client.get("/areas/northamptonshire/"))

    assert "Northamptonshire Probation Delivery Unit</a>" in text
    assert "/regions/east-midlands/" in text
    assert "/regions/east-of-england-2021/" in text
