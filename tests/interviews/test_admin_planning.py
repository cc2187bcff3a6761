"""The admin of draws, rules, nominations and late changes: read-only, for the study lead."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from interviews.models import UnitSource
from tests.factories.interviews import (
    DrawFactory,
    FieldworkRulesFactory,
    LateChangeFactory,
    NominationFactory,
)
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = pytest.mark.django_db
FACTORIES = [DrawFactory, FieldworkRulesFactory, NominationFactory, LateChangeFactory]
EVERYTHING = [pytest.param(each, id=each._meta.model.__name__) for each in FACTORIES]


@pytest.fixture
def lead(client_for: Callable[[str], Client]) -> Client:
    return client_for("study_lead")


def section(row: models.Model) -> str:
    return reverse(f"admin:interviews_{row._meta.model_name}_changelist")


def page(row: models.Model) -> str:
    return reverse(f"admin:interviews_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("make", EVERYTHING)
def test_the_admin_of_planning_is_read_only(make: Callable[[], models.Model], lead: Client) -> None:
    row = make()

    assert lead.get(section(row)).status_code == 200
    shown = lead.get(page(row))
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content
    assert lead.post(page(row), {}).status_code == 403
    assert lead.get(section(row) + "add/").status_code == 403
    assert lead.post(page(row).replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("make", EVERYTHING)
def test_a_list_needs_as_many_queries_for_twenty_rows_as_for_two(
    make: Callable[[], models.Model], lead: Client
) -> None:
    row, _ = make(), make()
    lead.get(section(row))
    counts = []
    for more in (0, 18):
        for _ in range(more):
            make()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            lead.get(section(row))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_draw_names_its_units_and_how_they_were_known(lead: Client) -> None:
    unit = SampledUnitFactory(
        of_organisation=True,
        organisation__name="The Clink",
        strand=StrandFactory(kind="enterprise_interview"),
    )
    UnitSource.objects.create(unit=unit, kind="nomination", detail="NOMS")
    draw = DrawFactory(strand=unit.strand)
    draw.units.set([unit])

    shown = unescape(lead.get(page(draw)).content.decode())

    assert "The Clink" in shown and "Nominated (NOMS)" in shown


def test_reading_a_late_change_is_audited(lead: Client) -> None:
    row = LateChangeFactory(reason="A letter")

    assert "A letter" in lead.get(page(row)).content.decode()
    assert AuditEvent.objects.filter(verb="latechange.read").count() == 1
