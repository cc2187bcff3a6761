"""New entries are added many at once, with the same rows as the actions would store."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from accounts.models import AuditEvent
from enterprises import actions, name_index
from enterprises.importing.reading import EVIDENCE, EVIDENCE_COLUMNS, ORGANISATION_COLUMNS, ORGANISATIONS
from enterprises.importing.relations import RELATION_COLUMNS, RELATIONS
from enterprises.models import Engagement, Evidence, Identifier, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]


def entry(name: str, **cells: str) -> dict[str, str]:
    return {
        "name": name,
        "slug": slugify(name),
        "nation": "England or Wales",
        "outcode_from_town": "LS9",
        "sectors": "food; retail",
        "source": "A register.",
        "source_says": "It bakes.",
        "evidence_class_by_researcher": "as stated",
        **cells,
    }


def statement(name: str, fact: str, value: str, quotation: str = "") -> dict[str, str]:
    return {
        "organisation": name,
        "fact": fact,
        "value": value,
        "source_kind": "register",
        "source_title": "A register.",
        "quotation": quotation or value,
        "observed_on": "2009-05-01",
    }


def relation(name: str) -> dict[str, str]:
    return {
        "organisation": name,
        "service": "HMP Leeds",
        "service_code": "LEI",
        "relation": "works",
        "arrangement": "hosted",
        "activities": "paid_work",
        "started": "2008-05",
        "source_title": "A report.",
        "observed_on": "2009-05-01",
    }


def load(folder: Path, entries: Sequence[dict[str, str]], statements: Sequence[dict[str, str]]) -> str:
    for file, columns, rows in (
        (ORGANISATIONS, ORGANISATION_COLUMNS, entries),
        (EVIDENCE, EVIDENCE_COLUMNS, statements),
        (RELATIONS, RELATION_COLUMNS, [relation(entries[0]["name"])]),
    ):
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    out = StringIO()
    call_command("load_organisations", folder=folder, stdout=out)
    return out.getvalue()


def test_what_is_added_at_once_is_what_the_actions_would_store(tmp_path):
    said = [
        statement("Attic Works", "charity", "yes", "It is a charity that trades."),
        statement("Attic Works", "trading_share", "60", "It is a charity that trades."),
        statement("Attic Works", "social_aims", "yes"),
    ]
    told = load(tmp_path, [entry("Attic Works", company_no="01234567"), entry("Cellar Works")], said)

    attic, cellar = Organisation.objects.order_by("name")
    assert "2 added" in told and "11 facts, stated or presumed: 11 added" in told
    assert list(actions.differences()) == []
    for one in (attic, cellar):
        one.full_clean()
        assert name_index.keys_of([one.pk])[one.pk] == set(one.name_keys.values_list("key", flat=True))
        (first,) = one.history.all()
        assert (first.history_type, first.name, first.slug, first.is_published) == (
            "+",
            one.name,
            one.slug,
            True,
        )
        (place,) = one.places.all()
        place.full_clean()
        assert (place.outcode_id, place.region.name) == ("LS9", "Yorkshire and Humberside")
        assert {term.term for term in one.terms.all()} == {"food", "retail"}
    assert [str(number) for number in attic.identifiers.all()] == ["GB-COH-01234567"]
    for row in Evidence.objects.all():
        row.full_clean()
        assert [(page.history_type, page.fact, page.value) for page in row.history.all()] == [
            ("+", row.fact, row.value)
        ]
    (relation_stored,) = Engagement.objects.all()
    relation_stored.full_clean()
    (first,) = relation_stored.history.all()
    assert (first.history_type, first.service, first.started_on) == (
        "+",
        relation_stored.service,
        relation_stored.started_on,
    )
    assert (str(relation_stored), relation_stored.started) == ("Attic Works works with HMP Leeds", "May 2008")
    assert relation_stored.terms_of("activity") == ["Paid work experience"]
    assert AuditEvent.objects.about(relation_stored).get().verb == "engagement.created"


def test_the_audit_trail_records_each_organisation_and_each_source(tmp_path):
    said = [
        statement("Attic Works", "charity", "yes", "It is a charity that trades."),
        statement("Attic Works", "trading_share", "60", "It is a charity that trades."),
        statement("Attic Works", "social_aims", "yes"),
    ]
    load(tmp_path, [entry("Attic Works", company_no="01234567")], said)

    attic = Organisation.objects.get()
    events = AuditEvent.objects.about(attic).order_by("pk")
    facts = [set(event.detail["facts"]) for event in events.filter(verb="evidence.added")]
    keys = [key for event in events.filter(verb="evidence.added") for key in event.detail["evidence"]]
    assert [event.verb for event in events] == [
        "organisation.created",
        "organisation.identified",
        *["evidence.added"] * 6,  # two sources, and the four presumptions of a charity
    ]
    assert {"charity", "trading_share"} in facts
    assert {"social_aims"} in facts
    stored = Evidence.objects.filter(pk__in=keys)
    assert {(row.fact, row.value) for row in stored.exclude(source_kind="presumption")} == {
        ("charity", "yes"),
        ("trading_share", "60"),
        ("social_aims", "yes"),
    }
    assert AuditEvent.objects.filter(verb="directory.loaded").count() == 1


def test_two_entries_with_one_number_are_refused_and_nothing_is_stored(tmp_path):
    entries = [entry(name, company_no="01234567") for name in ("Attic Works", "Cellar Works")]

    with pytest.raises(CommandError, match="already has this number"):
        load(tmp_path, entries, [statement("Attic Works", "charity", "yes")])

    assert not Organisation.objects.exists()
    assert not AuditEvent.objects.filter(verb__startswith="organisation.").exists()


def test_a_parents_number_may_belong_to_several_organisations(tmp_path):
    names = ("Attic Works", "Cellar Works")
    entries = [entry(name, company_no="01234567 (parent)") for name in names]

    load(tmp_path, entries, [statement("Attic Works", "charity", "yes")])

    assert Identifier.objects.filter(is_parents=True).count() == 2


def test_adding_takes_the_same_queries_for_any_number(tmp_path):
    counts = []
    for word, number in (("Attic", 2), ("Cellar", 30)):
        names = [f"{word} Works {one}" for one in range(number)]
        with CaptureQueriesContext(connection) as queries:
            load(
                tmp_path,
                [entry(name, website="") for name in names],
                [statement(name, "charity", "yes") for name in names],
            )
        counts.append(len(queries))

    # Audit events are stored some forty in a statement.
    assert counts[1] <= counts[0] + 4
