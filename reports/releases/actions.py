"""Actions on releases: preview, revise, make ready, release by a second person, and withdraw."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import audit, changes
from accounts.access import may
from accounts.models import User
from enterprises import cache_version
from interviews.models import Interview
from interviews.vocabulary import FINISHED
from reports.models import EarlyAccess, Release, ReleaseDocument, ReleaseState
from reports.releases import parts
from reports.releases.build import Built, build
from reports.releases.content import ReleaseContent, sha256_of
from reports.releases.public import Released, mark_of, opened, released
from reports.releases.revision import save_members
from survey import actions as surveying
from survey.models import Response, Study
from survey.vocabulary import ResponseStatus
from wording import counted, day

RELEASE = "releases.release"
"""The permission to release and to withdraw, of study leads and administrators."""
FEWEST_RESPONDENTS = 10
"""With fewer respondents a release would show nothing that anybody said."""
STATEMENTS: Mapping[str, str] = {
    "read": "I have read the reports and what has changed since the release before.",
    "protected": "The audit found nothing, and I know of nothing by which a respondent could be recognised.",
    "apart": "I did not prepare it, and nobody has seen it early who is not on the list.",
}
"""What the second person confirms."""


class ChangedMeanwhileError(ValidationError):
    """Somebody has changed the release since the page was opened."""


@transaction.atomic
def start_draft(*, study: Study, by: User | None) -> Release:
    """Return the release of a study that is in preparation; without one, begin a draft with the next number.

    :raises ValidationError: for a draft study.
    """
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.is_draft:
        raise ValidationError("A draft study has nothing to release. Open the study first.")
    found: Release | None = Release.objects.of_study(study).in_preparation().first()
    if found is not None:
        return found
    last = Release.objects.of_study(study).first()
    number = last.number + 1 if last else 1
    release = Release(study=study, number=number, title=study.title, previous=_current(study))
    release.stamp(by=by)
    release.full_clean()
    release.save()
    _record("release.started", release, by)
    return release


def preview(*, study: Study, by: User, now: dt.datetime | None = None) -> Release:
    """Read the live data of a study into its draft, with the audit of what would be printed, and return the draft.

    A ready release becomes a draft again. The data are of one moment; nothing is locked while they are read.

    :raises ValidationError: with fewer respondents than FEWEST_RESPONDENTS, or if somebody changes the draft meanwhile.
    """
    _refuse_without_respondents(study)
    draft = start_draft(study=study, by=by)
    built = build(study)
    return _store(draft=draft, built=built, by=by, now=now or timezone.now())


@transaction.atomic
def _store(*, draft: Release, built: Built, by: User, now: dt.datetime) -> Release:
    release = _locked(draft)
    if release.updated_at != draft.updated_at:
        raise ChangedMeanwhileError(
            "Somebody has changed the release while its data were read. Make the preview again."
        )
    _back_to_draft(release)
    release.policy, release.geography = built.policy, list(built.geography)
    release.fingerprint, release.read_at = built.fingerprint, now
    release.prepared_by = by
    release.previous = _current(release.study)
    _set_content(release, built.content)
    release.stamp(by=by)
    release.save()
    save_members(release, built.members)
    _record("release.previewed", release, by, {"sha256": release.sha256})
    return release


@transaction.atomic
def revise(
    *, release: Release, title: str, revision_note: str, scheduled_for: dt.datetime | None, by: User | None
) -> Release:
    """Change the title, the revision note and the announced moment of a release that is not public.

    A ready one becomes a draft again. A change of nothing writes nothing.

    :raises ValidationError: by field, without a title or for a moment that is over; for a public release.
    """
    release = _in_preparation(release)
    given: dict[str, Any] = {
        "title": title.strip(),
        "revision_note": revision_note.strip(),
        "scheduled_for": scheduled_for,
    }
    changed = sorted(name for name, value in given.items() if getattr(release, name) != value)
    if not changed:
        return release
    if not given["title"]:
        raise ValidationError({"title": "Give the release a title."})
    if "scheduled_for" in changed and scheduled_for is not None and scheduled_for <= timezone.now():
        raise ValidationError({"scheduled_for": "Announce a moment that is still to come."})
    for name, value in given.items():
        setattr(release, name, value)
    _changed(release, by)
    _record("release.revised", release, by, {"changed": changed})
    return release


@transaction.atomic
def give_early_access(
    *, release: Release, name: str, role: str, reason: str, from_on: dt.date, by: User | None
) -> EarlyAccess:
    """Put a person on the list of those who see a release before the public. A ready one becomes a draft again.

    :raises ValidationError: by field, without name, role or reason, for a person on the list, for a public release.
    """
    release = _in_preparation(release)
    entry = EarlyAccess(
        release=release,
        name=name.strip(),
        role=role.strip(),
        reason=reason.strip(),
        from_on=from_on,
        added_by=by,
    )
    entry.full_clean()
    entry.save()
    _changed(release, by)
    detail = {"role": entry.role, "reason": entry.reason, "from_on": from_on.isoformat()}
    _record("release.early_access_given", release, by, detail)
    return entry


@transaction.atomic
def end_early_access(*, entry: EarlyAccess, by: User | None) -> None:
    """Take a person off that list, before the release is public. A ready one becomes a draft again.

    :raises ValidationError: for a public release.
    """
    release = _in_preparation(entry.release)
    _record("release.early_access_ended", release, by, {"role": entry.role})
    entry.delete()
    _changed(release, by)


@transaction.atomic
def reconsider(*, study: Study, by: User | None) -> Release | None:
    """Make the ready release of a study a draft again, because something that it consists of is changed.

    Return it; None where there is no ready one.
    """
    # A draft is locked too: it may be on the way to ready.
    ready = Release.objects.filter(study=study).in_preparation().select_for_update().first()
    if ready is None or not ready.is_ready:
        return None
    _back_to_draft(ready)
    ready.stamp(by=by)
    ready.save()
    _record("release.returned_to_draft", ready, by)
    return ready


def make_ready(*, release: Release, sha256: str, by: User, now: dt.datetime | None = None) -> Release:
    """Freeze the draft with this hash and make its documents; then somebody else can release it.

    :raises ChangedMeanwhileError: if the draft has another hash by now.
    :raises ValidationError: without a preview of one's own, with a finding of the audit, without the note on what has
        changed, or where nothing has changed since the release before.
    """
    draft = _expect_draft(release, sha256)
    if draft.prepared_by_id != by.pk:
        raise ValidationError(
            f"{draft.prepared_by} made this preview. Make one yourself: who makes a release ready has prepared it, and "
            "somebody else releases it."
        )
    content = opened(draft).content
    findings = content.facts["audit"]["findings"]
    if findings:
        raise ValidationError(
            [
                f"The audit found {counted(len(findings), 'figure', 'figures')} by which something could be "
                "learned of a respondent. Nothing can be released before that is mended.",
                *(finding["sentence"] for finding in findings),
            ]
        )
    if draft.number > 1 and not draft.revision_note:
        raise ValidationError(
            {"revision_note": "From release 2 on, say what has changed since the release before."}
        )
    current = released(draft.study)
    if current is not None and current.content.figures == content.figures:
        raise ValidationError(
            f"Nothing has changed since release {current.release.number}: there is nothing to release."
        )
    draft.state, draft.ready_at = ReleaseState.READY, now or timezone.now()
    return _freeze(ready=draft, documents=_documents_of(draft, content), by=by)


@transaction.atomic
def _freeze(*, ready: Release, documents: Collection[ReleaseDocument], by: User) -> Release:
    release = _expect_draft(_locked(ready), ready.sha256)
    release.state, release.ready_at, release.prepared_by = ReleaseState.READY, ready.ready_at, by
    release.stamp(by=by)
    release.full_clean()
    release.save()
    _replace_documents(release, documents)
    _record("release.made_ready", release, by, {"sha256": release.sha256})
    return release


@transaction.atomic
def release(
    *,
    release: Release,
    sha256: str,
    statements: Collection[str],
    by: User,
    now: dt.datetime | None = None,
) -> Release:
    """Release a ready release as the second person: at once, or at the moment that is announced for it.

    :raises ChangedMeanwhileError: if it has another hash by now, or is not ready any more.
    :raises ValidationError: for the person who prepared it, without the role, or without each of STATEMENTS.
    """
    ready = _locked(release)
    if not may(by, RELEASE):
        raise ValidationError("Only a study lead or an administrator can release figures.")
    if ready.is_public:
        raise ValidationError(f"Release {ready.number} is public already.")
    if not ready.is_ready or ready.sha256 != sha256:
        raise ChangedMeanwhileError(_changed_by(ready))
    if ready.prepared_by_id == by.pk:
        raise ValidationError(
            "You made this release ready, so somebody else has to release it: another study lead, or an administrator."
        )
    if missing := [words for key, words in STATEMENTS.items() if key not in statements]:
        raise ValidationError({"statements": [f"Confirm: {words}" for words in missing]})
    moment = now or timezone.now()
    is_early = ready.scheduled_for is not None and ready.scheduled_for > moment
    if is_early and ready.waits_for_its_day and ready.released_by_id == by.pk:
        return ready
    ready.released_by, ready.approved_at = by, moment
    ready.stamp(by=by)
    detail = {"sha256": sha256, "statements": sorted(STATEMENTS)}
    if is_early:
        ready.full_clean()
        ready.save()
        _record("release.approved", ready, by, detail)
        return ready
    return _publish(ready, by=by, detail=detail, now=moment)


def release_due(*, now: dt.datetime | None = None) -> list[Release]:
    """Release what second persons have approved for a moment that has come, each in its own transaction.

    Return those releases.
    """
    published = []
    for key in Release.objects.due(now).values_list("pk", flat=True):
        with transaction.atomic():
            due = Release.objects.due(now).select_for_update().filter(pk=key).first()
            if due is not None:
                published.append(
                    _publish(due, by=None, detail={"sha256": due.sha256}, now=now or timezone.now())
                )
    return published


@transaction.atomic
def withdraw(*, release: Release, reason: str, by: User | None) -> Release:
    """Withdraw a public release: its address stays, with the reason; its tables and files are gone.

    The newest that is not withdrawn is then the current one. A ready release that was compared with the withdrawn one,
    and may have tables as in it, becomes a draft again and needs a new preview.

    :raises ValidationError: by field, without a reason; for a release that is not public.
    """
    public = _locked(release)
    if public.is_withdrawn:
        return public
    if not public.is_public:
        raise ValidationError("Only a public release can be withdrawn.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is withdrawn. The reason is shown at its address."})
    public.state, public.withdrawn_at = ReleaseState.WITHDRAWN, timezone.now()
    public.withdrawn_note, public.withdrawn_by = reason.strip(), by
    public.stamp(by=by)
    public.full_clean()
    public.save()
    parts.after_withdrawal(public)
    _record("release.withdrawn", public, by)
    if public.next_ones.in_preparation().exists():
        reconsider(study=public.study, by=by)
    cache_version.bump()
    changes.tell("study", [public.study.slug])
    return public


def _publish(release: Release, *, by: User | None, detail: Mapping[str, Any], now: dt.datetime) -> Release:
    planned = mark_of(release).released_on
    release.state, release.released_at = ReleaseState.RELEASED, now
    if planned != timezone.localdate(now):
        # The documents say another day, on which it was made ready.
        _replace_documents(release, _documents_of(release, opened(release).content))
    release.full_clean()
    release.save()
    surveying.set_published(study=release.study, is_published=True, by=by)
    parts.after_release(release)
    _record("release.released", release, by, {**detail, "approved_by": release.released_by_id})
    cache_version.bump()
    changes.tell("study", [release.study.slug])
    return release


def _expect_draft(release: Release, sha256: str) -> Release:
    """Return the release as it is now, if it is a draft with this content."""
    found: Release = (
        Release.objects.select_related("study", "prepared_by", "previous")
        .defer("previous__content")
        .get(pk=release.pk)
    )
    if not found.content:
        raise ValidationError("Make a preview first: the release has no figures yet.")
    if not found.is_draft or found.sha256 != sha256:
        raise ChangedMeanwhileError(_changed_by(found))
    before = found.previous
    if before is not None and before.is_withdrawn:
        raise ValidationError(
            f"Release {before.number} was withdrawn after these figures were read, and some of them may be as "
            "in it. Make a new preview."
        )
    return found


def _changed_by(release: Release) -> str:
    """Return the sentence for a page that shows an older state of the release."""
    who = release.updated_by or "Somebody"
    moment = timezone.localtime(release.updated_at)
    return (
        f"{who} changed this release on {day(moment.date())} at {moment:%H:%M}, after your page was opened. "
        "Look at it as it is now."
    )


def _back_to_draft(release: Release) -> None:
    """Make a release a draft, without its documents and the second person's decision. The caller saves it."""
    release.state = ReleaseState.DRAFT
    release.ready_at = release.approved_at = release.released_by = None
    release.documents.all().delete()


def _changed(release: Release, by: User | None) -> None:
    """Save a release in preparation after a change of what is written on it: it is a draft, with a new hash."""
    _back_to_draft(release)
    if release.content:
        _set_content(release, ReleaseContent.from_text(release.content))
    release.stamp(by=by)
    release.full_clean()
    release.save()


def _set_content(release: Release, content: ReleaseContent) -> None:
    """Give a release this content with the facts of the release itself, and its hash."""
    early_access = release.early_access.order_by("from_on", "role", "pk")
    facts = {
        **content.facts,
        "number": release.number,
        "title": release.title,
        "revision_note": release.revision_note,
        "policy": release.policy,
        "geography": release.geography,
        "previous": release.previous.number if release.previous else None,
        "read_on": timezone.localdate(release.read_at).isoformat() if release.read_at else None,
        "early_access": [
            {"role": entry.role, "reason": entry.reason, "from_on": entry.from_on.isoformat()}
            for entry in early_access
        ],
    }
    release.content = replace(content, facts=facts).as_text()
    release.sha256 = sha256_of(release.content)


def _documents_of(release: Release, content: ReleaseContent) -> list[ReleaseDocument]:
    made = []
    for kind in parts.document_kinds():
        written = kind.write(Released(release, content))
        made.append(
            ReleaseDocument(
                release=release,
                kind=kind.name,
                media_type=kind.media_type,
                content=written,
                sha256=hashlib.sha256(written).hexdigest(),
                size=len(written),
            )
        )
    return made


def _replace_documents(release: Release, documents: Collection[ReleaseDocument]) -> None:
    release.documents.all().delete()
    for document in documents:
        document.release = release
        document.save(force_insert=True)


def _record(verb: str, release: Release, by: User | None, detail: Mapping[str, Any] | None = None) -> None:
    of = {"number": release.number, **(detail or {})}
    audit.record(by=by, verb=verb, subject=release, study=release.study, detail=of)


def _current(study: Study) -> Release | None:
    found: Release | None = Release.objects.of_study(study).current().first()
    return found


def _locked(release: Release) -> Release:
    found: Release = Release.objects.select_for_update().get(pk=release.pk)
    return found


def _in_preparation(release: Release) -> Release:
    found = _locked(release)
    if found.is_public:
        raise ValidationError(
            f"Release {found.number} is public and never changes. Prepare the next one, or withdraw it."
        )
    return found


def _refuse_without_respondents(study: Study) -> None:
    interviews = Interview.objects.of_study(study).filter(status__in=FINISHED).count()
    answers = Response.objects.of_study(study).filter(
        status__in=(ResponseStatus.SUBMITTED, ResponseStatus.ACCEPTED)
    )
    number = interviews + answers.count()
    if not number:
        raise ValidationError(
            "This study has no finished interview and no answer yet: there is nothing to release."
        )
    if number < FEWEST_RESPONDENTS:
        raise ValidationError(
            f"Only {counted(number, 'respondent has', 'respondents have')} answered. With fewer than "
            f"{FEWEST_RESPONDENTS} a release could show nothing of what they said."
        )
