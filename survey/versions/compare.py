"""What differs between two versions of a questionnaire, in words, and which answers can be compared. No Django here.

Questions are matched by name. Texts are compared in the own language of the newer version; translations are compared
with translations.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence

from survey.expressions import joined
from survey.languages import TITLE, section_key
from survey.questionnaire import Questionnaire, Section
from survey.translations import translate_questionnaire, translation_into
from survey.versions.comparison import Change, Compared, Comparison, Difference, Verdict, text_changes
from survey.versions.question_changes import Place, QuestionComparer
from survey.versions.types import type_in_words
from wording import counted

MOVED_PAGE = Change(Difference.MOVED, "Place", "The page is at another place.")


def compare(old: Questionnaire, new: Questionnaire) -> Comparison:
    """Return what differs in the newer of two versions of a questionnaire, or in the second of two questionnaires."""
    return _Comparer(_in_language_of(new, old), new).comparison(old)


def moved_names(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Return the fewest names whose move gives the new order. Both hold the same names.

    >>> sorted(moved_names(["a", "b", "c", "d"], ["b", "c", "a", "d"]))
    ['a']
    """
    before = {name: place for place, name in enumerate(old)}
    # The longest increasing run: ends[n] is the smallest last place of a run of n + 1 names, runs[n] that run.
    ends: list[int] = []
    runs: list[tuple[str, ...]] = []
    for name in new:
        at = bisect_left(ends, before[name])
        run = (*(runs[at - 1] if at else ()), name)
        ends[at : at + 1], runs[at : at + 1] = [before[name]], [run]
    return frozenset(new) - frozenset(runs[-1] if runs else ())


def _in_language_of(new: Questionnaire, old: Questionnaire) -> Questionnaire:
    """Return the old version in the own language of the new one, if it has that language."""
    code = new.language.code
    if code == old.language.code or translation_into(old, code) is None:
        return old
    return translate_questionnaire(old, code)


class _Comparer:
    """Compares two questionnaires whose own texts are in one language."""

    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self.old, self.new = old, new
        self.of_question = QuestionComparer(old, new)
        self.before, self.after = self.of_question.before, self.of_question.after
        self.moved = frozenset(self._moved())
        self.renamed = self._renamed()

    def comparison(self, original: Questionnaire) -> Comparison:
        """Return the comparison; `original` is the old version with all its languages."""
        found = [self._question(name) for name in self._names()]
        verdicts = Counter(
            each.verdict if each.changes else Verdict.SAME for each in found if each.is_answered
        )
        changed = tuple(each for each in found if each.changes)
        return Comparison(
            whole=tuple(self._whole(original)),
            pages=tuple(each for each in self._pages() if each.changes),
            questions=changed,
            number_unchanged=len(found) - len(changed),
            verdicts=verdicts,
        )

    def _moved(self) -> Iterator[str]:
        """Yield the names of the questions that are at another place of the same page or group."""

        def around(found: Mapping[str, Place]) -> dict[str, tuple[str, str]]:
            return {
                name: (place.section.name, place.group.name if place.group else "")
                for name, place in found.items()
            }

        before, after = around(self.before), around(self.after)
        for page in dict.fromkeys(after.values()):
            yield from moved_names(
                [name for name, other in before.items() if other == page == after.get(name)],
                [name for name, other in after.items() if other == page == before.get(name)],
            )

    def _names(self) -> list[str]:
        """Return all names in the order of the new version, each removed one after what stood before it."""
        names = list(self.after)
        renamed_from = set(self.renamed.values())
        previous = None
        for name in self.before:
            if name not in self.after and name not in renamed_from:
                names.insert(names.index(previous) + 1 if previous else 0, name)
            if name not in renamed_from:
                previous = name
        return names

    def _renamed(self) -> dict[str, str]:
        """Map new names to old ones, where a question that went and one that came have the same words and choices."""

        def by_words(found: Mapping[str, Place], others: Mapping[str, Place]) -> dict[Hashable, list[str]]:
            names: dict[Hashable, list[str]] = {}
            for name, (question, _, group) in found.items():
                if name not in others and question.label:
                    key = question.label, question.type, question.choices, group.name if group else ""
                    names.setdefault(key, []).append(name)
            return names

        gone, come = by_words(self.before, self.after), by_words(self.after, self.before)
        return {
            names[0]: gone[key][0]
            for key, names in come.items()
            if len(names) == 1 and len(gone.get(key, ())) == 1
        }

    def _whole(self, original: Questionnaire) -> Iterator[Change]:
        if self.old.name != self.new.name:
            sentence = (
                f"Two questionnaires, {self.old.name} and {self.new.name}. Questions are matched by name."
            )
            yield Change(Difference.RENAMED, "Form", sentence)
        yield from text_changes("Title", self.old.title, self.new.title)
        yield from self.of_question.translated("Title", TITLE)
        before = {each.code: each.name for each in original.languages}
        after = {each.code: each.name for each in self.new.languages}
        for code, name in after.items():
            if code not in before:
                yield Change(Difference.ADDED, "Language", f"{name} is new.")
        for code, name in before.items():
            if code not in after:
                yield Change(Difference.REMOVED, "Language", f"{name} is gone.")
        yield from self._tables()

    def _tables(self) -> Iterator[Change]:
        """Yield the changes of the tables that answers are looked up in."""
        before, after = self.old.tables, self.new.tables
        for name in dict.fromkeys([*after, *before]):
            if name not in before:
                yield Change(Difference.ADDED, "Table", f"{name}.csv is new.")
            elif name not in after:
                yield Change(Difference.REMOVED, "Table", f"{name}.csv is gone.")
            elif before[name] != after[name]:
                counts = (counted(len(each.rows), "row", "rows") for each in (before[name], after[name]))
                sentence = "{name}.csv has other content. Before: {}. Now: {}."
                yield Change(Difference.CONDITIONS, "Table", sentence.format(*counts, name=name))

    def _pages(self) -> Iterator[Compared]:
        before = {each.name: each for each in self.old.sections}
        after = {each.name: each for each in self.new.sections}
        moved = moved_names(
            [name for name in before if name in after], [name for name in after if name in before]
        )
        for name, page in after.items():
            changes = [MOVED_PAGE] if name in moved else []
            if name in before:
                changes += text_changes("Title", before[name].title, page.title)
                changes += self.of_question.translated("Title", section_key(name))
                changes += self._chapter(before[name], page)
                was, now = (joined(each.conditions) for each in (before[name], page))
                changes += self.of_question.condition("Shown", was, now)
            else:
                changes += [Change(Difference.ADDED, "Page", "The page is new.")]
            yield Compared(name, page.title, page.title, tuple(changes), is_answered=False)
        for name, page in before.items():
            if name not in after:
                change = Change(Difference.REMOVED, "Page", "The page is gone.")
                yield Compared(name, page.title, page.title, (change,), is_answered=False)

    def _chapter(self, old: Section, new: Section) -> Iterator[Change]:
        """Yield the changes of the title of the group around a page."""
        was, now = (each.chapter.title if each.chapter else "" for each in (old, new))
        yield from text_changes("Title above it", was, now)
        if old.chapter and new.chapter and old.chapter.name == new.chapter.name:
            yield from self.of_question.translated("Title above it", section_key(new.chapter.name))

    def _question(self, name: str) -> Compared:
        """Return a question with what differs in it; without changes if nothing does."""
        place = self.after.get(name) or self.before[name]
        both = (self.before.get(name), self.after.get(name))
        return Compared(
            name,
            self.of_question.label(place),
            place.section.title,
            tuple(self._changes(name, place)),
            is_answered=any(each.question.is_recorded for each in both if each),
        )

    def _changes(self, name: str, place: Place) -> Iterator[Change]:
        if name in self.renamed:
            old = self.renamed[name]
            yield Change(
                Difference.RENAMED,
                "Name",
                f"It was called {old} and is called {name}.",
                verdict=Verdict.APART,
                reason=f"An export of all versions has two columns, {old} and {name}: a name joins the answers.",
            )
        elif name not in self.before:
            yield self._in_one(place, Difference.ADDED, "It was not asked before.")
        elif name not in self.after:
            yield self._in_one(place, Difference.REMOVED, "It is asked no more. Its answers are kept.")
        else:
            yield from self.of_question.changes(name)
            if name in self.moved:
                yield self.of_question.moved_within_page(name)

    def _in_one(self, place: Place, difference: Difference, reason: str) -> Change:
        where = place.group.label if place.group else place.section.title
        verb = "took" if difference is Difference.REMOVED else "takes"
        sentence = f"It {verb} {type_in_words(place.question)}, on “{where}”."
        return Change(difference, difference.capitalize(), sentence, verdict=Verdict.ONCE, reason=reason)
