"""Everything that changes contacts, calls, interviews and mentions."""

from interviews.actions.calls import log_call, replace_contact
from interviews.actions.cases import derived_code, settle_code
from interviews.actions.mentions import resolve_mention, undo_resolution
from interviews.actions.saving import save_interview, settle_conflict

__all__ = [
    "derived_code",
    "log_call",
    "replace_contact",
    "resolve_mention",
    "save_interview",
    "settle_code",
    "settle_conflict",
    "undo_resolution",
]
