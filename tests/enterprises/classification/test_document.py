"""The worked examples of docs/definition.md, run from the document itself."""

import re

import pytest
from django.conf import settings

from enterprises.classification import FACT_NAMES, assess, csv_table, definitions, facts_from_cells

DOCUMENT = (settings.BASE_DIR / "docs" / "definition.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^### (.+?)\n.*?^```text\n(.+?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
OF_THE_PAPER = 6


def cases():
    """Yield each expectation of each example: the facts, the id of the definition and the expected results."""
    for title, block in EXAMPLES:
        lines = block.splitlines()
        cells = dict(line.split(": ", 1) for line in lines if "→" not in line)
        for line in lines:
            definition, arrow, expected = line.partition("→")
            if arrow:
                definition = definition.strip() or definitions.DEFAULT
                yield pytest.param(cells, definition, expected.strip(), id=f"{title}, {definition}")


@pytest.mark.parametrize(("cells", "definition", "expected"), list(cases()))
def test_a_worked_example_gives_what_the_document_says(cells, definition, expected):
    facts, errors = facts_from_cells(cells)

    assessment = assess(facts, definitions.find(definition))

    assert errors == []
    expectation = re.fullmatch(
        r"(?P<outcome>\w+)(: (?P<possible>[\w, ]+?))?(; missing (?P<missing>[\w, ]+?))?"
        r"(, decided by (?P<decided>\w+))?(, marked (?P<marks>\w+))?(, (?P<included>included|not included))?"
        r"([;,] in conflict (?P<conflict>[\w, ]+))?",
        expected,
    )
    assert expectation, expected
    assert assessment.outcome == expectation["outcome"]
    assert ", ".join(assessment.possible) == (expectation["possible"] or expectation["outcome"])
    assert ", ".join(assessment.missing) == (expectation["missing"] or "")
    assert ", ".join(assessment.marks) == (expectation["marks"] or "")
    assert [", ".join(conflict.facts) for conflict in assessment.conflicts] == (
        [expectation["conflict"]] if expectation["conflict"] else []
    )
    if expectation["decided"]:
        assert assessment.decided_by == expectation["decided"]
    if expectation["included"]:
        assert assessment.is_included() is (expectation["included"] == "included")


def test_the_examples_of_the_paper_come_first():
    assert [title for title, _ in EXAMPLES[:OF_THE_PAPER]] == [
        "An organic farm business",
        "A QUANGO named by a prison",
        "Support by volunteers, paid for by grants",
        "A large national enterprise",
        "A print shop run by prison staff",
        "An enterprise that staff began with the help of an existing one",
    ]


def test_the_document_names_every_definition_fact_and_criterion():
    other_definitions = DOCUMENT.split("## Other definitions")[1]
    rules = DOCUMENT.split("## The study's definition")[1].split("## What is not known")[0]

    assert re.findall(r"^\| `([\w-]+)`", other_definitions, re.MULTILINE) == [d.id for d in definitions.all()]
    assert set(re.findall(r"^\| `(\w+)`", DOCUMENT, re.MULTILINE)) >= set(FACT_NAMES)
    assert re.findall(r"^\d\. \*\*[\w ]+\*\* \(`(\w+)`\)", rules, re.MULTILINE) == [
        criterion.id for criterion in definitions.get().criteria
    ]


def test_the_file_of_the_document_can_be_read():
    (block,) = re.findall(r"^```csv\n(.+?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)

    rows = list(csv_table.read(block.splitlines(keepends=True)))

    assert [(row.name, assess(row.facts).outcome) for row in rows] == [
        ("Example Bakery", "included_either"),
        ("Example Befrienders", "voluntary_organisation"),
    ]
