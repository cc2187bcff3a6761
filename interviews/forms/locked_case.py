"""The question that a form asks back where somebody else is calling the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from interviews.errors import CaseLockedError

if TYPE_CHECKING:
    Base = forms.BaseForm
else:
    Base = object

FIELD = "despite_lock"


class LockedCaseMixin(Base):
    """A form about a case that somebody else may be calling. Its checkbox is shown once the question was asked."""

    lock_question = "Save this all the same?"
    lock_label = "Save it all the same"

    @property
    def is_despite_lock(self) -> bool:
        """Return True if the checkbox was ticked. The form must be bound."""
        return bool(self.data.get(self.add_prefix(FIELD)))

    def ask_despite_lock(self, error: CaseLockedError) -> None:
        """Show the checkbox, with who has the case and until when."""
        self.fields[FIELD] = forms.BooleanField(label=self.lock_label, required=False)
        self.add_error(FIELD, f"{error.holder} {self.lock_question}")
