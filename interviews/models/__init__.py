"""Contacts, calls, interviews and mentions."""

from interviews.models.call import Call
from interviews.models.contact import Contact
from interviews.models.interview import Interview
from interviews.models.mention import Mention, MentionTerm
from interviews.models.save import InterviewSave

__all__ = ["Call", "Contact", "Interview", "InterviewSave", "Mention", "MentionTerm"]
