"""The list of areas of the map as a table: sorted by link, the country last, a file with the same columns."""

import csv

import pytest

from noms.models import Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of_answer as text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]
DAY = "on=2009-07-01&ground=areas&measure=engaged&list=areas"


@pytest.fixture
def shop():
    shop = listed("Shop", outcode="LS9")
    for slug in ("hmp-leeds", "hmp-wakefield", "hmp-hull", "hmp-dartmoor", "hmp-exeter"):
        engaged(shop, slug)
    return shop


def file_of(client, query: str) -> list[dict[str, str]]:
    response = client.get(f"/atlas/list.csv?{query}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def names_of(text: str) -> list[str]:
    body = text.split('id="table-areas"')[1].split("<tbody")[1].split("</tbody>")[0]
    heads = [row.split("</th>")[0] for row in body.split('scope="row"')[1:]]
    return [" ".join(head.split(">", 1)[1].replace("</a>", "").split(">")[-1].split()) for head in heads]


def test_a_heading_sorts_and_its_file_has_the_same_order_and_columns(client, shop):
    """Devon and Cornwall has 2 of 4 services known, West Yorkshire 2 of 6, Humberside 1 of 5; 5 of 177 in all."""
    text = text_of(client.get(f"/atlas/?{DAY}&sort=-share"))
    rows = file_of(client, f"{DAY}&sort=-share")
    fewest = names_of(text_of(client.get(f"/atlas/?{DAY}&sort=known")))

    first = ["Devon and Cornwall", "West Yorkshire", "Humberside"]
    assert names_of(text)[:3] == [row["name"] for row in rows][:3] == first
    assert names_of(text)[-1] == rows[-1]["name"] == fewest[-1] == "England and Wales"
    assert fewest[0] == "Avon and Somerset"
    assert len(rows) == 43
    columns = ("known", "services", "share in %", "not interviewed")
    assert [rows[0][name] for name in columns] == ["2", "4", "50", ""]
    assert [rows[-1][name] for name in columns[:2]] == ["5", "177"]
    assert 'aria-sort="descending"' in text
    assert "sort=share" in text


def test_not_interviewed_is_a_column_for_research_roles_only(client_for, shop):
    strand = StrandFactory(study=StudyFactory(slug="then", is_published=True))
    SampledUnitFactory(strand=strand, service=Service.objects.get(slug="hmp-leeds"), code=CaseCode.COMPLETE)
    address = "study=then&measure=engaged&list=areas&ground=areas"

    live = file_of(client_for("researcher"), address)
    assert next(row for row in live if row["name"] == "West Yorkshire")["not interviewed"] == "5"
    assert "Not interviewed" in text_of(client_for("researcher").get(f"/atlas/?{address}"))
    for role in ("public", "viewer"):
        client = client_for(role)
        assert {row["not interviewed"] for row in file_of(client, address)} == {""}
        assert "Not interviewed" not in text_of(client.get(f"/atlas/?{address}"))


@pytest.mark.parametrize(
    ("measure", "columns"),
    [
        ("organisations", {"organisations": "1"}),
        ("per_service", {"organisations": "1", "services": "6", "for each service": "0.17"}),
        ("gap", {"activities with nobody known": "8"}),
    ],
)
def test_each_measure_has_its_own_columns(client, shop, measure, columns):
    rows = file_of(client, f"on=2009-07-01&ground=areas&measure={measure}&list=areas")

    found = next(row for row in rows if row["name"] == "West Yorkshire")
    assert {name: found[name] for name in columns} == columns
    assert rows[-1]["name"] == "England and Wales"
    assert client.get(f"/atlas/?list=areas&measure={measure}&sort=-known").status_code == 200
