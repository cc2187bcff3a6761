"""The tasks of a study in their order, each with its state in words, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from django.urls import reverse
from django.utils import timezone

from mapping.pages.study_figures import CaseFigures, StudyFigures
from mapping.pages.study_summary import missing_words
from reports.models import QuotationState
from survey.models import Study
from survey.online.situation import survey_situation
from survey.vocabulary import InvitationState, ResponseStatus
from wording import counted, day, listed, percent

CASES = ("open case", "open cases")
OF_A_DRAFT = {"settings", "questionnaires", "survey"}
"""The tasks that are done before a study is opened, by their keys."""
OF_FIELDWORK = {
    "contacts", "share", "letters", "sample", "worklist", "progress", "owed", "survey", "invitations",
}  # fmt: skip
"""The tasks that end when a study is closed."""
UNTIL_ARCHIVED = {"words", "refusals", "checks", "matching", "answers", "answer-uploads", "quotations"}
"""The tasks that end when a study is archived."""


class TaskState(Enum):
    """What is to be done about a task: the words, and the colour of its tag (none where nothing is to be done)."""

    DONE = ("Done", "")
    TO_DO = ("To do", "blue")
    UNDER_WAY = ("Under way", "teal")
    IF_WISHED = ("If you wish", "grey")
    NOT_YET = ("Cannot start yet", "grey")
    ENDED = ("Ended", "")

    @property
    def words(self) -> str:
        return self.value[0]

    @property
    def colour(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Task:
    """One task of the study lead: its page, its state, and what there is to know in a sentence or two.

    A task that cannot start yet has a page that is not there yet.
    """

    key: str
    title: str
    address: str
    state: TaskState
    words: str

    @property
    def is_possible(self) -> bool:
        return self.state is not TaskState.NOT_YET


@dataclass(frozen=True)
class TaskGroup:
    """A part of the study with its tasks, in the order in which they are begun."""

    title: str
    tasks: tuple[Task, ...]


def task_groups(study: Study, figures: StudyFigures, *, today: dt.date) -> tuple[TaskGroup, ...]:
    """Return all tasks of a study. No query."""
    groups = (
        ("Prepare", _preparation(study, figures)),
        ("Interviews", _interviews(study, figures)),
        ("Online survey", _online_survey(study, figures, today)),
        ("Results", _results(study, figures, today)),
    )
    return tuple(
        TaskGroup(title, tuple(_in_state_of(study, task) for task in tasks)) for title, tasks in groups
    )


def _in_state_of(study: Study, task: Task) -> Task:
    """Return a task as the state of the study allows it: before a study is opened, and after it is closed."""
    if study.is_draft and task.key not in OF_A_DRAFT:
        return replace(task, state=TaskState.NOT_YET)
    has_ended = not (study.is_draft or study.takes_calls) and task.key in OF_FIELDWORK
    has_ended = has_ended or (study.is_archived and task.key in UNTIL_ARCHIVED)
    if has_ended and task.state is not TaskState.DONE:
        return replace(task, state=TaskState.ENDED)
    return task


def next_tasks(groups: Iterable[TaskGroup]) -> list[Task]:
    """Return the tasks that wait for the study lead, in their order."""
    return [task for group in groups for task in group.tasks if task.state is TaskState.TO_DO]


def _page(study: Study, name: str, key: str = "study") -> str:
    return reverse(name, kwargs={key: study.slug})


def _preparation(study: Study, figures: StudyFigures) -> Iterator[Task]:
    yield _settings(study, figures)
    missing = missing_words(study)
    if study.takes_calls and any(strand.interview_minutes is None for strand in figures.by_telephone):
        missing.append("how many minutes an interview takes")
    yield Task(
        "words",
        "Say what respondents are told",
        _page(study, "study-words"),
        TaskState.TO_DO if missing else TaskState.DONE,
        f"Not entered yet: {listed(missing)}." if missing else f"{study.contractor}, {study.contact}.",
    )
    yield _contacts(study, figures)
    yield _sharing(study, figures)
    yield _letters(study, figures)
    yield Task(
        "sample",
        "Draw the later samples",
        _page(study, "sample"),
        _after_cases(figures, TaskState.DONE if figures.later.total else TaskState.IF_WISHED),
        f"{counted(figures.later.total, 'case', 'cases')} beyond the initial interviews.",
    )


def _settings(study: Study, figures: StudyFigures) -> Task:
    frame = f"{study.frame}, {day(study.frame_on)}"
    if study.is_draft:
        return Task(
            "settings",
            "Check the settings and open the study",
            _page(study, "study-open", "slug"),
            TaskState.TO_DO,
            f"{frame}. Nothing is drawn yet, and everything can be changed.",
        )
    services = counted(figures.initial.total, "service", "services")
    return Task(
        "settings",
        "Settings",
        _page(study, "study-settings", "slug"),
        TaskState.DONE,
        f"{frame}: {services}.",
    )


def _contacts(study: Study, figures: StudyFigures) -> Task:
    number, open_cases = figures.no_number, figures.open_cases
    return Task(
        "contacts",
        "Bring the contacts",
        _page(study, "contacts"),
        _after_cases(figures, TaskState.TO_DO if number else TaskState.DONE),
        f"{number:,} of {counted(open_cases, *CASES)} {'has' if number == 1 else 'have'} nobody to ring."
        if number
        else "Every open case has somebody to ring.",
    )


def _sharing(study: Study, figures: StudyFigures) -> Task:
    number = figures.initial.unassigned + figures.later.unassigned
    return Task(
        "share",
        "Share the cases out",
        _page(study, "fieldwork-plan"),
        _after_cases(figures, TaskState.TO_DO if number else TaskState.DONE),
        f"{number:,} of {counted(figures.open_cases, *CASES)} {'belongs' if number == 1 else 'belong'} to nobody yet."
        if number
        else "Every open case is somebody’s.",
    )


def _letters(study: Study, figures: StudyFigures) -> Task:
    words = f"{counted(figures.letter_templates, 'letter', 'letters')} written; "
    words += f"{counted(figures.written_to, 'case has', 'cases have')} been sent one."
    return Task(
        "letters",
        "Write before you ring",
        _page(study, "letters"),
        _after_cases(figures, TaskState.DONE if figures.written_to else TaskState.IF_WISHED),
        words if figures.letter_templates else "No letter is written yet.",
    )


def _interviews(study: Study, figures: StudyFigures) -> Iterator[Task]:
    never = figures.initial.never_rung + figures.later.never_rung
    words = f"{counted(figures.open_cases, *CASES)}, {never:,} of them never rung. "
    words += f"{counted(figures.call_backs_due, 'call-back is', 'call-backs are')} due."
    yield Task(
        "worklist",
        "Ring",
        _page(study, "worklist-study"),
        _after_cases(figures, TaskState.UNDER_WAY if figures.open_cases else TaskState.DONE),
        words if figures.open_cases else "No case is open.",
    )
    yield Task(
        "progress",
        "Watch the progress",
        _page(study, "progress"),
        _after_cases(figures, TaskState.UNDER_WAY if figures.open_cases else TaskState.DONE),
        _coverage(figures.initial),
    )
    yield _queue(
        "owed",
        "Have the interviews entered",
        f"{_page(study, 'worklist-study')}?whose=all",
        figures.owed,
        f"{counted(figures.owed, 'interview was', 'interviews were')} held and not entered yet.",
        "Every interview that was held is entered.",
    )
    yield _queue(
        "refusals",
        "Review the refusals",
        _page(study, "refusals"),
        figures.refusals,
        f"{counted(figures.refusals, 'refusal waits', 'refusals wait')} for your decision.",
        "No refusal waits for your decision.",
    )
    checks = figures.checks
    words = f"{counted(checks.to_check, 'interview is', 'interviews are')} to be checked"
    yield _queue(
        "checks",
        "Check interviews",
        _page(study, "checks"),
        checks.to_check + checks.open,
        f"{words}; {counted(checks.open, 'check is', 'checks are')} open.",
        "No interview waits for a check.",
    )
    yield _queue(
        "matching",
        "Match the organisations named",
        _page(study, "matching"),
        figures.unmatched,
        f"{counted(figures.unmatched, 'organisation', 'organisations')} named in interviews to be matched.",
        "Every organisation that was named is matched.",
    )


def _online_survey(study: Study, figures: StudyFigures, today: dt.date) -> Iterator[Task]:
    yield Task(
        "questionnaires",
        "Publish a questionnaire of your own",
        reverse("questionnaire-list"),
        TaskState.IF_WISHED,
        "From an XLSForm file. Every published one is listed there, to read and to print.",
    )
    yield _survey(study, figures, today)
    yield _invitations(study, figures.invitations)
    yield _answers(study, figures)
    closed_or_open = TaskState.IF_WISHED if study.takes_answers else TaskState.DONE
    yield Task(
        "answer-uploads",
        "Load answers collected with another tool",
        _page(study, "answer-uploads"),
        closed_or_open if figures.online else TaskState.NOT_YET,
        "Files from KoboToolbox, ODK Central, Ona or SurveyCTO. You see every row first.",
    )
    yield Task(
        "answers-download",
        "Download the answers",
        _page(study, "answers-download"),
        TaskState.IF_WISHED if figures.responses else TaskState.NOT_YET,
        "Without names, or in full for a reason.",
    )


def _answers(study: Study, figures: StudyFigures) -> Task:
    waiting, aside, put_off = figures.to_review, figures.set_aside, figures.put_off
    state = TaskState.TO_DO if waiting or aside else TaskState.UNDER_WAY if put_off else TaskState.DONE
    if waiting or aside:
        words = f"{counted(waiting, 'answer waits', 'answers wait')} for review"
    else:
        accepted = figures.responses.get(ResponseStatus.ACCEPTED, 0)
        words = f"No answer waits for review; {counted(accepted, 'is', 'are')} accepted"
    if aside:
        words += f"; {counted(aside, 'is', 'are')} set aside as suspicious"
    if put_off:
        words += f"; {counted(put_off, 'is', 'are')} put off"
    return Task("answers", "Review the answers", _page(study, "study-answers"), state, f"{words}.")


def _survey(study: Study, figures: StudyFigures, today: dt.date) -> Task:
    strand = figures.online
    state, words = TaskState.IF_WISHED, "No survey is set."
    if strand is not None and strand.instrument is not None:
        is_open = study.takes_answers and strand.is_open_on(today)
        is_ahead = strand.opens_on is None or today < strand.opens_on
        state = TaskState.UNDER_WAY if is_open or is_ahead else TaskState.DONE
        words = f"{strand.instrument}. {survey_situation(study, strand, today)}"
    return Task("survey", "Set the survey", _page(study, "study-survey"), state, words)


def _invitations(study: Study, by_state: Mapping[str, int]) -> Task:
    total, not_sent = sum(by_state.values()), by_state.get(InvitationState.NOT_SENT, 0)
    parts = [
        f"{by_state.get(InvitationState.ANSWERED, 0):,} answered",
        f"{not_sent:,} not sent yet",
        f"{by_state.get(InvitationState.DECLINED, 0):,} declined",
        f"{by_state.get(InvitationState.BOUNCED, 0):,} came back",
    ]
    if withdrawn := by_state.get(InvitationState.WITHDRAWN, 0):
        parts.append(f"{withdrawn:,} withdrawn")
    return Task(
        "invitations",
        "Invite organisations",
        _page(study, "invitations"),
        TaskState.TO_DO if not_sent else TaskState.DONE if total else TaskState.IF_WISHED,
        f"{total:,} invited: {listed(parts)}." if total else "Nobody is invited yet.",
    )


def _results(study: Study, figures: StudyFigures, today: dt.date) -> Iterator[Task]:
    yield Task(
        "quality",
        "Write the quality statement",
        _page(study, "study-quality-edit", "slug"),
        TaskState.DONE if figures.has_quality_statement else TaskState.TO_DO,
        "It is written." if figures.has_quality_statement else "Nothing is written yet.",
    )
    yield _quotations(study, figures)
    yield Task(
        "report-texts",
        "Write the texts of the study report",
        _page(study, "report-texts", "slug"),
        TaskState.IF_WISHED,
        "Foreword, conclusions and recommendations, with figures that are filled from the tables.",
    )
    yield Task(
        "reports",
        "Read the reports",
        study.get_absolute_url(),
        TaskState.UNDER_WAY if figures.initial.interviewed or figures.responses else TaskState.NOT_YET,
        "You see live exact figures; the public reads the current release.",
    )
    yield _release(study, figures)
    yield Task(
        "publish",
        "List the study publicly",
        _page(study, "study-publish"),
        TaskState.DONE if study.is_published else TaskState.IF_WISHED,
        "Everybody finds it." if study.is_published else "Only people who work on the study find it.",
    )
    yield Task(
        "microdata",
        "Download the data",
        _page(study, "microdata"),
        TaskState.IF_WISHED if figures.initial.interviewed else TaskState.NOT_YET,
        "Interviews as files, exact or de-identified.",
    )
    yield _closing(study, today)


def _release(study: Study, figures: StudyFigures) -> Task:
    state, words = _state_of_release(study, figures)
    return Task("release", "Release figures", _page(study, "release-prepare", "slug"), state, words)


def _state_of_release(study: Study, figures: StudyFigures) -> tuple[TaskState, str]:
    """Return how far the release in preparation is, or the last one."""
    last, next_one = figures.released, figures.in_preparation
    if study.is_draft or not (figures.initial.interviewed or figures.later.interviewed or figures.responses):
        return TaskState.NOT_YET, "Nobody has answered yet."
    if next_one is None and last is not None:
        out_on = day(timezone.localdate(last.released_at))
        return TaskState.DONE, f"Release {last.number} is out, since {out_on}."
    if next_one is None:
        state = TaskState.IF_WISHED if study.takes_calls else TaskState.TO_DO
        return state, "Nothing is released yet."
    name = f"Release {next_one.number}"
    if next_one.waits_for_its_day:
        public_on = day(timezone.localdate(next_one.scheduled_for))
        return TaskState.UNDER_WAY, f"{name} becomes public on {public_on}."
    if next_one.is_ready:
        words = f"{name} is ready: somebody else than {next_one.prepared_by} has to release it."
        return TaskState.TO_DO, words
    return TaskState.TO_DO, f"{name} is a draft."


def _quotations(study: Study, figures: StudyFigures) -> Task:
    waiting = figures.quotations.get(QuotationState.PROPOSED, 0)
    approved = figures.quotations.get(QuotationState.APPROVED, 0)
    state = TaskState.TO_DO if waiting else TaskState.DONE if approved else TaskState.IF_WISHED
    words = f"{counted(approved, 'quotation is', 'quotations are')} approved"
    if waiting:
        words = f"{counted(waiting, 'quotation waits', 'quotations wait')} for a second person; {approved:,} approved"
    return Task(
        "quotations", "Approve quotations", _page(study, "quotation-list", "slug"), state, f"{words}."
    )


def _closing(study: Study, today: dt.date) -> Task:
    close = _page(study, "study-close", "slug")
    if study.is_draft:
        return Task("close", "Close the study", close, TaskState.IF_WISHED, "It is not open yet.")
    if study.is_archived:
        words = "It is archived: the details of its contacts are erased, and its reports stay."
        return Task(
            "close", "Archive the study", _page(study, "study-settings", "slug"), TaskState.DONE, words
        )
    if not study.takes_calls:
        words = "It is closed. Archiving erases the details of its contacts and packs what is kept."
        archive = _page(study, "study-archive", "slug")
        return Task("close", "Archive the study", archive, TaskState.IF_WISHED, words)
    if study.closed_on is None:
        return Task("close", "Close the study", close, TaskState.IF_WISHED, "No end of fieldwork is set.")
    if today > study.closed_on:
        words = f"Fieldwork was to end on {day(study.closed_on)}."
        return Task("close", "Close the study", close, TaskState.TO_DO, words)
    words = f"Fieldwork is to end on {day(study.closed_on)}."
    return Task("close", "Close the study", close, TaskState.IF_WISHED, words)


def _queue(key: str, title: str, address: str, number: int, waiting: str, empty: str) -> Task:
    """Return a task that is to be done as long as something waits."""
    return Task(
        key,
        title,
        address,
        TaskState.TO_DO if number else TaskState.DONE,
        waiting if number else empty,
    )


def _after_cases(figures: StudyFigures, state: TaskState) -> TaskState:
    """Return the state of a task that needs cases: it cannot start before there are some."""
    return state if figures.initial.total or figures.later.total else TaskState.NOT_YET


def _coverage(cases: CaseFigures) -> str:
    if not cases.eligible:
        return "No service is to be interviewed yet."
    share = percent(cases.interviewed / cases.eligible)
    return f"{cases.interviewed:,} of {counted(cases.eligible, 'service', 'services')} interviewed ({share})."
