"""Models of fieldwork: contacts, calls, interviews, mentions, samples, rules."""

from interviews.models.call import Call
from interviews.models.case_lock import CaseLock
from interviews.models.change import LateChange
from interviews.models.contact import Contact
from interviews.models.draw import Draw
from interviews.models.interview import Interview
from interviews.models.mention import Mention, MentionTerm
from interviews.models.nomination import Nomination, UnitSource
from interviews.models.rules import FieldworkRules
from interviews.models.save import InterviewSave

__all__ = [
    "Call",
    "CaseLock",
    "Contact",
    "Draw",
    "FieldworkRules",
    "Interview",
    "InterviewSave",
    "LateChange",
    "Mention",
    "MentionTerm",
    "Nomination",
    "UnitSource",
]
