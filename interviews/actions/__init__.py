"""The actions that change contacts, calls, interviews, mentions and samples."""

from interviews.actions.appointments import cancel_appointment
from interviews.actions.call_back_feed import remove_call_back_feed, replace_call_back_feed
from interviews.actions.call_corrections import correct_call, remove_call, undo_call
from interviews.actions.calls import log_call, replace_contact
from interviews.actions.case_locks import lock_case, release_case, reserve_next_case
from interviews.actions.cases import derived_code, describe_exclusion, update_code
from interviews.actions.checking import acknowledge_check, check_interview, set_checklist, settle_check
from interviews.actions.contact_uploads import CONTACTS_UPLOAD, choose_cases, upload_contacts, use_reserve
from interviews.actions.interviews import save_interview, settle_conflict
from interviews.actions.late_changes import exclude_case, reinstate_case, reopen_case
from interviews.actions.letters import email_letter, log_printed_letters, save_letter_template
from interviews.actions.matching import resolve_as_new, resolve_mention, undo_resolution
from interviews.actions.planning import assign_cases, distribute_cases, set_rules
from interviews.actions.quotas import set_quotas
from interviews.actions.retention import erase_contact, erase_due_contacts, withdraw_interview
from interviews.actions.sampling import choose_units, draw_services, nominate, nominate_new, set_category
from interviews.actions.supervision import review_refusal

__all__ = [
    "CONTACTS_UPLOAD",
    "acknowledge_check",
    "assign_cases",
    "cancel_appointment",
    "check_interview",
    "choose_cases",
    "choose_units",
    "correct_call",
    "derived_code",
    "describe_exclusion",
    "distribute_cases",
    "draw_services",
    "email_letter",
    "erase_contact",
    "erase_due_contacts",
    "exclude_case",
    "lock_case",
    "log_call",
    "log_printed_letters",
    "nominate",
    "nominate_new",
    "reinstate_case",
    "release_case",
    "remove_call",
    "remove_call_back_feed",
    "reopen_case",
    "replace_call_back_feed",
    "replace_contact",
    "reserve_next_case",
    "resolve_as_new",
    "resolve_mention",
    "review_refusal",
    "save_interview",
    "save_letter_template",
    "set_category",
    "set_checklist",
    "set_quotas",
    "set_rules",
    "settle_check",
    "settle_conflict",
    "undo_call",
    "undo_resolution",
    "update_code",
    "upload_contacts",
    "use_reserve",
    "withdraw_interview",
]
