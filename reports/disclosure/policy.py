"""How a study protects its tables of class B."""

from dataclasses import dataclass
from typing import Literal

from reports.table import StudyFacts

Method = Literal["suppression", "rounding"]
FIXED = (
    "Counts of fieldwork and of the directory, such as who was interviewed and who answered, whatever they said, are "
    "shown as they are."
)
BESIDE = (
    "No other count is rounded up beyond them; one that they would give away all the same is shown as [c]."
)


@dataclass(frozen=True)
class Policy:
    """One of the two methods of the study's rules (quality 12).

    `suppression` hides every count below `threshold`, zeros included, and as many others as it takes that no
    hidden one can be worked out. `rounding` rounds every count by itself to the nearest `base`, so that a published
    figure stands for `base` possible ones, small or not; beside fixed figures for fewer, and never for one alone.
    """

    method: Method = "suppression"
    threshold: int = 5
    base: int = 5

    def __post_init__(self) -> None:
        if self.method not in ("suppression", "rounding"):
            raise ValueError(f"{self.method!r} is not a method of disclosure control.")
        if self.threshold < 2:
            raise ValueError("Counts are small below a threshold of 2 or more.")
        if self.base < 2:
            raise ValueError("Counts are rounded to a base of 2 or more.")

    @classmethod
    def of(cls, study: StudyFacts) -> "Policy":
        """What the study lead chose."""
        return cls(method=study.protection, threshold=study.threshold)  # type: ignore[arg-type]

    @property
    def sentence(self) -> str:
        """The method in a few words, as they stand beside a picture."""
        return f"{self._method}."

    def note(self, *, beside_fixed: bool) -> str:
        """The method, as it stands under every table that it protects; some have fixed figures beside the others."""
        if self.method == "rounding":
            method = (
                f"{self._method}; a total may differ from the sum of its parts, and percentages are worked out from "
                "the rounded counts."
            )
            return f"{method} {FIXED} {BESIDE}" if beside_fixed else method
        method = f"{self._method}, and so are other figures from which they could be worked out."
        return f"{method} {FIXED}" if beside_fixed else method

    @property
    def _method(self) -> str:
        if self.method == "rounding":
            return f"To protect respondents, every count is rounded by itself to the nearest {self.base}"
        return f"To protect respondents, counts below {self.threshold}, zeros included, are hidden and shown as [c]"
