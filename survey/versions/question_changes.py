"""What differs in one question of two versions of a questionnaire, and what that means for the answers.

No Django here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from survey.expressions import joined
from survey.languages import choice_key, question_key
from survey.markdown import rich
from survey.printing.phrases import Phrases
from survey.printing.skips import ConditionWords
from survey.questionnaire import Question, Questionnaire, Section
from survey.translations import translation_into
from survey.versions.comparison import Change, Difference, Verdict, is_same_text, text_changes
from survey.versions.meaning import is_same_kind, reused_values
from survey.versions.types import type_in_words

TEXTS = (
    ("label", "Question"),
    ("hint", "Hint"),
    ("guidance", "Guidance"),
    ("constraint_message", "Message about a wrong answer"),
    ("required_message", "Message about a missing answer"),
)
"""The texts of a question, with their names for people."""
EXPRESSIONS = (
    ("constraint", "Answers accepted", "Other answers are accepted than before."),
    ("choice_filter", "Choices offered", "Other choices are offered than before."),
    ("calculation", "Calculated from", "It is calculated in another way."),
    ("default", "Filled in", "Another answer is filled in before it is answered."),
    ("dynamic_default", "Filled in", "Another answer is filled in before it is answered."),
    ("required_if", "Must be answered if", "Others must answer it than before."),
    ("row_count_of", "Number of rows", "Another number of rows is asked for."),
)
"""Expressions of a question beside its condition, with the meaning of a change for the answers."""
ASKED_OF_OTHERS = "It is asked of others than before."
ELSEWHERE = "It is asked at another place, after other questions than before."
TWO_COLUMNS = "An export of all versions keeps the answers in two columns."


class Place(NamedTuple):
    """A question with its page and the repeated group around it."""

    question: Question
    section: Section
    group: Question | None

    @property
    def outer_conditions(self) -> str:
        """The condition of everything around the question."""
        around = self.section.conditions_of(self.group or self.question)
        own = self.question.relevant
        conditions = around[:-1] if own and not self.group else around
        return joined(conditions)


def places(questionnaire: Questionnaire) -> dict[str, Place]:
    """Return the questions by name, those of repeated groups after their group."""
    found: dict[str, Place] = {}
    for section in questionnaire.sections:
        for question in section.questions:
            found[question.name] = Place(question, section, None)
            for inner in question.questions:
                found[inner.name] = Place(inner, section, question)
    return found


class QuestionComparer:
    """Compares questions that two questionnaires have, whose own texts are in one language."""

    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self.old, self.new = old, new
        self.before, self.after = places(old), places(new)
        self._old_words, self._new_words = _condition_words(self.before), _condition_words(self.after)

    def changes(self, name: str) -> Iterator[Change]:
        """Yield the changes of a question that both have, except those of its place on the page."""
        old, new = self.before[name], self.after[name]
        yield from _types(old, new)
        yield from self._choices(old.question, new.question)
        for part, what in TEXTS:
            before, after = getattr(old.question, part), getattr(new.question, part)
            yield from text_changes(what, before, after, f"The words differ: {what.lower()}.")
            yield from self.translated(what, question_key(name, part))
        yield from self.condition("Asked", old.question.relevant, new.question.relevant, ASKED_OF_OTHERS)
        outer = old.outer_conditions, new.outer_conditions
        yield from self.condition("Its page or group is shown", *outer, ASKED_OF_OTHERS)
        yield from _expressions(old.question, new.question)
        yield from _settings(old.question, new.question)
        if old.section.name != new.section.name and old.section.title != new.section.title:
            sentence = f"From the page “{old.section.title}” to “{new.section.title}”."
            yield Change(Difference.MOVED, "Place", sentence, reason=ELSEWHERE)

    def moved_within_page(self, name: str) -> Change:
        """Return the change of a question that is at another place of its page or group."""
        names = list(self.after)
        previous = self.after[names[names.index(name) - 1]] if names.index(name) else None
        is_first = previous is None or previous.section.name != self.after[name].section.name
        where = "to the beginning of its page" if is_first else f"after “{self.label(previous)}”"
        return Change(Difference.MOVED, "Place", f"Moved {where}.", reason=ELSEWHERE)

    @staticmethod
    def label(place: Place | None) -> str:
        """Return what a question is called for people, with “…” for an answer that it quotes."""
        return str(rich(place.question.label) or place.question.name) if place else ""

    def translated(self, what: str, key: str) -> Iterator[Change]:
        """Yield the changes of one text in the languages that both versions have beside the own one."""
        for translation in self.new.translations:
            old = translation_into(self.old, translation.language.code)
            if old is not None:
                language = translation.language.name
                reason = f"The words differ for those who answered in {language}."
                texts = old.texts.get(key, ""), translation.texts.get(key, "")
                yield from text_changes(f"{what} in {language}", *texts, reason)

    def condition(self, what: str, old: str, new: str, reason: str = "") -> Iterator[Change]:
        """Yield the change of a condition, in words where that is possible."""
        if is_same_text(old, new):
            return
        was, now = self._old_words.of(old), self._new_words.of(new)
        if was == now:
            was, now = old, new
        was, now = (f"if {words}" if words else "always" for words in (was, now))
        yield Change(Difference.CONDITIONS, what, f"Before: {was}. Now: {now}.", reason=reason)

    def _choices(self, old: Question, new: Question) -> Iterator[Change]:
        before = {choice.value: choice.label for choice in old.choices}
        after = {choice.value: choice.label for choice in new.choices}
        # Several choices may have one label, such as “Other” of each region.
        come = [(value, label) for value, label in after.items() if value not in before]
        for was, label in before.items():
            if was in after:
                continue
            now = next((value for value, other in come if other == label), None)
            if now is not None:
                come.remove((now, label))
                sentence = f"“{label}” was stored as {was} and is stored as {now}."
                reason = f"Count {was} of the older version together with {now} of the newer one."
            else:
                sentence = f"“{label}” ({was}) can no longer be chosen."
                reason = f"“{label}” can no longer be chosen. Answers that chose it are kept."
            what = "Choice removed" if now is None else "Value"
            yield Change(Difference.RECODED, what, sentence, reason=reason)
        for value, label in come:
            sentence = f"“{label}” ({value}) can be chosen now."
            reason = f"“{label}” could not be chosen before."
            yield Change(Difference.RECODED, "Choice added", sentence, reason=reason)
        reused = {each.value for each in reused_values(old.choices, new.choices)}
        for value, label in after.items():
            yield from _relabelled(value, before.get(value, label), label, is_reused=value in reused)
            yield from self.translated(f"Choice {value}", choice_key(new.name, value))
        both = [value for value in before if value in after]
        if both != [value for value in after if value in before]:
            sentence = "The choices are in another order."
            yield Change(Difference.RECODED, "Order", sentence, reason=sentence)


def _relabelled(value: str, old: str, new: str, *, is_reused: bool) -> Iterator[Change]:
    if is_reused:
        sentence = f"The value {value} meant “{old}” and means “{new}” now."
        yield Change(Difference.RECODED, "Value", sentence, verdict=Verdict.APART, reason=TWO_COLUMNS)
    else:
        yield from text_changes(f"Choice {value}", old, new, f"The words of the choice {value} differ.")


def _types(old: Place, new: Place) -> Iterator[Change]:
    if old.question.type is not new.question.type:
        sentence = f"It took {type_in_words(old.question)} and takes {type_in_words(new.question)}."
        yield _retyped(sentence, is_apart=not is_same_kind(old.question, new.question))
    if old.group is not None and new.group is None:
        yield _retyped(f"It was asked in each row of “{old.group.label}” and is asked once now.")
    elif old.group is None and new.group is not None:
        yield _retyped(f"It was asked once and is asked in each row of “{new.group.label}” now.")


def _retyped(sentence: str, *, is_apart: bool = True) -> Change:
    verdict = Verdict.APART if is_apart else Verdict.CARE
    reason = TWO_COLUMNS if is_apart else "The kind of answer differs."
    return Change(Difference.RETYPED, "Answer", sentence, verdict=verdict, reason=reason)


def _expressions(old: Question, new: Question) -> Iterator[Change]:
    for part, what, reason in EXPRESSIONS:
        was, now = getattr(old, part), getattr(new, part)
        if not is_same_text(was, now):
            sentence = f"Before: {was or 'nothing'}. Now: {now or 'nothing'}."
            yield Change(Difference.CONDITIONS, what, sentence, reason=reason)


def _settings(old: Question, new: Question) -> Iterator[Change]:
    """Yield the changes of requirements and of what only dresses a question."""
    if old.is_required is not new.is_required:
        sentence = "It must be answered now." if new.is_required else "It may be left out now."
        reason = f"{sentence} {'Fewer' if new.is_required else 'More'} may have left it out."
        yield Change(Difference.CONDITIONS, "Required", sentence, reason=reason)
    if old.row_count != new.row_count:
        was, now = (f"{each} rows" if each else "any number" for each in (old.row_count, new.row_count))
        sentence = f"Before: {was}. Now: {now}."
        yield Change(Difference.CONDITIONS, "Rows", sentence, reason="The number of rows differs.")
    if old.parameters != new.parameters:
        was, now = (_parameters(each) or "nothing" for each in (old, new))
        sentence = f"Before: {was}. Now: {now}."
        yield Change(Difference.CONDITIONS, "Parameters", sentence, reason="Other answers can be given.")
    if old.is_read_only is not new.is_read_only:
        sentence = "It can only be read now." if new.is_read_only else "It can be answered now."
        yield Change(Difference.CONDITIONS, "Answer", sentence, reason=sentence)
    if old.triggers != new.triggers:
        sentence = "It is calculated at another moment."
        yield Change(Difference.CONDITIONS, "Calculated when", sentence, reason=sentence)
    if (old.is_long, old.appearance, old.media) != (new.is_long, new.appearance, new.media):
        yield Change(Difference.DRESSED, "Look", "It looks different on the page.", verdict=Verdict.SAME)


def _parameters(question: Question) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(question.parameters.items()))


def _condition_words(found: dict[str, Place]) -> ConditionWords:
    questions = {name: place.question for name, place in found.items()}
    quoted = {name: f"“{each.label or name}”" for name, each in questions.items()}
    return ConditionWords(questions, quoted, Phrases("en"))
