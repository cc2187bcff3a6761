"""Releases: what the models and the database refuse."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from reports.models import Release, ReleaseDocument, ReleaseState
from reports.releases.triggers import RELEASES
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.releases import (
    EarlyAccessFactory,
    ReleaseDocumentFactory,
    ReleaseFactory,
)
from tests.factories.survey import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _by_one_person(**values: object) -> models.Model:
    person = UserFactory()
    return ReleaseFactory.build(
        study=StudyFactory(), **values, ready=True, prepared_by=person, released_by=person
    )


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(
            lambda: ReleaseFactory.build(study=StudyFactory(), number=0), "count from 1", id="number 0"
        ),
        pytest.param(lambda: _by_one_person(), "Somebody else", id="one person for both steps"),
        pytest.param(
            lambda: ReleaseFactory.build(study=StudyFactory(), state=ReleaseState.READY, number=1),
            "its content and its hash",
            id="ready without content",
        ),
        pytest.param(
            lambda: ReleaseFactory.build(
                study=StudyFactory(), ready=True, prepared_by=UserFactory(), number=2, revision_note=""
            ),
            "what has changed",
            id="second without a note",
        ),
        pytest.param(
            lambda: ReleaseFactory.build(
                study=StudyFactory(),
                ready=True,
                prepared_by=UserFactory(),
                released_at=timezone.now(),
            ),
            "who released it",
            id="a moment of release before it",
        ),
        pytest.param(
            lambda: ReleaseFactory.build(study=StudyFactory(), withdrawn_note="A mistake."),
            "when and why",
            id="a reason without a withdrawal",
        ),
        pytest.param(
            lambda: ReleaseFactory.build(study=ReleaseFactory().study, number=2),
            "in preparation already",
            id="two in preparation",
        ),
        pytest.param(
            lambda: ReleaseFactory.build(
                study=ReleaseFactory(released=True).study, number=1, state=ReleaseState.DRAFT
            ),
            "of this number already",
            id="a number twice",
        ),
    ],
)
def test_a_release_is_refused(make: Callable[[], models.Model], sentence: str) -> None:
    assert_refused(make, sentence)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(
            lambda: EarlyAccessFactory.build(release=ReleaseFactory(), reason=""),
            "why they see it",
            id="early access without a reason",
        ),
        pytest.param(
            lambda: EarlyAccessFactory.build(release=EarlyAccessFactory(name="Ann").release, name="Ann"),
            "on the list already",
            id="early access twice",
        ),
        pytest.param(
            lambda: ReleaseDocumentFactory.build(release=ReleaseDocumentFactory().release),
            "this document already",
            id="a document twice",
        ),
    ],
)
def test_what_belongs_to_a_release_is_refused(make: Callable[[], models.Model], sentence: str) -> None:
    assert_refused(make, sentence)


def test_models_and_querysets_change_and_delete_nothing_in_bulk() -> None:
    release = ReleaseFactory(released=True)

    with pytest.raises(ValidationError, match="never deleted"):
        release.delete()
    for forbidden in (
        lambda: Release.objects.all().delete(),
        lambda: Release.objects.update(title="x"),
    ):
        with pytest.raises(ValidationError, match="one by one"):
            forbidden()


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        "sha256 = 'other'",
        "number = 7",
        "title = 'Other'",
        "revision_note = 'Other'",
        "released_at = CURRENT_TIMESTAMP",
        "state = 'ready'",
        "state = 'draft'",
        "prepared_by_id = NULL",
    ],
)
def test_the_database_refuses_to_change_what_is_released(change: str) -> None:
    release = ReleaseFactory(released=True)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _run(f"UPDATE reports_release SET {change} WHERE id = {release.pk}")


def test_the_database_lets_a_release_be_withdrawn_and_not_brought_back() -> None:
    release = ReleaseFactory(released=True)
    release.state, release.withdrawn_note, release.withdrawn_at = "withdrawn", "Wrong.", timezone.now()

    release.save()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _run("UPDATE reports_release SET state = 'released', withdrawn_at = NULL, withdrawn_note = ''")


@pytest.mark.parametrize("state", ["", "ready", "released"])
def test_the_database_never_deletes_a_release(state: str) -> None:
    ReleaseFactory(**({state: True} if state else {}))
    connection.check_constraints()  # what waits for the commit would refuse first

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _run("DELETE FROM reports_release")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_releasedocument SET content = 'x'",
        "DELETE FROM reports_releasedocument",
        "INSERT INTO reports_releasedocument (release_id, kind, media_type, content, sha256, size) "
        "SELECT release_id, 'docx', media_type, content, sha256, size FROM reports_releasedocument",
    ],
)
def test_the_database_keeps_the_documents_of_a_release(statement: str) -> None:
    document = ReleaseDocumentFactory(release=ReleaseFactory(ready=True))
    release = document.release
    release.state, release.released_by, release.released_at = "released", UserFactory(), timezone.now()
    release.save()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _run(statement)
    assert bytes(ReleaseDocument.objects.get().content) == b"%PDF-1.7"


def test_a_draft_changes_and_loses_its_documents() -> None:
    document = ReleaseDocumentFactory()
    document.release.title = "Better"

    document.release.save()
    document.delete()

    assert Release.objects.get().title == "Better"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
def test_a_release_is_not_replaced_by_inserting_its_number_again() -> None:
    release = ReleaseFactory(released=True)
    columns = ", ".join(f.column for f in Release._meta.concrete_fields if f.name not in ("id", "title"))

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        _run(
            f"INSERT OR REPLACE INTO reports_release (title, {columns}) "
            f"SELECT 'Other', {columns} FROM reports_release WHERE id = {release.pk}"
        )


def test_the_triggers_are_on_after_all_migrations() -> None:
    assert RELEASES.exist(connection)
