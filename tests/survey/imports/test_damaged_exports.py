"""Exports in disorder are read or refused with a sentence, and never fail: moved cells, blank headings, other names."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.uploads.files import read_exports
from accounts.uploads.rows import UnreadableError
from survey.imports.submissions import read
from survey.imports.versions import Versions
from survey.models import Delivery
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.survey.imports import writers
from tests.survey.imports.test_layouts import FORM
from tests.survey.imports.test_upload_pages import SECTION, upload

Tables = dict[str, writers.Table]
SUBMISSIONS: list[writers.Submission] = [
    (
        "11111111-1111-4111-8111-111111111111",
        {
            "shop": "Bakery",
            "open": "yes",
            "colours": ["1", "x-y"],
            "staff": 4,
            "since": "2004-05-06",
            "visit": "2009-07-15T14:30",
            "sites": [{"town": "Leeds", "rooms": 2, "kinds": ["1"]}, {"town": "York"}],
        },
    ),
    ("22222222-2222-4222-8222-222222222222", {"shop": "Dairy", "sites": [{"rooms": 1}]}),
]
ODD = (
    *(
        "",
        "n/a",
        "=1+1",
        "[1]",
        "1e309",
        "999999999999999999999",
        "NaN",
        "-0",
        "٣",
        "2009-02-30",
        "31/12/2009",
        "40000.5",
    ),
    *(
        "9999-12-31T23:59:59-14:00",
        "uuid:",
        "/",
        "a/b[2]/c",
        "_1",
        "\u202e",
        "x" * 5000,
        "1 2 3",
        "TRUE",
        "Jul 32, 2009",
    ),
    *(
        "KEY",
        "PARENT_KEY",
        "_uuid",
        "_index",
        "sites[0]/town",
        "sites[99999]/town",
        "sites[1]/sites[2]/town",
        "town_0",
    ),
)


def tables(layout: str) -> Tables:
    made: dict[str, Callable[[], Tables]] = {
        "kobo": lambda: writers.kobo_tables(FORM, SUBMISSIONS),
        "labels": lambda: writers.kobo_tables(FORM, SUBMISSIONS, has_labels=True),
        "flat": lambda: {"form": writers.flat_table(FORM, SUBMISSIONS)},
        "central": lambda: writers.central_tables(FORM, SUBMISSIONS),
        "odata": lambda: writers.odata_tables(FORM, SUBMISSIONS),
        "wide": lambda: {"form": writers.surveycto_wide(FORM, SUBMISSIONS)},
        "long": lambda: writers.surveycto_long(FORM, SUBMISSIONS),
    }
    return made[layout]()


def damaged(found: Tables, chance: random.Random) -> Tables:
    """Return the tables with a few things in disorder."""
    for _ in range(chance.randint(1, 6)):
        name = chance.choice(list(found))
        table = found[name]
        row, column = chance.randrange(len(table)), chance.randrange(max(1, len(table[0])))
        what = chance.randrange(8)
        if what == 0:
            other, place = chance.choice(table), chance.randrange(max(1, len(table[0])))
            if column < len(table[row]) and place < len(other):
                table[row][column], other[place] = other[place], table[row][column]
        elif what == 1:
            table[0][column : column + 1] = [""]
        elif what == 2:
            table[0][column : column + 1] = [chance.choice(table[0])]
        elif what == 3:
            found[f"{chance.choice(ODD)[:20]}x".translate(str.maketrans("[]:*?/\\", "-------"))] = found.pop(
                name
            )
        elif what == 4:
            chance.shuffle(table)
        elif what == 5:
            table[row][column : column + 1] = [chance.choice(ODD)]
        elif what == 6:
            for cells in table:
                del cells[column : column + 1]
        else:
            table.append(list(table[row]))
    return found


@pytest.mark.parametrize("layout", ["kobo", "labels", "flat", "central", "odata", "wide", "long"])
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_tables_in_disorder_are_read_or_refused_with_a_sentence(layout, seed):
    files = writers.csv_files(damaged(tables(layout), random.Random(seed)))

    try:
        found = read(Versions(FORM), read_exports(files))
    except UnreadableError as refusal:
        assert refusal.messages
    else:
        for made in found.submissions:
            assert made.findings or made.answers is not None
            assert all(each.row and each.problem for each in (*made.findings, *made.remarks))


@pytest.mark.django_db
def test_no_upload_of_a_damaged_export_ends_in_an_error(lead):
    OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(questionnaire=FORM))
    chance = random.Random(18)

    for number in range(12):
        layout = chance.choice(["kobo", "flat", "central", "wide"])
        content = writers.as_workbook(damaged(tables(layout), chance))
        page = upload(lead, None, content)
        assert page.status_code == 200
        delivery = Delivery.objects.order_by("-pk").first()
        if delivery is not None and delivery.is_waiting:
            done = lead.post(f"{SECTION}{delivery.pk}/", {"what": "load", "pass_over_all": "on"}, follow=True)
            assert done.status_code == 200, number
