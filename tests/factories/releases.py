"""Releases, frozen and released, without documents and audit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import factory
from django.utils import timezone

from accounts.models import User
from reports.models import EarlyAccess, Release, ReleaseDocument, ReleaseState
from reports.releases.build import build
from reports.releases.content import ReleaseContent, sha256_of
from reports.releases.parts import after_release
from reports.releases.revision import save_members
from survey.models import Study
from tests.factories.accounts import UserFactory
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

EMPTY = ReleaseContent(facts={}, reports={}, order=()).as_text()


class ReleaseFactory(factory.django.DjangoModelFactory):
    """A draft without content; `ready`, `released` and `withdrawn` have an empty content and two people."""

    class Meta:
        model = Release

    class Params:
        ready = factory.Trait(
            state=ReleaseState.READY,
            content=EMPTY,
            sha256=sha256_of(EMPTY),
            read_at=factory.LazyFunction(timezone.now),
            ready_at=factory.LazyFunction(timezone.now),
            prepared_by=factory.SubFactory(UserFactory),
        )
        released = factory.Trait(
            ready=True,
            state=ReleaseState.RELEASED,
            released_by=factory.SubFactory(UserFactory),
            approved_at=factory.LazyFunction(timezone.now),
            released_at=factory.LazyFunction(timezone.now),
        )
        withdrawn = factory.Trait(
            released=True,
            state=ReleaseState.WITHDRAWN,
            withdrawn_note="A column was wrong.",
            withdrawn_at=factory.LazyFunction(timezone.now),
        )

    study = factory.SubFactory(StudyFactory)
    number = 1
    title = "First figures"
    revision_note = factory.LazyAttribute(lambda made: "More interviews." if made.number > 1 else "")


class ReleaseDocumentFactory(factory.django.DjangoModelFactory):
    """A document of a draft."""

    class Meta:
        model = ReleaseDocument

    release = factory.SubFactory(ReleaseFactory)
    kind = "pdf"
    media_type = "application/pdf"
    content = b"%PDF-1.7"
    sha256 = "0" * 64
    size = 8


class EarlyAccessFactory(factory.django.DjangoModelFactory):
    """A person who sees a draft before the public."""

    class Meta:
        model = EarlyAccess

    release = factory.SubFactory(ReleaseFactory)
    name = factory.Sequence(lambda number: f"Person {number}")
    role = "head of commissioning"
    reason = "to answer questions on the day"
    from_on = dt.date(2009, 10, 1)


def answered_study(number: int = 12) -> Study:
    """Return a study with this number of interviewed prisons, whose interviews answer nothing."""
    strand = StrandFactory()
    for _ in range(number):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    study: Study = strand.study
    return study


def release_study(
    study: Study,
    *,
    prepared_by: User | None = None,
    released_by: User | None = None,
    released_at: dt.datetime | None = None,
    documents: Sequence[str] = (),
) -> Release:
    """Return a new release of the study with its present figures: frozen and released, without audit.

    `documents` are kinds of documents that it has, with invented bytes.
    """
    number = (Release.objects.filter(study=study).values_list("number", flat=True).first() or 0) + 1
    built = build(study)
    facts = {"number": number, "title": f"Release {number}", "policy": built.policy}
    text = replace(built.content, facts=facts).as_text()
    now = released_at or timezone.now()
    release: Release = Release.objects.create(
        study=study,
        number=number,
        state=ReleaseState.READY,
        title=f"Release {number}",
        revision_note="More interviews." if number > 1 else "",
        content=text,
        sha256=sha256_of(text),
        fingerprint=built.fingerprint,
        read_at=now,
        ready_at=now,
        approved_at=now,
        prepared_by=prepared_by or UserFactory(),
        released_by=released_by or UserFactory(),
    )
    save_members(release, built.members)
    for kind in documents:
        ReleaseDocumentFactory(release=release, kind=kind)
    release.state, release.released_at = ReleaseState.RELEASED, now
    release.save()
    after_release(release)
    return release
