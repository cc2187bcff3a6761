"""Actions on studies, samples and questionnaires, and their audit events."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from survey import actions
from survey.models import Instrument, SampledUnit, Study
from survey.vocabulary import CaseCode, StrandKind
from tests.factories.accounts import UserFactory
from tests.factories.noms import FrameFactory, RegionFactory, RegionSystemFactory, ServiceFactory
from tests.factories.survey import FRAME_DAY, InstrumentFactory, SampledUnitFactory, StudyFactory

pytestmark = pytest.mark.django_db
FORM = """| survey |
| | type | name | label |
| | text | views | What do you think? |
| settings |
| | form_title | form_id | version |
| | A guide | guide | 1 |
"""


def open_study(**changes: object) -> Study:
    return actions.draft_and_open_study(
        **{"slug": "mapping", "title": "Mapping", "frame_on": FRAME_DAY, "by": None, **changes}
    )


def test_a_form_is_published_as_a_version() -> None:
    by = UserFactory()

    guide = actions.publish_instrument(source=FORM, by=by)

    assert (guide.name, guide.version, guide.title) == ("guide", "1", "A guide")
    assert [bytes(file.content).decode() for file in guide.files.all()] == [FORM]
    assert list(guide.questionnaire.questions) == ["views"]
    assert guide.created_by == by
    event = AuditEvent.objects.about(guide).get()
    assert (event.verb, event.by, event.detail["questions"]) == ("instrument.published", by, 1)


def test_publishing_the_same_form_again_changes_nothing() -> None:
    guide = actions.publish_instrument(source=FORM, by=None)

    assert actions.publish_instrument(source=FORM + "\n", by=UserFactory()) == guide
    assert Instrument.objects.get().created_by is None
    assert AuditEvent.objects.about(guide).count() == 1


def test_other_questions_need_another_version() -> None:
    actions.publish_instrument(source=FORM, by=None)
    other = FORM.replace("What do you think?", "What do you know?")

    with pytest.raises(
        ValidationError, match=r"Version 1 of “guide” is already published with other questions"
    ):
        actions.publish_instrument(source=other, by=None)
    assert actions.publish_instrument(source=other.replace("| 1 |", "| 2 |"), by=None).version == "2"


def test_a_form_with_mistakes_is_refused_with_every_reason() -> None:
    source = FORM.replace("| settings |", "| | telepathy | b | B |\n| | clairvoyance | c | C |\n| settings |")

    with pytest.raises(ValidationError) as refusal:
        actions.publish_instrument(source=source, by=None)
    assert [message[:20] for message in refusal.value.messages] == [
        "Sheet survey, row 3:",
        "Sheet survey, row 4:",
    ]
    assert not Instrument.objects.exists()


@pytest.mark.parametrize("path", sorted(actions.INSTRUMENTS.glob("*.md")), ids=lambda path: path.stem)
def test_our_own_questionnaires_are_published_by_name(path) -> None:
    assert actions.publish_own_instrument(name=path.stem, by=None).name == path.stem


def test_a_study_opens_with_every_service_open_on_its_day() -> None:
    by, yesterday, tomorrow = UserFactory(), FRAME_DAY - dt.timedelta(1), FRAME_DAY + dt.timedelta(1)
    open_then = {
        ServiceFactory(),
        ServiceFactory(probation=True),
        ServiceFactory(opened_on=FRAME_DAY, opened_precision="day"),
        ServiceFactory(closed_on=FRAME_DAY, closed_precision="day"),
    }
    ServiceFactory(opened_on=tomorrow, opened_precision="day")
    ServiceFactory(closed_on=yesterday, closed_precision="day")

    study = open_study(by=by)

    strand = study.strands.get()
    assert (strand.kind, strand.instrument.name) == (StrandKind.INITIAL_INTERVIEW, "service_interview")
    assert {unit.service for unit in strand.units.all()} == open_then
    assert set(strand.units.values_list("code", "created_by")) == {(CaseCode.UNKNOWN_UNIT, by.pk)}
    assert not study.is_published
    drafted, event = AuditEvent.objects.about(study).order_by("pk")
    assert (drafted.verb, event.verb) == ("study.drafted", "study.opened")
    assert (event.study_slug, event.detail["units"]) == ("mapping", 4)


def test_a_service_that_opens_later_never_enters_an_older_frame() -> None:
    ServiceFactory()
    study = open_study()
    ServiceFactory()

    assert SampledUnit.objects.of_study(study).count() == 1


def test_a_unit_keeps_the_region_that_its_service_had_when_the_study_was_opened() -> None:
    service = ServiceFactory()
    north = service.region
    study = open_study()

    service.region = RegionFactory()
    service.save()

    assert SampledUnit.objects.of_study(study).get().region == north


@pytest.mark.parametrize(
    ("frame_on", "name"),
    [
        pytest.param(dt.date(2021, 6, 25), "North West", id="the day before"),
        pytest.param(dt.date(2021, 6, 26), "Greater Manchester", id="the first day"),
    ],
)
def test_a_unit_lies_in_the_region_of_the_division_in_force_on_the_day_of_the_frame(
    frame_on: dt.date, name: str
) -> None:
    system = RegionSystemFactory(key="probation-2021", begins_on=dt.date(2021, 6, 26))
    newer = RegionFactory(name="Greater Manchester", system=system)
    ServiceFactory(region=RegionFactory(name="North West"), region_2021=newer)

    study = open_study(frame_on=frame_on)

    assert SampledUnit.objects.of_study(study).get().region.name == name
    assert [region.name for region in study.regions] == [name]


def test_two_studies_of_one_day_have_the_same_frame() -> None:
    ServiceFactory.create_batch(3)
    first, second = open_study(), open_study(slug="again")

    frames = [
        list(SampledUnit.objects.of_study(s).values_list("service", flat=True)) for s in (first, second)
    ]
    assert frames[0] == frames[1]


def test_a_study_draws_the_services_of_its_own_frame_only() -> None:
    ServiceFactory()
    own = ServiceFactory(own=True)

    study = open_study(frame=own.frame)

    assert study.frame == own.frame
    assert [unit.service for unit in SampledUnit.objects.of_study(study)] == [own]
    assert open_study(slug="reference").frame.is_reference


def test_a_frame_without_services_on_the_day_is_refused_by_its_name() -> None:
    ServiceFactory()

    with pytest.raises(ValidationError) as refusal:
        open_study(frame=FrameFactory(title="Tasmania"))
    assert refusal.value.message_dict["frame_on"] == [
        "No service of “Tasmania” is known to have been open on 30 June 2009."
    ]


def test_the_real_frame_of_2009_is_135_prisons_and_42_probation_services(
    frame: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60):
        study = open_study()

    units = SampledUnit.objects.of_study(study).initial()
    assert (units.prisons().count(), units.probation().count()) == (135, 42)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        pytest.param({"frame_on": dt.date(1066, 1, 1)}, "frame_on", "on 1 January 1066", id="nothing open"),
        pytest.param(
            {"closed_on": dt.date(2000, 1, 1)}, "__all__", "Fieldwork must end", id="ends before it begins"
        ),
        pytest.param(
            {"definition": "guesswork"}, "definition", "There is no definition guesswork", id="definition"
        ),
        pytest.param({"counting_unit": "wing"}, "counting_unit", "Choose from the list", id="counting unit"),
        pytest.param({"slug": "taken"}, "slug", "There is already a", id="slug"),
        pytest.param({"title": ""}, "title", "Fill this in", id="no title"),
    ],
)
def test_an_invalid_study_is_refused_and_leaves_nothing(
    changes: dict[str, object], field: str, reason: str
) -> None:
    ServiceFactory(opened_on=dt.date(1900, 1, 1), opened_precision="day")
    existing = StudyFactory(slug="taken")

    with pytest.raises(ValidationError) as refusal:
        open_study(**changes)
    assert reason in refusal.value.message_dict[field][0]
    assert list(Study.objects.all()) == [existing]
    assert not Instrument.objects.exists()


def revise(study: Study, **changes: object) -> Study:
    fields = {"title": study.title, "description": study.description, "opened_on": study.opened_on}
    return actions.revise_study(study=study, by=None, **{**fields, "closed_on": study.closed_on, **changes})


def test_a_study_can_be_revised() -> None:
    study = StudyFactory()

    revise(study, title="Another", closed_on=FRAME_DAY)

    study.refresh_from_db()
    assert (study.title, study.closed_on) == ("Another", FRAME_DAY)
    assert AuditEvent.objects.about(study).get().detail == {"changed": ["closed_on", "title"]}


def test_a_revision_without_a_change_writes_nothing() -> None:
    study = StudyFactory()

    revise(study)

    assert not AuditEvent.objects.about(study).exists()


def test_an_invalid_revision_is_refused() -> None:
    study = StudyFactory()

    with pytest.raises(ValidationError, match="Fieldwork must end"):
        revise(study, closed_on=dt.date(2000, 1, 1))
    assert Study.objects.get().closed_on is None


def test_reports_are_opened_and_closed_and_only_a_change_is_audited() -> None:
    study = StudyFactory()

    for is_published in (True, True, False, False):
        actions.set_published(study=study, is_published=is_published, by=None)
        study.refresh_from_db()
        assert study.is_published is is_published
    assert list(AuditEvent.objects.about(study).order_by("pk").values_list("verb", flat=True)) == [
        "study.published",
        "study.unpublished",
    ]


def test_cases_are_given_to_a_person_and_back() -> None:
    person, by = UserFactory(), UserFactory()
    unit = SampledUnitFactory()
    units = [unit, SampledUnitFactory(strand=unit.strand), SampledUnitFactory()]

    assert actions.assign(units=units, to=person, by=by) == 3

    assert SampledUnit.objects.assigned_to(person).filter(updated_by=by).count() == 3
    events = AuditEvent.objects.filter(verb="case.assigned").order_by("pk")
    assert [(event.study_slug, len(event.detail["units"])) for event in events] == [
        (unit.strand.study.slug, 2),
        (units[2].strand.study.slug, 1),
    ]
    assert actions.assign(units=units, to=None, by=by) == 3
    assert not SampledUnit.objects.assigned_to(person).exists()


def test_assigning_no_cases_does_nothing() -> None:
    assert actions.assign(units=[], to=UserFactory(), by=None) == 0
    assert not AuditEvent.objects.filter(verb="case.assigned").exists()


def test_an_outcome_is_written_once_for_each_change() -> None:
    unit = SampledUnitFactory()

    for code in (CaseCode.NON_CONTACT, CaseCode.NON_CONTACT, CaseCode.COMPLETE):
        actions.record_code(unit=unit, code=code, by=None)

    unit.refresh_from_db()
    assert unit.code == CaseCode.COMPLETE
    assert [event.detail for event in AuditEvent.objects.about(unit).order_by("pk")] == [
        {"from": "UH", "to": "NC"},
        {"from": "NC", "to": "I"},
    ]


def test_an_unknown_outcome_code_is_refused() -> None:
    with pytest.raises(ValidationError, match="one of the codes of the study"):
        actions.record_code(unit=SampledUnitFactory(), code="XX", by=None)


def test_a_strand_can_use_another_questionnaire() -> None:
    ServiceFactory()
    guide = InstrumentFactory()

    assert open_study(instrument=guide).strands.get().instrument == guide
