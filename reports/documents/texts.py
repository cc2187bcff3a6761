"""The texts that the study lead writes for the study report, by their parts. No Django here."""

from __future__ import annotations

from survey.quality import Part

TEXTS = {
    part.name: part
    for part in (
        Part(
            "lead",
            "Lead of the study",
            "Name, post, and an e-mail address or telephone number for questions.",
        ),
        Part(
            "foreword",
            "Foreword",
            "Why the study was done, and whom to thank. It is the first chapter.",
        ),
        Part(
            "errors",
            "Known errors and limits",
            "What is known to be wrong or weak, and what not to conclude.",
        ),
        Part("models", "Models and learning", "What worked, what did not, and what could be done elsewhere."),
        Part("conclusions", "Conclusions", "What follows from the results."),
        Part("recommendations", "Recommendations", "Who should do what, and by when."),
    )
}
ONE_LINE = ("lead",)
"""The parts that are a line of plain text; the others are Markdown."""
