"""What reading an XLSForm found: the questionnaire, and notes on what was understood otherwise, left out or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from survey.questionnaire import Questionnaire


class Note(NamedTuple):
    """A sentence about a place in a form. `row` is None for a whole sheet, `sheet` is empty for the whole file.

    `name` is that of the question, choice or column that the sentence is about, if it is about one.
    """

    sheet: str
    row: int | None
    sentence: str
    name: str = ""

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Note:
        """Return the note in the JSON of `as_json`."""
        return cls(content["sheet"], content["row"], content["sentence"], content.get("name", ""))

    def as_json(self) -> dict[str, Any]:
        """Return the note as plain JSON."""
        return self._asdict()

    @property
    def place(self) -> str:
        """The sheet and the row, such as “Sheet survey, row 4”; empty for the whole file."""
        if not self.sheet:
            return ""
        return f"Sheet {self.sheet}, row {self.row}" if self.row else f"Sheet {self.sheet}"

    @property
    def words(self) -> str:
        """The sentence with the name in front."""
        return f"“{self.name}”: {self.sentence}" if self.name else self.sentence

    def __str__(self) -> str:
        return f"{self.place}: {self.words}" if self.sheet else self.words


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
    def groups(self) -> tuple[tuple[str, Sequence[Note]], ...]:
        """The three kinds of notes by name."""
        return (("understood", self.understood), ("left_out", self.left_out), ("refused", self.refused))

    def notes_as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the notes by kind; `Note.from_json` reads each."""
        return {kind: [note.as_json() for note in notes] for kind, notes in self.groups if notes}

    @property
    def accepted(self) -> bool:
        """True if the form can be published."""
        return not self.refused

    def accepted_questionnaire(self) -> Questionnaire:
        """Return the questionnaire. Raises XLSFormError with every reason if the form is refused."""
        if self.questionnaire is None or self.refused:
            raise XLSFormError(str(note) for note in self.refused)
        return self.questionnaire


class NoteGroup(NamedTuple):
    """Notes that say the same of several rows."""

    sentence: str
    notes: tuple[Note, ...]


def grouped(notes: Iterable[Note]) -> list[NoteGroup]:
    """Return notes with those of one sentence together, in the order of the first of each."""
    found: dict[str, list[Note]] = {}
    for note in notes:
        found.setdefault(note.sentence, []).append(note)
    return [NoteGroup(sentence, tuple(each)) for sentence, each in found.items()]


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
    """Return the notes each once, in the order of the form."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: (_place_of(note.sheet), note.row or 0)))


def _place_of(sheet: str) -> int:
    order = ("", "survey", "choices", "settings")
    return order.index(sheet) if sheet in order else len(order)
