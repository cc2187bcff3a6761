"""The words of case studies: how much is known of one, its parts, its facts and who took part."""

from django.db import models


class Depth(models.TextChoices):
    """How much the sources say of a case study."""

    FULL = "full", "Described in full"
    SOME = "some", "Some facts, from other sources"
    NAMED = "named", "Named only"


class Nature(models.TextChoices):
    """How it went. Failures are as welcome as successes."""

    WORKED = "worked", "It worked"
    MIXED = "mixed", "Mixed"
    FAILED = "failed", "It failed"
    TOO_EARLY = "too_early", "Too early to say"
    NOT_STATED = "not_stated", "Not stated"


class Section(models.TextChoices):
    """The parts of a case study, in the order in which they are read."""

    BACKGROUND = "background", "The problem"
    WHY_ENTERPRISE = "why_enterprise", "Why a social enterprise"
    JUSTIFICATION = "justification", "How the choice was justified"
    SERVICE = "service", "What was done"
    PROCESS = "process", "How it was set up"
    IMPACT = "impact", "What came of it"
    CONCLUSION = "conclusion", "What it shows"


class FactKind(models.TextChoices):
    """The kinds of facts, in the order in which they are read."""

    BACKGROUND = "background", "Background"
    JUSTIFICATION = "justification", "Justification"
    FUNDING = "funding", "Funding"
    CONTRACT = "contract", "Contract"
    PROCESS = "process", "Process"
    PARTNER = "partner", "Partners"
    RISK = "risk", "Risk"
    FIGURE = "figure", "Figures"
    INDICATOR_HARD = "indicator_hard", "Measured results"
    INDICATOR_SOFT = "indicator_soft", "Results in words"
    OUTCOME = "outcome", "Outcomes"
    SOCIAL_RETURN = "social_return", "Social return, as its source has it"
    STORY = "story", "A story"
    PLAN = "plan", "Plans"


COSTS = (FactKind.FUNDING, FactKind.CONTRACT)
"""The kinds of facts that say what it cost, or who paid."""


class PartyRole(models.TextChoices):
    """The part that somebody had in what is described."""

    PROVIDER = "provider", "Provider"
    PARTNER = "partner", "Partner"
    SETTING = "setting", "Where it happened"


class LessonKind(models.TextChoices):
    """The kinds of lessons for commissioners."""

    SELECTION = "selection", "How the cases were chosen"
    ISSUE = "issue", "Issues to settle"
    SITUATION = "situation", "Where a social enterprise suits"
    ACTION = "action", "What a commissioner can do"
