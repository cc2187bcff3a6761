"""The line on pages that count services with a social enterprise differently."""

import pytest
from django.test import Client

from interviews.actions import resolve_mention
from noms.models import Region
from reports.engaged_counts import EngagedCounts, engaged_counts
from reports.releases.public import released
from survey.models import Strand
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory
from tests.pages import text_of
from tests.reports.gaps.frame import in_frame, included, works

pytestmark = pytest.mark.django_db


def test_the_pages_of_engagement_and_gaps_say_how_their_counts_differ(
    client: Client, client_for, settings, strand: Strand, north: Region
) -> None:
    """Of 5 services 2 were interviewed, of which 1 named an included organisation and may not be named with it.

    A website tells of another 2, nobody of the fifth: 3 of 5 are known, 1 of 2 said so, 2 may be named.
    """
    settings.SECOND_FACTOR_REQUIRED = False
    good = included("Good")
    interview = InterviewFactory(
        unit=SampledUnitFactory(strand=strand, service__region=north, code="I"), status="complete"
    )
    resolve_mention(mention=MentionFactory(interview=interview), organisation=good, by=None)
    in_frame(strand, north)
    for _ in range(2):
        works(good, in_frame(strand, north, "R"))
    in_frame(strand, north, "R")
    study = strand.study
    study.is_published = True
    study.save()
    assert engaged_counts(released(study)) is None

    release_study(study)

    assert engaged_counts(released(study)) == EngagedCounts(known=3, frame=5, named=2, said=1, interviewed=2)
    for name in ("engagement", "gaps"):
        text = text_of(client.get(f"/studies/{study.slug}/reports/{name}/"))
        assert "3 of 5</a> prisons and probation services are known to work with a social enterprise" in text
        assert "1 of the 2</a> interviewed said so themselves; 2 may be named." in text
        live = text_of(client_for("study_lead").get(f"/studies/{study.slug}/reports/{name}/"))
        assert "interviewed said so themselves" not in live
    assert "interviewed said so themselves" not in text_of(
        client.get(f"/studies/{study.slug}/reports/coverage/")
    )
    assert "3 of 5</a> prisons and probation services" in text_of(client.get("/"))
