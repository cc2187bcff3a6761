"""Generated studies for the audit of releases: respondents with a part, an area and their answers, and their blocks."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reports.disclosure.blocks import Block, Figure, block_of
from reports.disclosure.revisions import Member

STRAND = "initial"
THEMES, VERDICT, OBSTACLES, STAGE, WORDS = "themes", "verdict", "obstacles", "stage", "words"
PARTS = ("Prisons", "Probation")
STAGES = ("running", "planned", "none")


@dataclass(frozen=True)
class Respondent:
    """One respondent; `answers` are by question, absent where the respondent was not asked or gave none."""

    key: int
    part: str
    area: str
    answers: Mapping[str, frozenset[str]]

    def member(self) -> Member:
        hashes = {question: f"said: {'; '.join(sorted(given))}" for question, given in self.answers.items()}
        return Member(self.key, STRAND, self.part, self.area, hashes)


@dataclass(frozen=True)
class GeneratedStudy:
    """The respondents of a study, and the choices of each of its questions."""

    respondents: tuple[Respondent, ...]
    choices: Mapping[str, tuple[str, ...]]
    rates: Mapping[str, Mapping[tuple[str, str], float]]
    words: Mapping[str, int]

    @property
    def members(self) -> tuple[Member, ...]:
        return tuple(respondent.member() for respondent in self.respondents)

    @property
    def given(self) -> dict[str, dict[int, frozenset[str]]]:
        return {
            question: {
                each.key: each.answers[question] for each in self.respondents if question in each.answers
            }
            for question in self.choices
        }

    def blocks(self) -> tuple[Block, ...]:
        stage = self._block(STAGE, "single")
        return (
            self._block(THEMES, "several", by_area=True),
            self._block(VERDICT, "single"),
            stage,
            self._block(OBSTACLES, "several", asked=stage.figure("planned")),
            block_of(
                WORDS,
                "several",
                {word: {"included": number // 2} for word, number in self.words.items()},
                self.words,
                merges_parts=True,
            ),
        )

    def _block(
        self, question: str, choice: str, *, by_area: bool = False, asked: Figure | None = None
    ) -> Block:
        answered = [each for each in self.respondents if question in each.answers]

        def counts(inside: Iterable[Respondent]) -> dict[str, int]:
            named = Counter(answer for each in inside for answer in each.answers[question])
            return {answer: named[answer] for answer in self.choices[question]}

        parts = {part: [each for each in answered if each.part == part] for part in PARTS}
        areas = {
            area: [each for each in answered if each.area == area]
            for area in sorted({each.area for each in self.respondents} if by_area else ())
        }
        return block_of(
            question,
            choice,  # type: ignore[arg-type]
            {part: counts(inside) for part, inside in parts.items()},
            {part: len(inside) for part, inside in parts.items()},
            areas={area: counts(inside) for area, inside in areas.items()},
            area_bases={area: len(inside) for area, inside in areas.items()},
            asked=asked,
        )

    def with_revision(
        self, seed: int, *, added: int = 0, removed: int = 0, changed: int = 0, part: str = PARTS[0]
    ) -> GeneratedStudy:
        """Return the study after some respondents of a part came, went or changed all their answers."""
        chance = random.Random(f"revision {seed}")
        inside = [each for each in self.respondents if each.part == part]
        gone = set(chance.sample([each.key for each in inside], removed))
        staying = [each for each in inside if each.key not in gone]
        others = {each.key for each in chance.sample(staying, changed)}
        areas = [each.area for each in self.respondents]
        first = 1 + max(each.key for each in self.respondents)
        late = [
            self._asked(chance, Respondent(first + number, part, chance.choice(areas), {}))
            for number in range(added)
        ]
        kept = (
            self._asked(chance, each) if each.key in others else each
            for each in self.respondents
            if each.key not in gone
        )
        return replace(self, respondents=(*kept, *late))

    def _asked(self, chance: random.Random, respondent: Respondent) -> Respondent:
        """Return the respondent with new answers."""
        where = respondent.part, respondent.area
        answers = {
            THEMES: frozenset(
                theme for theme in self.choices[THEMES] if chance.random() < self.rates[theme][where]
            ),
            VERDICT: frozenset([_one_of(chance, self.choices[VERDICT], self.rates, where)]),
            STAGE: frozenset([_one_of(chance, STAGES, self.rates, where)]),
        }
        if answers[STAGE] == {"planned"}:
            answers[OBSTACLES] = frozenset(
                theme for theme in self.choices[OBSTACLES] if chance.random() < self.rates[theme][where]
            )
        if chance.random() < 0.05:
            del answers[THEMES]
        return replace(respondent, answers=answers)


def _one_of(
    chance: random.Random,
    choices: tuple[str, ...],
    rates: Mapping[str, Mapping[tuple[str, str], float]],
    where: tuple[str, str],
) -> str:
    return chance.choices(choices, [rates[choice][where] + 0.001 for choice in choices])[0]


def generated_study(seed: int) -> GeneratedStudy:
    """Return a study of the size of the demonstration: 97 prisons, 42 probation services, six areas of 15 or more.

    By the seed, in turn: choices as often named as in the demonstration; each named from rarely to nearly always; the
    same with half the interviews; choices named by region.
    """
    chance = random.Random(f"study {seed}")
    variant = seed % 4
    numbers = (97, 42) if variant != 2 else (48, 21)
    areas = [f"Area {number}" for number in range(6 if variant != 2 else 3)]
    choices = {
        THEMES: tuple(f"theme {number}" for number in range(8)),
        VERDICT: ("agree", "neither", "disagree"),
        STAGE: STAGES,
        OBSTACLES: tuple(f"obstacle {number}" for number in range(4)),
    }
    places = [(part, area) for part in PARTS for area in areas]
    rates: dict[str, dict[tuple[str, str], float]] = {}
    for answer in (answer for each in choices.values() for answer in each):
        usual = chance.choice((0.0, 0.2, 0.3, 0.4))
        if variant in (1, 2):
            usual = chance.choice((0.02, 0.1, 0.3, 0.6, 0.9, 0.97, 1.0))
        rates[answer] = {
            place: chance.choice((0.05, 0.3, 0.6)) if variant == 3 and chance.random() < 0.5 else usual
            for place in places
        }
    words = {f"word {number}": chance.choice((2, 4, 9, 30, 60)) for number in range(5)}
    study = GeneratedStudy((), choices, rates, words)
    spread = [
        (part, areas[key % len(areas)])
        for part, number in zip(PARTS, numbers, strict=True)
        for key in range(number)
    ]
    return replace(
        study,
        respondents=tuple(
            study._asked(chance, Respondent(key, *where, {})) for key, where in enumerate(spread)
        ),
    )
