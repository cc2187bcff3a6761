"""The shipped tables say nothing that their sources do not say."""

import csv
import re

import pytest

from enterprises.importing.reading import EVIDENCE, ORGANISATIONS
from enterprises.importing.relations import RELATIONS
from enterprises.management.commands.load_organisations import SHIPPED

REPORT = (
    "Stimulating new markets: commissioning social enterprises (report for the National Programme for Third Sector"
    " Commissioning, July 2010)"
)


def rows(file: str) -> list[dict[str, str]]:
    with (SHIPPED / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_quotation_is_in_the_row_of_its_organisation_or_in_the_report():
    told = {row["name"]: " | ".join(row.values()) for row in rows(ORGANISATIONS)}

    unfounded = [
        (row["organisation"], row["quotation"])
        for row in rows(EVIDENCE)
        if row["quotation"] not in told[row["organisation"]] and row["source_title"] != REPORT
    ]

    assert unfounded == []


def test_every_row_of_facts_and_relations_names_a_source_with_its_day():
    for row in [*rows(EVIDENCE), *rows(RELATIONS)]:
        assert row["source_address"].startswith("http") or row["source_title"] == REPORT, row
        assert row["observed_on"], row
        # A page without a date is said to be one.
        assert row["source_date"] or row["observed_on"] != "2026-01-01", row


def test_a_relation_goes_on_only_by_a_recent_source_or_the_organisations_own_page():
    own_pages = ("http://prisonradioassociation.org", "https://prison.radio", "https://en.wikipedia.org")
    for row in rows(RELATIONS):
        if row["relation"] == "works" and not row["source_address"].startswith(own_pages):
            assert int(row["last_seen"] or 0) >= 2023, row


def test_no_contact_is_a_persons():
    for row in rows(ORGANISATIONS):
        mailbox = row["email"].partition("@")[0]
        assert mailbox in ("", "info", "hello"), row["email"]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        pytest.param("charity", "charit", id="charity"),
        pytest.param("employees", "employed", id="employees"),
        pytest.param(
            "trading_share", "contracts|trading", id="share of income from selling goods or services"
        ),
        pytest.param("distributes_profit", "not-for-profit", id="profit"),
        pytest.param("part_of_other_body", "run by|of Trafford", id="run by another organisation"),
    ],
)
def test_a_fact_is_read_only_from_words_that_say_it(fact, words):
    quotations = [row["quotation"] for row in rows(EVIDENCE) if row["fact"] == fact if row["quotation"]]

    assert quotations
    assert [said for said in quotations if not re.search(words, said, re.IGNORECASE)] == []
