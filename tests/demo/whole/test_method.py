"""The figures of docs/method.md: its commands are run, and every figure is found where the page says."""

import json
import re
from functools import lru_cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from survey.models import Study
from wording import percent

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

PAGE = Path("docs/method.md").read_text(encoding="utf-8")
COMMAND = re.compile(
    r"^manage\.py report (?P<name>\w+) --study (?P<study>\S+) --exact --format json$", re.MULTILINE
)
FIGURE = re.compile(r"`(?P<table>\w+) / (?P<row>[^`]+) / (?P<column>\w+) = (?P<value>[\d%]+)`")


def figures() -> list[tuple[str, str, str]]:
    """The name and study of the command above each figure, and the figure as the page writes it."""
    found = []
    commands = list(COMMAND.finditer(PAGE))
    for command, following in zip(commands, [*commands[1:], None], strict=True):
        end = following.start() if following else len(PAGE)
        for figure in FIGURE.finditer(PAGE, command.end(), end):
            found.append((command["name"], command["study"], figure[0]))
    return found


@lru_cache
def printed(name: str, study: str) -> dict:
    out = StringIO()
    call_command("report", name, study=study, format="json", exact=True, stdout=out)
    document: dict = json.loads(out.getvalue())
    return document


def test_the_page_names_all_the_published_figures() -> None:
    assert len(figures()) > 24
    assert {name for name, _, _ in figures()} == {"coverage", "survey", "spv", "engagement"}


@pytest.mark.parametrize(("name", "study", "figure"), figures())
def test_each_figure_is_where_the_page_says(demonstration: Study, name: str, study: str, figure: str) -> None:
    match = FIGURE.fullmatch(figure)
    assert match is not None
    table = next(table for table in printed(name, study)["tables"] if table["key"] == match["table"])

    rows = [row for row in table["rows"] if set(match["row"].split(" + ")) <= set(map(str, row.values()))]

    assert len(rows) == 1, match["row"]
    value = rows[0][match["column"]]
    assert (percent(value) if match["value"].endswith("%") else str(value)) == match["value"]
