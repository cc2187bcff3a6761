"""Actions that change studies, samples, questionnaires, invitations and online responses."""

from survey.actions.acceptance import (
    accept_response,
    reject_response,
    release_response,
    withdraw_listing,
)
from survey.actions.changes import begin_change, withdraw_response
from survey.actions.deliveries import ANSWERS_UPLOAD, deliver
from survey.actions.drafts import (
    NOT_SHORT_NAMES,
    copy_study,
    delete_draft,
    draft_and_open_study,
    draft_study,
    open_study,
    revise_draft,
    short_name,
)
from survey.actions.instruments import (
    INSTRUMENTS,
    own_source,
    publish_instrument,
    publish_own_instrument,
    read_instrument,
    read_own_instrument,
    retire_instrument,
)
from survey.actions.invitations import Invitee, decline, hand_out, invite, mark_bounced
from survey.actions.quality import current_statement, write_quality_statement
from survey.actions.responses import (
    answers_fingerprint,
    begin_response,
    discard_change,
    problems_of,
    save_page,
    set_language,
    submit_response,
)
from survey.actions.review import (
    let_researchers_review,
    postpone_response,
    take_up_response,
    undo_acceptance,
    undo_rejection,
)
from survey.actions.studies import (
    assign,
    open_survey,
    record_code,
    revise_study,
    set_published,
    tell_respondents,
)
from survey.actions.study_states import (
    UnfinishedError,
    archive_study,
    close_study,
    reopen_study,
)

__all__ = [
    "ANSWERS_UPLOAD",
    "INSTRUMENTS",
    "NOT_SHORT_NAMES",
    "Invitee",
    "UnfinishedError",
    "accept_response",
    "answers_fingerprint",
    "archive_study",
    "assign",
    "begin_change",
    "begin_response",
    "close_study",
    "copy_study",
    "current_statement",
    "decline",
    "delete_draft",
    "deliver",
    "discard_change",
    "draft_and_open_study",
    "draft_study",
    "hand_out",
    "invite",
    "let_researchers_review",
    "mark_bounced",
    "open_study",
    "open_survey",
    "own_source",
    "postpone_response",
    "problems_of",
    "publish_instrument",
    "publish_own_instrument",
    "read_instrument",
    "read_own_instrument",
    "record_code",
    "reject_response",
    "release_response",
    "reopen_study",
    "retire_instrument",
    "revise_draft",
    "revise_study",
    "save_page",
    "set_language",
    "set_published",
    "short_name",
    "submit_response",
    "take_up_response",
    "tell_respondents",
    "undo_acceptance",
    "undo_rejection",
    "withdraw_listing",
    "withdraw_response",
    "write_quality_statement",
]
