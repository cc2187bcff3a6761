"""Uploaded spreadsheets of units for an own frame."""

from collections.abc import Iterable

from django.db import models

from accounts.uploads.models import StagedUpload
from noms.models.frame import Frame


class FrameUpload(StagedUpload):
    """An uploaded spreadsheet of the units of an own frame.

    `kind_words` has the kinds that are new, as the file writes them, each with the words for one and for many, or with
    none while they are asked for. `written` is what undoing takes back: the keys of the services, regions and kinds
    that it added, and the fields of the services that it changed as they were before.
    """

    CLASS_C: tuple[str, ...] = ()
    """None: a list of services is public reference data."""

    frame = models.ForeignKey(Frame, models.PROTECT, related_name="uploads")
    kind_words = models.JSONField("words for new kinds", default=dict, blank=True)
    written = models.JSONField(default=dict, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.file_name} for {self.frame}"

    def words_of(self, kind: str) -> list[str]:
        """Return the words for one and for many that were given for a kind, in any capitals; none if not given."""
        words = {each.casefold(): given for each, given in self.kind_words.items()}
        return list(words.get(kind.casefold(), ()))

    def ask_words_for(self, kinds: Iterable[str]) -> None:
        """Set the kinds that are new in the file, and keep the words that were given for them."""
        self.kind_words = {kind: self.words_of(kind) for kind in kinds}

    @property
    def open_kinds(self) -> list[str]:
        """The kinds that are new and have no words yet."""
        return [kind for kind, words in self.kind_words.items() if not words]
