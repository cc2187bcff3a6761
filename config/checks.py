"""System checks of the deployment (`config.E…`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from accounts import database_state, email
from accounts.models import User
from search import state
from survey.demonstration import SLUGS
from survey.models import Study

BUILT_STYLESHEET = Path("build") / "css" / "gatehouse.css"


@register()
def assets_are_built(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that script/setup has built the style sheet and scripts, which are not in the repository."""
    if any((Path(folder) / BUILT_STYLESHEET).exists() for folder in settings.STATICFILES_DIRS):
        return []
    return [
        Error(
            "The style sheet has not been built.",
            hint="Run script/setup: it fetches the packages and builds static/build.",
            id="config.E001",
        )
    ]


@register()
def database_keeps_writes_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that SQLite uses IMMEDIATE transactions and a write-ahead log, without which saves fail under load."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options = database.get("OPTIONS", {})
    if options.get("transaction_mode") == "IMMEDIATE" and "journal_mode=WAL" in options.get(
        "init_command", ""
    ):
        return []
    return [
        Error(
            "SQLite is not set to IMMEDIATE transactions with a write-ahead log.",
            hint="Leave OPTIONS to config/env.py: do not override transaction_mode or init_command.",
            id="config.E002",
        )
    ]


@register(Tags.security, deploy=True)
def demonstration_is_not_deployed(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Check that DEMONSTRATION is off, because the password of the demonstration accounts is public."""
    if not settings.DEMONSTRATION:
        return []
    return [
        Error(
            "DEMONSTRATION is on: anybody can sign in with the demonstration accounts.",
            hint="Set DEMONSTRATION=false and DEBUG=false, and give SECRET_KEY and ALLOWED_HOSTS.",
            id="config.E003",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that ALLOWED_HOSTS names hosts: without names, no request is answered; with `*`, any name is accepted."""
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS does not name the hosts that this Gatehouse answers for.",
            hint="Set ALLOWED_HOSTS=gatehouse.example.org (several with commas; never *).",
            id="config.E004",
        )
    ]


@register(Tags.security, deploy=True)
def mail_can_be_sent(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn if there is no mail server, because password resets are sent by e-mail."""
    if email.can_send():
        return []
    return [
        checks.Warning(
            "No mail server is set, so nobody can reset a password.",
            hint="Set EMAIL_HOST and DEFAULT_FROM_EMAIL.",
            id="config.W005",
        )
    ]


@register(Tags.security, deploy=True)
def operator_is_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check that readers can write to the people who run this Gatehouse, and that its lawful basis is said."""
    operator = settings.OPERATOR
    problems: list[CheckMessage] = []
    if not operator.is_named:
        problems.append(
            Error(
                "Nobody is named who runs this Gatehouse: its pages say “write to us” and cannot say where.",
                hint="Set OPERATOR (a name) and OPERATOR_EMAIL; OPERATOR_TELEPHONE and OPERATOR_ADDRESS if you can.",
                id="config.E008",
            )
        )
    if not operator.lawful_basis:
        problems.append(
            Error(
                "The lawful basis of the personal data is not set, and the privacy page must say it.",
                hint="Set LAWFUL_BASIS to PUBLIC TASK or LEGITIMATE INTERESTS, as your data protection officer says.",
                id="config.E009",
            )
        )
    return problems


@register(Tags.database, deploy=True)
def database_is_ready(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check that the database answers, fits this version and uses UTF-8 (`check --deploy --database default`)."""
    if not databases:
        return []
    problem = database_state.problem()
    return [Error(problem, id="config.E006")] if problem else []


@register(Tags.database, deploy=True)
def database_holds_no_demonstration(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Check that the database has no demonstration studies (`check --deploy --database default`)."""
    if not databases or database_state.problem():
        return []
    accounts = User.objects.filter(is_demonstration=True).count()
    studies = Study.objects.filter(slug__startswith=SLUGS).count()
    if not (accounts or studies):
        return []
    return [
        Error(
            f"The database holds the demonstration: {accounts} accounts with a public password and {studies} studies.",
            hint="Name an empty database in DATABASE_URL, and run manage.py prepare on it without DEMONSTRATION.",
            id="config.E007",
        )
    ]


@register(Tags.database, deploy=True)
def search_has_the_data(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn if the index of the search is missing or older than the data (`check --deploy --database default`)."""
    if not databases or database_state.problem():
        return []
    problem = state.missing() or state.outdated()
    return [checks.Warning(problem, hint=state.REMEDY, id="config.W008")] if problem else []
