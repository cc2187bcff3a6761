"""What the page of a staged upload shows of its rows, and what its buttons do."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from accounts.uploads import actions
from accounts.uploads.models import StagedUpload
from accounts.uploads.preview import RowStatus
from wording import day

Line = tuple[str, int | None, str, str, str, str]
"""File, row, key, what loading does to the row, column, and what is to be said."""

ACTIONS: dict[str, Callable[..., Any]] = {
    "load": actions.apply,
    "discard": actions.discard,
    "undo": actions.undo,
}
"""The action of each button, by the value that the button sends as `what`."""


def lines_of(upload: StagedUpload, words: Mapping[RowStatus, str], *, left_out: str = "") -> list[Line]:
    """Return the rows of the preview, or of the report once the upload is loaded or discarded.

    `words` say what loading does to a row of each status; a status without words stands as it is. `left_out` is said of
    each row of the report.
    """
    if upload.is_open:
        return [
            (file, row, key, words.get(RowStatus(status), status), column, problem)
            for file, row, key, status, column, problem in upload.preview.get("lines", ())
        ]
    return [(file, row, "", left_out, column, why) for file, row, column, why in upload.findings]


def counts_by_status(upload: StagedUpload, words: Mapping[RowStatus, str]) -> list[tuple[str, int]]:
    """Return the number of rows of the preview for each status of `words`."""
    counts = upload.preview.get("counts", {})
    return [(label, counts.get(status, 0)) for status, label in words.items()]


def as_of(upload: StagedUpload) -> str:
    """Return the sentence that says when the rows of the preview were compared."""
    seen = timezone.localtime(upload.previewed_at)
    return f"As of {day(seen.date())}, {seen:%H:%M}. The rows are compared again when they are loaded."
