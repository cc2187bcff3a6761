"""The reports by name. Each is a pure function from a study's querysets to a Report of Tables."""

from collections.abc import Callable
from dataclasses import dataclass

from reports import comparison, coverage, definition, engagement, gaps, online, profile, spv, verdicts
from reports.opinions import barriers, benefits, perception
from reports.table import Report
from survey.models import Study


class UnknownReportError(LookupError):
    """No report has this name; says which there are."""


@dataclass(frozen=True)
class Kind:
    """One report: its name in addresses and commands, its title, the aim it answers, and how it is built.

    `build(study, detail=...)` takes `detail` for those who may see outcomes by named service. A report that
    `compares` takes a second study as well, `other=...`, and says so in words when it gets none.
    """

    name: str
    title: str
    aim: str
    build: Callable[..., Report]
    compares: bool = False


_KINDS = {
    module.NAME: Kind(module.NAME, module.TITLE, module.AIM, module.build, module is comparison)
    for module in (
        coverage,
        engagement,
        gaps,
        benefits,
        barriers,
        definition,
        verdicts,
        perception,
        spv,
        profile,
        online,
        comparison,
    )
}


def names() -> tuple[str, ...]:
    """The names of all reports, in the order in which they are listed."""
    return tuple(_KINDS)


def every() -> tuple[Kind, ...]:
    """All reports, in the same order."""
    return tuple(_KINDS.values())


def get(name: str) -> Kind:
    """The report of a name; raises UnknownReportError, in words, when there is none."""
    try:
        return _KINDS[name]
    except KeyError:
        raise UnknownReportError(f"There is no report “{name}”. There are: {', '.join(_KINDS)}.") from None


def make(name: str, study: Study, *, detail: bool, other: Study | None = None) -> Report:
    """A report of one study, before disclosure control; `other` is for a report that compares."""
    kind = get(name)
    if kind.compares:
        return kind.build(study, detail=detail, other=other)
    return kind.build(study, detail=detail)
