"""The steps of a release: preview, ready, released by a second person, withdrawn."""

import datetime as dt
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews.actions import withdraw_interview
from interviews.models import Interview
from reports.documents.texts_of_study import write_report_text
from reports.models import Release, ReleaseDocument, ReleaseMember, ReleaseState
from reports.releases import actions, parts
from reports.releases.actions import STATEMENTS, ChangedMeanwhileError
from reports.releases.public import Released, mark_of, opened, released
from survey import actions as surveying
from survey.models import Study
from tests.factories.accounts import RoleGrantFactory
from tests.factories.interviews import InterviewFactory
from tests.factories.releases import ReleaseFactory, answered_study, release_study
from tests.factories.survey import SampledUnitFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MORNING = dt.datetime(2009, 10, 1, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def lead() -> User:
    return RoleGrantFactory(role="study_lead", user__name="Ann Lead").user


@pytest.fixture
def second() -> User:
    return RoleGrantFactory(role="administrator", user__name="Ben Second").user


@pytest.fixture
def study() -> Study:
    return answered_study()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind of document, which says of which day it is."""

    def write(of: Released) -> bytes:
        mark = mark_of(of.release)
        return f"{mark.number} {'DRAFT' if mark.is_draft else mark.released_on}".encode()

    monkeypatch.setattr(parts, "_documents", {})
    parts.register_document("txt", "Text", "text/plain", write)


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def _interviewed_more(study: Study, number: int = 1) -> None:
    for _ in range(number):
        unit = SampledUnitFactory(strand=study.strands.get(), code="I")
        InterviewFactory(unit=unit, status="complete")


def _ready(study: Study, by: User) -> Release:
    draft = actions.preview(study=study, by=by)
    if draft.number > 1:
        draft = actions.revise(
            release=draft, title=draft.title, revision_note="More interviews.", scheduled_for=None, by=by
        )
    return actions.make_ready(release=draft, sha256=draft.sha256, by=by)


def _release(ready: Release, by: User) -> Release:
    return actions.release(release=ready, sha256=ready.sha256, statements=STATEMENTS, by=by)


def test_two_people_release_the_figures_of_a_study(study: Study, lead: User, second: User) -> None:
    draft = actions.preview(study=study, by=lead)
    assert (draft.state, draft.number, draft.policy) == ("draft", 1, "2026-1")
    assert released(study) is None

    ready = actions.make_ready(release=draft, sha256=draft.sha256, by=lead)
    assert (ready.state, ready.sha256) == ("ready", draft.sha256)
    assert released(study) is None

    public = _release(ready, second)

    assert (public.state, public.prepared_by, public.released_by) == ("released", lead, second)
    assert released(study).release == public
    assert opened(public).content.facts["number"] == 1
    study.refresh_from_db()
    assert study.is_published
    verbs = AuditEvent.objects.filter(verb__startswith="release.").order_by("pk")
    assert list(verbs.values_list("verb", "by__name")) == [
        ("release.started", "Ann Lead"),
        ("release.previewed", "Ann Lead"),
        ("release.made_ready", "Ann Lead"),
        ("release.released", "Ben Second"),
    ]
    assert verbs.last().detail["sha256"] == public.sha256


def test_the_released_figures_stay_when_an_interview_is_added(study: Study, lead: User, second: User) -> None:
    _release(_ready(study, lead), second)
    before = released(study).report("coverage").tables

    _interviewed_more(study)

    assert released(study).report("coverage").tables == before


def test_the_person_who_prepared_it_cannot_release_it(study: Study, lead: User) -> None:
    ready = _ready(study, lead)

    with pytest.raises(ValidationError, match="somebody else has to release it"):
        _release(ready, lead)


def test_who_made_the_preview_makes_it_ready(study: Study, lead: User, second: User) -> None:
    draft = actions.preview(study=study, by=lead)

    with pytest.raises(ValidationError, match="made this preview"):
        actions.make_ready(release=draft, sha256=draft.sha256, by=second)


@pytest.mark.parametrize("role", ["viewer", "researcher", "curator"])
def test_only_a_lead_or_an_administrator_releases(role: str, study: Study, lead: User) -> None:
    ready = _ready(study, lead)

    with pytest.raises(ValidationError, match="Only a study lead or an administrator"):
        _release(ready, RoleGrantFactory(role=role).user)


@pytest.mark.parametrize("left_out", STATEMENTS)
def test_each_statement_has_to_be_confirmed(left_out: str, study: Study, lead: User, second: User) -> None:
    ready = _ready(study, lead)

    with pytest.raises(ValidationError) as refusal:
        actions.release(
            release=ready, sha256=ready.sha256, statements=STATEMENTS.keys() - {left_out}, by=second
        )
    assert refusal.value.message_dict == {"statements": [f"Confirm: {STATEMENTS[left_out]}"]}


@pytest.mark.parametrize(
    ("number", "sentence"), [(0, "no finished interview"), (1, "1 respondent has"), (9, "9 respondents have")]
)
def test_a_study_with_too_few_respondents_has_no_preview(number: int, sentence: str, lead: User) -> None:
    with pytest.raises(ValidationError, match=sentence):
        actions.preview(study=answered_study(number) if number else StudyFactory(), by=lead)
    assert not Release.objects.exists()


def test_a_study_in_which_all_refused_has_no_preview(lead: User) -> None:
    unit = SampledUnitFactory(code="R")

    with pytest.raises(ValidationError, match="nothing to release"):
        actions.preview(study=unit.strand.study, by=lead)


def test_a_draft_study_has_no_release(lead: User) -> None:
    with pytest.raises(ValidationError, match="Open the study first"):
        actions.start_draft(study=StudyFactory(state="draft"), by=lead)


def test_a_preview_is_needed_before_it_is_ready(study: Study, lead: User) -> None:
    draft = actions.start_draft(study=study, by=lead)

    with pytest.raises(ValidationError, match="Make a preview first"):
        actions.make_ready(release=draft, sha256="", by=lead)


def test_nothing_changed_since_the_last_release_is_refused(study: Study, lead: User, second: User) -> None:
    _release(_ready(study, lead), second)

    with pytest.raises(ValidationError, match="Nothing has changed since release 1"):
        _ready(study, lead)


def test_nothing_changed_since_a_release_that_revised_figures_is_refused(
    study: Study, lead: User, second: User
) -> None:
    _release(_ready(study, lead), second)
    _interviewed_more(study, 12)
    _release(_ready(study, lead), second)

    with pytest.raises(ValidationError, match="Nothing has changed since release 2"):
        _ready(study, lead)


def test_a_second_release_needs_a_note_on_what_has_changed(study: Study, lead: User, second: User) -> None:
    _release(_ready(study, lead), second)
    _interviewed_more(study, 12)
    draft = actions.preview(study=study, by=lead)

    with pytest.raises(ValidationError, match="say what has changed"):
        actions.make_ready(release=draft, sha256=draft.sha256, by=lead)

    public = _release(_ready(study, lead), second)
    assert (public.number, public.previous.number) == (2, 1)
    assert opened(public).content.facts["revision_note"] == "More interviews."


def test_a_newer_draft_of_somebody_else_is_named_and_not_released(
    study: Study, lead: User, second: User, frozen: time_machine.Traveller
) -> None:
    seen = actions.preview(study=study, by=second)
    _interviewed_more(study)
    actions.preview(study=study, by=lead)

    with pytest.raises(
        ChangedMeanwhileError, match="Ann Lead changed this release on 1 October 2009 at 09:30"
    ):
        actions.make_ready(release=seen, sha256=seen.sha256, by=second)


def test_what_the_second_person_saw_is_what_is_released(study: Study, lead: User, second: User) -> None:
    seen = _ready(study, lead)
    actions.revise(release=seen, title="Other", revision_note="", scheduled_for=None, by=lead)

    with pytest.raises(ChangedMeanwhileError, match="Look at it as it is now"):
        _release(seen, second)


def test_a_draft_that_changes_while_its_data_are_read_is_not_overwritten(
    study: Study, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = actions.start_draft(study=study, by=lead)

    def revised_meanwhile(study: Study, reports: object) -> None:
        actions.revise(release=draft, title="Other", revision_note="", scheduled_for=None, by=lead)

    monkeypatch.setattr(parts, "_parts", {"meanwhile": revised_meanwhile})

    with pytest.raises(ChangedMeanwhileError, match="Make the preview again"):
        actions.preview(study=study, by=lead)
    draft.refresh_from_db()
    assert (draft.title, draft.content) == ("Other", "")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda ready, by: actions.revise(
                release=ready, title="Other", revision_note="", scheduled_for=None, by=by
            ),
            id="title",
        ),
        pytest.param(
            lambda ready, by: actions.give_early_access(
                release=ready, name="Eve", role="Press", reason="Questions", from_on=MORNING.date(), by=by
            ),
            id="early access",
        ),
        pytest.param(lambda ready, by: actions.preview(study=ready.study, by=by), id="a new preview"),
        pytest.param(lambda ready, by: actions.reconsider(study=ready.study, by=by), id="a text"),
    ],
)
def test_any_change_makes_a_ready_release_a_draft_again(
    change: Callable, study: Study, lead: User, second: User, documents: None
) -> None:
    ready = _ready(study, lead)
    assert ReleaseDocument.objects.exists()

    change(ready, lead)

    ready.refresh_from_db()
    assert (ready.state, ready.ready_at, ready.released_by) == (ReleaseState.DRAFT, None, None)
    assert not ReleaseDocument.objects.exists()


def test_a_change_of_nothing_leaves_it_ready(study: Study, lead: User) -> None:
    ready = _ready(study, lead)

    actions.revise(release=ready, title=ready.title, revision_note="", scheduled_for=None, by=lead)

    ready.refresh_from_db()
    assert ready.state == ReleaseState.READY


def test_those_with_early_access_are_printed_by_role_and_reason_and_not_by_name(
    study: Study, lead: User
) -> None:
    draft = actions.preview(study=study, by=lead)
    before = draft.sha256

    actions.give_early_access(
        release=draft, name="Eve Early", role="Press officer", reason="Questions", by=lead,
        from_on=dt.date(2009, 9, 30),
    )  # fmt: skip

    draft.refresh_from_db()
    assert draft.sha256 != before
    assert opened(draft).content.facts["early_access"] == [
        {"role": "Press officer", "reason": "Questions", "from_on": "2009-09-30"}
    ]
    assert "Eve Early" not in draft.content
    assert "Eve Early" not in repr(list(AuditEvent.objects.values_list("subject_label", "detail")))


def test_a_public_release_is_not_revised(lead: User) -> None:
    public = ReleaseFactory(released=True)

    with pytest.raises(ValidationError, match="never changes"):
        actions.revise(release=public, title="Other", revision_note="", scheduled_for=None, by=lead)


def test_a_release_for_later_waits_for_its_moment(
    study: Study, lead: User, second: User, documents: None, frozen: time_machine.Traveller
) -> None:
    draft = actions.preview(study=study, by=lead)
    moment = MORNING + dt.timedelta(days=28)
    draft = actions.revise(
        release=draft, title="First figures", revision_note="", scheduled_for=moment, by=lead
    )
    ready = actions.make_ready(release=draft, sha256=draft.sha256, by=lead)

    waiting = _release(ready, second)

    assert (waiting.state, waiting.waits_for_its_day) == (ReleaseState.READY, True)
    assert list(Release.objects.announced()) == [] and not actions.release_due()
    surveying.set_published(study=study, is_published=True, by=lead)
    assert list(Release.objects.announced()) == [waiting]
    frozen.move_to(moment)
    out = StringIO()
    call_command("release_due", stdout=out)
    assert "release 1" in out.getvalue()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.released_at, waiting.released_by) == ("released", moment, second)
    assert bytes(waiting.documents.get().content) == b"1 2009-10-29"
    assert AuditEvent.objects.get(verb="release.released").by is None
    assert actions.release_due() == []


def test_the_second_person_releases_at_once_when_the_moment_has_passed_without_the_command(
    study: Study, lead: User, second: User, frozen: time_machine.Traveller
) -> None:
    draft = actions.preview(study=study, by=lead)
    moment = MORNING + dt.timedelta(days=28)
    draft = actions.revise(
        release=draft, title="First figures", revision_note="", scheduled_for=moment, by=lead
    )
    ready = actions.make_ready(release=draft, sha256=draft.sha256, by=lead)
    assert _release(ready, second).updated_at == _release(ready, second).updated_at

    frozen.move_to(moment)

    assert _release(ready, second).state == ReleaseState.RELEASED


def test_a_moment_that_is_over_is_not_announced(study: Study, lead: User) -> None:
    draft = actions.preview(study=study, by=lead)

    with pytest.raises(ValidationError, match="still to come"):
        actions.revise(release=draft, title="T", revision_note="", scheduled_for=MORNING, by=lead)


def test_documents_are_kept_from_ready_on_and_say_the_day_of_the_release(
    study: Study, lead: User, second: User, documents: None, frozen: time_machine.Traveller
) -> None:
    ready = _ready(study, lead)
    assert bytes(ready.documents.get().content) == b"1 2009-10-01"
    kept = ready.documents.get()

    _release(ready, second)

    document = ready.documents.get()
    assert document.pk == kept.pk
    assert (document.kind, document.media_type, document.size) == ("txt", "text/plain", 12)


def test_documents_of_a_release_on_another_day_say_that_day(
    study: Study, lead: User, second: User, documents: None, frozen: time_machine.Traveller
) -> None:
    ready = _ready(study, lead)
    frozen.move_to(MORNING + dt.timedelta(days=3))

    _release(ready, second)

    assert bytes(ready.documents.get().content) == b"1 2009-10-04"


def test_a_finding_of_the_audit_blocks_the_release_and_names_the_table(study: Study, lead: User) -> None:
    draft = actions.preview(study=study, by=lead)
    found = [{"group": "barriers", "sentence": "Barriers: all the others named funding."}]
    content = opened(draft).content
    content = type(content)(
        {**content.facts, "audit": {"tried": 3, "findings": found}},
        content.reports,
        content.order,
        content.parts,
    )
    draft.content, draft.sha256 = content.as_text(), actions.sha256_of(content.as_text())
    draft.save()

    with pytest.raises(ValidationError) as refusal:
        actions.make_ready(release=draft, sha256=draft.sha256, by=lead)
    assert "Barriers: all the others named funding." in refusal.value.messages
    assert "1 figure" in refusal.value.messages[0]


def test_a_withdrawn_release_says_why_and_the_one_before_is_current_again(
    study: Study, lead: User, second: User
) -> None:
    first = release_study(study)
    _interviewed_more(study, 12)
    public = _release(_ready(study, lead), second)

    withdrawn = actions.withdraw(release=public, reason="A column was wrong.", by=lead)

    assert (withdrawn.state, withdrawn.withdrawn_note) == ("withdrawn", "A column was wrong.")
    assert released(study).release == first
    assert AuditEvent.objects.filter(verb="release.withdrawn", by=lead).count() == 1


def test_what_was_compared_with_a_withdrawn_release_needs_a_new_preview(
    study: Study, lead: User, second: User
) -> None:
    """Its tables may be carried over from the withdrawn one."""
    public = release_study(study)
    _interviewed_more(study, 12)
    ready = _ready(study, lead)

    actions.withdraw(release=public, reason="A column was wrong.", by=second)

    ready.refresh_from_db()
    assert ready.state == ReleaseState.DRAFT
    with pytest.raises(ValidationError, match="Release 1 was withdrawn after these figures were read"):
        actions.make_ready(release=ready, sha256=ready.sha256, by=lead)
    assert _release(_ready(study, lead), second).previous is None


def test_a_withdrawal_leaves_ready_what_was_not_compared_with_it(study: Study, lead: User) -> None:
    first, _ = release_study(study), release_study(study)
    _interviewed_more(study, 12)
    ready = _ready(study, lead)

    actions.withdraw(release=first, reason="A column was wrong.", by=lead)

    ready.refresh_from_db()
    assert ready.is_ready


def test_a_withdrawal_needs_a_reason_and_something_public(study: Study, lead: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        actions.withdraw(release=ReleaseFactory(released=True), reason=" ", by=lead)
    with pytest.raises(ValidationError, match="Only a public release"):
        actions.withdraw(release=_ready(study, lead), reason="Wrong.", by=lead)


def test_the_next_release_after_a_withdrawn_one_has_a_new_number(study: Study, lead: User) -> None:
    actions.withdraw(release=release_study(study), reason="Wrong.", by=lead)

    assert actions.start_draft(study=study, by=lead).number == 2


def test_what_is_registered_follows_a_release_and_its_withdrawal(
    study: Study, lead: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    monkeypatch.setattr(parts, "_effects", {})
    parts.register_effects(
        "test",
        released=lambda release: seen.append(("released", release.number)),
        withdrawn=lambda release: seen.append(("withdrawn", release.number)),
    )

    public = _release(_ready(study, lead), second)
    actions.withdraw(release=public, reason="Wrong.", by=lead)

    assert seen == [("released", 1), ("withdrawn", 1)]


def test_a_study_with_releases_stays_listed(study: Study, lead: User) -> None:
    surveying.set_published(study=study, is_published=True, by=lead)
    release_study(study)

    with pytest.raises(ValidationError, match="addresses never change"):
        surveying.set_published(study=study, is_published=False, by=lead)


def test_an_interview_that_is_withdrawn_leaves_only_that_one_was_counted(study: Study, lead: User) -> None:
    release = release_study(study)
    interview = Interview.objects.first()
    assert ReleaseMember.objects.filter(release=release).count() == 12

    withdraw_interview(interview=interview, reason="By telephone.", by=lead)

    assert ReleaseMember.objects.filter(release=release).count() == 12
    [erased] = ReleaseMember.objects.filter(release=release, interview=None)
    assert erased.answers == {}
    assert not ReleaseMember.objects.filter(interview=interview).exists()


def test_a_text_of_the_report_makes_a_ready_release_a_draft_again(study: Study, lead: User) -> None:
    ready = _ready(study, lead)

    write_report_text(study=study, texts={"foreword": "Thanks."}, from_version=0, by=lead)

    ready.refresh_from_db()
    assert ready.state == ReleaseState.DRAFT


def test_releasing_again_by_the_same_person_changes_nothing(study: Study, lead: User, second: User) -> None:
    public = _release(_ready(study, lead), second)
    moment = public.released_at

    with pytest.raises(ValidationError, match="public already"):
        _release(public, second)
    public.refresh_from_db()
    assert public.released_at == moment
    assert timezone.now() >= moment
