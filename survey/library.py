"""The questions that a new questionnaire may start from: our own ones, and those of published questionnaires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils import timezone

from enterprises.classification import definitions
from survey.actions.instruments import INSTRUMENTS, own_source
from survey.models import Instrument, Strand, Study
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType
from survey.versions.excerpt import Choose
from survey.versions.next_version import next_version
from survey.versions.types import type_in_words
from survey.xlsform import questionnaire_of

OWN = "own"
DATE_OF_CHOICE = "%Y-%m-%d"
Same = tuple[str, str, QuestionType, tuple[Choice, ...]]
"""What makes two questions one in the library: name, words, type and choices."""


class Source(NamedTuple):
    """A questionnaire of the library. `key` names it in forms: the number of a published one, or “own” and its name."""

    key: str
    title: str
    questionnaire: Questionnaire

    @property
    def is_new(self) -> bool:
        """True for one of our own that is not published yet."""
        return self.key.startswith(OWN)


@dataclass(frozen=True)
class Entry:
    """A question of the library: where it is asked, the type of its answers, and which definitions ask for it."""

    key: str
    question: Question
    type: str
    asked_in: tuple[str, ...]
    definitions: tuple[str, ...]


class Topic(NamedTuple):
    """The questions on pages of one title."""

    title: str
    entries: tuple[Entry, ...]


def sources() -> list[Source]:
    """Return our own questionnaires that are not published, and the newest version of each that is. One query.

    Our own are in their edition of today.
    """
    newest: dict[str, Instrument] = {}
    for row in Instrument.objects.filter(retirement__isnull=True).order_by("name", "published_at", "pk"):
        newest[row.name] = row
    published = [Source(str(row.pk), str(row), row.questionnaire) for row in newest.values()]
    names = {path.stem for path in INSTRUMENTS.glob("*.md")} - newest.keys()
    return sorted([*published, *map(_own, names)], key=lambda each: (not each.is_new, each.title))


def _own(name: str) -> Source:
    form = questionnaire_of(own_source(name, frame_on=timezone.localdate()))
    return Source(f"{OWN}/{name}", f"{form.title} (version {form.version})", form)


def find(key: str) -> Questionnaire | None:
    """Return the questionnaire with a key of the library, also of an older version; None if there is none."""
    if key.isdecimal():
        row = Instrument.objects.filter(pk=key).first()
        return row.questionnaire if row else None
    name = key.removeprefix(f"{OWN}/")
    return _own(name).questionnaire if (INSTRUMENTS / f"{name}.md") in INSTRUMENTS.glob("*.md") else None


def of_studies() -> list[tuple[Study, list[Instrument]]]:
    """Return the studies that have questionnaires, with these, the newest study first. One query."""
    strands = Strand.objects.filter(instrument__isnull=False).select_related("study", "instrument")
    found: dict[Study, list[Instrument]] = {}
    for strand in strands.defer("instrument__content").order_by("-study__frame_on", "-study__pk", "kind"):
        if strand.instrument is not None:
            found.setdefault(strand.study, []).append(strand.instrument)
    return list(found.items())


def topics(found: Iterable[Source], *, words: str = "") -> list[Topic]:
    """Return the questions of questionnaires by topic; with `words` those that have all of them in a text.

    A question that several questionnaires ask alike is listed once.
    """
    asked: dict[Same, list[Source]] = {}
    first: dict[Same, tuple[Source, Question, str]] = {}
    for source in found:
        for section in source.questionnaire.sections:
            for question in section.questions:
                if not question.takes_answer or question.is_check or not _has(question, source, words):
                    continue
                same = question.name, question.label, question.type, question.choices
                asked.setdefault(same, []).append(source)
                first.setdefault(same, (source, question, section.title))
    by_title: dict[str, list[Entry]] = {}
    needed = _definitions_by_fact()
    for same, (source, question, title) in first.items():
        by_title.setdefault(title, []).append(
            Entry(
                key=f"{source.key}/{question.name}",
                question=question,
                type=type_in_words(question),
                asked_in=tuple(dict.fromkeys(each.questionnaire.title for each in asked[same])),
                definitions=needed.get(question.name, ()),
            )
        )
    return [Topic(title, tuple(entries)) for title, entries in by_title.items()]


def chosen(found: Sequence[Source], keys: Collection[str]) -> list[Choose]:
    """Return what these keys of entries name, in the order of the questionnaires. Unknown keys are passed over."""
    picked = []
    for source in found:
        names = [name for name in source.questionnaire.questions if f"{source.key}/{name}" in keys]
        if names:
            picked.append(Choose(source.questionnaire, names))
    return picked


def start_of_next(questionnaire: Questionnaire) -> Questionnaire:
    """Return a copy whose version is the one that follows and is not published yet. One query."""
    taken = set(Instrument.objects.filter(name=questionnaire.name).values_list("version", flat=True))
    version = next_version(questionnaire.version, taken | {questionnaire.version}, timezone.localdate())
    return replace(questionnaire, version=version)


def _has(question: Question, source: Source, words: str) -> bool:
    """Return True if the question has all words in one of its languages, whatever their case."""
    wanted = words.casefold().split()
    if not wanted:
        return True
    text = " ".join(_texts(question, source)).casefold()
    return all(word in text for word in wanted)


def _texts(question: Question, source: Source) -> Iterator[str]:
    for each in (question, *question.questions):
        yield each.label
        yield each.hint
        yield from (choice.label for choice in each.choices)
        for translation in source.questionnaire.translations:
            prefixes = f"question/{each.name}/", f"choice/{each.name}/"
            yield from (text for key, text in translation.texts.items() if key.startswith(prefixes))


def _definitions_by_fact() -> dict[str, tuple[str, ...]]:
    """Return, for each fact, the titles of the definitions that ask for it, in their newest versions."""
    newest = {each.id: each for each in definitions.all()}
    found: dict[str, list[str]] = {}
    for definition in newest.values():
        for fact in dict.fromkeys(fact for criterion in definition.criteria for fact in criterion.facts):
            found.setdefault(fact, []).append(definition.title)
    return {fact: tuple(titles) for fact, titles in found.items()}
