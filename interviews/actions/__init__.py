"""Everything that changes contacts, calls, interviews and mentions."""

from interviews.actions.calls import log_call, replace_contact
from interviews.actions.cases import derived_code, settle_code
from interviews.actions.matching import resolve_as_new, resolve_mention, undo_resolution
from interviews.actions.planning import set_rules, share_out
from interviews.actions.retention import erase_contact, erase_due_contacts, withdraw_interview
from interviews.actions.ringing import release_case, take_case
from interviews.actions.sampling import choose_units, draw_services, set_category
from interviews.actions.saving import save_interview, settle_conflict

__all__ = [
    "choose_units",
    "derived_code",
    "draw_services",
    "erase_contact",
    "erase_due_contacts",
    "log_call",
    "release_case",
    "replace_contact",
    "resolve_as_new",
    "resolve_mention",
    "save_interview",
    "set_category",
    "set_rules",
    "settle_code",
    "settle_conflict",
    "share_out",
    "take_case",
    "undo_resolution",
    "withdraw_interview",
]
