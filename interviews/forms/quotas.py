"""The form for the quotas of a strand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from interviews.planning.quotas import Key, QuotaCell
from wording import counted


class QuotaForm(forms.Form):
    """One number for each cell; an empty field leaves the target in per cent."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cells: Sequence[tuple[str, QuotaCell]], **kwargs: Any) -> None:
        """`cells` are the cells that can have a quota, each with its words."""
        super().__init__(*args, **kwargs)
        self.cells = {f"cell-{cell.key[0] or ''}-{cell.key[1]}": (label, cell) for label, cell in cells}
        for name, (label, cell) in self.cells.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=cell.eligible,
                initial=cell.quota,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
                error_messages={
                    "invalid": f"{label}: write a whole number",
                    "min_value": f"{label}: write 0 or more",
                    "max_value": f"{label}: there {'is' if cell.eligible == 1 else 'are'} only "
                    f"{counted(cell.eligible, 'eligible case', 'eligible cases')}",
                },
            )

    @property
    def rows(self) -> list[tuple[str, QuotaCell, forms.BoundField]]:
        """The words, the cell and the field of each cell."""
        return [(label, cell, self[name]) for name, (label, cell) in self.cells.items()]

    @property
    def quotas(self) -> dict[Key, int]:
        """The quotas that were entered, by cell."""
        return {
            cell.key: self.cleaned_data[name]
            for name, (_, cell) in self.cells.items()
            if self.cleaned_data[name] is not None
        }
