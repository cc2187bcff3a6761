"""The search of the demonstration: sentences as officers type them, and names with mistakes."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from enterprises.models import Organisation
from noms.models import Service
from noms.vocabulary import PRISON, REFERENCE_FRAME
from search import index
from search.results import Results

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUERIES = Path(__file__).parents[2] / "search" / "queries.csv"
"""Sentences of officers, with the filters expected and the pages of which one must be among the first three."""
EXACT = 23
"""Of 25. “Bike repair” and “laundry” are expected without a filter, and are plain words for one in synonyms.csv."""


@pytest.fixture(autouse=True)
def _directory(demonstration: object) -> None:
    """The organisations of the demonstration, invented and real."""
    call_command("load_organisations", stdout=StringIO())
    index.rebuild()


def search(text: str) -> dict[str, Any]:
    out = StringIO()
    call_command("search", text, format="json", stdout=out)
    return json.loads(out.getvalue())


def with_a_letter_wrong(name: str) -> str:
    """Return a name without the third letter of its longest word."""
    longest = max(name.replace("(invented)", "").split(), key=len)
    return name.replace(longest, longest[:2] + longest[3:], 1)


def test_sentences_of_officers_are_read_and_answered():
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    not_exact, not_found, nothing = [], [], []
    for row in rows:
        found = search(row["query"])
        expected = dict(pair.split("=") for pair in row["expected_filters"].split(";") if pair)
        wanted = {key for key in row["expected_in_first_three_any_of"].split("~") if key}
        if found["filters"] != expected:
            not_exact.append((row["query"], found["filters"]))
        if wanted and not wanted & set(found["results"][:3]):
            not_found.append((row["query"], found["results"][:3]))
        if not found["results"]:
            nothing.append(row["query"])

    assert len(rows) - len(not_exact) >= EXACT, not_exact
    assert (not_found, nothing) == ([], [])


def test_organisations_are_found_by_name_and_with_a_letter_wrong():
    rows = list(Organisation.objects.published())
    exact = [row for row in rows if Results(row.name).keys[:1] != [f"organisation:{row.slug}"]]
    misspelt = [
        row.name
        for row in rows
        if f"organisation:{row.slug}" not in Results(with_a_letter_wrong(row.name)).keys[:3]
    ]

    assert len(exact) <= 0.03 * len(rows), exact
    assert len(misspelt) <= 0.03 * len(rows), misspelt


def test_prisons_are_found_by_name_without_hmp_and_with_a_letter_wrong():
    rows = list(Service.objects.in_frame(REFERENCE_FRAME).filter(kind=PRISON))
    for change in (
        lambda name: name,
        with_a_letter_wrong,
        lambda name: name.replace("HMP/YOI", "").replace("HMP", "").replace("HMYOI", "").strip(),
    ):
        missed = [
            (change(row.name), Results(change(row.name)).keys[:3])
            for row in rows
            if f"service:{row.slug}" not in Results(change(row.name)).keys[:3]
        ]
        assert len(missed) <= 0.03 * len(rows), missed
