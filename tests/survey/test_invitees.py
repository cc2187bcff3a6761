"""Typed lines and tables of organisations to invite, by hand-worked examples."""

import pytest
from django.core.exceptions import ValidationError

from accounts.uploads.files import read_sheets
from survey.imports import invitees


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Working Chance; info@example.org", ["Working Chance", "info@example.org"]),
        ("Working Chance, info@example.org", ["Working Chance", "info@example.org"]),
        ("Working Chance\tinfo@example.org", ["Working Chance", "info@example.org"]),
        ("info@example.org; Working Chance", ["Working Chance", "info@example.org"]),
        ("Working Chance <info@example.org>", ["Working Chance", "info@example.org"]),
        ('"Smith, Jones and Company" <a@example.org>', ["Smith, Jones and Company", "a@example.org"]),
        ("Smith, Jones and Company, a@example.org", ["Smith, Jones and Company", "a@example.org"]),
        ("Smith, Jones and Company", ["Smith, Jones and Company", ""]),
        ("Bird", ["Bird", ""]),
        ("info@example.org", ["", "info@example.org"]),
        ("Bird; not an @ address", ["Bird; not an @ address", ""]),
        ("  ;  ", []),
        ("", []),
    ],
)
def test_a_typed_line_gives_a_name_and_an_address(line: str, expected: list[str]) -> None:
    assert invitees.name_and_address(line) == expected


def rows(text: str, name: str = "list.csv") -> list[invitees.InviteeRow]:
    sheets = read_sheets([(name, text.encode())], is_heading=invitees.is_heading)
    return list(invitees.read(sheets, {"en": "English", "cy": "Cymraeg"}))


def test_columns_are_found_by_their_headings_in_any_order_below_a_title() -> None:
    (found,) = rows("Our list;;\nLanguage;E-mail address;Name\nCymraeg;a@example.org;Bird\n")

    assert found[2:6] == ("Bird", "a@example.org", "", "cy")


def test_every_fault_of_a_row_is_named_with_its_column() -> None:
    (found,) = rows("name,e-mail,language\n" + "x" * 201 + ",no address,Dutch\n")

    assert [(each.column, each.problem) for each in found.findings] == [
        ("name", "this is longer than 200 characters."),
        ("e-mail", "this is not an e-mail address."),
        ("language", "this is not English or Cymraeg."),
    ]


def test_a_file_without_a_column_of_names_says_which_headings_it_needs() -> None:
    with pytest.raises(ValidationError, match="no column with names"):
        rows("who,where\nBird,Leeds\n")


def test_typed_lines_keep_their_numbers() -> None:
    found = rows(invitees.as_csv("Bird\n\nTree; tree@example.org\n"), invitees.TYPED)

    assert [(row.row, row.name, row.email) for row in found] == [
        (1, "Bird", ""),
        (3, "Tree", "tree@example.org"),
    ]


def test_a_language_is_one_of_ours_or_of_the_questionnaire_by_any_of_its_names() -> None:
    sheets = read_sheets(
        [("list.csv", "name,language\na,ARABIC\nb,العربية\nc,ar\nd,Welsh\n".encode())],
        is_heading=invitees.is_heading,
    )

    found = list(invitees.read(sheets, {"en": "English", "ar": "العربية"}))

    assert [each.language for each in found] == ["ar", "ar", "ar", ""]
    assert found[3].findings[0].problem == "this is not English or العربية."
