"""What other parts of the product put into a release: plain values, documents, and what follows from a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.disclosure import ControlledReport

if TYPE_CHECKING:
    from reports.models import Release
    from reports.releases.public import Released
    from survey.models import Study

Build = Callable[["Study", Mapping[str, ControlledReport]], Any]
"""Returns a part as plain JSON values, from the study and its reports after disclosure control, by name."""
Effect = Callable[["Release"], None]


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: the ending of its address, its title, its media type, and the function that writes it."""

    name: str
    title: str
    media_type: str
    write: Callable[[Released], bytes]


@dataclass(frozen=True)
class _Effects:
    released: Effect
    withdrawn: Effect


_parts: dict[str, Build] = {}
_effects: dict[str, _Effects] = {}
_documents: dict[str, DocumentKind] = {}


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


def register_document(kind: str, title: str, media_type: str, write: Callable[[Released], bytes]) -> None:
    """Have each release hold a document of this kind, such as pdf, shown as `title`; `write` makes its bytes.

    It gets a release and its content, and says “DRAFT, not for quotation” where the mark of a report is a draft. The
    same release must give the same bytes.

    :raises ValueError: for a kind that is registered already.
    """
    if kind in _documents:
        raise ValueError(f"There is a document {kind!r} of a release already.")
    _documents[kind] = DocumentKind(kind, title, media_type, write)


def document_kinds() -> tuple[DocumentKind, ...]:
    """Return the kinds of documents that a release has, by name."""
    return tuple(kind for _, kind in sorted(_documents.items()))


def document_title(kind: str) -> str:
    """Return what links to a document of this kind say; a kind that is no longer made shows its name."""
    return _documents[kind].title if kind in _documents else kind.upper()


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
