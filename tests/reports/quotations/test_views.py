"""The pages on which quotations are proposed, approved and read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent, User
from reports.models import Quotation
from survey.actions import let_researchers_review
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.quotations import PUBLISHED, SAID, QuotationFactory, interview_with_words
from tests.factories.releases import release_study
from tests.factories.survey import (
    InstrumentFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)
from tests.pages import text_of_answer as text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    return StudyFactory(slug="study-2009", title="The study of 2009", is_published=True)


@pytest.fixture
def interview(study):
    service = ServiceFactory(name="HMP Leeds")
    return interview_with_words(unit=SampledUnitFactory(strand=StrandFactory(study=study), service=service))


def at(name, *args):
    return reverse(name, args=["study-2009", *args])


def test_a_researcher_proposes_and_a_lead_approves(client_for, interview):
    researcher, lead = client_for("researcher"), client_for("study_lead")
    new = at("quotation-new", "interview", interview.pk)

    page = text_of(researcher.get(new))
    sent = researcher.post(new, {"source": "views", "theme": "barriers", "text": PUBLISHED})
    quotation = Quotation.objects.get()
    beside = text_of(lead.get(quotation.get_absolute_url()))
    decided = lead.post(at("quotation-decide", quotation.pk), {"decision": "approve"})

    assert SAID in page
    assert sent["Location"] == decided["Location"] == quotation.get_absolute_url()
    assert "<del>At Leeds the governor, Ann Smith, told us</del>" in beside
    assert 'value="approve"' in beside
    quotation.refresh_from_db()
    assert quotation.state == "approved"
    reading = AuditEvent.objects.filter(verb__in=["interview.read", "quotation.read"])
    assert list(reading.order_by("pk").values_list("verb", flat=True)) == ["interview.read", "quotation.read"]


def test_a_researcher_does_not_approve_and_a_lead_not_her_own_words(client_for, study, interview):
    lead = client_for("study_lead")
    person = User.objects.get(email="study-lead@example.org")
    own = QuotationFactory(study=study, interview=interview, proposed_by=person)
    address = at("quotation-decide", own.pk)

    assert client_for("researcher").post(address, {"decision": "approve"}).status_code == 403
    assert "Another study lead approves them" in text_of(lead.get(own.get_absolute_url()))
    assert "Somebody else approves them" in text_of(lead.post(address, {"decision": "approve"}))
    own.refresh_from_db()
    assert own.state == "proposed"


def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(client_for, interview):
    sent = {"source": "", "theme": "", "text": "My own words"}

    page = text_of(client_for("researcher").post(at("quotation-new", "interview", interview.pk), sent))

    assert "There is a problem" in page
    assert page.count("govuk-error-message") == 2
    assert "My own words" in page


def test_names_and_personal_data_are_pointed_out(client_for, study, interview):
    ServiceFactory(name="HMP Low Newton")
    text = "At Low Newton and at Leeds, ring 0113 496 0000."
    quotation = QuotationFactory(study=study, interview=interview, text=text)
    lead = client_for("study_lead")

    page = text_of(lead.get(quotation.get_absolute_url()))
    refused = text_of(lead.post(at("quotation-decide", quotation.pk), {"decision": "approve"}))

    for sentence in (
        "It has a name: Low Newton.",
        "own service or organisation (Leeds)",
        "a telephone number",
    ):
        assert sentence in page
    assert "take that out" in refused.split("There is a problem")[1].split("</ul>")[0]


def test_without_consent_there_is_nothing_to_fill_in(client_for, study):
    unit = SampledUnitFactory(strand=StrandFactory(study=study))
    silent = interview_with_words(unit=unit, may_quote=False)

    page = text_of(client_for("researcher").get(at("quotation-new", "interview", silent.pk)))

    assert "does not consent to be quoted" in page
    assert "<textarea" not in page
    assert SAID not in page


def test_only_who_reviews_answers_quotes_from_them(client_for, study):
    for role, status in (("researcher", 404), ("study_lead", 404)):
        assert client_for(role).get(at("quotation-new", "answer", 1)).status_code == status
    assert client_for("researcher").get(at("quotation-new", "letter", 1)).status_code == 404


def an_answer(study, words):
    return ResponseFactory(
        sent=True,
        status="accepted",
        organisation=OrganisationFactory(),
        strand=OnlineStrandFactory(study=study, instrument=InstrumentFactory()),
        answers={"views": {"value": words}, "be_quoted": {"value": "yes"}},
    )


def test_a_researcher_reads_an_answer_beside_its_quotation_only_where_researchers_review(client_for, study):
    answer = an_answer(study, "In March the money ends.")
    quotation = QuotationFactory(study=study, interview=None, response=answer, text="The money ends.")
    new = at("quotation-new", "answer", answer.pk)
    researcher, lead = client_for("researcher"), client_for("study_lead")

    before = text_of(researcher.get(quotation.get_absolute_url()))
    assert "In March" not in before
    assert "has no words any more" not in before
    assert researcher.get(new).status_code == 404
    assert "<del>In March the</del>" in text_of(lead.get(quotation.get_absolute_url()))
    let_researchers_review(study=study, is_allowed=True, by=None)

    assert "In March" in text_of(researcher.get(quotation.get_absolute_url()))
    assert "In March the money ends." in text_of(researcher.get(new))
    reading = AuditEvent.objects.filter(verb__in=["interview.read", "response.read"])
    assert list(reading.values_list("verb", flat=True)) == ["response.read"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        pytest.param(" ", "Say why, so that whoever proposed it knows.", id="none"),
        pytest.param("x" * 301, "to 300 characters: it has 301", id="long"),
    ],
)
def test_a_decision_needs_a_reason_that_fits_and_says_so_once(client_for, study, interview, reason, sentence):
    quotation = QuotationFactory(study=study, interview=interview)
    address = at("quotation-decide", quotation.pk)

    page = text_of(client_for("study_lead").post(address, {"decision": "send_back", "reason": reason}))

    assert page.split("There is a problem")[1].split("</ul>")[0].count(sentence) == 1
    assert page.count("govuk-error-message") == 1
    quotation.refresh_from_db()
    assert quotation.state == "proposed"


def test_the_words_of_another_study_are_not_found(client_for, interview):
    StudyFactory(slug="another")
    quotation = QuotationFactory(study=interview.unit.strand.study, interview=interview)
    lead = client_for("study_lead")

    assert lead.get(f"/studies/another/quotations/{quotation.pk}/").status_code == 404
    assert lead.get(f"/studies/another/quotations/new/interview/{interview.pk}/").status_code == 404


def test_the_list_has_few_queries_and_says_what_waits(client_for, study):
    lead = client_for("study_lead")

    def queries():
        with CaptureQueriesContext(connection) as found:
            page = text_of(lead.get(at("quotation-list")))
        return len(found), page

    strand = StrandFactory(study=study)
    for _ in range(2):
        QuotationFactory(study=study, interview=interview_with_words(unit=SampledUnitFactory(strand=strand)))
    queries()
    few, page = queries()
    for _ in range(6):
        quoted = interview_with_words(unit=SampledUnitFactory(strand=strand))
        QuotationFactory(study=study, interview=quoted, approved=True)
    many, page = queries()

    assert many == few
    assert few <= 10
    assert "Waits for a second person" in page
    assert page.count("gh-row ") + page.count('"gh-row"') == 8


def test_a_report_shows_the_words_of_its_theme_to_the_public_as_the_release_has_them(client_for, study):
    strand = StrandFactory(study=study)
    unit = SampledUnitFactory(strand=strand, code="I")
    QuotationFactory(study=study, interview=interview_with_words(unit=unit), approved=True)
    release_study(study)

    shown = {
        name: text_of(client_for("public").get(f"/studies/study-2009/reports/{name}/"))
        for name in ("barriers", "benefits")
    }

    assert PUBLISHED in shown["barriers"]
    assert "<figcaption" in shown["barriers"]
    assert PUBLISHED not in shown["benefits"]


def test_a_finished_interview_and_the_task_page_lead_there(client_for, study, interview):
    QuotationFactory(study=study, interview=interview)
    lead = client_for("study_lead")

    page = text_of(lead.get(interview.get_absolute_url()))
    tasks = text_of(lead.get("/studies/study-2009/tasks/"))

    assert at("quotation-new", "interview", interview.pk) in page
    assert "Approve quotations" in tasks
    assert "1 quotation waits for a second person" in tasks
