"""Fixtures of the tests of the frame: a folder of reference files to change."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from noms.management.commands.load_reference import SHIPPED


class ReferenceFolder:
    """A copy of the shipped files, whose cells and rows a test may change."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, file: str) -> list[list[str]]:
        with (self.path / file).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))

    def write(self, file: str, rows: list[list[str]]) -> None:
        with (self.path / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)

    def row_of(self, file: str, name: str) -> int:
        """Return the row number, as in a spreadsheet, of the row whose first or second cell has this text."""
        return next(number for number, row in enumerate(self.rows(file), start=1) if name in row[:2])

    def set(self, file: str, name: str, /, **cells: str) -> int:
        """Change cells of the row with this name and return its number."""
        rows, number = self.rows(file), self.row_of(file, name)
        for column, value in cells.items():
            rows[number - 1][rows[0].index(column)] = value
        self.write(file, rows)
        return number

    def load(self) -> str:
        """Load the folder and return the output of the command."""
        output = StringIO()
        call_command("load_reference", folder=self.path, stdout=output)
        return output.getvalue()

    def refusal(self) -> list[str]:
        """Load the folder, which must be refused, and return the lines of the message."""
        with pytest.raises(CommandError) as caught:
            self.load()
        return str(caught.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> ReferenceFolder:
    """A copy of the shipped files."""
    shutil.copytree(SHIPPED, tmp_path / "reference")
    return ReferenceFolder(tmp_path / "reference")


@pytest.fixture
def contents() -> Callable[[], dict[str, list[tuple[object, ...]]]]:
    """Return every row of every table of the frame, to compare before and after."""

    def read() -> dict[str, list[tuple[object, ...]]]:
        models = [model for model in apps.get_app_config("noms").get_models() if not model._meta.proxy]
        return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}

    return read
