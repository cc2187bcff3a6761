"""Least valid accounts and grants."""

import factory
from django.utils import timezone

from accounts.models import AuditEvent, Job, JobFilePart, RoleGrant, SavedView, User, ViewWatch
from accounts.private_tokens import hash_of


class UserFactory(factory.django.DjangoModelFactory):
    """An open account without roles and without a password."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    password = "!"


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """A grant of the role of viewer."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "viewer"


class SavedViewFactory(factory.django.DjangoModelFactory):
    """A view of the whole map."""

    class Meta:
        model = SavedView

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"View {number}")


class ViewWatchFactory(factory.django.DjangoModelFactory):
    """A watch told in a private feed with the token “token”, before its first look."""

    class Meta:
        model = ViewWatch

    view = factory.SubFactory(SavedViewFactory)
    token_hash = factory.LazyAttribute(lambda made: hash_of("token"))
    site = "https://gatehouse.example"


class AuditEventFactory(factory.django.DjangoModelFactory):
    """An event of a command."""

    class Meta:
        model = AuditEvent

    verb = "test.done"


class JobFactory(factory.django.DjangoModelFactory):
    """A job that waits for a worker."""

    class Meta:
        model = Job

    class Params:
        running = factory.Trait(
            state="running",
            running_since=factory.LazyFunction(timezone.now),
            last_report_at=factory.LazyFunction(timezone.now),
        )
        finished = factory.Trait(state="finished", ended_at=factory.LazyFunction(timezone.now))
        failed = factory.Trait(
            state="failed", ended_at=factory.LazyFunction(timezone.now), error="It went wrong."
        )

    kind = "test"
    title = "Count"
    started_by = factory.SubFactory(UserFactory)


class JobFilePartFactory(factory.django.DjangoModelFactory):
    """The first part of a job's file."""

    class Meta:
        model = JobFilePart

    job = factory.SubFactory(JobFactory, finished=True)
    number = 0
    content = b"answers\n"
