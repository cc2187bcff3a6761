"""The table of roles: what each role may do and what it may not."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import (
    GUARDED_ROLES,
    PERMISSIONS,
    PUBLIC,
    ROLES,
    SIGNED_IN,
    Role,
    is_guarded,
    permissions_of,
    roles_of,
)
from tests.factories.accounts import UserFactory

MAY_BEYOND_THE_PUBLIC = {
    "viewer": set(),
    "researcher": {
        "unpublished.view",
        "outcomes.view",
        "interviews.enter",
        "mentions.match",
        "microdata.export",
        "survey.assist",
    },
    "study_lead": {
        "unpublished.view",
        "outcomes.view",
        "interviews.enter",
        "mentions.match",
        "microdata.export",
        "microdata.full",
        "study.manage",
        "releases.release",
        "survey.assist",
        "survey.review",
        "definitions.draft",
        "audit.view",
        "admin.enter",
    },
    "curator": {
        "unpublished.view",
        "directory.curate",
        "mentions.match",
        "survey.assist",
        "survey.review",
        "definitions.draft",
        "admin.enter",
    },
    "administrator": {
        "reference.manage",
        "accounts.manage",
        "releases.release",
        "audit.view",
        "admin.enter",
    },
}


def test_every_role_has_its_row_in_the_table() -> None:
    assert set(ROLES) == set(Role.values) == set(MAY_BEYOND_THE_PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_gives_its_permissions_and_no_others(role: str, user_with: Callable[..., User]) -> None:
    expected = PUBLIC | SIGNED_IN | MAY_BEYOND_THE_PUBLIC[role]

    user = user_with(role)

    assert permissions_of(user) == expected
    assert {word for word in PERMISSIONS if user.has_perm(word)} == expected


def test_a_visitor_has_the_public_permissions() -> None:
    assert permissions_of(AnonymousUser()) == {
        "atlas.view",
        "directory.view",
        "learning.view",
        "reports.view",
        "survey.answer",
    }


def test_an_administrator_does_not_read_interviews() -> None:
    assert "interviews.enter" not in ROLES[Role.ADMINISTRATOR]
    assert "outcomes.view" not in ROLES[Role.ADMINISTRATOR]


@pytest.mark.django_db
def test_the_permissions_of_two_roles_add_up(user_with: Callable[..., User]) -> None:
    words = permissions_of(user_with("curator", "researcher"))

    assert {"directory.curate", "interviews.enter"} <= words


@pytest.mark.django_db
def test_a_closed_account_is_a_visitor(user_with: Callable[..., User]) -> None:
    user = user_with("administrator")
    user.is_active = False

    assert permissions_of(user) == PUBLIC
    assert roles_of(user) == frozenset()
    assert not is_guarded(user)
    assert not user.is_staff


@pytest.mark.django_db
def test_roles_are_read_once_for_each_request(
    user_with: Callable[..., User], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=user_with("curator").pk)

    with django_assert_num_queries(1):
        for _ in range(3):
            permissions_of(user)
            is_guarded(user)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_only_those_who_curate_lead_or_administer_enter_the_admin(
    role: str, user_with: Callable[..., User]
) -> None:
    assert user_with(role).is_staff == (role in {"study_lead", "curator", "administrator"})


@pytest.mark.django_db
def test_permission_words_of_django_give_nothing(user_with: Callable[..., User]) -> None:
    user = user_with(*Role.values)

    assert not user.has_perm("accounts.change_user")
    assert not user.has_module_perms("accounts")
    assert not user.has_perms(["admin.enter", "accounts.change_user"])


def test_every_role_that_reads_more_than_the_public_is_guarded() -> None:
    assert {role for role, words in ROLES.items() if words} == GUARDED_ROLES


@pytest.mark.django_db
def test_an_account_without_roles_is_not_guarded() -> None:
    assert not is_guarded(UserFactory())
