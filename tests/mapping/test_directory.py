"""The pages of an organisation, a service and a region."""

from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.actions import add_evidence
from enterprises.importing.presumptions import rules
from enterprises.models import EngagementTerm, Identifier, Organisation
from noms.models import Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of_answer as text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def page_text(client, organisation):
    return text_of(client.get(organisation.get_absolute_url()))


def test_pages_are_passed_on_by_email_with_what_is_chosen_and_unpublished_ones_are_not(client, client_for):
    bakery = listed("Bakery", outcode="LS9")
    for address in (
        bakery.get_absolute_url(),
        "/services/hmp-leeds/",
        "/areas/west-yorkshire/?on=2009-07-01",
        "/regions/wales/",
    ):
        sent = quote(f"http://testserver{address}")
        assert f'{sent}">Send by e-mail</a>' in text_of(client.get(address))

    hidden = OrganisationFactory(name="Hidden")
    assert "Send by e-mail" not in page_text(client_for("curator"), hidden)


@pytest.mark.usefixtures("fieldwork_day")
def test_an_organisation_has_its_outcome_with_a_reason_for_each_criterion(client):
    text = page_text(client, listed("Bakery", outcode="LS9"))

    assert "By the study’s definition it is a social enterprise." in text
    assert "80% of its income is from trading (above 50% is asked)." in text
    assert text.count("gh-criteria__item") == 5


def test_an_undetermined_outcome_lists_the_possible_ones(client):
    text = page_text(client, listed("Bakery", trading_share=""))

    assert "What is known does not settle whether it is a social enterprise." in text
    assert "One answer would settle it: the share of income from selling goods or services." in text
    assert "It may be: " in text


def test_confidential_evidence_is_not_shown_to_the_public(client_for):
    bakery = listed("Bakery", trading_share="")
    add_evidence(
        organisation=bakery,
        fact="trading_share",
        value="62.5",
        source_kind="organisation_interview",
        source="Interview with the manager",
        observed_on="2009-07-01",
        by=None,
    )

    public, research = page_text(client_for("public"), bakery), page_text(client_for("researcher"), bakery)

    assert "62.5" not in public
    assert public.count("By an answer given to the study: more than half.") == 1
    assert public.count("given to the study in confidence and are not published") == 1
    assert "It has social aims." in public
    assert "62.5%" in research


def test_an_organisation_shows_where_and_how_it_works(client):
    bakery = listed("Bakery", outcode="LS9")
    relation = engaged(bakery, "hmp-leeds", arrangement="contract", started_on="2008-04-01")
    EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term="paid_work")

    text = page_text(client, bakery)

    for words in ("HMP Leeds", "Contract", "Paid work experience", "Since 1 April 2008", "Its website"):
        assert words in text


def test_only_research_roles_see_the_words_of_one_service(client_for):
    bakery = listed("Bakery")
    engaged(
        bakery,
        "hmp-leeds",
        source_kind="service_interview",
        source="Interview with the head of skills",
        referrals=73521,
        evaluation="Not worth the money",
    )

    public, research = page_text(client_for("public"), bakery), page_text(client_for("researcher"), bakery)
    page = "/services/hmp-leeds/"

    for secret in ("head of skills", "73,521", "Not worth the money"):
        assert secret not in public.split("<main")[1].split("</main>")[0]
        assert secret not in text_of(client_for("public").get(page)).split("<main")[1].split("Facts</h2>")[0]
        assert secret in research


def test_only_research_roles_see_an_unpublished_relation(client_for):
    bakery = listed("Bakery")
    engaged(bakery, "hmp-leeds", is_published=False)

    assert (
        "Bakery"
        not in text_of(client_for("public").get("/services/hmp-leeds/")).split("Organisations based near")[0]
    )
    assert "Not published" in text_of(client_for("researcher").get("/services/hmp-leeds/"))


def test_only_research_roles_find_an_unpublished_organisation(client_for):
    hidden = OrganisationFactory(name="Hidden")

    assert client_for("public").get(hidden.get_absolute_url()).status_code == 404
    assert client_for("viewer").get(hidden.get_absolute_url()).status_code == 404
    assert "This entry is not published" in page_text(client_for("curator"), hidden)


def test_a_merged_organisation_redirects_to_the_one_it_became(client_for):
    current = listed("Kept")
    merged = OrganisationFactory(name="Gone", merged_into=current)

    assert (
        client_for("curator").get(merged.get_absolute_url()).headers["Location"] == current.get_absolute_url()
    )


def test_a_merged_organisation_redirects_the_public_too(client):
    current = listed("Kept")
    merged = OrganisationFactory(name="Gone", merged_into=current)

    assert client.get(merged.get_absolute_url()).headers["Location"] == current.get_absolute_url()


def test_register_numbers_link_to_the_register(client):
    bakery = listed("Bakery")
    Identifier.objects.create(organisation=bakery, scheme="GB-COH", value="04831118")

    assert "company-information.service.gov.uk/company/04831118" in page_text(client, bakery)


def test_markup_in_the_text_of_a_source_is_escaped(client):
    bakery = listed("Bakery <b>& Sons</b>")
    bakery.description = "<script>alert(1)</script>"
    bakery.source = "https://example.org/?a=1&b=<i>2"
    bakery.save()

    text = page_text(client, bakery)

    assert "<script>alert" not in text
    assert "<b>& Sons" not in text


def test_a_service_has_its_facts_dates_and_sources_and_unverified_ones(client):
    text = text_of(client.get("/services/hmp-leeds/"))

    for words in (
        "Yorkshire and Humberside",
        "LS12 2TJ",
        "1847",
        "Not checked",
        "category and function in 2009",
    ):
        assert words in text


def test_a_service_has_its_organisations_gaps_and_nearby_organisations(client):
    bakery, near = listed("Bakery", outcode="TR1"), listed("Near Bakery", outcode="LS9")
    relation = engaged(bakery, "hmp-leeds")
    EngagementTerm.objects.create(engagement=relation, vocabulary="activity", term="paid_work")

    text = text_of(client.get("/services/hmp-leeds/"))
    gaps = text.split("What nobody is known to provide here</h3>")[1].split("</ul>")[0]

    assert "Bakery</a>" in text.split("Organisations based near")[0]
    assert f"{near.name}</a>, " in text.split("Organisations based near")[1]
    assert "Vocational training" in gaps
    assert "Paid work" not in gaps


def test_an_area_service_and_its_trust_link_to_each_other(client):
    service = Service.objects.filter(form="area_service", successor__isnull=False).first()

    old = text_of(client.get(service.get_absolute_url()))
    new = text_of(client.get(service.successor.get_absolute_url()))

    assert "Closed: its last day was 31 March 2010." in old
    assert service.successor.get_absolute_url() in old
    assert "Followed</dt>" in new
    assert service.get_absolute_url() in new


def history_of(client, slug):
    return (
        text_of(client.get(f"/services/{slug}/")).split("What became of it</h2>")[1].split("summary-list")[0]
    )


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("hmp-ashwell", ["It closed in 2011."]),
        ("hmp-edmunds-hill", ["It became part of HMP Highpoint in 2011.", "/services/hmp-highpoint/"]),
        ("hmyoi-glen-parva", ["It closed in 2017, and a new", "29 May 2023", "/services/hmp-fosse-way/"]),
        ("hmyoi-ashfield", ["its function changed in 2013", "Mid-2009", "HMP Ashfield", "Young offender institution"]),
        ("hmp-dartmoor", ["It is temporarily closed since 2024. Emptied July-August 2024 because of radon."]),
        ("hmp-yoi-moorland", ["It has been HMP/YOI Hatfield since 2010.", "/services/hmp-yoi-hatfield/"]),
        ("hmp-isle-of-wight", ["It is in use today as part of HMP/YOI Isle of Wight.", "It closed in 2013."]),
        ("hmp-gartree", ["It is in use today under the same code."]),
        ("west-midlands-probation-service", ["by 5 probation delivery units of the probation region West", "Coventry"]),
        ("surrey-and-sussex-probation-trust", ["of the probation region Kent, Surrey and Sussex", "from June 2014"]),
    ],
)  # fmt: skip
def test_a_service_of_2009_tells_what_became_of_it(client, slug, words):
    history = history_of(client, slug)

    for one in words:
        assert one in history


def test_a_service_of_today_tells_what_was_there_before(client):
    northumberland = text_of(client.get("/services/hmp-northumberland/"))
    unit = text_of(client.get("/services/north-wales-probation-delivery-unit/"))

    assert "HMP Acklington</a>" in northumberland.split("What was here before</h2>")[1]
    for words in (
        "North Wales Probation Service</a> (1 April 2001 to 31 March 2010)",
        "Wales Probation Trust",
        "WPTNWS",
        "Conwy, Denbighshire",
    ):
        assert words in unit


def test_the_page_of_a_service_makes_few_queries(client, django_assert_max_num_queries):
    for slug in ("hmyoi-ashfield", "west-midlands-probation-service", "north-wales-probation-delivery-unit"):
        with django_assert_max_num_queries(18):
            client.get(f"/services/{slug}/")


def test_only_research_roles_see_the_refusal_of_a_named_service(client_for):
    strand = StrandFactory(study=StudyFactory(is_published=True, title="Study"))
    SampledUnitFactory(strand=strand, service=Service.objects.get(slug="hmp-leeds"), code=CaseCode.REFUSAL)

    for role, sees in (("public", False), ("viewer", False), ("curator", False), ("researcher", True)):
        assert ("refused" in text_of(client_for(role).get("/services/hmp-leeds/"))) is sees, role


def test_pages_have_a_canonical_address_and_schema_org_type(client):
    bakery = listed("Bakery", outcode="LS9")

    for path, kind in (
        (bakery.get_absolute_url(), "Organization"),
        ("/services/hmp-leeds/", "CivicStructure"),
        ("/areas/west-yorkshire/", "AdministrativeArea"),
        ("/regions/wales/", "AdministrativeArea"),
    ):
        text = text_of(client.get(f"{path}?from=elsewhere"))
        assert f'<link rel="canonical" href="http://testserver{path}">' in text
        assert f'itemscope itemtype="https://schema.org/{kind}"' in text
        assert 'itemprop="name"' in text
        assert 'itemprop="latitude"' in text


def test_an_invented_organisation_is_not_described_to_search_engines(client):
    bakery = listed("Bakery", outcode="LS9")
    bakery.is_invented = True
    bakery.save()

    assert 'itemtype="https://schema.org/Organization"' not in page_text(client, bakery)


@pytest.mark.parametrize(
    "path", ["/areas/none/", "/organisations/none/", "/services/none/", "/regions/none/"]
)
def test_a_page_that_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_every_service_and_region_has_a_page(client):
    slugs = Service.objects.order_by("slug").values_list("slug", flat=True)

    for slug in list(slugs)[::12]:
        assert client.get(f"/services/{slug}/").status_code == 200


def test_queries_do_not_grow_with_the_directory(client):
    counts = []
    for size in (1, 8):
        hub = listed(f"Hub {size}", outcode="LS9", terms={"sector": "food"})
        for number, service in enumerate(Service.objects.prisons().open_on(None)[:size]):
            engaged(hub, service.slug)
            engaged(listed(f"Shop {size} {number}", outcode="LS9", terms={"sector": "food"}), "hmp-leeds")
        for path in (
            hub.get_absolute_url(),
            "/services/hmp-leeds/",
            "/regions/yorkshire-and-humberside/",
            "/areas/west-yorkshire/",
        ):
            caches["pages"].clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))

    assert counts[:4] == counts[4:]
    assert max(counts) <= 23


def test_an_outcome_that_rests_on_old_facts_says_so_on_page_and_list(client, time_machine):
    time_machine.move_to("2026-11-30")
    bakery = listed("Bakery")
    bakery.evidence.update(observed_on="2010-03-01")

    assert "it was a social enterprise in 2010. No newer facts are known." in page_text(client, bakery)
    assert "Was, in 2010: social enterprise" in client.get("/atlas/?list=organisations").content.decode()


def test_what_is_presumed_is_marked_with_its_rule(client):
    bakery = listed("Bakery", own_bank_account="")
    weak = next(rule for rule in rules() if rule.id == "P5")
    add_evidence(
        organisation=bakery,
        fact="own_bank_account",
        value="yes",
        source_kind="presumption",
        source=weak.words,
        note="Nobody states this: it is presumed from “Legal form: company”.",
        observed_on="2009-07-01",
        by=None,
    )

    assert "Partly presumed (weak)" in page_text(client, bakery)
    text = client.get(f"/organisations/{bakery.slug}/assessment/").content.decode()
    assert "Presumed from its kind in law or register: Presumption P5, weak" in " ".join(text.split())


def test_a_relation_says_what_was_done_where_the_service_is_outside_the_frame_and_the_date_of_its_source(
    client,
):
    bakery = listed("Bakery")
    engaged(
        bakery,
        "hmp-berwyn",
        status="worked",
        description="a bakery inside",
        started_on="2017-01-01",
        started_precision="year",
        last_seen=2019,
        source="A report, https://example.org/report",
        observed_on="2019-02-01",
        source_date="2019-02",
    )

    text = page_text(client, bakery)

    for words in ("A bakery inside", "From 2017", "Last seen", "2019", "(February 2019)"):
        assert words in text
    assert "Opened 2017: not in the list of mid-2009." in text
    assert 'href="https://example.org/report"' in text


def test_a_relation_of_an_invented_organisation_is_marked_on_the_page_of_a_real_service(client):
    engaged(listed("Real bakery"), "hmp-leeds")
    invented = listed("Attic (invented)")
    Organisation.objects.filter(pk=invented.pk).update(is_invented=True)
    engaged(invented, "hmp-leeds")

    text = " ".join(client.get("/services/hmp-leeds/").content.decode().split())

    assert text.index("Real bakery") < text.index("Attic (invented)")
    assert text.count(">Invented<") == 1
