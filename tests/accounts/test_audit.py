"""The audit trail: nobody can change it."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from accounts.audit import record, subject_label
from accounts.models import AppendOnlyError, AuditEvent, User
from accounts.triggers import AUDIT_TRAIL
from tests.factories.accounts import AuditEventFactory, UserFactory

pytestmark = pytest.mark.both_databases


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what() -> None:
    by, subject = UserFactory(), UserFactory()

    event = record(
        by=by, verb="account.closed", subject=subject, study=SimpleNamespace(slug="s"), detail={"n": 1}
    )

    assert (event.by, event.verb, event.study_slug, event.detail) == (by, "account.closed", "s", {"n": 1})
    assert (event.subject_type, event.subject_id) == ("accounts.user", str(subject.pk))
    assert AuditEvent.objects.about(subject).get() == event


@pytest.mark.django_db
@pytest.mark.parametrize("by", [None, AnonymousUser()])
def test_an_event_of_a_command_or_a_visitor_has_no_user(by: AnonymousUser | None) -> None:
    assert record(by=by, verb="study.opened", study="demonstration-2009").by is None


@pytest.mark.parametrize("verb", ["", "saved", "Interview.saved", "interview saved", "interview.", "a.b; c"])
def test_a_verb_is_words_joined_by_a_dot(verb: str) -> None:
    with pytest.raises(ValueError, match="is not an audit verb"):
        record(by=None, verb=verb)


@pytest.mark.django_db
def test_the_audit_trail_names_accounts_by_number_only() -> None:
    user = UserFactory(email="ann@example.org", name="Ann")

    event = record(by=None, verb="account.opened", subject=user)

    assert event.subject_label == f"account {user.pk}"


def test_the_audit_trail_names_an_object_with_personal_fields_by_number() -> None:
    contact = SimpleNamespace(pk=7, CLASS_C=("name",), _meta=SimpleNamespace(verbose_name="contact"))

    assert subject_label(contact) == "contact 7"


@pytest.mark.django_db
def test_the_model_refuses_to_change_or_delete_an_event() -> None:
    event = AuditEventFactory()
    event.verb = "nothing.happened"

    for forbidden in (event.save, event.delete):
        with pytest.raises(AppendOnlyError):
            forbidden()


@pytest.mark.django_db
def test_the_queryset_refuses_to_change_or_delete_events() -> None:
    event = AuditEventFactory()
    trail = AuditEvent.objects.all()

    for forbidden in (
        lambda: trail.update(verb="x.y"),
        lambda: trail.delete(),
        lambda: trail.bulk_update([event], ["verb"]),
        lambda: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"verb": "x.y"}),
    ):
        with pytest.raises(AppendOnlyError):
            forbidden()
    assert AuditEvent.objects.get().verb == "test.done"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE accounts_auditevent SET verb = 'x.y'", id="update"),
        pytest.param("DELETE FROM accounts_auditevent", id="delete"),
        pytest.param("UPDATE accounts_auditevent SET by_id = NULL WHERE 1 = 0 OR id > 0", id="update some"),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(statement: str) -> None:
    AuditEventFactory()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _run(statement)
    assert AuditEvent.objects.get().verb == "test.done"


@pytest.mark.django_db
def test_the_database_refuses_to_replace_or_empty_the_trail() -> None:
    event = AuditEventFactory()
    connection.check_constraints()  # what waits for the commit would refuse first
    statement = (
        "TRUNCATE accounts_auditevent"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO accounts_auditevent "
        "(id, at, verb, subject_type, subject_id, subject_label, study_slug, detail) "
        f"VALUES ({event.pk}, '2009-01-01', 'x.y', '', '', '', '', '{{}}')"
    )

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _run(statement)
    assert AuditEvent.objects.get().verb == "test.done"


@pytest.mark.django_db
def test_the_triggers_are_on_after_all_migrations() -> None:
    assert AUDIT_TRAIL.exist(connection)


@pytest.mark.django_db
def test_an_account_in_the_trail_cannot_be_deleted() -> None:
    user = UserFactory()
    record(by=user, verb="interview.saved")

    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=user.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_trail_and_closes_it_again() -> None:
    AuditEventFactory()

    call_command("flush", interactive=False, verbosity=0)

    assert not AuditEvent.objects.exists()
    assert AUDIT_TRAIL.exist(connection)


def test_flush_is_refused_on_a_real_study(settings: Settings) -> None:
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="audit trail of a real study"):
        call_command("flush", interactive=False)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["viewer", "researcher", "curator"])
def test_other_roles_do_not_see_the_trail(role: str, client_for: Callable) -> None:
    assert client_for(role).get("/admin/accounts/auditevent/").status_code in {302, 403}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["study_lead", "administrator"])
def test_the_audit_trail_is_read_only_in_the_admin(role: str, client_for: Callable) -> None:
    event = AuditEventFactory(verb="interview.saved")
    client = client_for(role)

    page = client.get("/admin/accounts/auditevent/")

    assert "interview.saved" in page.content.decode()
    assert client.get("/admin/accounts/auditevent/add/").status_code == 403
    assert client.get(f"/admin/accounts/auditevent/{event.pk}/delete/").status_code == 403
    assert client.post(f"/admin/accounts/auditevent/{event.pk}/change/", {"verb": "x.y"}).status_code == 403


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
