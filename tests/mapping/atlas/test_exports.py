"""The downloads of the atlas: CSV, Excel, GeoJSON, SVG, PNG."""

import csv
import io
import itertools
import json
import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from enterprises.models import EngagementTerm
from noms.models import Service
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def content_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_of(client, query=""):
    text = content_of(client.get(f"/atlas/list.csv{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def features_of(client, query=""):
    return json.loads(content_of(client.get(f"/atlas/list.geojson{query}")))


@pytest.mark.usefixtures("fieldwork_day")
def test_the_spreadsheet_has_the_whole_list_by_the_same_filters(client):
    for number in range(23):
        listed(f"Leeds Bakery {number:02}", outcode="LS9", terms={"sector": "food"})
    listed("Truro Bakery", outcode="TR1", terms={"sector": "food"})
    OrganisationFactory(name="Hidden", is_published=False)

    rows = rows_of(client, "?region=yorkshire-and-humberside")

    assert [row["name"] for row in rows] == [f"Leeds Bakery {number:02}" for number in range(23)]
    assert rows[0]["area"] == "West Yorkshire"
    assert rows[0]["outcome"] == "Social enterprise"
    assert rows[0]["sectors"] == "Food"
    assert rows[0]["address"] == "http://testserver/organisations/leeds-bakery-00/"
    assert rows[0]["label"].startswith("Demonstration.")


def test_the_spreadsheet_dates_outcomes_that_rest_on_old_facts(client, time_machine):
    time_machine.move_to("2026-11-30")
    listed("Leeds Bakery", outcode="LS9").evidence.update(observed_on="2010-03-01")

    (row,) = rows_of(client)

    assert row["outcome"] == "Was, in 2010: social enterprise"


def test_a_row_has_the_activities_and_services_of_its_relations(client):
    relation = engaged(listed("Bakery", outcode="LS9", terms={"activity": "paid_work"}), "hmp-leeds")
    EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term="qualifications")
    engaged(relation.organisation, "hmp-hull", is_published=False)

    (row,) = rows_of(client)

    assert row["activities"] == "Paid work experience; Qualifications"
    assert row["works with"] == "HMP Leeds"


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_of_the_spreadsheet_is_a_formula(client, name):
    listed("Bakery", outcode="LS9")
    OrganisationFactory(name=name, slug="odd", description=name, is_published=True)

    odd = next(row for row in rows_of(client) if row["address"].endswith("/odd/"))

    assert odd["name"] == f"'{name}"
    assert odd["description"] == f"'{name}"


def test_near_a_postcode_the_files_have_distances_and_their_order(client):
    listed("Truro Bakery", outcode="TR1")
    listed("Leeds Bakery", outcode="LS9")
    listed("Placeless Bakery")

    rows = rows_of(client, "?near=LS10")

    assert [row["name"] for row in rows] == ["Leeds Bakery", "Truro Bakery", "Placeless Bakery"]
    assert rows[0]["distance from"] == "LS10"
    assert 0 < float(rows[0]["miles"]) < float(rows[0]["kilometres"]) < 10
    assert 250 < float(rows[1]["miles"]) < 310 < 400 < float(rows[1]["kilometres"]) < 500
    assert rows[2]["miles"] == rows[2]["kilometres"] == ""


def test_services_and_areas_are_files_too(client):
    engaged(listed("Bakery"), "hmp-leeds")

    services = rows_of(client, "?list=services&kind=prison")
    areas = rows_of(client, "?list=areas&measure=engaged&ground=areas")

    leeds = next(row for row in services if row["name"] == "HMP Leeds")
    assert leeds["social enterprise known to work there"] == "yes"
    assert {row["social enterprise known to work there"] for row in services} == {"yes", "not known"}
    west_yorkshire = next(row for row in areas if row["name"] == "West Yorkshire")
    assert west_yorkshire["known"] == "1"
    # Not published by area, so the column is empty.
    assert west_yorkshire["not interviewed"] == ""
    assert [row["name"] for row in areas if not row["address"]] == ["England and Wales"]
    assert len(areas) == 43


def test_an_empty_result_is_a_file_with_only_a_header(client):
    assert content_of(client.get("/atlas/list.csv")).decode("utf-8-sig") == '"name","address"\r\n'
    assert features_of(client)["features"] == []


def test_map_data_has_points_east_then_north_and_its_sources(client):
    bakery, _placeless = listed("Bakery", outcode="LS9"), listed("Placeless")

    found = features_of(client, "?q=bakery")

    place = bakery.places.get()
    (feature,) = found["features"]
    assert feature["geometry"]["type"] == "Point"
    assert feature["geometry"]["coordinates"] == pytest.approx([place.longitude, place.latitude], abs=1e-5)
    assert found["title"] == "Organisations; name: “bakery”"
    assert "Crown copyright" in found["attribution"]
    assert found["label"].startswith("Demonstration.")
    assert found["address"] == "http://testserver/atlas/list.geojson?q=bakery"
    assert features_of(client, "?q=placeless")["features"][0]["geometry"] is None


def test_areas_are_polygons_in_the_direction_of_the_format(client):
    found = features_of(client, "?list=areas&area=west-yorkshire")

    (feature,) = found["features"]
    outer = feature["geometry"]["coordinates"][0][0]
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(outer))
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert outer[0] == outer[-1]
    assert twice > 0


def test_the_drawing_explains_its_ring_and_the_source_of_its_coast(client):
    drawing = content_of(client.get("/atlas/map.svg?near=LS9")).decode()

    assert "the ring marks LS9" in drawing
    assert "Coastline: Natural Earth." in drawing
    assert "ring marks" not in content_of(client.get("/atlas/map.svg")).decode()


def test_the_picture_is_a_png_file(client):
    response = client.get("/atlas/map.png?region=wales")

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == 'attachment; filename="gatehouse-map.png"'
    assert content_of(response).startswith(b"\x89PNG\r\n")


def test_a_file_is_refused_for_what_the_map_does_not_have_with_every_reason(client):
    query = "?region=%00&bbox=1,2&near=ZZZ&sort=price&list=people&sectr=food&measure=engaged&measure=gap&utm_source=x"
    for path in ("list.csv", "list.xlsx", "list.geojson", "map.svg", "map.png"):
        answer = client.get(f"/atlas/{path}{query}")

        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
        text = answer.content.decode()
        assert text.startswith("There is no file, because the address asks for what the map does not have:")
        for reason in (
            "is not one of the choices for “Region”",
            "Write a box as west,south,east,north",
            "No place that we know is called “ZZZ”",
            "“price” is not one of the choices for “sort”",
            "“people” is not one of the choices for “list”",
            "The map has no filter “sectr”",
            "“measure” was given more than once",
        ):
            assert reason in text
        assert "utm_source" not in text
        # The same is said on the page, which shows what it can.
        assert "The map has no filter “sectr”" in text_of(client.get(f"/atlas/{query}"))


def test_a_filter_that_does_not_change_a_list_is_not_ignored_in_its_files(client):
    listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})
    address = "list=services&sector=food&q=bakery&region=wales"

    refused = client.get(f"/atlas/list.csv?{address}")
    page = text_of(client.get(f"/atlas/?{address}"))

    assert refused.status_code == 400
    assert "The filter “Sector” (sector) does not change a list of prisons or probation services" in (
        refused.content.decode()
    )
    assert 'href="/atlas/list.csv?region=wales&amp;list=services"' in page
    assert client.get("/atlas/list.csv?region=wales&list=services").status_code == 200
    assert client.get("/atlas/list.csv?list=areas&measure=gap&sector=food").status_code == 400
    assert client.get("/atlas/list.csv?list=areas&measure=per_service&sector=food").status_code == 200


def test_the_list_is_a_workbook_too_with_the_same_rows_and_what_it_holds(client):
    listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})
    listed("=Evil Bakery", outcode="LS10")
    address = "/atlas/list.xlsx?near=LS9&q=bakery"
    answer = client.get(address)
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("List").to_python()
    heads, *values = rows[2:]

    assert answer["Content-Disposition"] == 'attachment; filename="gatehouse-organisations.xlsx"'
    assert rows[0][0].startswith("Organisations; name: “bakery”")
    found = [dict(zip(heads, row, strict=True)) for row in values]
    csv_rows = rows_of(client, "?near=LS9&q=bakery")
    assert [row["name"] for row in found] == ["Leeds Bakery", "=Evil Bakery"]
    assert [head for head in csv_rows[0] if head != "label"] == heads
    assert (found[0]["miles"], found[0]["kilometres"]) == (0.0, 0.0)
    about = dict(row[:2] for row in book.get_sheet_by_name("About").to_python()[3:])
    assert about["Address"] == f"http://testserver{address}"
    assert about["Definition"] == "inclusive-2009"
    assert client.get("/atlas/list.xlsx?region=wales&sector=craft").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/atlas/list.csv",
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in ("/atlas/list.csv?list=services", "/atlas/list.geojson")
        ),
    ],
)
def test_queries_do_not_grow_with_the_directory(client, path):
    counts = []
    for size in (2, 9):
        for number in range(size):
            engaged(listed(f"Shop {size} {number}", outcode="LS9", terms={"sector": "retail"}), "hmp-leeds")
        ServiceFactory(name=f"New {size}", successor=None)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            content_of(client.get(path))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 16
    assert Service.objects.count() > 0


def test_the_picture_is_fitted_to_what_is_asked_for_and_names_places(client):
    drawing = content_of(client.get("/atlas/map.svg?region=south-west-2021")).decode()
    country = content_of(client.get("/atlas/map.svg")).decode()

    assert "Exeter</text>" in drawing and "Newcastle upon Tyne</text>" not in drawing
    # The region itself is drawn full and all beside it pale.
    assert (
        drawing.count('opacity="0.4"')
        == len(re.findall('<path d="[^"]+" fill="#[0-9a-f]{6}" opacity', drawing))
        > 1
    )
    assert "<title>HMP" in drawing
    # The whole country has no single services, which would cover its cities.
    assert "<title>HMP" not in country and "Leeds</text>" in country
    assert "GeoNames, CC BY 4.0" in drawing
