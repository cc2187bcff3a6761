"""The policy of disclosure control of a study: the method and its parameters."""

from dataclasses import dataclass

FIXED = (
    "Counts of fieldwork and of the directory, such as who was interviewed and who answered, whatever they said, are "
    "shown as they are."
)
BESIDE = (
    "No other count is rounded up beyond them; one that they would give away all the same is shown as [c]."
)


@dataclass(frozen=True)
class Policy:
    """One of two methods (quality 12).

    `suppression` hides every count below `threshold`, zeros included (primary), and as many others as are needed so
    that no hidden one can be worked out (secondary). `rounding` rounds every count by itself to the nearest multiple
    of `base`, so that a published figure may be any of `base` counts. Beside fixed figures there may be fewer
    possible counts, but never only one.
    """

    method: str = "suppression"
    threshold: int = 5
    base: int = 5

    def __post_init__(self) -> None:
        if self.method not in ("suppression", "rounding"):
            raise ValueError(f"{self.method!r} is not a method of disclosure control.")
        if self.threshold < 2:
            raise ValueError("Counts are small below a threshold of 2 or more.")
        if self.base < 2:
            raise ValueError("Counts are rounded to a base of 2 or more.")

    @property
    def sentence(self) -> str:
        """The method in one sentence, for the text beside a chart."""
        return f"{self._method}."

    def note(self, *, beside_fixed: bool) -> str:
        """Return the note under a protected table; `beside_fixed` is True if it has fixed figures too."""
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
