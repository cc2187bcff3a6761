"""The page of the search: what it finds, says and leaves out."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises.models import Organisation
from search import index
from search.results import Results
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.learning import CaseStudyFactory
from tests.factories.releases import release_study
from tests.factories.survey import StudyFactory
from tests.pages import text_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("documents_of_module"),
    pytest.mark.both_databases,
]


def page(client, text, **query):
    """Return the page of a search. The factories tell the index nothing."""
    index.refresh(["organisation", "report"])
    return text_of(client.get("/search/", {"q": text, **query}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("bak", "Leeds Bakery</a>", id="the beginning of a word"),
        pytest.param("bakerie", "Leeds Bakery</a>", id="a word with a letter missing"),
        pytest.param("hmp LEEDS", "/services/hmp-leeds/", id="a prison in any case"),
        pytest.param("  west   yorkshire ", "/areas/west-yorkshire/", id="an area with odd spaces"),
        pytest.param("yorkshire", "/regions/yorkshire-and-humberside/", id="a region"),
        pytest.param("north west", "Probation region of 2021", id="the regions of both divisions"),
        pytest.param("south central", "/regions/south-central-2021/", id="a region of 2021 only"),
        pytest.param("leeds", 'href="/atlas/?near=town:leeds">Leeds</a>', id="a town"),
        pytest.param("ls9", "Organisations nearest to LS9", id="an outward code"),
        pytest.param("LS97TL", "HMP Leeds", id="the nearest prison of a postcode"),
        pytest.param("ZZ9 9ZZ", "That is not a postcode of England or Wales", id="no postcode"),
        pytest.param("HMP Berwyn", "/services/hmp-berwyn/", id="a prison of today"),
        pytest.param("Gwent Probation Service", "Last day open: 31 March 2010", id="a service that closed"),
        pytest.param("Gwent Probation Service", "Followed by Wales Probation Trust", id="and what followed"),
        pytest.param(
            "Wales Probation Trust", "/services/wales-probation-trust/#history", id="and what became of it"
        ),
        pytest.param("prisons in wales", "/services/hmp-cardiff/", id="the prisons of a region"),
    ],
)
def test_the_search_finds(client, text, expected):
    listed("Leeds Bakery", outcode="LS9")

    assert expected in page(client, text)


def test_without_a_text_and_without_a_result_there_are_sentences_to_try(client):
    for text in ("", "qqqq zzzz"):
        assert "catering qualifications near HMP Leeds</a>" in page(client, text)
    assert "Nothing found for “qqqq zzzz”" in page(client, "qqqq zzzz")


def test_what_is_read_can_be_taken_off_and_is_carried_to_the_map(client):
    listed("Leeds Kitchen", outcode="LS9", terms={"sector": "food", "activity": "qualifications"})

    text = page(client, "catering nvq near HMP Leeds")

    assert "(from ‘catering’)" in text
    assert 'href="/search/?q=catering+nvq+near+HMP+Leeds&amp;plain=catering"' in text
    assert (
        'href="/atlas/?sector=food&amp;activity=qualifications&amp;near=service%3Ahmp-leeds">See these on the map'
        in text
    )
    assert "(from ‘catering’)" not in page(client, "catering nvq near HMP Leeds", plain="catering")


def test_words_found_are_marked_and_texts_are_escaped(client):
    listed("Kitchen", outcode="LS9")
    Organisation.objects.update(description="A café & <b>catering</b> for all.")

    text = page(client, "catering")

    assert "A café &amp; &lt;b&gt;<mark>catering</mark>&lt;/b&gt; for all." in text


def test_a_case_study_says_in_a_line_what_was_done(client):
    case = CaseStudyFactory(title="Needles")
    case.sections.create(kind="background", text="Nobody had work.")
    case.sections.create(kind="service", text="Paid embroidery in cells.")
    index.refresh(["case_study"])

    text = page(client, "embroidery")

    assert '<p class="gh-row__summary">Paid <mark>embroidery</mark> in cells.</p>' in text
    assert "body=embroidery%0Ahttp%3A//testserver/search/%3Fq%3Dembroidery" in text


def test_a_misspelt_word_is_corrected_and_can_be_searched_for(client):
    text = page(client, "HMP Leads")

    assert "No ‘Leads’. Showing HMP Leeds." in text
    assert 'href="/search/?q=HMP+Leads&amp;plain=Leads">Search for ‘Leads’ instead</a>' in text
    assert "Showing HMP Leeds" not in page(client, "HMP Leads", plain="Leads")


def test_what_matches_most_says_what_is_missing(client):
    listed("Leeds Kitchen", outcode="LS9", terms={"sector": "food"})

    text = page(client, "food qualifications near Leeds")

    assert "Nothing matches all of it. These match most of it" in text
    assert "Missing:</strong> not known for qualifications." in text


def test_it_says_if_the_nearest_is_not_known_to_be_a_social_enterprise(client):
    listed("Near Kitchen", outcode="LS9", terms={"sector": "food"}, trading_share="0")
    engaged(listed("Far Kitchen", outcode="M1", terms={"sector": "food"}), "hmp-leeds")

    text = page(client, "food near HMP Leeds")

    assert "The nearest, Near Kitchen, is not known to be a social enterprise" in text
    assert text.index("Near Kitchen</a>") < text.index("Far Kitchen</a>")


def test_a_question_finds_the_report_that_answers_it(client):
    study = StudyFactory(slug="of-2009", is_published=True)
    release_study(study)

    text = page(client, "what stops prisons working with social enterprises")

    assert 'href="/studies/of-2009/reports/barriers/"' in text


@pytest.mark.parametrize(
    "typed",
    [
        "South West prisons with none",
        "prisons in the south west with no social enterprise",
        "south west without a social enterprise",
    ],
)
def test_where_none_is_known_in_a_region_is_on_its_page(client, typed):
    release_study(StudyFactory(slug="of-2009", is_published=True))

    text = page(client, typed)

    assert 'href="/regions/south-west/#services">South West</a>' in text
    assert "Its page shows at which prisons and probation services no social enterprise is known." in text
    assert text.index("/regions/south-west/") < text.index("/studies/of-2009/reports/gaps/")


def test_unpublished_organisations_are_found_by_research_roles_only(client, client_for):
    OrganisationFactory(name="Hidden Bakery")

    assert "Hidden Bakery" not in page(client, "hidden bakery")
    assert "Hidden Bakery" not in page(client_for("viewer"), "hidden bakery")
    assert "Hidden Bakery" in page(client_for("researcher"), "hidden bakery")
    assert client.get("/search/suggest", {"q": "hidden"}).json() == {"rows": []}


@pytest.mark.slow
def test_many_results_have_pages(client):
    for number in range(23):
        listed(f"Widget {number:02}", outcode="LS9")

    first, second = page(client, "widget"), page(client, "widget", kind="organisation", page="2")

    assert first.count('href="/organisations/widget-') == 20
    assert "All 23 organisations</a>" in first
    assert second.count('href="/organisations/widget-') == 3


def test_suggestions_have_services_and_places_before_organisations(client):
    listed("Leeds Bakery", outcode="LS9")

    index.refresh(["organisation"])

    rows = client.get("/search/suggest", {"q": "lee"}).json()["rows"]

    assert [row["name"] for row in rows][:1] == ["HMP Leeds"]
    assert rows[-1] == {
        "name": "Leeds Bakery",
        "kind": "Organisation",
        "address": "/organisations/leeds-bakery/",
    }
    assert len(rows) <= 8
    assert client.get("/search/suggest", {"q": "le"}).json() == {"rows": []}
    nickname = client.get("/search/suggest", {"q": "armley"}).json()["rows"]
    assert nickname[0]["address"] == "/services/hmp-leeds/"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "%00", "\0", "x" * 10_000, "' OR 1=1 --", "%_%", "<script>alert(1)</script>", "🏛 ", "шко ла"],
)
def test_any_text_is_answered(client, text):
    response = client.get("/search/", {"q": text, "plain": text, "kind": text, "page": text})

    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)
    assert client.get("/search/suggest", {"q": text}).status_code == 200


def test_a_page_that_no_database_can_count_to_has_nothing(client):
    response = client.get("/search/", {"q": "food", "kind": "organisation", "page": "9" * 18})

    assert "Nothing found for “food”" in text_of(response)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_whatever_is_typed_the_page_and_the_suggestions_answer(client, text):
    for address in ("/search/", "/search/suggest"):
        assert client.get(address, {"q": text, "plain": text[:4]}).status_code == 200, address


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=120)
    | st.lists(st.sampled_from(["HMP", "near", "in", "leeds", "food", "-", '"', "*", "LS9"])).map(" ".join)
)
def test_every_text_can_be_searched_for(text):
    results = Results(text, plain=[text[:4]])

    assert len(results.keys) == len(set(results.keys))
    assert results.partial is not None


def test_five_hundred_words_are_read_to_the_24th_and_the_rest_is_told(client):
    text = page(client, "food " * 500)

    assert "The first 24 words were read. The last 476 words were left out." in text


def test_queries_do_not_grow_with_the_directory(client):
    texts = (
        "catering", "food nvq near HMP Leeds", "LS9", "widget bakery", "Bakeyr", "prisons in wales", "armly",
        "HMP Leads", "who works with HMP Brixton",
    )  # fmt: skip
    counts = []
    for size in (1, 8):
        for number in range(size):
            engaged(listed(f"Bakery {size} {number}", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")
        for text in texts:
            page(client, text)
            with CaptureQueriesContext(connection) as queries:
                client.get("/search/", {"q": text})
            counts.append(len(queries))

    assert max(counts) <= 8, list(zip(texts * 2, counts, strict=True))


def test_the_command_prints_what_the_page_has():
    listed("Leeds Kitchen", outcode="LS9", terms={"sector": "food"})
    index.refresh(["organisation"])
    out = StringIO()

    call_command("search", "catring near HMP Leeds", format="json", stdout=out)

    assert json.loads(out.getvalue()) == {
        "filters": {"sector": "food", "near": "service:hmp-leeds"},
        "spelling": {"catring": "catering"},
        "results": ["organisation:leeds-kitchen"],
    }
