"""The audit of a release: what readers could conclude from its figures together with those of all earlier releases.

A finding is a conclusion that *others* said something, or a hidden figure. That the others did not name a theme of an
open question is not one: what nobody named may still be so (publication policy, §3.10). No Django here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any

from reports.disclosure.attack import ALMOST, KNOWN, Attack, Conclusion, Crowd, PrintedSum
from reports.disclosure.blocks import BASE, COUNTRY, Block
from reports.disclosure.policy import Cleared, Policy
from reports.disclosure.printed import Address, GroupFigures, Interval, printed_figures
from reports.disclosure.revisions import UNREADABLE, Held, Member, ReleaseFigures

NOT_NAMED = "another answer or none"
"""The answer of those who did not give the answer, or one of the answers, that a table prints."""
EVERYBODY = "all respondents"
ERASED = "erased"
"""The hash of an answer that was erased with its interview."""

Given = Mapping[str, Mapping[int, frozenset[str]]]
"""By group, the answers of each respondent who answered, by the key of the member."""


@dataclass(frozen=True)
class Finding:
    """One conclusion that blocks a release: from which group of figures, and how many answers a reader has to know."""

    group: str
    known: int
    sentence: str


@dataclass(frozen=True)
class AuditResult:
    """How many conclusions were tried, and which a reader can draw."""

    tried: int
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: "AuditResult") -> "AuditResult":
        return AuditResult(self.tried + other.tried, (*self.findings, *other.findings))

    def __str__(self) -> str:
        return f"{len(self.findings):,} of {self.tried:,}"

    @property
    def blocks(self) -> bool:
        """True if the release may not be made ready."""
        return bool(self.findings)

    def as_facts(self) -> dict[str, Any]:
        """Return the result as plain values, which every release has."""
        findings = [
            {"group": each.group, "known": each.known, "sentence": each.sentence} for each in self.findings
        ]
        return {"tried": self.tried, "findings": findings, "words": str(self)}

    def told(self, known: int) -> int:
        """Return how many findings a reader has who knows the answers of this number of respondents."""
        return sum(finding.known <= known for finding in self.findings)


def audit(
    cleared: Cleared,
    policy: Policy,
    earlier: Sequence[ReleaseFigures] = (),
    *,
    shown: Collection[Address] | None = None,
    members: Sequence[Member] = (),
    given: Given | None = None,
    held: Held | None = None,
) -> AuditResult:
    """Return what readers can conclude from the cleared figures and those of all earlier releases.

    Readers know who was interviewed, where each counts, and the answers of 0, 1 or 3 respondents. `shown` are the
    figures that some table shows, all without it. `members` are the respondents of the new release and `given` their
    answers; a group without these, such as one that counts mentions, is tried with its totals alone. `held` are the
    figures that the release carries over and does not print anew.
    """
    held = held or Held()
    printed = printed_figures(cleared, policy, shown)
    result = AuditResult(0)
    for group, block in cleared.blocks.items():
        own = [member for member in members if group in member.answers]
        strands = {member.strand for member in own}
        before = [
            (release.groups[group], list(_counted(release.members, group, strands)))
            for release in earlier
            if group in release.groups
        ]
        now = printed[group].without(group, held)
        answers = (given or {}).get(group, {})
        hidden = [] if group in held.groups else list(_hidden(block, cleared))
        try:
            if own and answers:
                result += _tried(block, _of_members(block, [*before, (now, own)], answers, hidden))
            else:
                for system in _of_totals(block, [each for each, _ in before], now, hidden):
                    result += _tried(block, system)
        except ValueError as error:
            words = f"The figures of {group} do not agree with the answers that they count: {error}"
            result += AuditResult(1, (Finding(group, KNOWN[0], words),))
    return result


def _hidden(block: Block, cleared: Cleared) -> Iterator[tuple[str, str]]:
    """Yield place and answer of the figures of the country and its parts that the policy hides."""
    for place in (COUNTRY, *block.parts):
        for answer in block.answers:
            if cleared.of(block.figure(answer, place)) is None:
                yield place, answer


def _counted(members: Iterable[Member], group: str, strands: Container[str]) -> Iterator[Member]:
    """Yield the members of an earlier release that a group counted, and those who were erased and may have been.

    An answer of which only an unreadable hash is left is unknown, as an erased one: it may have been corrected since.
    """
    for member in members:
        answer = member.answers.get(group)
        if answer == UNREADABLE or (answer is None and member.key is None and member.strand in strands):
            yield replace(member, answers={group: ERASED})
        elif answer is not None:
            yield member


@dataclass
class _System:
    """The crowds of a group, what is printed of them, and what is hidden.

    `true` has the numbers who gave each answer, None where nobody knows them any more. `printed` are intervals by
    answer and `hidden` figures by answer and place, each with the numbers of its crowds.
    """

    words: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    true: list[Mapping[str, int] | None] = field(default_factory=list)
    inside: defaultdict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    printed: list[tuple[str, frozenset[int], Interval]] = field(default_factory=list)
    hidden: list[tuple[str, frozenset[int], str]] = field(default_factory=list)

    def add(
        self, place: str, size: int, true: Mapping[str, int] | None, counts_in: Iterable[tuple[int, str]]
    ) -> None:
        """Add a crowd that counts in these places of these releases, by the number of the release."""
        for release_and_place in counts_in:
            self.inside[release_and_place].add(len(self.sizes))
        self.words.append(EVERYBODY if place in ("", COUNTRY) else place)
        self.sizes.append(size)
        self.true.append(true)

    def read(
        self,
        block: Block,
        releases: Sequence[GroupFigures],
        places: Container[str],
        hidden: Iterable[tuple[str, str]],
    ) -> "_System":
        """Return the system with what these releases print of these places, and what the last of them hides."""
        for number, figures in enumerate(releases):
            for place in filter(places.__contains__, figures.printed):
                crowds = frozenset(self.inside[number, place])
                for answer, ends in figures.printed[place].items():
                    if answer != BASE:
                        self.printed.append((answer, crowds, ends))
        for place, answer in hidden:
            if place in places and block.bases[place]:
                self.hidden.append((answer, frozenset(self.inside[len(releases) - 1, place]), place))
        return self


def _of_members(
    block: Block,
    vintages: Sequence[tuple[GroupFigures, Sequence[Member]]],
    given: Mapping[int, frozenset[str]],
    hidden: Iterable[tuple[str, str]],
) -> _System:
    """Return the crowds of respondents who count in the same places of every release with the same answer."""
    last = len(vintages) - 1
    by_area = any(figures.areas for figures, _ in vintages)
    crowds: defaultdict[tuple[tuple[tuple[int, str, str], ...], bool], list[int]] = defaultdict(list)
    for key, stays in _stays(vintages).items():
        for answer in {member.answers[block.group] for member in stays.values()}:
            where = tuple(
                (number, member.part, member.area if by_area else "")
                for number, member in stays.items()
                if member.answers[block.group] == answer
            )
            # Of an answer that was changed since, only its hash is stored.
            crowds[where, where[-1][0] == last].append(key)
    system = _System()
    for (where, is_current), keys in crowds.items():
        _, part, area = where[-1]
        true = Counter(chain.from_iterable(given[key] for key in keys)) if is_current else None
        counts_in = ((number, place) for number, *places in where for place in (*places, COUNTRY))
        system.add(", ".join(filter(None, (part, area))), len(keys), true, counts_in)
    return system.read(block, [figures for figures, _ in vintages], block.places, hidden)


def _stays(
    vintages: Sequence[tuple[GroupFigures, Sequence[Member]]],
) -> Mapping[int, Mapping[int, Member]]:
    """Return by respondent where each counts, by the number of the release."""
    found: defaultdict[int, dict[int, Member]] = defaultdict(dict)
    for number, (_, members) in enumerate(vintages):
        for member in members:
            # Whoever was erased was in the figures once, and is nobody who counts in another release.
            key = -1 - len(found) if member.key is None else member.key
            found[key][number] = member
    return found


def _of_totals(
    block: Block, before: Sequence[GroupFigures], now: GroupFigures, hidden: Sequence[tuple[str, str]]
) -> Iterator[_System]:
    """Yield the parts, and the areas, as crowds of which only the totals are known.

    Between two releases as few respondents came or went as the bases say.
    """
    releases = [*before, now]
    parts = tuple(place for place in block.parts if block.bases[place]) or (COUNTRY,)
    areas = tuple(place for place in block.areas if place in now.areas)
    for division in filter(None, (parts, areas)):
        system = _System()
        for place in division:
            bases = [figures.printed.get(place, {}).get(BASE, (0, 0))[0] for figures in before]
            bases.append(block.bases[place])
            # Whoever counts in the smallest base counts in all.
            steps = [0, *sorted(set(bases) - {0})]
            for low, high in pairwise(steps):
                inside = [number for number, base in enumerate(bases) if base >= high]
                counts_in = [(number, each) for number in inside for each in {place, COUNTRY}]
                system.add(place, high - low, None if before else block.counts[place], counts_in)
        yield system.read(block, releases, {*division, COUNTRY}, hidden)


def _tried(block: Block, system: _System) -> AuditResult:
    """Return what can be concluded from one system: each theme alone, or all answers of a single choice together."""
    together = [block.answers] if block.choice == "single" else [(answer,) for answer in block.answers]
    result = AuditResult(0)
    for answers in together:
        attack = _attack(system, answers)
        findings = [
            Finding(block.group, each.known, _sentence(block, each)) for each in attack.conclusions(answers)
        ]
        found = list(_recovered(block, system, answers, attack))
        result += AuditResult(
            attack.tried(answers) + sum(answer in answers for answer, _, _ in system.hidden),
            (*findings, *found),
        )
    return result


def _attack(system: _System, answers: Sequence[str]) -> Attack:
    crowds = []
    for words, size, true in zip(system.words, system.sizes, system.true, strict=True):
        numbers = {answer: true.get(answer, 0) if true is not None else 0 for answer in answers}
        crowds.append(Crowd(words, {**numbers, NOT_NAMED: size - sum(numbers.values())}, true is None))
    return Attack(
        crowds,
        [
            PrintedSum(frozenset((crowd, answer) for crowd in inside), *ends)
            for answer, inside, ends in system.printed
            if answer in answers
        ],
    )


def _recovered(block: Block, system: _System, answers: Sequence[str], attack: Attack) -> Iterator[Finding]:
    """Yield the hidden figures that have only one possible number, if that is not 0."""
    for answer, inside, place in system.hidden:
        if answer in answers and inside:
            least, most = attack.range_of(frozenset((crowd, answer) for crowd in inside))
            if most - least < 1 - ALMOST and most > ALMOST:
                where = EVERYBODY if place == COUNTRY else place
                words = f"The hidden figure of “{answer}” ({block.group}, {where}) follows from the others."
                yield Finding(block.group, KNOWN[0], words)


_READERS = {
    0: "Everybody",
    1: "A respondent who knows their own answer",
    3: "A respondent who knows their own answer and those of two colleagues",
}


def _sentence(block: Block, found: Conclusion) -> str:
    return (
        f"{_READERS[found.known]} can conclude that all others of {found.crowd.words} gave “{found.answer}” "
        f"({block.group})."
    )
