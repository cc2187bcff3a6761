"""The demonstration study, generated once for all tests of this folder and rolled back after them."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from demo.build import SLUG
from survey.models import Study
from tests.table_copies import TableCopy, put_back


@pytest.fixture(scope="package")
def demonstration(frame_tables: list[TableCopy], django_db_blocker) -> Iterator[Study]:
    """The study on the real frame, for modules marked `django_db`, whose tests run in transactions inside it."""
    with django_db_blocker.unblock(), transaction.atomic():
        put_back(frame_tables)
        call_command("load_demo", stdout=StringIO())
        yield Study.objects.get(slug=SLUG)
        transaction.set_rollback(True)
