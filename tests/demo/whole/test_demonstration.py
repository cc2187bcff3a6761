"""The whole demonstration, loaded once: the ordinary reports give the published figures."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, User
from demo.blueprints import NUMBERS
from demo.build import SLUG
from demo.calls import NOT_YET_CALLED
from demo.strands.extended import NOT_INTERVIEWED
from demo.strands.online import REJECTED
from enterprises import actions as directory
from enterprises.models import Assessment, Engagement, Organisation, OrganisationTerm
from enterprises.vocabulary import INVENTED_MARK
from interviews.actions import derived_code
from interviews.models import Call, Contact, Draw, Interview, InterviewSave, Mention
from interviews.models.planning import DrawMethod
from interviews.vocabulary import Consent
from reports.formats.heading import DEMONSTRATION, GENERATED
from survey.consent import is_refused
from survey.models import Response, SampledUnit, Study
from survey.vocabulary import StrandKind

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

IN_THE_RUNNING_STUDY = 25
"""The interviews of the second study: 23 complete and two in part."""


def report(name: str) -> dict:
    out = StringIO()
    call_command("report", name, study=SLUG, format="json", exact=True, stdout=out)
    return json.loads(out.getvalue())


def table(document: dict, key: str) -> list[dict]:
    return next(table["rows"] for table in document["tables"] if table["key"] == key)


def test_coverage_is_97_of_135_prisons_and_42_of_42_areas(demonstration: Study) -> None:
    document = report("coverage")

    assert document["answer"] == (
        "97 of 135 prisons were interviewed (72%), and 42 of 42 probation areas (100%)."
    )
    prisons, areas, _ = table(document, "by_kind")
    assert (prisons["frame"], prisons["interviewed"]) == (135, 97)
    assert prisons["rate"] == pytest.approx(97 / 135)
    assert (areas["frame"], areas["interviewed"], areas["rate"]) == (42, 42, 1.0)
    assert document["frame_on"] == "2009-07-01"
    assert document["data_on"] <= "2009-08-28"


def test_the_figures_by_region_add_up_to_those_of_the_country(demonstration: Study) -> None:
    for name, key in (("coverage", "by_region"), ("engagement", "services_by_region")):
        rows = table(report(name), key)
        for kind in {row["kind"] for row in rows}:
            of_kind = [row for row in rows if row["kind"] == kind]
            country = next(row for row in of_kind if row["region"] == "England and Wales")
            counts = [column for column, value in country.items() if isinstance(value, int)]
            for column in counts:
                assert country[column] == sum(row[column] for row in of_kind if row is not country)


def test_about_half_of_the_relations_grew_out_of_wider_third_sector_work(demonstration: Study) -> None:
    rows = {row["words"]: row for row in table(report("engagement"), "by_origin")}

    assert 0.4 <= rows["Grew out of wider third-sector work"]["included_share"] <= 0.6


def test_eight_vehicles_and_eleven_of_nineteen_without_legal_guidance(demonstration: Study) -> None:
    document = report("spv")

    stages = {row["stage"]: row["respondents"] for row in table(document, "stages")}
    guidance = next(row for row in table(document, "obstacles") if row["words"] == "No legal guidance")
    assert table(document, "identified")[0]["organisations"] == 8
    assert (stages["Have, had or are developing one"], stages["Interested"]) == (7, 12)
    assert (guidance["named"], guidance["base"]) == (11, 19)
    assert "“No legal guidance” (11 of 19, 58%)" in document["answer"]


def test_eighty_two_answers_are_accepted_by_review_and_others_rejected(demonstration: Study) -> None:
    answers = Response.objects.of_study(demonstration)

    assert Counter(answers.values_list("status", flat=True)) == {"accepted": 82, "rejected": len(REJECTED)}
    assert {answer.submitted_at.year for answer in answers} == {2009}
    assert all(answer.decided_by.is_demonstration for answer in answers.select_related("decided_by"))
    assert not answers.filter(status="accepted", organisation=None).exists()
    assert all(
        Organisation.objects.filter(survey_responses__in=answers).values_list("is_invented", flat=True)
    )


def test_the_extended_sample_is_drawn_with_a_seed_and_thirty_eight_are_interviewed(
    demonstration: Study,
) -> None:
    draw = Draw.objects.get(strand__study=demonstration, strand__kind=StrandKind.EXTENDED_INTERVIEW)

    assert draw.method == DrawMethod.STRATIFIED
    assert draw.seed
    assert draw.units.interviewed().count() == 38
    assert draw.units.count() == 38 + len(NOT_INTERVIEWED)
    assert len({unit.service.region_id for unit in draw.units.select_related("service")}) == 10
    for interview in Interview.objects.filter(unit__draws=draw).select_related("unit__service"):
        first = Interview.objects.get(
            unit__service=interview.unit.service,
            unit__strand__kind="initial_interview",
            unit__strand__study=demonstration,
        )
        assert first.held_on <= interview.held_on
        assert first.consents["ask_again"] == "yes"


def test_the_enterprises_interviewed_are_invented_and_say_how_the_study_knew_of_them(
    demonstration: Study,
) -> None:
    units = SampledUnit.objects.of_study(demonstration).filter(organisation__isnull=False)

    assert all(unit.organisation.is_invented for unit in units.select_related("organisation"))
    assert {source for unit in units for source in unit.sources.values_list("kind", flat=True)} >= {
        "survey",
        "mention",
        "nomination",
    }


def test_every_invented_organisation_reaches_the_outcome_it_was_made_for(demonstration: Study) -> None:
    made = Organisation.objects.filter(is_invented=True, is_from_answer=False)
    named = Assessment.objects.current("inclusive-2009").filter(organisation__in=made)
    assert Counter(named.values_list("outcome", flat=True)) == NUMBERS
    assert list(directory.differences()) == []


def test_every_organisation_is_invented_and_says_so(demonstration: Study) -> None:
    named = Organisation.objects.filter(mentions__isnull=False).distinct()

    assert named.count() > 60
    assert all(organisation.is_invented for organisation in named)
    assert not Organisation.objects.filter(is_invented=True).exclude(name__endswith=INVENTED_MARK).exists()


def test_the_code_of_every_case_follows_from_its_calls_and_interview(demonstration: Study) -> None:
    for unit in SampledUnit.objects.of_study(demonstration):
        assert unit.code == derived_code(unit)


def test_every_action_is_by_a_demonstration_account_and_in_the_audit_trail(
    demonstration: Study,
) -> None:
    accounts = set(User.objects.filter(is_demonstration=True).values_list("pk", flat=True))
    for model in (
        Study,
        SampledUnit,
        Contact,
        Call,
        Interview,
        InterviewSave,
        Mention,
        Organisation,
        Engagement,
    ):
        rows = (
            model.objects.filter(created_by__isnull=False) if model is Organisation else model.objects.all()
        )
        assert set(rows.values_list("created_by", flat=True)) <= accounts, model.__name__
    verbs = Counter(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs["call.logged"] == Call.objects.count()
    assert verbs["interview.saved"] == Interview.objects.count() == 139 + 38 + 18 + 1 + IN_THE_RUNNING_STUDY
    assert verbs["engagement.created"] == Engagement.objects.count()
    assert (verbs["study.opened"], verbs["study.published"], verbs["release.released"]) == (2, 2, 2)


def test_the_prisons_not_yet_called_are_assigned_to_the_researcher(demonstration: Study) -> None:
    left = (
        SampledUnit.objects.of_study(demonstration).filter(code="UH").select_related("service", "assigned_to")
    )

    assert {unit.service.slug for unit in left} == set(NOT_YET_CALLED)
    assert {unit.assigned_to.email for unit in left} == {"researcher@demonstration.example"}


def test_a_relation_is_public_only_where_both_sides_may_be_named(demonstration: Study) -> None:
    """The service's respondent agreed, and the organisation never answered that it may not be named.

    One that answers yes after a no stays hidden until a curator publishes it.
    """
    refused = {each.organisation_id for each in Response.objects.all() if is_refused(each.answers)}
    own = Interview.objects.of_study(demonstration).filter(unit__organisation__isnull=False)
    refused |= {each.unit.organisation_id for each in own if each.consents.get(Consent.NAME_SERVICE) == "no"}
    with_services = Interview.objects.of_study(demonstration).filter(unit__service__isnull=False)
    interviews = with_services.prefetch_related("mentions__engagement")

    answers = {interview.has_consent(Consent.NAME_SERVICE) for interview in interviews}
    assert answers == {True, False}
    for interview in interviews:
        for mention in interview.mentions.all():
            if mention.engagement:
                agreed = interview.has_consent(Consent.NAME_SERVICE)
                is_refused_by_itself = mention.engagement.organisation_id in refused
                assert mention.engagement.is_published == (agreed and not is_refused_by_itself)


def test_an_organisation_that_answered_no_is_public_nowhere(demonstration: Study) -> None:
    """No publication carries an invented organisation, so its own answer decides."""
    refused = [each for each in Response.objects.all() if each.organisation and is_refused(each.answers)]

    assert len(refused) == 8
    assert not any(response.organisation.is_published for response in refused if response.organisation)
    assert (
        not OrganisationTerm.objects.public()
        .filter(vocabulary="payer", organisation__is_invented=True)
        .exists()
    )


def test_every_row_is_valid_for_its_model(demonstration: Study) -> None:
    for model in (Organisation, Engagement, Interview, Mention, Call, Contact):
        for row in model.objects.all()[:40]:
            # An interview without the interviewer's own notes has none, which a form would not take.
            row.full_clean(exclude=["notes"], validate_unique=False)


def test_loading_it_again_changes_nothing_with_few_queries(demonstration: Study) -> None:
    events, out = AuditEvent.objects.count(), StringIO()

    with CaptureQueriesContext(connection) as queries:
        call_command("load_demo", stdout=out)

    assert "there already" in out.getvalue()
    assert len(queries) == 1
    assert AuditEvent.objects.count() == events


def test_every_page_and_file_of_the_study_is_labelled(demonstration: Study) -> None:
    client = Client()

    for address in (
        f"/studies/{SLUG}/",
        f"/studies/{SLUG}/reports/coverage/",
        f"/studies/{SLUG}/reports/engagement/",
    ):
        assert GENERATED in client.get(address).content.decode()
    for name in ("coverage", "engagement"):
        for extension in ("csv", "json"):
            response = client.get(f"/studies/{SLUG}/reports/{name}.{extension}")
            assert response.status_code == 200
            assert DEMONSTRATION in response.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "number"), [("coverage", 9), ("engagement", 9), ("gaps", 9), ("spv", 9), ("profile", 5)]
)
def test_a_report_takes_as_many_queries_as_documented(demonstration: Study, name: str, number: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        report(name)

    # One finds the study, and one writes the audit event of exact figures.
    assert len(queries) == number + 2, [query["sql"][:120] for query in queries]


def test_it_is_refused_outside_a_demonstration(demonstration: Study, settings) -> None:
    settings.DEMONSTRATION = settings.DEBUG = False

    with pytest.raises(CommandError, match="DEMONSTRATION=true"):
        call_command("load_demo")
