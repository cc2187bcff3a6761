"""Why a study has to stay on the public list, as the apps above know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey.models import Study

Reason = Callable[["Study"], str]
"""Returns why a study stays listed, in a sentence; empty where it need not."""

_reasons: list[Reason] = []


def register(reason: Reason) -> None:
    """Have this reason considered before a study is taken off the list."""
    _reasons.append(reason)


def why_listed(study: Study) -> list[str]:
    """Return the reasons for which this study stays listed."""
    return [words for reason in _reasons if (words := reason(study))]
