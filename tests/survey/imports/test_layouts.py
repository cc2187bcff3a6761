"""Answers written in the layout of each tool are read back as they were: generated answers to one form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.uploads.files import read_exports
from survey.imports.submissions import read
from survey.imports.versions import Versions
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from tests.survey.imports import writers
from tests.survey.imports.writers import File, Submission

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), Choice("-1", "Other: not said"))
COLOURS = (
    Choice("1", "Light red"),
    Choice("2", "Red"),
    Choice("3", "Sea green/blue"),
    Choice("x-y", "Other"),
)
WHERE, SITES = ("where",), ("where", "sites")
FORM = Questionnaire(
    "form",
    "3",
    "A form",
    (
        Section(
            "about",
            "About you: a few words",
            (
                Question("shop", QuestionType.TEXT, "What is its name?", path=("about",)),
                Question("open", QuestionType.SELECT_ONE, "Is it open?", choices=YES_NO, path=("about",)),
                Question(
                    "colours", QuestionType.SELECT_MULTIPLE, "Its colours", choices=COLOURS, path=("about",)
                ),
                Question("size", QuestionType.HEADING, "Its size", path=("about",)),
                Question("staff", QuestionType.INTEGER, "Staff", path=("about", "size")),
                Question("share", QuestionType.DECIMAL, "Share", path=("about", "size")),
            ),
        ),
        Section(
            "when",
            "When",
            (
                Question("since", QuestionType.DATE, "Since when?", path=("when",)),
                Question("opens", QuestionType.TIME, "Opens at", path=("when",)),
                Question("visit", QuestionType.DATETIME, "Visited", path=("when",)),
                Question("stars", QuestionType.RANGE, "Stars", path=("when",)),
                Question("order", QuestionType.RANK, "Which first?", choices=COLOURS, path=("when",)),
                Question("seen", QuestionType.ACKNOWLEDGE, "Seen", path=("when",)),
            ),
        ),
        Section(
            "where",
            "Where",
            (
                Question(
                    "sites",
                    QuestionType.REPEAT,
                    "Sites",
                    path=WHERE,
                    questions=(
                        Question("town", QuestionType.TEXT, "Town", path=SITES),
                        Question("rooms", QuestionType.INTEGER, "Rooms", path=SITES),
                        Question("opened", QuestionType.DATE, "Opened", path=SITES),
                        Question("kinds", QuestionType.SELECT_MULTIPLE, "Kinds", choices=COLOURS, path=SITES),
                    ),
                ),
            ),
        ),
    ),
)
WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\x85"), max_size=12).map(
    str.strip
)
TEXT = WORDS.filter(lambda text: text.casefold() != "n/a" and "E+" not in text.upper())
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat)
TIMES = st.times().map(lambda time: f"{time:%H:%M}")
SOME = st.lists(st.sampled_from([choice.value for choice in COLOURS]), unique=True, min_size=1).map(sorted)


def answers_to(**questions: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers to some of the questions."""
    return st.fixed_dictionaries({}, optional=questions).map(
        lambda found: {name: value for name, value in found.items() if value != ""}
    )


ROW = answers_to(town=TEXT, rooms=st.integers(0, 999), opened=DAYS, kinds=SOME).map(
    lambda row: row or {"rooms": 1}
)
ANSWERS = answers_to(
    shop=TEXT,
    open=st.sampled_from([choice.value for choice in YES_NO]),
    colours=SOME,
    staff=st.integers(-5, 10**6),
    share=st.decimals(0, 99, places=2).map(str).filter(lambda share: not share.endswith("0")),
    since=DAYS,
    opens=TIMES,
    visit=st.builds("{}T{}".format, DAYS, TIMES),
    stars=st.integers(1, 10),
    order=st.permutations([choice.value for choice in COLOURS]),
    seen=st.just("OK"),
    sites=st.lists(ROW, min_size=1, max_size=3),
)
SUBMISSIONS = st.lists(ANSWERS, min_size=1, max_size=3).map(
    lambda found: [(str(uuid.UUID(int=number)), answers) for number, answers in enumerate(found, 1)]
)


def kobo_csv(
    sign: str, split: str, delimiter: str, **more: Any
) -> Callable[[Sequence[Submission]], list[File]]:
    return lambda found: writers.csv_files(
        writers.kobo_tables(FORM, found, sign=sign, split=split, **more), delimiter
    )


LAYOUTS: dict[str, Callable[[Sequence[Submission]], list[File]]] = {
    "KoboToolbox, CSV with /": kobo_csv("/", "both", ";"),
    "KoboToolbox, CSV with -": kobo_csv("-", "details", ";"),
    "KoboToolbox, CSV with .": kobo_csv(".", "summary", ","),
    "KoboToolbox, CSV with blanks": kobo_csv(" / ", "both", ","),
    "KoboToolbox, CSV with :": kobo_csv(":", "details", ";"),
    "KoboToolbox, CSV without groups": kobo_csv("", "both", ";"),
    "KoboToolbox, CSV with labels": kobo_csv("/", "both", ";", has_labels=True),
    "KoboToolbox, CSV with labels, one cell": kobo_csv("/", "summary", ";", has_labels=True),
    "KoboToolbox, CSV with labels, split": kobo_csv("/", "details", ";", has_labels=True),
    "KoboToolbox, workbook": lambda found: [
        ("form.xlsx", writers.as_workbook(writers.kobo_tables(FORM, found)))
    ],
    "KoboToolbox, workbook with labels": lambda found: [
        ("form.xlsx", writers.as_workbook(writers.kobo_tables(FORM, found, has_labels=True)))
    ],
    "KoboToolbox, workbook saved by a spreadsheet": lambda found: writers.saved_by_a_spreadsheet(
        writers.kobo_tables(FORM, found)
    ),
    "Ona, flat": lambda found: [("form.csv", writers.as_csv(writers.flat_table(FORM, found)))],
    "Ona, flat with True": lambda found: [
        ("form.csv", writers.as_csv(writers.flat_table(FORM, found, ticks=("True", "False"))))
    ],
    "ODK Central, tables": lambda found: writers.csv_files(writers.central_tables(FORM, found)),
    "ODK Central, zip without groups": lambda found: writers.zip_file(
        writers.central_tables(FORM, found, sign="", split="summary")
    ),
    "ODK Central, OData": lambda found: writers.csv_files(writers.odata_tables(FORM, found)),
    "SurveyCTO, wide": lambda found: [("form.csv", writers.as_csv(writers.surveycto_wide(FORM, found)))],
    "SurveyCTO, long": lambda found: writers.csv_files(writers.surveycto_long(FORM, found)),
}


def read_back(files: Sequence[File]) -> list[tuple[str, dict[str, Any]]]:
    """Return the submissions in files, and fail on any finding."""
    found = read(Versions(FORM), read_exports(files))
    assert found.unknown == {}
    for each in found.submissions:
        assert (each.findings, each.remarks) == ([], [])
    return [
        (str(each.key), {name: _plain(stored["value"]) for name, stored in each.answers.items()})
        for each in found.submissions
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: _plain(stored["value"]) for name, stored in row.items()} for row in value]
    return value


def expected(submissions: Sequence[Submission]) -> list[Submission]:
    return [(key, dict(answers)) for key, answers in submissions]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=15)
@given(submissions=SUBMISSIONS)
def test_what_a_tool_writes_is_read_back(layout, submissions):
    assert read_back(LAYOUTS[layout](submissions)) == expected(submissions)
