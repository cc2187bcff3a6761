"""The actions of the directory. Each is complete by itself and writes its audit event."""

from enterprises.actions.assessments import (
    COMPARED_FIELDS,
    ReassessmentProgress,
    assess,
    assess_all,
    definitions_in_use,
    differences,
    override,
    register_versions,
    withdraw_override,
)
from enterprises.actions.corrections import (
    answer_correction,
    confirm_claim,
    erase_words,
    send_correction,
    take_correction,
)
from enterprises.actions.drafts import save_draft
from enterprises.actions.engagements import (
    engage,
    list_engagements,
    publish_engagement,
    refuse_engagement,
    withdraw_engagement,
)
from enterprises.actions.evidence import add_evidence, add_facts, withdraw_evidence
from enterprises.actions.listing import (
    apply_listing_answers,
    hide_facts_from,
    remove_facts_from,
    review_listing,
)
from enterprises.actions.merging import merge
from enterprises.actions.organisations import (
    add_identifier,
    create_organisation,
    publish,
    refresh_derived,
    unpublish,
    update_organisation,
)
from enterprises.actions.removal import take_out
from enterprises.actions.submissions import KeyUsedError, submit_evidence

__all__ = [
    "COMPARED_FIELDS",
    "KeyUsedError",
    "ReassessmentProgress",
    "add_evidence",
    "add_facts",
    "add_identifier",
    "answer_correction",
    "apply_listing_answers",
    "assess",
    "assess_all",
    "confirm_claim",
    "create_organisation",
    "definitions_in_use",
    "differences",
    "engage",
    "erase_words",
    "hide_facts_from",
    "list_engagements",
    "merge",
    "override",
    "publish",
    "publish_engagement",
    "refresh_derived",
    "refuse_engagement",
    "register_versions",
    "remove_facts_from",
    "review_listing",
    "save_draft",
    "send_correction",
    "submit_evidence",
    "take_correction",
    "take_out",
    "unpublish",
    "update_organisation",
    "withdraw_engagement",
    "withdraw_evidence",
    "withdraw_override",
]
