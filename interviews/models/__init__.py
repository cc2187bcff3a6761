"""Models of fieldwork: contacts, calls, appointments, interviews, mentions, samples, rules."""

from interviews.models.appointment import AppointmentCancellation
from interviews.models.call_back_feed import CallBackFeed
from interviews.models.case import Call, CallCorrection, CaseLock, LateChange
from interviews.models.checking import Checklist, InterviewCheck
from interviews.models.contact import Contact, ContactUpload
from interviews.models.interview import Interview, InterviewSave
from interviews.models.letter import Letter, LetterTemplate
from interviews.models.mention import Mention, MentionTerm
from interviews.models.planning import Draw, FieldworkRules, Nomination, UnitSource
from interviews.models.quota import Quota, QuotaPlan
from interviews.models.supervision import RefusalReview

__all__ = [
    "AppointmentCancellation",
    "Call",
    "CallBackFeed",
    "CallCorrection",
    "CaseLock",
    "Checklist",
    "Contact",
    "ContactUpload",
    "Draw",
    "FieldworkRules",
    "Interview",
    "InterviewCheck",
    "InterviewSave",
    "LateChange",
    "Letter",
    "LetterTemplate",
    "Mention",
    "MentionTerm",
    "Nomination",
    "Quota",
    "QuotaPlan",
    "RefusalReview",
    "UnitSource",
]
