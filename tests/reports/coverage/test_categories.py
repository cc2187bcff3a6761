"""Who was interviewed in the later strands, by category of respondent, on studies made by hand."""

import pytest

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from interviews.models import Interview
from noms.models import Service
from reports.coverage import report as coverage
from reports.table import Table
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import StrandKind
from tests.factories.assessed import assessed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    made: Study = StudyFactory()
    SampledUnitFactory(strand=StrandFactory(study=made), service=ServiceFactory(), code="I")
    return made


def tables(study: Study, *, detail: bool = True) -> dict[str, Table]:
    return {table.key: table for table in coverage.build(study, detail=detail).tables}


def sampled(strand: Strand, category: int | None, code: str) -> None:
    is_service = strand.kind == StrandKind.EXTENDED_INTERVIEW
    SampledUnitFactory(
        strand=strand,
        category=category,
        code=code,
        service=ServiceFactory() if is_service else None,
        organisation=None if is_service else OrganisationFactory(),
    )


def test_the_later_strands_are_counted_by_category(study: Study) -> None:
    extended = StrandFactory(study=study, kind=StrandKind.EXTENDED_INTERVIEW)
    enterprises = StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    for strand, category, code in (
        (extended, 1, "I"),
        (extended, 1, "P"),
        (extended, 1, "R"),
        (enterprises, 3, "I"),
        (enterprises, 4, "NC"),
        (enterprises, None, "I"),
    ):
        sampled(strand, category, code)

    rows = [(row["sampled"], row["assigned"]) for row in tables(study)["categories"].rows]

    assert rows[:4] == [(3, 2), (0, 0), (1, 1), (1, 0)]
    assert rows[-1] == (6, 4)


def names(strand: Strand, service: Service, organisation: Organisation | None, **said: str) -> None:
    """An interview with the service, in which it names the organisation, or one that is not matched yet."""
    unit, _ = SampledUnit.objects.get_or_create(
        strand=strand, service=service, defaults={"code": "I", "region": service.region}
    )
    held = Interview.objects.filter(unit=unit).first() or InterviewFactory(unit=unit, status="complete")
    mention = MentionFactory(interview=held, **said)
    if organisation:
        resolve_mention(mention=mention, organisation=organisation, by=None)


def test_the_category_of_a_service_is_confirmed_by_what_it_named(study: Study) -> None:
    # One service each: works with an included one; with one not included; worked with an included one in the past;
    # named one that is not matched; named nobody in the extended interview, but an included one in the first.
    first = StrandFactory(study=study, kind=StrandKind.DESK_RESEARCH)
    extended = StrandFactory(study=study, kind=StrandKind.EXTENDED_INTERVIEW)
    good, business = assessed("Good", trading_share="80"), assessed("Business", statutory_body="yes")
    services = {words: ServiceFactory(name=words) for words in ("Now", "Not", "Past", "Open", "Earlier")}
    for words, service in services.items():
        unit = SampledUnitFactory(strand=extended, service=service, category=1, code="I")
        if words == "Earlier":
            InterviewFactory(unit=unit, status="complete")
    names(extended, services["Now"], good)
    names(extended, services["Now"], business)
    names(extended, services["Not"], business)
    names(extended, services["Past"], good, status="worked")
    names(extended, services["Open"], None)
    names(first, services["Earlier"], good)

    found = tables(study)

    rows = {str(row["category"]): (row["assigned"], row["interviewed"]) for row in found["categories"].rows}
    assert list(rows.values())[:4] == [(5, 2), (0, 1), (0, 0), (0, 0)]
    assert rows["Service contact that worked with one in the past, and does not now"] == (0, 1)
    assert rows["Cannot be decided on what is known"] == (0, 1)
    assert rows["All in these parts of the study"] == (5, 5)
    assert [row["unit"] for row in found["categories_differ"].rows] == ["Not", "Past", "Open"]
    assert "categories_differ" not in tables(study, detail=False)


def test_the_category_of_an_enterprise_is_confirmed_by_its_assessment_and_the_services_that_named_it(
    study: Study,
) -> None:
    first = StrandFactory(study=study, kind=StrandKind.DESK_RESEARCH)
    enterprises = StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    for name, facts, is_named in (
        ("Worked", {"trading_share": "80"}, True),
        ("Potential", {"trading_share": "80"}, False),
        ("Vehicle", {"operated_by_service_staff": "yes", "founded_by_service_staff": "yes"}, False),
        ("Business", {"statutory_body": "yes"}, True),
        ("Open", {"social_aims": ""}, True),
    ):
        organisation = assessed(name, **facts)
        SampledUnitFactory(strand=enterprises, service=None, organisation=organisation, category=3, code="I")
        if is_named:
            names(first, ServiceFactory(), organisation, status="worked")

    found = tables(study)

    rows = {str(row["category"]): row["interviewed"] for row in found["categories"].rows}
    assert (
        rows["3. Enterprise that has worked with services"],
        rows["An organisation that is no social enterprise"],
    ) == (
        2,
        1,
    )
    assert rows["4. Enterprise with the potential to work with services"] == 1
    assert rows["Cannot be decided on what is known"] == 1


def test_the_category_is_confirmed_by_the_version_of_the_definition_that_the_study_has() -> None:
    # By version 1 the workshop is set up by service staff (category 3); by version 2 it is part of another body.
    for version, confirmed in (("1", (1, 0)), ("2", (0, 1))):
        study = StudyFactory(definition_version=version)
        SampledUnitFactory(strand=StrandFactory(study=study), service=ServiceFactory(), code="I")
        enterprises = StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW)
        workshop = assessed(
            f"Workshop {version}",
            separately_constituted="no",
            operated_by_service_staff="yes",
            being_constituted="no",
        )
        SampledUnitFactory(strand=enterprises, service=None, organisation=workshop, category=3, code="I")

        rows = {str(row["category"]): row["interviewed"] for row in tables(study)["categories"].rows}

        worked, none = (
            "3. Enterprise that has worked with services",
            "An organisation that is no social enterprise",
        )
        assert (rows[worked], rows.get(none, 0)) == confirmed


def test_the_initial_interviews_that_named_none_stand_beside_the_sentence_of_the_paper(study: Study) -> None:
    SampledUnitFactory(
        strand=StrandFactory(study=study, kind=StrandKind.EXTENDED_INTERVIEW),
        service=ServiceFactory(),
        code="I",
    )

    found = tables(study)["first_interviews"]

    assert {row["said"]: row["services"] for row in found.rows} == {
        "Works with a social enterprise": 0,
        "Works with one that may be a social enterprise": 0,
        "Works with no social enterprise": 1,
        "All services interviewed": 1,
    }
    assert "“We did not identify any respondents in the first interviews" in found.notes[0]
    assert "1 of 1 services interviewed work with none" in found.notes[1]
    assert "not what the paper says" in found.notes[1]


def test_outside_the_research_roles_nobody_can_tell_who_refused(study: Study) -> None:
    sampled(StrandFactory(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW), 3, "R")

    shown = tables(study, detail=False)["categories"]

    assert [column.key for column in shown.columns] == ["category", "assigned", "interviewed"]


def test_a_study_without_these_strands_has_no_such_table(study: Study) -> None:
    assert "categories" not in tables(study)
