"""The conditions of tests/vectors/conditions.json, which tests/javascript also evaluates."""

import json
from typing import Any

import pytest

from survey import conditions, expressions
from survey.xpath_functions import BY_CHANCE, FUNCTIONS
from survey.xpath_values import OPERATORS
from tests.survey import condition_vectors

VECTORS = json.loads(condition_vectors.FILE.read_text(encoding="utf-8"))


def found(source: str, values: dict[str, str], like: bool | str) -> Any:
    """Return the result of the server's evaluator: True or False for a condition, text for a calculation."""
    parsed = expressions.parse(source)
    return parsed.text(values) if isinstance(like, str) else parsed.holds(values)


@pytest.mark.parametrize(("source", "tree", "values", "expected"), VECTORS["worked"])
def test_a_condition_worked_by_hand_gives_its_result(
    source: str, tree: Any, values: dict[str, str], expected: bool | str
) -> None:
    assert conditions.expression_tree(source) == tree
    assert found(source, values, expected) == expected


def test_the_random_conditions_give_their_results() -> None:
    for source, tree, place, holds, text in VECTORS["generated"]:
        values = VECTORS["answers"][place]

        assert conditions.expression_tree(source) == tree, source
        assert found(source, values, holds) is holds, source
        assert found(source, values, text) == text, source


def test_the_random_conditions_use_every_operator_and_give_both_results() -> None:
    sources = " ".join(source for source, *_ in VECTORS["generated"])
    results = [holds for *_, holds, _ in VECTORS["generated"]]

    # What is by chance is evaluated on the server alone; a page in the vectors counts its rows.
    in_browser = [f"{name}(" for name in FUNCTIONS if name not in {*BY_CHANCE, "count"}]
    symbols = [*OPERATORS, *in_browser, "if("]
    assert [symbol for symbol in symbols if symbol not in sources] == []
    assert len(results) / 4 < sum(results) < len(results) * 3 / 4


def test_the_pages_show_questions_and_calculations_and_allowed_choices_as_expected() -> None:
    cases = [(page, case) for page in VECTORS["pages"] for case in page["cases"]]

    assert sum(set(case["shown"]) < set(page["questions"]) for page, case in cases) > len(cases) / 3
    assert sum(bool(page["calculations"]) for page in VECTORS["pages"]) > 10
    assert sum(case["allowed"] != {} for _, case in cases) > 10
    assert any(":" in name for page in VECTORS["pages"] for name in page["conditions"])


def test_the_file_is_what_script_vectors_writes() -> None:
    assert condition_vectors.contents() == condition_vectors.FILE.read_text(encoding="utf-8"), (
        "tests/vectors/conditions.json is not up to date: run script/vectors and commit it"
    )
