"""What a change of answers changes besides: defaults, and calculations that are stored when they are made. No Django.

A default counts as an answer from the beginning of the form or of a row. A calculation on a question that is typed is
made when one of the answers in it changes; what is typed over it stays until then. A trigger makes a calculation when
the trigger's answer changes. What is made once, or by chance, stays as it is.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from survey import answers as answering
from survey import expressions
from survey.expressions import POSITION_KEY, Values
from survey.form_state import Answers, is_computed, is_kept, stored_rows, text_of
from survey.question_types import SEVERAL, as_text
from survey.questions import MAX_ROWS, Question

if TYPE_CHECKING:
    from survey.questionnaire import Questionnaire


def begun(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the answers that a form begins with: defaults, and calculations that are made once."""
    return recalculated(questionnaire, None, {})


def recalculated(questionnaire: Questionnaire, before: Answers | None, after: Answers) -> dict[str, Any]:
    """Return answers as they are after a change; None for `before` if the form begins."""
    if not questionnaire.has_stored_calculations:
        return {name: dict(stored) for name, stored in after.items()}
    return _Change(questionnaire, before, after).answers


def begun_row(questionnaire: Questionnaire, group: Question, answers: Answers, place: int) -> dict[str, Any]:
    """Return the answers that a new row of a repeated group begins with: its defaults. `place` counts from 1."""
    values = ChainMap({POSITION_KEY: float(place)}, dict(questionnaire.form_state(answers).values))
    return {name: value for name, value in _defaults(group.questions, values).items() if value}


def _stored(question: Question, text: str) -> dict[str, Any]:
    """Return the answer to store for the text of a default or a calculation; empty for no text."""
    if not text:
        return {}
    return answering.stored_value(question.normalise(text.split() if question.type in SEVERAL else text))


def _defaults(questions: Iterable[Question], values: Values) -> dict[str, Any]:
    """Return the defaults of questions; a dynamic one may ask for defaults before it."""
    found: dict[str, Any] = {}
    around: dict[str, Any] = {}
    for question in questions:
        text = question.default
        if question.dynamic_default:
            text = expressions.parse(question.dynamic_default).text(ChainMap(around, values))  # type: ignore[arg-type]
        if text:
            found[question.name] = _stored(question, text)
            around[question.name] = text
    return found


class _Side(NamedTuple):
    """A form, or a row of it, before or after the change."""

    answers: Answers
    shown: frozenset[str]
    values: Values

    def trigger(self, name: str) -> str:
        """Return the value of a trigger; empty while it is hidden."""
        if name in self.values:
            return as_text(self.values[name])
        return text_of(name, self.answers) if name in self.shown else ""


NOTHING = _Side({}, frozenset(), {})


class _Change:
    """A change from answers `before` to `answers`, which grow by what follows from the change."""

    def __init__(self, questionnaire: Questionnaire, before: Answers | None, after: Answers) -> None:
        self.questionnaire = questionnaire
        self.before: Answers = before or {}
        self.answers: dict[str, Any] = {name: dict(stored) for name, stored in after.items()}
        if before is None:
            values = questionnaire.form_state(self.answers).values
            self.answers |= _defaults(questionnaire.questions.values(), values)
        _carry(questionnaire.questions.values(), self.before, self.answers)
        self.old = questionnaire.form_state(self.before)
        for question in questionnaire.questions_to_make:
            if question.is_repeated:
                self._rows(question)
            else:
                self._make(question)

    def _make(self, question: Question) -> None:
        new = self.questionnaire.form_state(self.answers)
        old = _Side(self.before, self.old.shown if self.before else frozenset(), self.old.values)
        _make(question, old, _Side(self.answers, new.shown, new.values), self.answers)

    def _rows(self, group: Question) -> None:
        """Add the rows that an expression asks for, keep those that it does not, and make what follows in each."""
        written = stored_rows(self.answers.get(group.name))
        earlier = stored_rows(self.before.get(group.name))
        rows: list[dict[str, Any]] = [dict(row) for row in written]
        if group.row_count_of:
            # A row that vanishes is kept while the form is answered: the number may be corrected.
            rows += [dict(row) for row in earlier[len(rows) :]]
        new = self.questionnaire.form_state(self.answers)
        wanted = new.row_counts.get(group.name, group.row_count) if group.name in new.shown else 0
        has_defaults = any(each.default or each.dynamic_default for each in group.questions)
        while has_defaults and len(rows) < min(wanted, MAX_ROWS):
            rows.append(begun_row(self.questionnaire, group, self.answers, len(rows) + 1))
        has_moved = len(written) < len(earlier) and not group.row_count_of
        if not has_moved:
            for row, before in zip(rows, earlier, strict=False):
                _carry(group.questions, before, row)
        if rows:
            self.answers[group.name] = answering.stored_value(rows)
        for question in filter(is_made, group.questions):
            for place in range(len(rows)):
                states = self.questionnaire.rows(group.name, self.answers)
                if place < len(states):
                    new_side = _Side(states[place].answers, states[place].shown, states[place].values)
                    old_side = new_side if has_moved else self._old_row(group, place)
                    _make(question, old_side, new_side, rows[place])
                    self.answers[group.name] = answering.stored_value(rows)

    def _old_row(self, group: Question, place: int) -> _Side:
        states = self.old.rows.get(group.name, ())
        if place >= len(states):
            return NOTHING
        return _Side(states[place].answers, states[place].shown, states[place].values)


def _make(question: Question, old: _Side, new: _Side, answers: dict[str, Any]) -> None:
    """Store the value of a calculation in `answers`, if the change calls for it."""
    if question.name not in new.shown:
        return
    calculation = expressions.parse(question.calculation)
    stored = text_of(question.name, new.answers)
    if stored and stored != text_of(question.name, old.answers) and not is_kept(question):
        # Typed in the same change, after the browser had made it: what is typed wins.
        return
    if question.triggers:
        is_due = any(old.trigger(name) != new.trigger(name) for name in question.triggers)
    elif is_kept(question):
        is_due = not stored
    else:
        is_fresh = question.name not in old.shown and not stored
        is_due = is_fresh or calculation.text(old.values) != calculation.text(new.values)
    if not is_due:
        return
    made = _stored(question, calculation.text(new.values, own=stored))
    if made:
        answers[question.name] = made
    else:
        answers.pop(question.name, None)


def changes_by_itself(question: Question) -> bool:
    """Return True for a question or a group whose stored answer may change without being typed."""
    inside = question.questions
    return (
        is_made(question)
        or bool(question.row_count_of)
        or any(is_made(each) or each.default or each.dynamic_default for each in inside)
        or any(_is_carried(each) for each in inside)
    )


def stores_by_itself(question: Question) -> bool:
    """Return True for a question or a group that ever has an answer which nobody typed."""
    has_default = bool(question.default or question.dynamic_default)
    return has_default or changes_by_itself(question) or _is_carried(question)


def is_made(question: Question) -> bool:
    """Return True for a calculation whose value is stored when it is made."""
    return bool(question.calculation) and not is_computed(question)


def _carry(questions: Iterable[Question], before: Answers, answers: dict[str, Any]) -> None:
    """Take over what no page sends, because nobody types it: hidden values, and calculations made once."""
    for question in questions:
        if before.get(question.name) and _is_carried(question):
            answers.setdefault(question.name, before[question.name])


def _is_carried(question: Question) -> bool:
    return question.is_recorded and not question.is_typed and not is_computed(question)
