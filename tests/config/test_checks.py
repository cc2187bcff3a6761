"""System checks that explain a wrong deployment."""

from pathlib import Path

import pytest

from config import checks


def test_missing_assets_are_explained(settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path]

    (error,) = checks.assets_are_built(None)

    assert error.id == "mapping.E001"
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

    assert error.id == "mapping.E002"


def test_a_deployed_demonstration_is_refused(settings) -> None:
    settings.DEMONSTRATION = True

    (error,) = checks.demonstration_is_not_deployed(None)

    assert error.id == "mapping.E003"


@pytest.mark.parametrize("hosts", [[], ["*"], ["gatehouse.example.org", "*"]])
def test_a_deployment_names_its_hosts(settings, hosts: list[str]) -> None:
    settings.ALLOWED_HOSTS = hosts

    (error,) = checks.hosts_are_named(None)

    assert error.id == "mapping.E004"


def test_a_right_deployment_passes(settings) -> None:
    settings.DEMONSTRATION = False
    settings.ALLOWED_HOSTS = ["gatehouse.example.org"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    found = [
        *checks.demonstration_is_not_deployed(None),
        *checks.hosts_are_named(None),
        *checks.mail_can_be_sent(None),
    ]

    assert found == []
