"""The shipped tables say nothing that their sources do not say."""

import csv
import re

import pytest

from enterprises.importing.reading import EVIDENCE, ORGANISATIONS
from enterprises.management.commands.load_organisations import SHIPPED

REPORT = "Stimulating new markets"


def rows(file: str) -> list[dict[str, str]]:
    with (SHIPPED / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_quotation_stands_in_the_row_of_its_organisation_or_in_the_report():
    told = {row["name"]: " | ".join(row.values()) for row in rows(ORGANISATIONS)}

    unfounded = [
        (row["organisation"], row["quotation"])
        for row in rows(EVIDENCE)
        if row["quotation"] not in told[row["organisation"]] and not row["source"].startswith(REPORT)
    ]

    assert unfounded == []


def test_every_source_of_evidence_is_a_source_of_its_organisation():
    sources = {row["name"]: row["source"] for row in rows(ORGANISATIONS)}

    assert [row for row in rows(EVIDENCE) if row["source"] not in sources[row["organisation"]]] == []


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        pytest.param("charity", "charit", id="charity"),
        pytest.param("employees", "employed", id="employees"),
        pytest.param("trading_share", "contracts|trading", id="trading share"),
        pytest.param("distributes_profit", "not-for-profit", id="profit"),
        pytest.param("independent", "run by|of Trafford", id="independence"),
    ],
)
def test_a_fact_is_read_only_from_words_that_say_it(fact, words):
    quotations = [row["quotation"] for row in rows(EVIDENCE) if row["fact"] == fact]

    assert quotations
    assert [said for said in quotations if not re.search(words, said, re.IGNORECASE)] == []
