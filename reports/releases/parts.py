"""What other parts of the product put into a release, and what they do when one is released or withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.disclosure import ControlledReport

if TYPE_CHECKING:
    from reports.models import Release
    from survey.models import Study

Build = Callable[["Study", Mapping[str, ControlledReport]], Any]
"""Returns a part as plain JSON values, from the study and its reports after disclosure control, by name."""
Effect = Callable[["Release"], None]


@dataclass(frozen=True)
class _Effects:
    released: Effect
    withdrawn: Effect


_parts: dict[str, Build] = {}
_effects: dict[str, _Effects] = {}


def register_part(name: str, build: Build) -> None:
    """Have each release contain a part of this name; call it in `AppConfig.ready`.

    `build` reads in the same state of the database as the reports do. It returns nothing that may not be public.

    :raises ValueError: for a name that is registered already.
    """
    if name in _parts:
        raise ValueError(f"There is a part {name!r} of a release already.")
    _parts[name] = build


def register_effects(name: str, *, released: Effect, withdrawn: Effect) -> None:
    """Have `released` called with each release in the transaction in which it becomes public, and `withdrawn` in that
    in which it is withdrawn.

    :raises ValueError: for a name that is registered already.
    """
    if name in _effects:
        raise ValueError(f"There are effects {name!r} of a release already.")
    _effects[name] = _Effects(released, withdrawn)


def build_parts(study: Study, reports: Mapping[str, ControlledReport]) -> dict[str, Any]:
    """Return all parts of a study's release by name."""
    return {name: build(study, reports) for name, build in sorted(_parts.items())}


def after_release(release: Release) -> None:
    """Do what follows when a release becomes public."""
    for _, effects in sorted(_effects.items()):
        effects.released(release)


def after_withdrawal(release: Release) -> None:
    """Do what follows when a release is withdrawn."""
    for _, effects in sorted(_effects.items()):
        effects.withdrawn(release)
