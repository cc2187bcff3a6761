"""The report of the online survey on small studies made by hand."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Organisation
from reports.disclosure import control
from reports.formats.files import FORMATS
from reports.online import report as online
from reports.table import Bound, Report, Row
from survey.models import Strand, Study
from survey.questionnaire import Choice, Question, QuestionType
from survey.vocabulary import ResponseStatus, Source
from tests.factories.assessed import assessed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import OutcodeFactory
from tests.factories.survey import (
    DeliveryFactory,
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    StudyFactory,
    questionnaire,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAYERS = (
    Choice("esf", "European Social Fund"),
    Choice("sales", "Sales"),
    Choice("trust", "Charitable trust"),
    Choice("not_known", "I don’t know"),
)
NETWORKS = (Choice("local", "A local one"), Choice("none", "None"))
QUESTIONNAIRE = questionnaire(
    Question("relation", QuestionType.SELECT_ONE, "Works with offenders?", choices=NETWORKS),
    Question("payer", QuestionType.SELECT_MULTIPLE, "Who pays?", choices=PAYERS),
    Question(
        "largest_payer",
        QuestionType.SELECT_ONE,
        "Largest?",
        choices=PAYERS,
        relevant="count-selected(${payer}) > 1",
    ),
    Question("employees", QuestionType.INTEGER, "Employees?"),
    Question("postcode", QuestionType.TEXT, "Postcode?"),
    Question("networks", QuestionType.SELECT_MULTIPLE, "Networks?", choices=NETWORKS),
)


ABOUT = ("status", "withdrawn_at", "invitation", "delivery", "reason", "suspicion")


@pytest.fixture
def strand() -> Strand:
    return OnlineStrandFactory(
        study=StudyFactory(slug="study", frame_on=dt.date(2009, 7, 1)),
        instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE),
    )


def sent(strand: Strand, day: dt.date = dt.date(2009, 7, 15), *, number: int = 1, **said):
    """Create responses that were sent at noon of a day; other arguments go to the factory."""
    about = {name: said.pop(name) for name in ABOUT if name in said}
    answers = {name: value if isinstance(value, dict) else {"value": value} for name, value in said.items()}
    moment = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return [
        ResponseFactory(sent=True, strand=strand, submitted_at=moment, answers=answers, **about)
        for _ in range(number)
    ]


def built(strand: Strand, *, detail: bool = True) -> Report:
    return online.build(strand.study, detail=detail)


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def numbers(report: Report, key: str) -> dict[object, object]:
    return {row["words"]: row["number"] for row in rows(report, key)}


def first_sentence(report: Report) -> str:
    return control(report).answer


def test_answers_are_counted_by_source_and_status(strand):
    sent(strand, number=3)
    sent(strand, invitation=InvitationFactory(strand=strand))
    sent(strand, delivery=DeliveryFactory(strand=strand, tool=Source.KOBO), number=2)
    sent(strand, status=ResponseStatus.REJECTED, reason="Not real")
    sent(strand, status=ResponseStatus.QUARANTINED, suspicion="Too quick")
    sent(strand, status=ResponseStatus.WITHDRAWN, withdrawn_at=timezone.now())
    ResponseFactory(strand=strand)

    found = {row["source"]: row for row in rows(built(strand), "by_source")}

    assert list(found) == ["By the open link", "By invitation", "Loaded from KoboToolbox", "All answers"]
    assert found["By the open link"] == {
        "source": "By the open link",
        "draft": 1,
        "given": 4,
        "submitted": 3,
        "accepted": 0,
        "rejected": 1,
        "counted": 3,
        "quarantined": 1,
        "withdrawn": 1,
    }
    assert (
        found["All answers"]["given"],
        found["All answers"]["counted"],
        found["All answers"]["draft"],
    ) == (7, 6, 1)


def accepted(strand: Strand, organisation: Organisation, number: int = 1, **said) -> None:
    for _ in range(number):
        (response,) = sent(strand, **said)
        response.status, response.organisation = ResponseStatus.ACCEPTED, organisation
        response.save()


def test_what_was_given_accepted_and_rejected_is_told_apart(strand):
    accepted(strand, OrganisationFactory(), 5)
    sent(strand, status=ResponseStatus.REJECTED, reason="Not real", number=2)
    sent(strand)

    assert first_sentence(built(strand)).startswith(
        "8 answers to the online survey were given: 5 accepted, 1 waiting for review and 2 rejected."
    )


def test_answers_are_counted_by_the_outcome_of_the_definition(strand):
    accepted(strand, assessed("Trades", trading_share="80"), 3)
    accepted(strand, assessed("Trades less", trading_share="20"), 2)
    accepted(strand, assessed("Public body", statutory_body="yes"), 4)
    accepted(strand, OrganisationFactory())
    sent(strand, number=2)

    report = built(strand)

    assert {row["outcome"]: row["answers"] for row in rows(report, "by_outcome")} == {
        "Social enterprise": 3,
        "Charity that earns part of its income": 2,
        "Public body": 4,
        "Not enough known yet": 0,
        "Not looked at yet": 1,
        "Not reviewed yet, so it is not known whose answer it is": 2,
        "All: counted": 5,
        "All: not counted": 4,
        "All: not enough known yet": 3,
        "All answers": 12,
    }
    assert (
        "Of the 12 in the figures, 5 count as social enterprises by the study’s definition."
        in first_sentence(report)
    )


def test_answers_are_counted_by_the_version_of_the_definition_that_the_study_has(strand):
    # By version 2 the workshop is part of another body.
    Study.objects.filter(pk=strand.study_id).update(definition_version="1")
    strand.study.refresh_from_db()
    workshop = {"separately_constituted": "no", "operated_by_service_staff": "yes", "being_constituted": "no"}
    accepted(strand, assessed("Workshop", **workshop), 3)

    found = {row["outcome"]: row["answers"] for row in rows(built(strand), "by_outcome")}

    assert found["Enterprise set up by staff"] == 3


def test_each_question_has_the_included_organisations_beside_all(strand):
    """Of 22 that answered 10 are included; 10 live on sales, of which 5 are included."""
    good, public_body = assessed("Trades", trading_share="80"), assessed("Public", statutory_body="yes")
    accepted(strand, good, 5, payer=["sales"], employees=3)
    accepted(strand, good, 5, payer=["esf", "trust"], employees=3)
    accepted(strand, public_body, 5, payer=["sales"], employees=3)
    accepted(strand, public_body, 7, payer=["esf"])

    payer = controlled_rows(strand, "payer")
    employees = controlled_rows(strand, "employees")

    keys = ("number", "base", "rate", "included", "included_base", "included_rate")
    assert [(row["words"], *(row[key] for key in keys)) for row in payer] == [
        ("European Social Fund", 12, 22, 12 / 22, 5, 10, 0.5),
        ("Sales", 10, 22, 10 / 22, 5, 10, 0.5),
        ("Charitable trust", 5, 22, 5 / 22, 5, 10, 0.5),
        ("Answers to the question", 22, 22, 1.0, 10, 10, 1.0),
    ]
    # Only 5 of the others say how many they employ, so their answers would follow from the two columns.
    assert {row["words"]: row["number"] for row in employees}["1 to 9"] == Bound(11, is_least=True)
    assert "included" not in employees[0]
    detailed = {row["words"]: row["included"] for row in rows(built(strand), "employees")}
    assert detailed["1 to 9"] == 10
    # A study whose lead asks for 20 shows nothing of 10.
    Study.objects.filter(pk=strand.study_id).update(smallest_base=20)
    strand.study.refresh_from_db()
    assert "included" not in controlled_rows(strand, "payer")[0]


def controlled_rows(strand: Strand, key: str) -> list[Row]:
    report = control(built(strand, detail=False))
    return list(next(table for table in report.tables if table.key == key).rows)


def test_weeks_begin_on_monday_and_a_week_without_answers_is_there(strand):
    sent(strand, dt.date(2009, 6, 28))
    sent(strand, dt.date(2009, 6, 29), number=2)
    sent(strand, dt.date(2009, 7, 17), invitation=InvitationFactory(strand=strand))
    sent(strand, dt.date(2009, 7, 17), status=ResponseStatus.REJECTED, reason="Not real")

    found = rows(built(strand), "by_week")

    assert [(row["week"], row["open_link"], row["invited"], row["all"], row["so_far"]) for row in found] == [
        (dt.date(2009, 6, 22), 1, 0, 1, 1),
        (dt.date(2009, 6, 29), 2, 0, 2, 3),
        (dt.date(2009, 7, 6), 0, 0, 0, 3),
        (dt.date(2009, 7, 13), 0, 1, 1, 4),
    ]


def invite(strand: Strand, number: int, **how) -> None:
    for _ in range(number):
        InvitationFactory(strand=strand, **how)


def test_the_response_rate_is_of_those_invited_and_worked_out_by_hand(strand):
    day = dt.datetime(2009, 7, 1, tzinfo=dt.UTC)
    sent(strand, number=50)
    for _ in range(6):
        sent(strand, invitation=InvitationFactory(strand=strand, sent_at=day))
    invite(strand, 2, sent_at=day, declined_at=day)
    invite(strand, 4, sent_at=day, bounced_at=day)
    invite(strand, 7, sent_at=day)
    invite(strand, 1)

    report = built(strand)

    assert {row["code"]: row["number"] for row in rows(report, "invited")} == {
        "I": 6, "R": 2, "NC": 4, "UO": 7, "UH": 1, "": 20,
    }  # fmt: skip
    found = {str(row["rate"]): row["value"] for row in rows(report, "rates")}
    # RR1 = 6 / (6 + 2 + 4 + 8); RR5 = 6 / (6 + 2 + 4); COOP1 = 6 / (6 + 2); REF1 = 2 / 20; CON1 = 8 / 20.
    assert found["Share who answered 1 (RR1)"] == 6 / 20
    assert found["Share who answered 5 (RR5)"] == 0.5
    assert found["Cooperation rate 1 (COOP1)"] == 0.75
    assert found["Refusal rate 1 (REF1)"] == 0.1
    assert found["Contact rate 1 (CON1)"] == 0.4
    assert first_sentence(report).startswith(
        "56 answers to the online survey were given: 56 waiting for review; 6 of 20 organisations invited answered "
        "(30%)."
    )


def test_a_few_organisations_invited_are_shown_to_the_research_roles_only(strand):
    invite(strand, 2, declined_at=dt.datetime(2009, 7, 1, tzinfo=dt.UTC))

    open_to_all = built(strand, detail=False)

    assert {"invited", "rates"} <= {table.key for table in built(strand).tables}
    assert not {"invited", "rates"} & {table.key for table in open_to_all.tables}
    assert any("may stand for one of them" in note for note in open_to_all.notes)


def test_the_profile_counts_each_answer_of_those_who_were_asked(strand):
    sent(strand, number=6, payer=["esf", "sales"], largest_payer="sales", employees=3, networks=["local"])
    sent(strand, number=2, payer=["sales"], largest_payer="esf", employees=12, networks=["none"])
    sent(strand, payer={"state": "not_known"}, employees=250)
    sent(strand, payer=["esf"], status=ResponseStatus.REJECTED, reason="Not real")

    report = built(strand)

    assert numbers(report, "payer") == {
        "European Social Fund": 6,
        "Sales": 8,
        "Charitable trust": 0,
        "Answers to the question": 8,
    }
    # A condition hides the question from those with one stream, whatever was once written there.
    assert numbers(report, "largest_payer")["Answers to the question"] == 6
    assert numbers(report, "employees")["1 to 9"] == 6 and numbers(report, "employees")["250 or more"] == 1


def test_the_first_sentence_uses_shown_figures_only(strand):
    sent(strand, number=12, payer=["esf"])
    sent(strand, number=7, payer=["sales"])
    sent(strand, number=7, payer=["trust"])

    assert first_sentence(built(strand)) == (
        "26 answers to the online survey were given: 26 waiting for review. Money comes most often from "
        "“European Social Fund” (12 of 26, 46%)."
    )


def test_small_counts_of_many_answers_are_shown_and_the_sentence_gives_a_limit_of_nearly_all(strand):
    sent(strand, number=28, payer=["esf"])
    sent(strand, number=2, payer=["trust"])

    rows = controlled_rows(strand, "payer")

    assert [(row["words"], row["number"]) for row in rows] == [
        ("European Social Fund", Bound(26, is_least=True)),
        ("Charitable trust", 2),
        ("Answers to the question", 30),
    ]
    assert first_sentence(built(strand)).endswith(" “European Social Fund” (26 or more of 30, 86% or more).")


def test_questions_that_nobody_answered_have_no_table_and_are_named(strand):
    sent(strand, number=6, payer=["esf"])

    report = built(strand)

    assert not {"employees", "networks"} & {table.key for table in report.tables}
    assert any("Nobody answered the questions on: work with offenders" in note for note in report.notes)


def test_geography_is_the_region_of_the_main_place(strand):
    leeds = OutcodeFactory(outcode="LS9")
    sent(strand, number=6, postcode="ls9 8th")
    sent(strand, postcode="ZZ1 1ZZ")

    found = numbers(built(strand), "postcode")

    assert found[leeds.region.name] == 6
    assert (found["Region not recorded"], found["Answers to the question"]) == (1, 7)


def test_an_empty_study_says_so_and_has_no_profile():
    for strand in (OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)), None):
        study = strand.study if strand else StudyFactory()
        report = online.build(study, detail=False)

        assert first_sentence(report) == "Nobody has answered the online survey of this study yet."
        assert [table.key for table in report.tables] == ["by_source", "by_week"]
        for made in FORMATS.values():
            assert made.write(control(report))


def test_a_single_answer_is_reported_without_disclosing_anybody(strand):
    sent(strand, payer=["esf"], employees=3, postcode="LS9")

    report = control(built(strand, detail=False))

    assert report.answer == "1 answer to the online survey was given: 1 waiting for review."
    tables = [table for table in report.tables if table.data_class == "B"]
    # That there is one answer is told; what it says is not.
    shown = [row["number"] for table in tables for row in table.rows[:-1]]
    assert set(shown) == {None}
    assert {row["number"] for table in tables for row in table.rows[-1:]} <= {1, None}


def test_the_report_takes_the_same_queries_for_few_and_many_answers(strand):
    def cost() -> int:
        with CaptureQueriesContext(connection) as tables:
            built(strand)
        return len(tables)

    sent(strand, payer=["esf"], postcode="LS9")
    invite(strand, 1)
    few = cost()
    sent(strand, number=20, payer=["esf", "sales"], postcode="LS8", networks=["local"])
    sent(strand, number=5, payer=["sales"], postcode="M1", relation="none")
    invite(strand, 10)

    assert cost() == few == 9


def test_the_command_and_every_format_give_the_report(strand, capsys):
    sent(strand, number=6, payer=["esf"])

    call_command("report", "survey", study="study", format="json", exact=True)
    assert json.loads(capsys.readouterr().out)["report"] == "survey"
    for made in FORMATS.values():
        assert made.write(control(built(strand)))


def test_the_report_is_linked_from_the_study_page(strand, client_for):
    sent(strand, number=6, payer=["esf"])
    lead = client_for("study_lead")

    assert "/studies/study/reports/survey/" in lead.get("/studies/study/").content.decode()
    page = lead.get("/studies/study/reports/survey/").content.decode()
    assert "6 answers to the online survey were given" in page and "Funding streams" in page
