"""What can be done in the directory. Each action finishes its work and writes its audit event."""

from enterprises.actions.assessments import (
    VERDICT,
    Reassessed,
    assess,
    assess_all,
    differences,
    kept_definitions,
    override,
    withdraw_override,
)
from enterprises.actions.drafts import save_draft
from enterprises.actions.engagements import engage, publish_engagement, withdraw_engagement
from enterprises.actions.evidence import add_evidence, add_facts, withdraw_evidence
from enterprises.actions.merging import merge
from enterprises.actions.organisations import (
    add_identifier,
    create_organisation,
    publish,
    settle,
    unpublish,
    update_organisation,
)
from enterprises.actions.submissions import KeyUsedError, submit_evidence

__all__ = [
    "VERDICT",
    "KeyUsedError",
    "Reassessed",
    "add_evidence",
    "add_facts",
    "add_identifier",
    "assess",
    "assess_all",
    "create_organisation",
    "differences",
    "engage",
    "kept_definitions",
    "merge",
    "override",
    "publish",
    "publish_engagement",
    "save_draft",
    "settle",
    "submit_evidence",
    "unpublish",
    "update_organisation",
    "withdraw_engagement",
    "withdraw_evidence",
    "withdraw_override",
]
