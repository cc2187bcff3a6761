"""Everything that changes contacts, calls, interviews and mentions."""

from interviews.actions.calls import log_call, replace_contact
from interviews.actions.case_locks import release_case, take_case
from interviews.actions.cases import derived_code, out_in_words, settle_code
from interviews.actions.interviews import save_interview, settle_conflict
from interviews.actions.late_changes import reopen_case, take_back, take_out
from interviews.actions.matching import resolve_as_new, resolve_mention, undo_resolution
from interviews.actions.planning import set_rules, share_out
from interviews.actions.retention import erase_contact, erase_due_contacts, withdraw_interview
from interviews.actions.sampling import choose_units, draw_services, nominate, nominate_new, set_category

__all__ = [
    "choose_units",
    "derived_code",
    "draw_services",
    "erase_contact",
    "erase_due_contacts",
    "log_call",
    "nominate",
    "nominate_new",
    "out_in_words",
    "release_case",
    "reopen_case",
    "replace_contact",
    "resolve_as_new",
    "resolve_mention",
    "save_interview",
    "set_category",
    "set_rules",
    "settle_code",
    "settle_conflict",
    "share_out",
    "take_back",
    "take_case",
    "take_out",
    "undo_resolution",
    "withdraw_interview",
]
