"""Numbers in addresses: plain digits only, and not too many for a database."""

import pytest

from noms.parsing import parse_whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(text: str, number: int) -> None:
    assert parse_whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "+1", "1.0", "1e3", "²", "٣", "1_000", "0x1", "9" * 19, "1\0"]
)
def test_anything_else_gives_none(text: str) -> None:
    assert parse_whole_number(text) is None
