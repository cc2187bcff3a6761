"""The mapping of the columns of an export to questions. No Django here.

ODK Central writes `group-question`, KoboToolbox `group/question`; both write
`question/choice` for a choice that has a column of its own. In the file of a repeated group the names of the groups
around it may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from accounts.uploads.rows import Sheet, UnreadableError
from survey.questionnaire import Question, Questionnaire, QuestionType

CENTRAL_KEY, CENTRAL_PARENT, CENTRAL_SENT = "KEY", "PARENT_KEY", "SubmissionDate"
KOBO_KEY, KOBO_PARENT, KOBO_INDEX, KOBO_SENT = "_uuid", "_parent_index", "_index", "_submission_time"
ROOT_KEYS = ("meta/rootUuid", "meta-rootUuid", "rootUuid")
INSTANCE_KEYS = ("meta-instanceID", "meta/instanceID", "instanceID")
ABOUT = {
    *("key", "parent_key", "submissiondate", "submitterid", "submittername", "attachmentspresent"),
    *("attachmentsexpected", "status", "reviewstate", "deviceid", "edits", "formversion", "instanceid"),
    *(
        "instancename",
        "start",
        "end",
        "today",
        "username",
        "phonenumber",
        "email",
        "subscriberid",
        "simserial",
    ),
    *("simid", "audit", "formhub/uuid", "rooturid"),
}
"""The columns that the tools write about a submission beside its answers."""
ABOUT_PREFIXES = ("_", "meta-", "meta/", "set-of-", "formhub/")
SEPARATORS = re.compile(r"[-/:]")
NO_KEY = (
    "No column says which submission a row is: ODK Central writes KEY, KoboToolbox _uuid. Load the file as the tool "
    "exported it."
)


@dataclass
class Columns:
    """The columns of one sheet by question: those of the answer, and those of single choices.

    A question that moved to another group between versions of a form has a column for each group.
    """

    whole: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of the questions that have a column."""
        return {*self.whole, *self.choices}

    def moved(self) -> Iterator[list[str]]:
        """Yield the columns of each answer, and of each choice, that has more than one."""
        for columns in chain(self.whole.values(), *(split.values() for split in self.choices.values())):
            if len(columns) > 1:
                yield columns


def columns_of(sheet: Sheet, questions: Sequence[Question]) -> Columns:
    """Map the columns of a sheet to questions. An unknown column that is empty throughout is ignored."""
    known = {question.name: question for question in questions}
    found = Columns()
    for heading in sheet.headings:
        question, choice = _meant(heading, known)
        if question is None:
            if not is_about(heading) and sheet.values(heading) - {""}:
                found.unknown.append(heading)
        elif question.type in (QuestionType.NOTE, QuestionType.REPEAT):
            continue
        elif choice:
            found.choices.setdefault(question.name, {}).setdefault(choice, []).append(heading)
        else:
            found.whole.setdefault(question.name, []).append(heading)
    return found


def is_about(heading: str) -> bool:
    """Return True for a column that describes the submission and answers no question."""
    low = heading.casefold()
    return low in ABOUT or low.startswith(ABOUT_PREFIXES)


def _meant(heading: str, known: dict[str, Question]) -> tuple[Question | None, str]:
    """Return the question of a heading and, for the column of a single choice, the value of the choice."""
    if heading in known:
        return known[heading], ""
    for cut in _cuts(heading):
        question = _ending(heading[:cut], known)
        choice = heading[cut + 1 :]
        if question is not None and any(each.value == choice for each in question.choices):
            return question, choice
    return _ending(heading, known), ""


def _cuts(heading: str) -> Iterable[int]:
    return (found.start() for found in re.finditer(r"/", heading))


def _ending(heading: str, known: dict[str, Question]) -> Question | None:
    """Return the question named by the last parts of a heading; the longest name wins."""
    if heading in known:
        return known[heading]
    for found in SEPARATORS.finditer(heading):
        if heading[found.end() :] in known:
            return known[heading[found.end() :]]
    return None


def main_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet of the submissions.

    :raises UnreadableError: where there is none, or more than one.
    """
    found = [sheet for sheet in sheets if not is_repeat(sheet)]
    with_key = [sheet for sheet in found if key_column(sheet)]
    if not with_key:
        raise UnreadableError(NO_KEY)
    if len(found) > 1:
        names = " and ".join(f"“{sheet.name}”" for sheet in found)
        raise UnreadableError(f"{names} are both tables of submissions. Load one at a time.")
    return with_key[0]


def is_repeat(sheet: Sheet) -> bool:
    """Return True if a sheet has the rows of a repeated group."""
    return bool({CENTRAL_PARENT, KOBO_PARENT} & set(sheet.headings))


def is_kobo(sheet: Sheet) -> bool:
    """Return True if KoboToolbox wrote the sheet."""
    return bool({KOBO_KEY, KOBO_PARENT} & set(sheet.headings))


def key_column(sheet: Sheet) -> str:
    """Return the column that identifies a submission, also after edits in its tool; empty if there is none."""
    if KOBO_KEY in sheet.headings:
        roots = (each for each in ROOT_KEYS if each in sheet.headings and "" not in sheet.values(each))
        return next(roots, KOBO_KEY)
    for heading in (CENTRAL_KEY, *INSTANCE_KEYS):
        if heading in sheet.headings:
            return heading
    return ""


def sent_column(sheet: Sheet) -> str:
    """Return the column that says when a submission was sent; empty if there is none."""
    return next((each for each in (KOBO_SENT, CENTRAL_SENT) if each in sheet.headings), "")


def group_of(sheet: Sheet, questionnaire: Questionnaire) -> Question:
    """Return the repeated group whose rows are in a sheet.

    :raises UnreadableError: where its columns fit none.
    """
    groups = [question for question in questionnaire.questions.values() if question.is_repeated]
    fitting = [group for group in groups if not columns_of(sheet, group.questions).unknown]
    named = [group for group in fitting if _names(sheet, group.name)]
    answered = [group for group in fitting if columns_of(sheet, group.questions).names]
    for candidates in (named, answered):
        if len(candidates) == 1:
            return candidates[0]
    raise UnreadableError(
        f"{sheet.name}: this table holds rows of a repeated group, and the questionnaire has none with its columns."
    )


def _names(sheet: Sheet, group: str) -> bool:
    """Return True if a file or a sheet of a workbook is named after a group, or its first key is."""
    stem = re.sub(r"\.csv$", "", sheet.name, flags=re.IGNORECASE)
    if stem == group or stem.endswith((f"-{group}", f"_{group}", f", sheet {group}")):
        return True
    return any(f"/{group}[" in cells.get(CENTRAL_KEY, "") for _, cells in sheet.cells[:1])
