"""Choices of the survey models: strands, respondent categories, outcomes and statuses."""

from django.db import models


class StudyState(models.TextChoices):
    """The states of a study. Each follows the one before it; a closed study may be opened again."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    ARCHIVED = "archived", "Archived"


class StrandKind(models.TextChoices):
    """The kinds of strand: one method of data collection within a study (domain §1)."""

    INITIAL_INTERVIEW = "initial_interview", "First interviews"
    EXTENDED_INTERVIEW = "extended_interview", "Longer interviews"
    ENTERPRISE_INTERVIEW = "enterprise_interview", "Interviews with social enterprises"
    ONLINE_SURVEY = "online_survey", "Online survey"
    DESK_RESEARCH = "desk_research", "Documents and websites"


class RespondentCategory(models.IntegerChoices):
    """The four categories of respondents to the extended interviews (seed 000)."""

    SERVICE_WORKING = 1, "Service contact now working with social enterprises"
    SERVICE_NOT_WORKING = 2, "Service contact that has not worked with social enterprises"
    ENTERPRISE_WORKED = 3, "Enterprise that has worked with services"
    ENTERPRISE_POTENTIAL = 4, "Enterprise with the potential to work with services"


class CaseCode(models.TextChoices):
    """AAPOR outcome codes of a case (domain §6)."""

    COMPLETE = "I", "Interviewed"
    PARTIAL = "P", "Partly interviewed"
    REFUSAL = "R", "Refused"
    NON_CONTACT = "NC", "Not reached"
    OTHER = "O", "Other, not interviewed"
    UNKNOWN_UNIT = "UH", "Not attempted"
    UNKNOWN_OTHER = "UO", "Not known if it should be asked"
    NOT_ELIGIBLE = "NE", "Should not be asked"


class ResponseStatus(models.TextChoices):
    """The status of an online response."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Waiting for review"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    QUARANTINED = "quarantined", "Set aside as suspicious"
    WITHDRAWN = "withdrawn", "Withdrawn by the person who answered"


class InvitationState(models.TextChoices):
    """The state of an invitation, which reveals nothing about the answers; the last that applies."""

    NOT_SENT = "not_sent", "Not sent"
    SENT = "sent", "Sent"
    OPENED = "opened", "Opened"
    BOUNCED = "bounced", "Came back"
    BEGUN = "begun", "Begun"
    DECLINED = "declined", "Declined"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Source(models.TextChoices):
    """The source of an online response."""

    OPEN_LINK = "open_link", "By the open link"
    INVITED = "invited", "By invitation"
    ODK_CENTRAL = "odk_central", "Loaded from ODK Central"
    KOBO = "kobo", "Loaded from KoboToolbox"
    ONA = "ona", "Loaded from Ona"
    SURVEYCTO = "surveycto", "Loaded from SurveyCTO"


IMPORTED_SOURCES = (Source.ODK_CENTRAL, Source.KOBO, Source.ONA, Source.SURVEYCTO)
"""Sources of responses that were collected with another tool."""

INTERVIEWED_CODES = (CaseCode.COMPLETE, CaseCode.PARTIAL)
