"""The result of comparing two versions of a questionnaire. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from survey.versions.words import Piece, marked


class Difference(StrEnum):
    """How a question differs between two versions."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    RETYPED = "another kind of answer"
    RECODED = "recoded"
    REWORDED = "reworded"
    CONDITIONS = "conditions or requirements changed"
    DRESSED = "looks different"


class Verdict(StrEnum):
    """What can be done with the answers to a question in both versions, the best first."""

    SAME = "comparable"
    CARE = "with care"
    APART = "not comparable"
    ONCE = "one version only"


class Change(NamedTuple):
    """One thing that differs. Texts have `pieces`; anything else is said in `sentence`.

    `reason` says what the change means for the answers already given.
    """

    difference: Difference
    what: str
    sentence: str = ""
    pieces: tuple[Piece, ...] = ()
    verdict: Verdict = Verdict.CARE
    reason: str = ""


@dataclass(frozen=True)
class Compared:
    """A question, or a page of the form, that is not the same in both versions."""

    name: str
    label: str
    page: str
    changes: tuple[Change, ...]
    is_answered: bool = True

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The kinds of difference, each once."""
        return tuple(dict.fromkeys(change.difference for change in self.changes))

    @property
    def verdict(self) -> Verdict:
        """What the changes together allow."""
        return max((change.verdict for change in self.changes), key=list(Verdict).index)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the changes that decide the verdict mean for the answers, a sentence each."""
        reasons = (change.reason for change in self.changes if change.verdict is self.verdict)
        return tuple(dict.fromkeys(filter(None, reasons))) if self.is_answered else ()


@dataclass(frozen=True)
class Comparison:
    """The differences between two versions of a questionnaire. `whole` are those of the form as a whole."""

    whole: tuple[Change, ...]
    pages: tuple[Compared, ...]
    questions: tuple[Compared, ...]
    number_unchanged: int
    verdicts: Mapping[Verdict, int]
    """How many of the questions that are answered have each verdict, the unchanged ones included."""

    @property
    def is_same(self) -> bool:
        """True if nothing differs but the version."""
        return not (self.whole or self.pages or self.questions)

    @property
    def counts(self) -> dict[Difference, int]:
        """The number of questions with each difference. A question may have several."""
        return {kind: sum(kind in each.differences for each in self.questions) for kind in Difference}


def text_changes(what: str, old: str, new: str, reason: str = "") -> Iterator[Change]:
    """Yield the change of a text, with its words marked; nothing if they differ in blanks and line breaks at most."""
    if not is_same_text(old, new):
        yield Change(Difference.REWORDED, what, pieces=marked(old, new), reason=reason)


def is_same_text(old: str, new: str) -> bool:
    """Return True if two texts differ in blanks and line breaks at most."""
    return " ".join(old.split()) == " ".join(new.split())
