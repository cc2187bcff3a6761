"""The door to releases: which one is current, and how often it is read."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from reports.models import Release
from reports.releases import parts
from reports.releases.build import build
from reports.releases.content import ReleaseContent, sha256_of
from reports.releases.public import opened, release_numbered, released
from survey.models import Study
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.releases import ReleaseFactory, release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    strand = StrandFactory()
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")
    InterviewFactory(unit=unit, status="complete")
    found: Study = strand.study
    return found


def _withdraw(release: Release) -> None:
    release.state, release.withdrawn_note, release.withdrawn_at = "withdrawn", "Wrong.", timezone.now()
    release.save()


def test_a_study_without_a_release_has_nothing_public(study: Study) -> None:
    ReleaseFactory(study=study, ready=True)

    assert released(study) is None
    assert release_numbered(study, 1) is None


def test_the_current_release_is_the_newest_that_is_not_withdrawn(study: Study) -> None:
    first, second = release_study(study), release_study(study)
    assert released(study).release == second

    _withdraw(second)

    assert released(study).release == first
    assert release_numbered(study, 2) == second


def test_a_released_report_stays_as_it_was_when_the_live_data_change(study: Study) -> None:
    release = release_study(study)
    before = released(study).report("coverage")

    unit = SampledUnitFactory(strand=study.strands.get(), service=ServiceFactory(), code="I")
    InterviewFactory(unit=unit, status="complete")

    report = released(study).report("coverage")
    assert report.tables == before.tables
    assert (report.release.number, report.release.sha256) == (1, release.sha256)
    assert not report.is_exact


def test_a_release_is_read_in_one_query_once_its_content_is_known(
    study: Study, django_assert_num_queries: Callable
) -> None:
    release_study(study)

    released(study).report("coverage")
    with django_assert_num_queries(1):
        released(study).report("coverage")


def test_a_content_that_has_not_its_hash_is_never_shown(study: Study) -> None:
    """So no process keeps a draft's newer content under the hash of the older one."""
    release = ReleaseFactory(study=study, ready=True)
    changed = ReleaseContent(facts={"title": "Another"}, reports={}, order=()).as_text()
    release.content, release.sha256 = changed, sha256_of(changed)
    release.save()

    with pytest.raises(ValueError, match="does not have the hash"):
        opened(Release(pk=release.pk, study=study, sha256="0" * 64))
    assert opened(release).content.facts == {"title": "Another"}


def test_a_report_or_part_that_the_release_does_not_have_is_none(study: Study) -> None:
    release_study(study)

    assert released(study).report("nothing") is None
    assert released(study).part("nothing") is None


def test_a_registered_part_is_in_the_content_and_is_registered_once(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_parts", {})
    parts.register_part("services", lambda study, reports: {"reports": sorted(reports)[:1]})

    assert build(study).content.parts["services"] == {"reports": ["barriers"]}
    with pytest.raises(ValueError, match="already"):
        parts.register_part("services", lambda study, reports: None)


def test_the_fingerprint_moves_with_an_interview_and_not_by_itself(study: Study) -> None:
    before = build(study).fingerprint

    assert build(study).fingerprint == before
    interview = InterviewFactory(
        unit=SampledUnitFactory(strand=study.strands.get(), service=ServiceFactory())
    )
    assert build(study).fingerprint != before
    before = build(study).fingerprint
    interview.save()
    assert build(study).fingerprint != before
