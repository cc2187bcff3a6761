"""Fixtures of all tests: a client per role, a frozen day, the real frame."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import StringIO

import hypothesis
import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import AuditEvent, RoleGrant, User
from enterprises import words
from noms.models import Frame, ServiceKind
from search import phrases, spelling
from tests import migrated_database
from tests.table_copies import TableCopy, copies_of, put_back

pytest_plugins = ["tests.slow_tests"]

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "frame", "client_for"}
PASSWORD = "a long enough password"
# How long an example takes to make depends on what else the machine does.
UNHURRIED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("gatehouse", UNHURRIED)
hypothesis.settings.register_profile("quick", UNHURRIED, max_examples=20)
hypothesis.settings.load_profile("gatehouse")
MADE_BY_MIGRATE = {Frame, ServiceKind}
"""Models of the frame whose rows are there after `migrate`: `noms/reference_rows.py`."""
FIELDWORK_DAY = dt.datetime(2009, 7, 15, 10, 30, tzinfo=dt.UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        help="run the long audits over all their invented studies, and on PostgreSQL every test of a database",
    )
    parser.addoption(
        "--first-and-last",
        action="store_true",
        help="run the first and the last case of each parametrised test",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL only tests that may differ there; with --all, every test with a database."""
    chosen = items
    if config.getoption("--first-and-last"):
        chosen = _first_and_last(chosen)
    if connection.vendor == "postgresql":
        chosen = [item for item in chosen if _touches_database(item)]
        if not config.getoption("--all"):
            chosen = [item for item in chosen if item.get_closest_marker("both_databases") or _commits(item)]
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over all that is imported by now, and look less often: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _first_and_last(items: list[pytest.Item]) -> list[pytest.Item]:
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = {each for found in cases.values() for each in (found[0], found[-1])}
    return [item for item in items if item in kept]


def _touches_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & fixtures)


def _commits(item: pytest.Item) -> bool:
    """Return True for a test that commits, such as tests of locks and of simultaneous writers."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )


@pytest.fixture(autouse=True)
def empty_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    """Clear the caches before each test, and the words and phrases that a process holds.

    Rate limits are rows of the database, rolled back with the rest.

    Where a test commits, Django empties the tables of the models only.
    """
    caches["pages"].clear()
    for held in (words.NAMES, spelling.NAMES, phrases):
        held.forget()
    commits = _commits(request.node)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        cache.clear()


@pytest.fixture(scope="session")
def runs_all(pytestconfig: pytest.Config) -> bool:
    """Return True if `--all` was given."""
    return bool(pytestconfig.getoption("--all"))


@pytest.fixture
def user_with() -> Callable[..., User]:
    """Return a function that creates a user with the given roles."""

    def make(*roles: str, email: str = "") -> User:
        address = email or f"{'.'.join(roles) or 'nobody'}@example.org"
        user = User.objects.create_user(email=address, password=PASSWORD, name=address.split("@")[0])
        RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
        return user

    return make


@pytest.fixture
def client_for(user_with: Callable[..., User]) -> Callable[[str], Client]:
    """Return a function that gives a client signed in with one role; `client_for("public")` is signed out."""

    def make(role: str) -> Client:
        client = Client()
        if role != "public":
            address = f"{role.replace('_', '-')}@example.org"
            user = User.objects.filter(email=address).first() or user_with(role, email=address)
            client.force_login(user)
        return client

    return make


@pytest.fixture
def fieldwork_day() -> Iterator[None]:
    """A Wednesday in the middle of the study of 2009."""
    with time_machine.travel(FIELDWORK_DAY, tick=False):
        yield


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Whether there is a database already: the one that was asked for, or a copy of the migrated one."""
    return django_db_keepdb or migrated_database.put_in_place()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, migrated. A copy of it is kept for the next run."""
    with django_db_blocker.unblock():
        migrated_database.keep()
        migrated_database.put_back_after_commits()


@pytest.fixture(scope="session")
def frame_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[TableCopy]:
    """The tables of the frame, filled once by the product's own command."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        loaded = [
            model
            for model in apps.get_app_config("noms").get_models(include_auto_created=True)
            if not model._meta.proxy and model not in MADE_BY_MIGRATE
        ]
        copies = copies_of([*loaded, AuditEvent])
        transaction.set_rollback(True)
    return copies


@pytest.fixture
def frame(request: pytest.FixtureRequest, frame_tables: list[TableCopy], db: None) -> None:
    """The real prisons and probation services, as the product ships them."""
    if "frame_of_module" not in request.fixturenames:
        put_back(frame_tables)


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a module, for what its fixtures of scope module store once for all of them.

    Each test has a transaction of its own inside it. A test that commits cannot be in such a module.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def frame_of_module(module_rows: None, frame_tables: list[TableCopy]) -> None:
    """The frame, stored once for all tests of a module."""
    put_back(frame_tables)


@pytest.fixture
def committing(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Callable[[], object]]]],
) -> Callable[[], AbstractContextManager[list[Callable[[], object]]]]:
    """A block after which its on-commit callbacks run, and only those."""

    def begin() -> AbstractContextManager[list[Callable[[], object]]]:
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return begin
