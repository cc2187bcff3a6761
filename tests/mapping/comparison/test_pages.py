"""Areas and regions beside others: figures worked by hand, what the public may not see, and the address."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from noms.models import ProbationArea, Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of_answer as text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]
ON = "on=2009-07-01"


def rows_of(text: str, table: str) -> list[list[str]]:
    """Return the cells of each row of the table whose caption has this id."""
    body = text.split(f'id="{table}"')[1].split("<tbody")[1].split("</tbody>")[0]
    found = []
    for row in body.split("</tr>")[:-1]:
        cells = [cell.split(">", 1)[1] for cell in row.replace("<th ", "<td ").split("<td ")[1:]]
        found.append([_plain(cell) for cell in cells])
    return found


def _plain(html: str) -> str:
    words = "".join(part.split(">")[-1] for part in html.split("<"))
    return " ".join(words.split())


def test_an_area_stands_beside_its_neighbours_its_region_and_the_country(client):
    """On 1 July 2009 West Yorkshire had five prisons and its probation area: one of six is known; 2 of 177 in all."""
    bakery = listed("Bakery", outcode="LS9")
    engaged(bakery, "hmp-leeds")
    engaged(bakery, "hmp-hull")

    text = text_of(client.get(f"/areas/west-yorkshire/?{ON}"))

    assert "known to work with <strong>1 of its 6</strong> services." in text
    rows = rows_of(text, "compared-figures")
    assert rows[0] == ["West Yorkshire", "1", "6", "17%"]
    assert {row[0] for row in rows[1:-2]} == {
        "Derbyshire",
        "South Yorkshire",
        "Lancashire",
        "Greater Manchester",
        "North Yorkshire",
    }
    assert rows[-2] == ["Yorkshire and Humberside", "2", "18", "11%"]
    assert rows[-1] == ["England and Wales", "2", "177", "1%"]
    # At 2 of 177 none of six has 93.4%, at most one 99.8%: none or one is usual.
    assert "with so few services, that is no sign of a difference" in text
    assert "All 42 areas in order" in text


def test_all_areas_are_sorted_by_a_link_without_a_script(client):
    bakery = listed("Bakery", outcode="LS9")
    engaged(bakery, "hmp-leeds")
    engaged(bakery, "hmp-wakefield")
    engaged(bakery, "hmp-hull")

    by_known = text_of(client.get(f"/areas/west-yorkshire/?{ON}&sort=-known"))
    by_name = text_of(client.get(f"/areas/west-yorkshire/?{ON}&sort=name"))

    assert [row[:2] for row in rows_of(by_known, "all-figures")[:2]] == [
        ["West Yorkshire ▲, more than usual by chance", "2"],
        ["Humberside", "1"],
    ]
    known_head = by_known.split('aria-sort="descending"')[1].split("</th>")[0]
    assert '<a class="govuk-link" href="?on=2009-07-01&amp;sort=known#all-places">Known</a>' in known_head
    assert '<details class="gh-fold" id="all-places" open>' in by_known
    names = [row[0] for row in rows_of(by_name, "all-figures")]
    assert names[:-1] == sorted(names[:-1])
    assert names[-1] == "England and Wales"
    assert len(names) == 43


def test_an_address_chooses_what_is_compared_and_says_what_it_left_out(client):
    listed("Bakery", outcode="LS9")
    chosen = "with=kent,surrey&with=norfolk&measure=organisations"

    text = text_of(client.get(f"/areas/west-yorkshire/?{ON}&{chosen}"))
    odd = text_of(client.get("/areas/west-yorkshire/?measure=luck&sort=up&with=atlantis"))
    nine = ",".join(ProbationArea.objects.exclude(slug="west-yorkshire").values_list("slug", flat=True)[:9])
    many = text_of(client.get(f"/areas/west-yorkshire/?with={nine}"))

    assert [row[0] for row in rows_of(text, "compared-figures")][1:4] == ["Kent", "Norfolk", "Surrey"]
    assert rows_of(text, "compared-figures")[0] == ["West Yorkshire", "1"]
    for words in ("“luck” is not one of the choices", "“up” is not one of the orders", "no place “atlantis”"):
        assert words in odd
    assert "only the first 8 are shown" in many
    for measure in ("interviewed", "per_service", "gap"):
        assert client.get(f"/areas/kent/?measure={measure}").status_code == 200


def test_who_was_not_interviewed_is_shown_by_area_to_research_roles_only(client_for):
    """Two of the six services of West Yorkshire in the sample were interviewed, and one works with somebody."""
    strand = StrandFactory(study=StudyFactory(is_published=True))
    for slug, code in (
        ("hmp-leeds", CaseCode.COMPLETE),
        ("hmp-wakefield", CaseCode.COMPLETE),
        ("hmp-hull", "NC"),
    ):
        SampledUnitFactory(strand=strand, service=Service.objects.get(slug=slug), code=code)
    engaged(listed("Bakery", outcode="LS9"), "hmp-leeds")

    public = text_of(client_for("public").get("/areas/west-yorkshire/"))
    viewer = text_of(client_for("viewer").get("/areas/west-yorkshire/?measure=interviewed"))
    live = text_of(client_for("researcher").get("/areas/west-yorkshire/"))

    assert rows_of(live, "compared-figures")[0] == ["West Yorkshire", "1", "6", "17%", "4"]
    assert "Live figures, not released" in live
    assert rows_of(public, "compared-figures")[0] == ["West Yorkshire", "1", "6", "17%"]
    assert 'class="gh-compare__most"' not in public
    assert "not by area" in public
    assert "The study has released no figures yet." in viewer


@pytest.mark.slow
def test_what_is_released_of_interviews_is_shown_by_region_and_for_the_country(client):
    study = StudyFactory(is_published=True)
    strand = StrandFactory(study=study)
    for service in Service.objects.filter(slug__in=("hmp-leeds", "hmp-hull")):
        SampledUnitFactory(strand=strand, service=service, code=CaseCode.COMPLETE)
    release_study(study)

    text = text_of(client.get("/areas/west-yorkshire/?measure=interviewed"))
    engaged_text = text_of(client.get("/areas/west-yorkshire/"))

    assert rows_of(text, "compared-figures")[-1][:2] == ["England and Wales", "2"]
    # With 175 of 177 not interviewed all 177 could work with one.
    assert engaged_text.count('class="gh-compare__most"') >= 1


def test_a_region_stands_beside_its_neighbours_and_pages_make_as_many_queries_at_any_size(client):
    engaged(listed("Bakery", outcode="LS9"), "hmp-leeds")
    addresses = (
        "/regions/yorkshire-and-humberside/?on=2009-07-01",
        "/areas/west-yorkshire/?measure=gap",
        "/areas/west-yorkshire/?measure=per_service",
    )
    text = text_of(client.get(addresses[0]))
    assert rows_of(text, "compared-figures")[0] == ["Yorkshire and Humberside", "1", "18", "6%"]
    assert "All 10 regions in order" in text

    for address in addresses:
        client.get(address)
        before = _queries(client, address)
        for number in range(3):
            engaged(listed(f"Shop {address} {number}", outcode="LS9"), "hmp-wakefield")
        client.get(address)
        assert _queries(client, address) == before <= 22


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)
