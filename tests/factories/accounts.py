"""Least valid accounts and grants."""

import factory

from accounts.models import AuditEvent, RoleGrant, User


class UserFactory(factory.django.DjangoModelFactory):
    """An open account without roles and without a password."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    password = "!"


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """Somebody's role of viewer."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "viewer"


class AuditEventFactory(factory.django.DjangoModelFactory):
    """Something done by a command."""

    class Meta:
        model = AuditEvent

    verb = "test.done"
