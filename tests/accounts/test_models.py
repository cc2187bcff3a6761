"""Accounts by e-mail address and grants of roles."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import RoleGrant, User
from tests.factories.accounts import RoleGrantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_address_is_stored_in_lower_case_without_blanks() -> None:
    assert User.objects.create_user(email=" Ann@Example.ORG ").email == "ann@example.org"


def test_an_address_is_found_in_any_case() -> None:
    user = UserFactory(email="ann@example.org")

    assert User.objects.get_by_natural_key("ANN@example.org") == user


def test_one_address_has_one_account_whatever_its_case() -> None:
    UserFactory(email="ann@example.org")

    with pytest.raises(ValidationError, match="already an account"):
        User(email="ANN@example.org", password="!").full_clean()


def test_the_database_refuses_the_same_address_in_another_case() -> None:
    UserFactory(email="ann@example.org")
    other = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'ANN@example.org' WHERE id = %s", [other.pk])


def test_an_account_without_a_password_cannot_be_signed_in_to() -> None:
    assert not User.objects.create_user(email="ann@example.org").has_usable_password()


def test_an_account_is_shown_by_its_name_or_else_by_its_address() -> None:
    assert str(User(email="ann@example.org", name="Ann")) == "Ann"
    assert str(User(email="ann@example.org")) == "ann@example.org"


def test_a_role_is_held_once() -> None:
    grant = RoleGrantFactory()

    with pytest.raises(ValidationError, match="already holds this role"):
        RoleGrant(user=grant.user, role=grant.role).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrantFactory(user=grant.user, role=grant.role)


def test_an_unknown_role_is_refused_by_the_form_and_by_the_database() -> None:
    user = UserFactory()

    with pytest.raises(ValidationError, match="There is no such role"):
        RoleGrant(user=user, role="governor").validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrantFactory(user=user, role="governor")
