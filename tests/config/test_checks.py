"""System checks that explain a wrong deployment."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db.migrations.recorder import MigrationRecorder

from accounts import database_state
from config import checks
from tests.factories.accounts import UserFactory
from tests.factories.survey import StudyFactory


def test_missing_assets_are_explained(settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path]

    (error,) = checks.assets_are_built(None)

    assert error.id == "config.E001"
    assert "script/setup" in (error.hint or "")


def test_built_assets_are_found(settings, tmp_path: Path) -> None:
    sheet = tmp_path / checks.BUILT_STYLESHEET
    sheet.parent.mkdir(parents=True)
    sheet.touch()
    settings.STATICFILES_DIRS = [tmp_path]

    assert checks.assets_are_built(None) == []


@pytest.mark.parametrize("options", [{}, {"transaction_mode": "IMMEDIATE"}])
def test_sqlite_without_immediate_writes_is_refused(settings, options: dict) -> None:
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}}

    (error,) = checks.database_keeps_writes_whole(None)

    assert error.id == "config.E002"


def test_a_deployed_demonstration_is_refused(settings) -> None:
    settings.DEMONSTRATION = True

    (error,) = checks.demonstration_is_not_deployed(None)

    assert error.id == "config.E003"


@pytest.mark.parametrize("hosts", [[], ["*"], ["gatehouse.example.org", "*"]])
def test_a_deployment_names_its_hosts(settings, hosts: list[str]) -> None:
    settings.ALLOWED_HOSTS = hosts

    (error,) = checks.hosts_are_named(None)

    assert error.id == "config.E004"


def test_a_correct_deployment_passes(settings) -> None:
    settings.DEMONSTRATION = False
    settings.ALLOWED_HOSTS = ["gatehouse.example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    found = [
        *checks.demonstration_is_not_deployed(None),
        *checks.hosts_are_named(None),
        *checks.mail_can_be_sent(None),
    ]

    assert found == []


@pytest.mark.django_db
def test_rows_of_the_demonstration_in_a_deployment_are_refused() -> None:
    UserFactory(is_demonstration=True)
    StudyFactory(slug="demonstration-2009")

    (error,) = checks.database_holds_no_demonstration(None, databases=["default"])

    assert error.id == "config.E007"
    assert "1 accounts with a public password and 1 studies" in error.msg


@pytest.mark.django_db
def test_a_real_database_passes() -> None:
    UserFactory()
    StudyFactory(slug="round-one")

    assert checks.database_holds_no_demonstration(None, databases=["default"]) == []
    assert checks.database_is_ready(None, databases=["default"]) == []


def test_the_database_is_not_checked_unless_it_is_named() -> None:
    assert checks.database_holds_no_demonstration(None) == []
    assert checks.database_is_ready(None) == []


@pytest.mark.django_db
def test_an_older_database_is_refused() -> None:
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()

    (error,) = checks.database_is_ready(None, databases=["default"])

    assert error.msg == database_state.NOT_PREPARED


@pytest.mark.django_db
def test_the_checks_of_the_database_belong_to_those_of_a_deployment() -> None:
    UserFactory(is_demonstration=True)

    with pytest.raises(SystemCheckError, match=r"config\.E007"):
        call_command("check", deploy=True, databases=["default"])


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({}, []),
        ({"email": ""}, ["config.E008"]),
        ({"name": "", "lawful_basis": ""}, ["config.E008", "config.E009"]),
    ],
)
def test_a_deployment_says_who_runs_it_and_on_what_basis(
    settings, missing: dict, expected: list[str]
) -> None:
    settings.OPERATOR = replace(settings.OPERATOR, **missing)

    assert [error.id for error in checks.operator_is_named(None)] == expected
