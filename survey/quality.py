"""The parts of a study's quality statement: the dimensions of the European Statistical System. No Django here.

The page shows what the data say beside each part; the study lead writes the rest.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part of the statement: its name, its title, and what it should say."""

    name: str
    title: str
    asks: str


@dataclass(frozen=True)
class Dimension:
    """A dimension of quality with its parts."""

    title: str
    parts: tuple[Part, ...]


NOT_WRITTEN = "Not written yet."
DIMENSIONS = (
    Dimension(
        "Who did it",
        (
            Part("commissioner", "Commissioned by", "Who asked for the study."),
            Part("funder", "Funded by", "Who paid for it."),
            Part("contractor", "Carried out by", "Who did the fieldwork and wrote the results."),
            Part("contact", "Contact", "An office or a shared mailbox, never a private address."),
        ),
    ),
    Dimension(
        "Relevance",
        (
            Part(
                "relevance", "Whom it serves", "Who uses the results, for what, and which needs are not met."
            ),
        ),
    ),
    Dimension(
        "Accuracy",
        (
            Part("coverage", "Coverage", "Whom the frame misses or has twice, and what follows."),
            Part(
                "non_response",
                "Non-response",
                "How those who did not take part differ, and what was done about it.",
            ),
            Part(
                "item_non_response",
                "Item non-response",
                "Which questions were left out, and why that may be.",
            ),
            Part(
                "measurement",
                "Measurement",
                "How questions were tested and interviewers briefed; what respondents may have misunderstood.",
            ),
        ),
    ),
    Dimension(
        "Timeliness",
        (
            Part(
                "timeliness",
                "Timeliness and punctuality",
                "When results were due, when they came, what changed since.",
            ),
        ),
    ),
    Dimension(
        "Comparability",
        (
            Part(
                "comparability",
                "Comparability",
                "What can be compared over time and between areas, and what cannot.",
            ),
        ),
    ),
    Dimension(
        "Coherence",
        (Part("coherence", "Coherence", "How results agree with other sources, and why they differ."),),
    ),
    Dimension(
        "Accessibility",
        (
            Part(
                "accessibility",
                "Accessibility and clarity",
                "Where results and data can be had, and on which terms.",
            ),
        ),
    ),
)
PARTS = {part.name: part for dimension in DIMENSIONS for part in dimension.parts}
SHORT = ("commissioner", "funder", "contractor", "contact")
"""The parts that are a line; the others are paragraphs."""
