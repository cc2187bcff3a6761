"""Actions on releases."""

import datetime as dt
from typing import Any

from django.utils import timezone

from reports.models import Release
from reports.releases import actions
from survey.models import Study
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.releases import EarlyAccessFactory, ReleaseFactory, answered_study


def second_person() -> Any:
    return RoleGrantFactory(role="administrator").user


def previewed(study: Study | None = None) -> Release:
    return actions.preview(study=study or answered_study(), by=UserFactory())


@case
def releases__start_draft() -> Act:
    study = answered_study()
    return lambda: actions.start_draft(study=study, by=None)


@case
def releases__preview() -> Act:
    study, by = answered_study(), UserFactory()
    return lambda: actions.preview(study=study, by=by)


@case
def releases__revise() -> Act:
    draft = ReleaseFactory()
    return lambda: actions.revise(
        release=fresh(draft), title="Other", revision_note="", scheduled_for=None, by=None
    )


@case
def releases__give_early_access() -> Act:
    draft = ReleaseFactory()
    return lambda: actions.give_early_access(
        release=fresh(draft), name="Ann", role="Press officer", reason="To answer questions", by=None,
        from_on=dt.date(2009, 10, 1),
    )  # fmt: skip


@case
def releases__end_early_access() -> Act:
    entry = EarlyAccessFactory()
    return lambda: actions.end_early_access(entry=fresh(entry), by=None)


@case
def releases__reconsider() -> Act:
    ready = ReleaseFactory(ready=True)
    return lambda: actions.reconsider(study=ready.study, by=None)


@case
def releases__make_ready() -> Act:
    draft = previewed()
    return lambda: actions.make_ready(release=fresh(draft), sha256=draft.sha256, by=draft.prepared_by)


@case
def releases__release() -> Act:
    ready, by = ReleaseFactory(ready=True), second_person()
    return lambda: actions.release(
        release=fresh(ready), sha256=ready.sha256, statements=actions.STATEMENTS, by=by
    )


@case
def releases__release_due() -> Act:
    ReleaseFactory(
        ready=True,
        released_by=second_person(),
        approved_at=timezone.now(),
        scheduled_for=timezone.now() - dt.timedelta(minutes=1),
    )
    return lambda: actions.release_due()


@case
def releases__withdraw() -> Act:
    release = ReleaseFactory(released=True)
    return lambda: actions.withdraw(release=fresh(release), reason="A column was wrong.", by=None)
