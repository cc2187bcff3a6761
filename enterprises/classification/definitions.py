"""The definitions of a social enterprise, loaded from TOML files."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from .criteria import Branch, Criterion, Definition, Known, cells
from .facts import SHARES, SURPLUS, SURPLUS_PARTS
from .implications import INDEPENDENCE
from .loader import DefinitionError, Reader

DEFAULT = "inclusive-2009"
DIRECTORY = Path(__file__).parent / "definitions"
PUBLISHED = "published.toml"


def all() -> tuple[Definition, ...]:  # noqa: A001 - read as definitions.all()
    """Return the latest version of every definition, the study's own first."""
    latest = {definition.id: definition for definition in _shipped()}
    return tuple(sorted(latest.values(), key=lambda definition: (definition.position, definition.id)))


def get(id: str = DEFAULT, version: str | None = None) -> Definition:
    """Return the definition with this id, in its latest version unless one is given, or raise KeyError."""
    known = versions(id)
    if not known:
        raise KeyError(f"There is no definition {id}: choose one of {', '.join(d.id for d in all())}.")
    if version is None:
        return known[-1]
    found = [definition for definition in known if definition.version == version]
    if not found:
        names = " and ".join(filter(None, (", ".join(d.version for d in known[:-1]), known[-1].version)))
        there_is = f"its versions are {names}" if len(known) > 1 else f"its only version is {names}"
        raise KeyError(f"There is no version {version or '“”'} of {id}: {there_is}.")
    return found[0]


def find(reference: str) -> Definition:
    """Return the definition of a reference such as `inclusive-2009` (the newest) or `inclusive-2009@1`.

    Raise KeyError with a sentence on what there is, as `get`.
    """
    id, at, version = reference.strip().partition("@")
    return get(id, version if at else None)


def reference_of(id: str, version: str) -> str:
    """Return the name under which outcomes of a version are stored: the id, with `@` and the version if it is old."""
    known = versions(id)
    return id if not known or known[-1].version == version else f"{id}@{version}"


def versions(id: str) -> tuple[Definition, ...]:
    """Return every version of a definition, the oldest first."""
    return tuple(definition for definition in _shipped() if definition.id == id)


def load(directory: Path) -> tuple[Definition, ...]:
    """Return the definitions in a directory of TOML files, sorted by id and version.

    `published.toml` holds the hash of each published version. Raise DefinitionError for a malformed definition and
    for a published version whose content has changed.
    """
    published = _read(directory / PUBLISHED) if (directory / PUBLISHED).exists() else {}
    found: dict[tuple[str, int], Definition] = {}
    for path in sorted(directory.glob("*.toml")):
        if path.name == PUBLISHED:
            continue
        definition = from_data(_read(path), path.name)
        key = (definition.id, int(definition.version) if definition.version.isdigit() else 0)
        if not path.stem.startswith(definition.id):
            raise DefinitionError(path.name, "id", f"{definition.id!r} is not how the file's name begins")
        if key in found:
            raise DefinitionError(
                path.name, "version", f"{definition.id} has a version {definition.version} already"
            )
        kept = published.get(definition.id, {}).get(definition.version)
        if kept is not None and kept != definition.hash:
            reason = f"{definition.version} is published and never changes: put the change into a new version"
            raise DefinitionError(path.name, "version", reason)
        found[key] = definition
    return tuple(found[key] for key in sorted(found))


def from_data(data: Mapping[str, Any], file: str = "definition") -> Definition:
    """Return a definition from plain data (a TOML file or `as_data`); raise DefinitionError if it is malformed."""
    definition = Reader(file).definition(data)
    _check_criteria(definition, file)
    unreachable = [outcome for outcome in definition.includes if outcome not in definition.outcomes]
    if unreachable or not definition.includes:
        reason = f"includes {unreachable[0]}, which it never gives" if unreachable else "includes no outcome"
        raise DefinitionError(file, "includes", reason)
    return definition


def draft(
    definition: Definition,
    *,
    trading: Any = None,
    reinvestment: Any = None,
    id: str | None = None,
) -> Definition:
    """Return a draft of the definition with another trading or reinvestment threshold, in per cent.

    Raise ValueError if the definition does not ask that share or the threshold lies outside 0 to 100.
    """
    moved = definition.as_data()
    moved.update(id=id or definition.id, version="draft")
    for fact, value in (("trading_share", trading), (definition.surplus_fact, reinvestment)):
        if value is None:
            continue
        if definition.threshold(fact) is None:
            raise ValueError(f"{definition.id} has no threshold for {fact.replace('_', ' ')}")
        for criterion in moved["criteria"]:
            for condition in [*criterion.get("all", []), *criterion.get("any", [])]:
                if condition["fact"] == fact:
                    operator = next(key for key in condition if key != "fact")
                    condition[operator] = str(value)
    return Reader(f"draft of {definition.id}").definition(moved)


def cuts_of(criterion: Criterion) -> dict[str, tuple[int, ...]]:
    """Return share → the positions at which this criterion's thresholds divide 0 to 100 per cent."""
    found: dict[str, set[int]] = {fact: set() for fact in criterion.facts if fact in (*SHARES, SURPLUS)}
    for condition in criterion.conditions:
        if condition.fact in found:
            found[condition.fact].add(condition.cut)
    return {fact: tuple(sorted(cuts)) for fact, cuts in found.items()}


@cache
def _shipped() -> tuple[Definition, ...]:
    return load(DIRECTORY)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(path.name, "file", f"cannot be read as TOML: {error}") from error


def _check_criteria(definition: Definition, file: str) -> None:
    asked: dict[str, str] = {}
    ids: set[str] = set()
    for criterion in definition.criteria:
        key = f"criteria.{criterion.id}"
        if criterion.id in ids:
            raise DefinitionError(file, key, "is the id of two criteria")
        ids.add(criterion.id)
        if len(cuts_of(criterion).get(SURPLUS, ())) > 1:
            raise DefinitionError(file, key, f"gives {SURPLUS} two thresholds: give it one")
        for fact in parts_of(criterion.facts):
            other = "independence" if fact in INDEPENDENCE else fact
            if asked.setdefault(other, criterion.id) != criterion.id:
                reason = f"asks {fact}, as {asked[other]} does: {other} is asked by one criterion only"
                raise DefinitionError(file, key, reason)
        _check_branches(definition, criterion, file, key)


def parts_of(facts: Iterable[str]) -> Iterator[str]:
    """Yield the facts, with the sum of shares replaced by the shares."""
    for fact in facts:
        yield from SURPLUS_PARTS if fact == SURPLUS else (fact,)


def _check_branches(definition: Definition, criterion: Criterion, file: str, key: str) -> None:
    """Refuse a criterion that could give no outcome, two outcomes, or always the same result."""
    last = criterion.otherwise[-1]
    if not last.test.is_empty:
        reason = "may give no outcome: end with one that has no conditions"
        raise DefinitionError(file, f"{key}.otherwise", reason)
    completions = list(_completions(criterion))
    failing = [known for known in completions if not criterion.test.holds(known)]
    if not failing or len(failing) == len(completions):
        reason = "is always met" if not failing else "can never be met"
        raise DefinitionError(file, key, f"{reason}: check its thresholds")
    given: set[str] = set()
    for index, branch in enumerate(criterion.otherwise):
        if branch is not last and branch.test.is_empty:
            _refuse_two(file, key, branch, criterion.otherwise[index + 1])
        if branch.outcome == definition.met or branch.outcome in given:
            reason = f"gives {branch.outcome} in two ways: one outcome for one reason"
            raise DefinitionError(file, f"{key}.otherwise", reason)
        given.add(branch.outcome)
    reached: set[str] = set()
    for known in failing:
        holding = [branch for branch in criterion.otherwise[:-1] if branch.test.holds(known)] or [last]
        if len(holding) > 1:
            _refuse_two(file, key, holding[0], holding[1])
        reached.add(holding[0].outcome)
    for outcome in given - reached:
        reason = f"never gives {outcome}: the criterion is met, or another branch applies, wherever it would"
        raise DefinitionError(file, f"{key}.otherwise", reason)


def _refuse_two(file: str, key: str, one: Branch, other: Branch) -> None:
    outcomes = f"{one.outcome} and {other.outcome}"
    reason = f"could give two outcomes for the same facts, {outcomes}: let them exclude each other"
    raise DefinitionError(file, f"{key}.otherwise", reason)


def _completions(criterion: Criterion) -> Iterator[dict[str, Known]]:
    """Yield every kind of complete facts that the criterion can tell apart."""
    cuts = cuts_of(criterion)
    facts = criterion.facts
    values: list[Sequence[Known]] = [
        [cell.low for cell in cells(cuts[fact]) if cell.low <= cell.high] if fact in cuts else (True, False)
        for fact in facts
    ]
    for known in product(*values):
        yield dict(zip(facts, known, strict=True))


__all__ = [
    "DefinitionError",
    "all",
    "cuts_of",
    "draft",
    "find",
    "from_data",
    "get",
    "load",
    "reference_of",
    "versions",
]
