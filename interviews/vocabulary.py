"""Choices of the fieldwork models: dispositions of a call, states of an interview, of a mention, and others."""

from django.db import models

from survey.vocabulary import CaseCode


class Disposition(models.TextChoices):
    """How one attempt to reach a respondent ended (domain §6)."""

    COMPLETED = "completed", "Interview completed"
    PART_COMPLETED = "part_completed", "Interview partly completed"
    APPOINTMENT = "appointment", "Appointment made"
    CALL_BACK = "call_back", "Call back later"
    NO_ANSWER = "no_answer", "No answer"
    BUSY = "busy", "Engaged tone"
    VOICEMAIL = "voicemail", "Voicemail, no message left"
    LEFT_MESSAGE = "left_message", "Left a message"
    WRONG_NUMBER = "wrong_number", "Wrong number"
    CONTACT_LEFT = "contact_left", "Contact has left"
    GATEKEEPER_REFUSAL = "gatekeeper_refusal", "Refused by somebody else"
    RESPONDENT_REFUSAL = "respondent_refusal", "Refused by the respondent"
    BREAK_OFF = "break_off", "Broken off"
    AWAY = "away", "Respondent away for the whole fieldwork"
    LANGUAGE_OR_HEALTH = "language_or_health", "Language or health"
    CLOSED_OR_MERGED = "closed_or_merged", "Service closed or merged"
    NOT_THE_RIGHT_OFFICE = "not_the_right_office", "Not the right office"


CODE_OF: dict[str, CaseCode] = {
    Disposition.COMPLETED: CaseCode.OTHER,
    Disposition.PART_COMPLETED: CaseCode.OTHER,
    Disposition.APPOINTMENT: CaseCode.NON_CONTACT,
    Disposition.CALL_BACK: CaseCode.NON_CONTACT,
    Disposition.NO_ANSWER: CaseCode.NON_CONTACT,
    Disposition.BUSY: CaseCode.NON_CONTACT,
    Disposition.VOICEMAIL: CaseCode.NON_CONTACT,
    Disposition.LEFT_MESSAGE: CaseCode.NON_CONTACT,
    Disposition.WRONG_NUMBER: CaseCode.NON_CONTACT,
    Disposition.CONTACT_LEFT: CaseCode.NON_CONTACT,
    Disposition.GATEKEEPER_REFUSAL: CaseCode.REFUSAL,
    Disposition.RESPONDENT_REFUSAL: CaseCode.REFUSAL,
    Disposition.BREAK_OFF: CaseCode.REFUSAL,
    Disposition.AWAY: CaseCode.NON_CONTACT,
    Disposition.LANGUAGE_OR_HEALTH: CaseCode.OTHER,
    Disposition.CLOSED_OR_MERGED: CaseCode.NOT_ELIGIBLE,
    Disposition.NOT_THE_RIGHT_OFFICE: CaseCode.NON_CONTACT,
}
"""The AAPOR code that follows from the last call. The frame lists known services, so a unit is eligible until it is
found closed, and an unanswered call is a non-contact, not an unknown (our judgement). A call never makes a unit
interviewed: until the interview is stored, the unit is eligible and not interviewed, as the standard counts lost
records (AAPOR 2016, code 2.36, miscellaneous)."""

INTERVIEW_CALLS = frozenset({Disposition.COMPLETED, Disposition.PART_COMPLETED})
"""Calls in which an interview was held, in whole or in part. The interview itself is entered apart."""

REACHED_NOBODY = frozenset(
    {
        Disposition.NO_ANSWER,
        Disposition.BUSY,
        Disposition.VOICEMAIL,
        Disposition.LEFT_MESSAGE,
        Disposition.WRONG_NUMBER,
    }
)
"""Calls in which nobody was talked to. They leave an appointment as it is."""


class AppointmentState(models.TextChoices):
    """What became of an appointment (see interviews.appointments)."""

    AHEAD = "ahead", "Ahead"
    DUE = "due", "Due"
    KEPT = "kept", "Kept"
    MOVED = "moved", "Moved"
    CANCELLED = "cancelled", "Cancelled"


BEST_FIRST = (
    CaseCode.COMPLETE,
    CaseCode.PARTIAL,
    CaseCode.REFUSAL,
    CaseCode.OTHER,
    CaseCode.NON_CONTACT,
    CaseCode.UNKNOWN_OTHER,
    CaseCode.UNKNOWN_UNIT,
)
"""Codes from best to worst. The code of a unit is the best of its respondents' codes (domain §6)."""

FINAL_DISPOSITIONS = frozenset(
    {
        Disposition.COMPLETED,
        Disposition.GATEKEEPER_REFUSAL,
        Disposition.RESPONDENT_REFUSAL,
        Disposition.AWAY,
        Disposition.LANGUAGE_OR_HEALTH,
        Disposition.CLOSED_OR_MERGED,
    }
)
"""Dispositions after which the case is not called again."""

REFUSALS = frozenset({Disposition.GATEKEEPER_REFUSAL, Disposition.RESPONDENT_REFUSAL})
"""Final dispositions after which the case is reopened only if the respondent asks for it."""


class RefusalDecision(models.TextChoices):
    """What the study lead decides about a refusal."""

    STANDS = "stands", "The refusal stands"
    REOPEN = "reopen", "To be reopened"


class QuotaBy(models.TextChoices):
    """How the target of a strand is divided into cells."""

    REGION = "region", "By region"
    KIND = "kind", "By kind of service"
    BOTH = "both", "By region and kind"


class CheckVerdict(models.TextChoices):
    """What the study lead found in reading an interview."""

    IN_ORDER = "in_order", "In order"
    TO_CORRECT = "to_correct", "To be corrected"
    RING_AGAIN = "ring_again", "To be rung again"


class PointAnswer(models.TextChoices):
    """The answer to one point of a checklist."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "na", "Does not apply"


class Change(models.TextChoices):
    """What may become known about a sampled unit in other ways than by calling it."""

    CLOSED = "closed", "Closed"
    MERGED = "merged", "Merged into another"
    FOUND_TWICE = "found_twice", "Found twice"
    TAKEN_BACK = "taken_back", "In the sample after all"
    REOPENED = "reopened", "To be rung again"


EXCLUSIONS = frozenset({Change.CLOSED, Change.MERGED, Change.FOUND_TWICE})
"""Changes after which a unit counts as not eligible (domain §6), until TAKEN_BACK."""


class NominatedBy(models.TextChoices):
    """Who nominated an organisation for an interview."""

    NOMS = "noms", "NOMS"
    SECTOR = "sector", "A body of the social enterprise sector"
    EVALUATION = "evaluation", "An external evaluation"
    RESEARCHER = "researcher", "A researcher of the study"
    OTHER = "other", "Somebody else"


class SampleSource(models.TextChoices):
    """How the study knew of an organisation in a sample."""

    SURVEY = "survey", "Answered the survey"
    MENTION = "mention", "Named in interviews"
    NOMINATION = "nomination", "Nominated"
    DIRECTORY = "directory", "From the directory"


class InterviewStatus(models.TextChoices):
    DRAFT = "draft", "Being entered"
    PARTIAL = "partial", "Partly completed"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn by the respondent"


FINISHED = (InterviewStatus.PARTIAL, InterviewStatus.COMPLETE)
"""The statuses of interviews that count in figures."""


class Consent(models.TextChoices):
    """What a respondent may consent to. The values are also the names of the questions."""

    TAKE_PART = "take_part", "Take part in the study"
    BE_QUOTED = "be_quoted", "Be quoted without a name"
    NAME_SERVICE = "name_service", "Name the service and the organisations it works with"
    ARCHIVE_ANSWERS = "archive_answers", "Have the answers kept in a data archive, without names"
    ASK_AGAIN = "ask_again", "Be rung again with further questions"


class DescribedAs(models.TextChoices):
    """What the respondent called the organisation. This is not our classification."""

    SOCIAL_ENTERPRISE = "social_enterprise", "A social enterprise"
    CHARITY = "charity", "A charity or voluntary organisation"
    BUSINESS = "business", "A private business"
    STATUTORY = "statutory", "A public body"
    OWN_PROJECT = "own_project", "Our own project"
    OTHER = "other", "Something else"
    NOT_SAID = "not_said", "Did not say"


class MatchState(models.TextChoices):
    """The state of matching a mention to an organisation."""

    UNMATCHED = "unmatched", "Not looked up yet"
    NEW = "new", "New, entered in the directory when the interview is finished"
    MATCHED = "matched", "Found in the directory"
    NOT_AN_ORGANISATION = "not_an_organisation", "Not an organisation"
