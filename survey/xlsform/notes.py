"""What reading an XLSForm found: the questionnaire, and notes on what was understood otherwise, left out or refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from survey.questionnaire import Questionnaire


class Note(NamedTuple):
    """A sentence about a place in a form. `row` is None for a whole sheet, `sheet` is empty for the whole file.

    `name` is that of the question, choice or column that the sentence is about, if it is about one.
    """

    sheet: str
    row: int | None
    sentence: str
    name: str = ""

    @property
    def words(self) -> str:
        """The sentence with the name in front."""
        return f"“{self.name}”: {self.sentence}" if self.name else self.sentence

    def __str__(self) -> str:
        if not self.sheet:
            return self.words
        place = f"Sheet {self.sheet}, row {self.row}" if self.row else f"Sheet {self.sheet}"
        return f"{place}: {self.words}"


class XLSFormError(ValueError):
    """The form cannot be published. `messages` are the reasons, one sentence each."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__(" ".join(self.messages))


@dataclass(frozen=True)
class Reading:
    """An XLSForm that was read: its questionnaire, None if there is none, and the notes for its author."""

    questionnaire: Questionnaire | None
    understood: Sequence[Note] = ()
    left_out: Sequence[Note] = ()
    refused: Sequence[Note] = ()

    @property
    def accepted(self) -> bool:
        """True if the form can be published."""
        return not self.refused

    def accepted_questionnaire(self) -> Questionnaire:
        """Return the questionnaire. Raises XLSFormError with every reason if the form is refused."""
        if self.questionnaire is None or self.refused:
            raise XLSFormError(str(note) for note in self.refused)
        return self.questionnaire


class Notes:
    """Collects notes while a form is read."""

    def __init__(self) -> None:
        self.understood: list[Note] = []
        self.left_out: list[Note] = []
        self.refused: list[Note] = []

    def reading(self, questionnaire: Questionnaire | None) -> Reading:
        """Return the questionnaire with the notes, each once."""
        return Reading(questionnaire, _once(self.understood), _once(self.left_out), _once(self.refused))


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))
