"""`manage.py classify` on a file of several hundred generated cases, compared with the brute-force results."""

import csv
import json
import random
from io import StringIO

import pytest
from django.core.management import call_command

from enterprises.classification import OUTCOMES, definitions
from enterprises.classification.facts import FACT_NAMES

from .oracle import GENERAL, INCLUDED, RULES, TRIED, YES_NO, answer

CASES = 600
SHARES = ["0", "0.000001", "25", "26", "50", "50.1", "51", "100", "0..50", "26..50", "26..75", "51..100", ""]
LIKELY = {
    "statutory_body": "no",
    "separately_constituted": "yes",
    "operated_by_service_staff": "no",
    "own_bank_account": "yes",
    "publicly_controlled": "no",
    "shadow_directors": "no",
    "being_constituted": "no",
    "part_of_other_body": "no",
    "stakeholder_share": "0",
    "public_sector_board_share": "0",
    "reinvested_share": "100",
    "social_aims": "yes",
}
"""Without a leaning to these most cases would end at the first criterion."""


def cases() -> list[dict[str, str]]:
    """Return the generated cases, the same every time."""
    chance = random.Random(2009)
    rows = []
    for number in range(CASES):
        row = {"name": f"Case {number}"}
        for fact in (*GENERAL, *YES_NO):
            row[fact] = chance.choice(["yes", "no", "", ""] if fact in YES_NO else ["", "", "", "yes", "no"])
        for fact in TRIED:
            row[fact] = chance.choice(SHARES)
        row |= {fact: cell for fact, cell in LIKELY.items() if chance.random() < 0.75}
        rows.append(row)
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("definition", sorted(RULES))
def test_a_file_of_cases_is_classified_as_the_brute_force_does(definition, tmp_path):
    rows, path, printed = cases(), tmp_path / "cases.csv", StringIO()
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["name", *(fact for fact in FACT_NAMES if fact in rows[0])])
        writer.writeheader()
        writer.writerows(rows)

    call_command("classify", str(path), "--definition", definition, "--format", "json", stdout=printed)

    results = json.loads(printed.getvalue())
    assert [each["name"] for each in results] == [row["name"] for row in rows]
    for row, each in zip(rows, results, strict=True):
        possible, missing = answer(row, definition)
        assert (each["possible"], sorted(each["missing"])) == (possible, sorted(missing)), row
        several = "included_either" if set(possible) <= INCLUDED[definition] else "undetermined"
        assert each["outcome"] == (possible[0] if len(possible) == 1 else several)
    outcomes = {each["outcome"] for each in results}
    both = {"included_either", "undetermined"} if len(INCLUDED[definition]) > 1 else {"undetermined"}
    assert outcomes == {*definitions.find(definition).outcomes, *both} <= {*OUTCOMES, *both}
    for criterion in definitions.find(definition).criteria:
        kinds = {
            part["result"] for each in results for part in each["criteria"] if part["id"] == criterion.id
        }
        assert kinds == {"met", "not met", "unknown"}, criterion.id
