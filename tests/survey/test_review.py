"""The review of answers: who may do it, the lists, what is a guess, every decision and what of it can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from enterprises.actions import add_identifier
from enterprises.models import Organisation
from survey import actions
from survey.models import Response, Strand, Study
from survey.online import acceptance_preview
from survey.vocabulary import ResponseStatus
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import InvitationFactory, ResponseFactory
from tests.pages import text_of
from tests.survey.reviewed import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def list_of(study: Study) -> str:
    return f"/studies/{study.slug}/answers/"


def page_of(row: Response) -> str:
    return f"{list_of(row.strand.study)}{row.reference}/"


def decide(client: Client, row: Response, what: str, **data: Any) -> Any:
    """Send a decision from the page as it is now."""
    seen = client.get(page_of(row)).context["seen"]
    return client.post(page_of(row), {"what": what, "seen": seen, **data})


def answers(**said: object) -> dict[str, dict[str, object]]:
    return {**ANSWERS, **{name: {"value": value} for name, value in said.items()}}


@pytest.mark.parametrize("is_allowed", [False, True])
@pytest.mark.parametrize(
    ("role", "status"),
    [("public", 302), ("viewer", 403), ("study_lead", 200), ("curator", 200), ("administrator", 403)],
)
def test_leads_and_curators_review_whatever_the_study_says(
    role: str, status: int, is_allowed: bool, waiting: Response, client_for: Callable[[str], Client]
) -> None:
    Study.objects.update(researchers_review=is_allowed)

    for address in (list_of(waiting.strand.study), page_of(waiting)):
        assert client_for(role).get(address).status_code == status


def test_a_researcher_reviews_only_where_the_lead_allows_it(
    waiting: Response, client_for: Callable[[str], Client]
) -> None:
    researcher, study = client_for("researcher"), waiting.strand.study
    for address in (list_of(study), page_of(waiting)):
        assert researcher.get(address).status_code == 403
        assert researcher.post(address).status_code in (403, 405)

    actions.let_researchers_review(study=study, is_allowed=True, by=None)
    assert "=Phoenix" in text_of(researcher.get(list_of(study)))
    decide(researcher, waiting, "reject", **{"reject-reason": "Sent twice"})
    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.REJECTED

    actions.let_researchers_review(study=study, is_allowed=False, by=None)
    assert researcher.get(list_of(study)).status_code == 403
    assert [event.verb for event in AuditEvent.objects.about(study).order_by("pk")] == [
        "study.researchers_review",
        "study.researchers_do_not_review",
    ]


def test_an_answer_of_another_study_is_not_there(waiting: Response, curator: Client) -> None:
    other = ResponseFactory(sent=True)

    assert curator.get(f"{list_of(waiting.strand.study)}{other.reference}/").status_code == 404


def test_each_list_has_its_answers_and_drafts_are_in_none(curator: Client, strand: Strand) -> None:
    ResponseFactory(strand=strand, answers=answers(organisation_name="A draft"))
    for name, about in {
        "Waits": {},
        "Put off": {"postponed_at": "2009-07-15T10:00Z", "postponed_because": "Asked them"},
        "Odd": {"status": "quarantined", "suspicion": "Too fast"},
        "Refused": {"status": "rejected", "reason": "Sent twice"},
    }.items():
        ResponseFactory(sent=True, strand=strand, answers=answers(organisation_name=name), **about)

    first = curator.get(list_of(strand.study))

    assert [(label, number) for _, label, number, _ in first.context["lists"]] == [
        ("Waiting for review", 1),
        ("Rejected", 1),
        ("Set aside as suspicious", 1),
        ("Put off", 1),
    ]
    for key, name in (("", "Waits"), ("put_off", "Put off"), ("quarantined", "Odd"), ("rejected", "Refused")):
        rows = curator.get(list_of(strand.study), {"list": key}).context["rows"]
        assert [row.named for row in rows] == [name]


def test_an_answer_is_found_by_name_and_by_reference(curator: Client, strand: Strand) -> None:
    one = ResponseFactory(sent=True, strand=strand, answers=answers(organisation_name="Leeds Bakery"))
    ResponseFactory(sent=True, strand=strand, answers=answers(organisation_name="Truro Gardens"))

    for text in ("bakery leeds", one.reference.lower()):
        assert curator.get(list_of(strand.study), {"q": text}).context["rows"] == [one]
    assert "No answer in this list fits" in text_of(curator.get(list_of(strand.study), {"q": "nobody"}))
    assert (
        curator.get(list_of(strand.study), {"q": "\0'\"%", "list": "draft", "page": "x"}).status_code == 200
    )


def test_a_list_takes_as_many_queries_for_thirty_answers_as_for_one(curator: Client, strand: Strand) -> None:
    ResponseFactory(sent=True, strand=strand, organisation=OrganisationFactory(), answers=ANSWERS)
    curator.get(list_of(strand.study))
    with CaptureQueriesContext(connection) as few:
        curator.get(list_of(strand.study))
    ResponseFactory.create_batch(29, sent=True, strand=strand, answers=ANSWERS)

    with CaptureQueriesContext(connection) as many:
        page = curator.get(list_of(strand.study))

    assert len(few) == len(many) <= 8
    assert len(page.context["rows"]) == 25


def test_an_answer_is_accepted_as_a_new_entry(curator: Client, waiting: Response) -> None:
    leeds = ServiceFactory(name="HMP Leeds")
    page = text_of(curator.get(page_of(waiting)))
    assert "A new entry</strong> (chosen)" in page and "Food" in page

    accepted = decide(curator, waiting, "accept", match="new", **{"service-0": str(leeds.pk)})

    waiting.refresh_from_db()
    made = Organisation.objects.get(name="=Phoenix")
    assert accepted.url == list_of(waiting.strand.study)
    assert (waiting.status, waiting.organisation) == (ResponseStatus.ACCEPTED, made)
    assert made.engagements.get().service == leeds
    decide(curator, waiting, "accept", match="new", **{"service-0": str(leeds.pk)})
    assert Organisation.objects.filter(name="=Phoenix").count() == 1


def test_after_a_decision_comes_the_next_answer(curator: Client, waiting: Response) -> None:
    following = ResponseFactory(sent=True, strand=waiting.strand, answers=ANSWERS)

    response = decide(curator, waiting, "reject", **{"reject-reason": "Sent twice"})

    assert response.url == page_of(following)


def test_another_entry_is_found_by_searching_for_its_name(curator: Client, waiting: Response) -> None:
    other = OrganisationFactory(name="Leeds Joinery", slug="leeds-joinery")

    found = text_of(curator.get(page_of(waiting), {"find": "leeds joinry"}))
    assert 'href="?match=leeds-joinery#entry">Leeds Joinery</a>' in found
    assert "No other entry has a name like “zzzz”" in text_of(curator.get(page_of(waiting), {"find": "zzzz"}))
    chosen = text_of(curator.get(page_of(waiting), {"match": "leeds-joinery"}))
    assert "What would change in “Leeds Joinery”" in chosen
    assert "Nothing but its name speaks for it" in chosen
    decide(curator, waiting, "accept", match="leeds-joinery", **{"service-0": "none"})

    waiting.refresh_from_db()
    assert waiting.organisation == other


def test_an_entry_that_is_gone_is_reported_and_nothing_is_accepted(
    curator: Client, waiting: Response
) -> None:
    page = decide(curator, waiting, "accept", match="gone", **{"service-0": "none"})

    assert "There is no such entry any more." in text_of(page)
    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.SUBMITTED


def test_an_entry_that_only_sounds_alike_is_a_guess_and_not_chosen(curator: Client, strand: Strand) -> None:
    OrganisationFactory(name="Phoenix Kitchens")
    row = ResponseFactory(sent=True, strand=strand, answers=answers(organisation_name="Phoenix Kitchen"))

    page = curator.get(page_of(row))

    assert [one.is_sure for one in page.context["likely"]] == [False]
    assert page.context["match"] == "new"
    assert "Guess</strong>" in text_of(page)


def test_who_was_invited_or_has_the_number_is_no_guess(strand: Strand) -> None:
    invited, numbered = OrganisationFactory(name="Invited"), OrganisationFactory(name="=Phoenix")
    add_identifier(organisation=numbered, scheme="GB-COH", value="01234567", by=None)
    invitation = InvitationFactory(strand=strand, organisation=invited)
    row = ResponseFactory(sent=True, strand=strand, invitation=invitation, answers=ANSWERS)

    likely = acceptance_preview.candidates_for(row)

    assert [(one.organisation, one.is_sure) for one in likely] == [(invited, True), (numbered, True)]


@pytest.mark.parametrize(
    ("words", "is_exact"),
    [
        pytest.param("HMP Leeds", True, id="its name"),
        pytest.param("leeds prison", True, id="its name with another word for a prison"),
        pytest.param("HMP Leads", False, id="a spelling mistake"),
        pytest.param("Leeds near the station", False, id="more words"),
        pytest.param("Durham", False, id="a prison or a probation service"),
        pytest.param("HMP Durham", True, id="the kind says which"),
    ],
)
def test_only_the_name_of_one_service_is_no_guess(words: str, is_exact: bool, strand: Strand) -> None:
    ServiceFactory(name="HMP Leeds")
    ServiceFactory(name="HMP Durham")
    ServiceFactory(name="Durham Probation Service", probation=True)
    row = ResponseFactory(sent=True, strand=strand, answers=answers(works_with_services=words))

    (line,) = acceptance_preview.named_services(row)

    assert (line.best_match is not None, line.is_exact) == (True, is_exact)


def test_the_name_of_a_service_is_no_markup_in_a_hint(curator: Client, strand: Strand) -> None:
    ServiceFactory(name="HMP <b>Leeds</b>")
    row = ResponseFactory(sent=True, strand=strand, answers=answers(works_with_services="HMP <b>Leads</b>"))

    page = curator.get(page_of(row)).content.decode()

    assert "The guess is HMP &lt;b&gt;Leeds&lt;/b&gt;" in page
    assert "<b>" not in page


def test_a_guessed_service_is_chosen_by_the_reviewer_and_by_nothing_else(
    curator: Client, strand: Strand
) -> None:
    leeds = ServiceFactory(name="HMP Leeds")
    row = ResponseFactory(sent=True, strand=strand, answers=answers(works_with_services="HMP Leads"))
    page = text_of(curator.get(page_of(row)))
    assert "HMP Leeds (guess)" in page and "The guess is HMP Leeds" in page

    refused = decide(curator, row, "accept", match="new", **{"service-0": ""})
    assert "Say which service “HMP Leads” means, or leave it out" in text_of(refused)
    row.refresh_from_db()
    assert row.status == ResponseStatus.SUBMITTED
    decide(curator, row, "accept", match="new", **{"service-0": str(leeds.pk)})

    row.refresh_from_db()
    assert row.organisation is not None and row.organisation.engagements.get().service == leeds


def test_a_rejection_needs_a_reason_and_can_be_undone(curator: Client, waiting: Response) -> None:
    refused = decide(curator, waiting, "reject", **{"reject-reason": " "})
    assert "Enter “Why it is rejected”" in text_of(refused)

    decide(curator, waiting, "reject", **{"reject-reason": "Not an organisation"})
    assert "Not an organisation" in text_of(curator.get(page_of(waiting)))
    undone = decide(curator, waiting, "undo")

    waiting.refresh_from_db()
    assert undone.url == page_of(waiting)
    assert (waiting.status, waiting.decided_at) == (ResponseStatus.SUBMITTED, None)
    assert list(
        AuditEvent.objects.about(waiting)
        .exclude(verb="response.read")
        .values_list("verb", flat=True)
        .order_by("pk")
    ) == [
        "response.rejected",
        "response.rejection_undone",
    ]


def test_an_answer_is_put_off_and_taken_up_again(curator: Client, waiting: Response) -> None:
    decide(curator, waiting, "put-off", **{"put-off-reason": "Asked them which prison"})

    study = waiting.strand.study
    assert curator.get(list_of(study)).context["rows"] == []
    put_off = curator.get(list_of(study), {"list": "put_off"})
    assert "Asked them which prison" in text_of(put_off)

    decide(curator, waiting, "take-up")
    assert curator.get(list_of(study)).context["rows"] == [waiting]


def test_a_suspicious_answer_is_released_before_it_is_accepted(curator: Client, strand: Strand) -> None:
    row = ResponseFactory(
        sent=True, strand=strand, answers=ANSWERS, status="quarantined", suspicion="Sent after 3 seconds"
    )
    page = text_of(curator.get(page_of(row)))
    assert "Sent after 3 seconds" in page and "Accept" not in page.partition("<main")[2]

    decide(curator, row, "release")

    row.refresh_from_db()
    assert row.status == ResponseStatus.SUBMITTED


@pytest.mark.parametrize(
    ("what", "about"),
    [
        pytest.param("put-off", {}, id="put it off"),
        pytest.param(
            "take-up", {"postponed_at": "2009-07-15T10:00Z", "postponed_because": "Asked"}, id="take it up"
        ),
        pytest.param("release", {"status": "quarantined", "suspicion": "Too fast"}, id="release it"),
        pytest.param("undo", {"status": "rejected", "reason": "Sent twice"}, id="undo its rejection"),
    ],
)
def test_no_answer_of_an_archived_study_is_moved(
    what: str, about: dict[str, str], curator: Client, strand: Strand
) -> None:
    row = ResponseFactory(sent=True, strand=strand, answers=ANSWERS, **about)
    Study.objects.update(state="archived")
    before = Response.objects.values().get()

    page = decide(curator, row, what, **{"put-off-reason": "Asked them"})
    if page.status_code == 302:
        page = curator.get(page.url)

    assert "This study is archived: nothing in it changes any more." in text_of(page)
    assert Response.objects.values().get() == before


def test_a_decision_on_answers_that_changed_meanwhile_is_not_carried_out(
    curator: Client, waiting: Response
) -> None:
    seen = curator.get(page_of(waiting)).context["seen"]
    Response.objects.update(answers=answers(organisation_name="Another"))

    page = curator.post(
        page_of(waiting), {"what": "reject", "seen": seen, "reject-reason": "Not an organisation"}
    )

    text = text_of(page)
    assert "The respondent changed the answers while this page was open" in text
    assert "Another" in text and "Not an organisation" in text
    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.SUBMITTED


def test_a_decision_that_was_made_meanwhile_is_reported(curator: Client, waiting: Response) -> None:
    seen = curator.get(page_of(waiting)).context["seen"]
    actions.reject_response(response=waiting, reason="Sent twice", by=None)

    page = curator.post(page_of(waiting), {"what": "put-off", "seen": seen, "put-off-reason": "Ask"})

    assert "Only an answer that waits for review can be put off." in text_of(page)


@pytest.mark.parametrize("what", ["", "nonsense"])
def test_an_unknown_decision_changes_nothing(what: str, curator: Client, waiting: Response) -> None:
    curator.post(page_of(waiting), {"what": what})

    waiting.refresh_from_db()
    assert waiting.status == ResponseStatus.SUBMITTED


def test_reading_an_answer_is_written_to_the_audit_trail(curator: Client, waiting: Response) -> None:
    curator.get(page_of(waiting))

    assert AuditEvent.objects.get(verb="response.read").subject_id == str(waiting.pk)


def test_only_what_is_ticked_is_accepted(curator: Client, strand: Strand) -> None:
    row = ResponseFactory(
        sent=True,
        strand=strand,
        answers=answers(employees=12, sector=["food", "retail"], list_publicly="yes"),
    )
    changes = [change for change, _ in curator.get(page_of(row)).context["changes"]]
    assert {change.key for change in changes if change.is_offered} == {"sector", "evidence-employees"}

    decide(curator, row, "accept", match="new", take=["evidence-employees"], **{"service-0": "none"})

    row.refresh_from_db()
    made = row.organisation
    assert made is not None and not made.terms.exists()
    assert [evidence.fact for evidence in made.evidence.all()] == ["employees"]
    assert row.outcome["left_out"] == ["sector"]


def test_what_was_not_ticked_stays_so_when_the_form_has_an_error(curator: Client, strand: Strand) -> None:
    ServiceFactory(name="HMP Leeds")
    row = ResponseFactory(sent=True, strand=strand, answers=answers(works_with_services="HMP Leads"))

    page = decide(curator, row, "accept", match="new", take=[], **{"service-0": ""})

    assert [
        (change.key, is_ticked) for change, is_ticked in page.context["changes"] if change.is_offered
    ] == [("sector", False)]


def test_an_acceptance_is_undone_and_its_facts_leave_the_directory(curator: Client, strand: Strand) -> None:
    entry, leeds = OrganisationFactory(name="Phoenix"), ServiceFactory(name="HMP Leeds")
    row = ResponseFactory(sent=True, strand=strand, answers=answers(employees=12))
    services = {("works", "HMP Leeds"): leeds}
    actions.accept_response(response=row, organisation=entry, services=services, by=None)
    assert (entry.terms.count(), entry.engagements.count()) == (1, 1)

    refused = decide(curator, row, "take-out", **{"take-out-reason": ""})
    assert "Enter “Why it is taken out again”" in text_of(refused)
    decide(curator, row, "take-out", **{"take-out-reason": "It was the wrong entry"})

    row.refresh_from_db()
    assert (row.status, row.organisation, row.outcome) == (ResponseStatus.SUBMITTED, None, {})
    assert (entry.terms.count(), entry.engagements.count()) == (0, 0)
    assert [evidence.is_withdrawn for evidence in entry.evidence.all()] == [True]
    other = OrganisationFactory(name="Another")
    actions.accept_response(response=row, organisation=other, services=services, by=None)
    assert (other.terms.count(), other.engagements.count()) == (1, 1)


def test_an_entry_that_only_the_answer_made_leaves_with_it(curator: Client, strand: Strand) -> None:
    row = ResponseFactory(sent=True, strand=strand, answers={"organisation_name": {"value": "Phoenix"}})
    actions.accept_response(response=row, organisation=None, by=None)

    page = decide(curator, row, "take-out", **{"take-out-reason": "Not an organisation"})

    assert "The entry “Phoenix” is taken out of the directory too." in text_of(curator.get(page.url))
    assert not Organisation.objects.exists()


def test_a_reviewer_withdraws_answers_for_the_respondent(curator: Client, waiting: Response) -> None:
    decide(curator, waiting, "withdraw", **{"withdraw-reason": "By telephone on 3 August"})

    waiting.refresh_from_db()
    assert (waiting.status, waiting.answers) == (ResponseStatus.WITHDRAWN, {})
    assert curator.get(page_of(waiting)).status_code == 200


def test_the_listing_of_an_accepted_answer_is_taken_back_with_a_reason(
    curator: Client, strand: Strand
) -> None:
    row = ResponseFactory(sent=True, strand=strand, answers=answers(list_publicly="yes"))
    actions.accept_response(response=row, organisation=None, by=None)

    decide(curator, row, "take-back", **{"take-back-reason": "By telephone on 3 August"})

    row.refresh_from_db()
    assert row.answers["list_publicly"] == {"value": "no"}
