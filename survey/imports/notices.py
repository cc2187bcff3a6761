"""What is to be said of a whole export before anything of it is loaded. No database access."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from django.utils import timezone

from survey.imports.metadata import SENT_IN_UTC, UNFILLED, standard
from survey.imports.tables import Tables
from survey.imports.versions import OF_KOBO
from wording import counted

MOVED = "{columns} answer the same question: each row is read from the one that it fills."
OTHER_GROUP = (
    "“{column}” is read as the question of its name, which is in another group of this questionnaire."
)
MEDIA = "Pictures, sounds, films, files and places are passed over: {columns}."
LOG = "The log of what was done in the form is passed over."
AS_NO_ANSWER = "“n/a” is read as no answer, as Ona writes it."
UNDATED = (
    "{number} of them do not say when they were sent: the time of loading is stored, and is what the form takes for "
    "today."
)
IN_THIS_ZONE = "Times without a time zone are read as times in {zone}."
IN_UTC = "Times of sending without a time zone are read as UTC, as KoboToolbox and Ona write them."
BY_NUMBER = "The rows are known by the numbers of their server (_id), because the file has no column _uuid."
OF_SEVERAL_VERSIONS = (
    "The rows name {number} versions of the form by the ids of KoboToolbox. All are read with version {read}."
)
OTHER_RESULT = "{name}: {rows} another result than the calculation has here, which is the one that is stored."
REMARKS = "The second row explains the headings and is passed over."
MOST_NAMED = 8


def notices(tables: Tables, *, undated: int, other_results: Mapping[str, int]) -> Iterator[str]:
    """Yield what is to be said of the whole file.

    `undated` is the number of submissions without a time of sending, `other_results` by calculation that of rows whose
    result here is another.
    """
    yield from dict.fromkeys(note for about in tables.tables for note in about.sheet.notes)
    if tables.has_explanations:
        yield REMARKS
    yield from _missing(tables)
    if tables.media:
        yield MEDIA.format(columns=_listed(tables.media))
    yield from _other_columns(tables)
    if tables.without_answer:
        yield AS_NO_ANSWER
    if any(about.is_log for about in tables.tables):
        yield LOG
    yield from _times(tables, undated)
    chosen = tables.versions.chosen.version
    named = {row.cell(each) for row in tables.rows for each in tables.main.versions} - {"", chosen}
    of_kobo = [each for each in named if OF_KOBO.fullmatch(each)]
    if len(of_kobo) > 1:
        yield OF_SEVERAL_VERSIONS.format(number=len(of_kobo), read=chosen)
    if standard(tables.main.key) == "_id" and not tables.main.root:
        yield BY_NUMBER
    for name, number in other_results.items():
        yield OTHER_RESULT.format(name=name, rows=counted(number, "row has", "rows have"))


def _other_columns(tables: Tables) -> Iterator[str]:
    """Yield which columns answer one question, and which are recognised by their name alone."""
    slots = [own for table in tables.columns.values() for own in table.slots.values()]
    several = dict.fromkeys(tuple(columns) for own in slots for columns in own.several())
    named = set(chain(*several))
    for columns in several:
        yield MOVED.format(columns=" and ".join(f"“{heading}”" for heading in columns))
    moved = dict.fromkeys(heading for table in tables.columns.values() for heading in table.moved)
    for heading in moved:
        if heading not in named:
            yield OTHER_GROUP.format(column=heading)


def _missing(tables: Tables) -> Iterator[str]:
    found = [tables.columns_of(tables.main, version) for version in tables.used]
    present = {name for each in found for name in each.names} | set(tables.groups)
    questions = tables.versions.vocabulary(tables.used[-1]).questionnaire.answerable_questions()
    absent = [question for question in questions if question.name not in present]
    single = [question.name for question in absent if not question.is_repeated]
    repeated = [question.name for question in absent if question.is_repeated]
    if single:
        yield f"The file has no column for {_listed(single)}: these answers will be missing."
    if repeated:
        yield f"The rows of {_listed(repeated)} are not among the files: they will be missing. Add their table."


def _times(tables: Tables, undated: int) -> Iterator[str]:
    if undated:
        yield UNDATED.format(number=undated)
    texts = {row.cell(tables.main.sent) for row in tables.rows} - UNFILLED
    if any(not re.search(r"(Z|[+-]\d\d:?\d\d)$", text) for text in texts):
        if standard(tables.main.sent) == SENT_IN_UTC:
            yield IN_UTC
        else:
            yield IN_THIS_ZONE.format(zone=timezone.get_default_timezone_name())


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
