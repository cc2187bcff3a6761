"""Every address of Gatehouse by its name, with the permission word that it needs.

tests/test_access.py walks the whole URLconf against this table for every role, and fails on an address that is
not here. EVERYBODY needs no account, SIGNED_IN any account, NOBODY is closed to all.
"""

EVERYBODY = "everybody"
SIGNED_IN = "signed in"
NOBODY = "nobody"

PAGES = {
    "home": EVERYBODY,
    "search": EVERYBODY,
    "atlas": EVERYBODY,
    "atlas-feed": EVERYBODY,
    "atlas-measures": EVERYBODY,
    "atlas-geometry": EVERYBODY,
    "atlas-svg": EVERYBODY,
    "atlas-png": EVERYBODY,
    "atlas-csv": EVERYBODY,
    "saved-view-save": SIGNED_IN,
    "saved-view-forget": SIGNED_IN,
    "atlas-geojson": EVERYBODY,
    "organisation-detail": EVERYBODY,
    "organisation-assessment": EVERYBODY,
    "definition-list": EVERYBODY,
    "definition-detail": EVERYBODY,
    "definition-file": EVERYBODY,
    "definition-draft": "unpublished.view",
    "definition-draft-file": "unpublished.view",
    "what-if": EVERYBODY,
    "what-if-chart": EVERYBODY,
    "service-detail": EVERYBODY,
    "region-detail": EVERYBODY,
    "area-detail": EVERYBODY,
    "study-list": EVERYBODY,
    "study-detail": EVERYBODY,
    "tasks": "study.manage",
    "study-tasks": "study.manage",
    "study-answers": "survey.assist",
    "study-answer": "survey.assist",
    "archive-package": "study.manage",
    "study-quality": EVERYBODY,
    "study-quality-edit": "study.manage",
    "report-detail": EVERYBODY,
    "report-download": EVERYBODY,
    "report-chart": EVERYBODY,
    "report-archive": SIGNED_IN,
    "frame-list": "study.manage",
    "frame-new": "study.manage",
    "frame-template": "study.manage",
    "frame-detail": "study.manage",
    "frame-edit": "study.manage",
    "frame-units": "study.manage",
    "frame-upload": "study.manage",
    "frame-upload-rows": "study.manage",
    "worklist": "interviews.enter",
    "worklist-study": "interviews.enter",
    "my-interviews": "interviews.enter",
    "case-next": "interviews.enter",
    "case-detail": "interviews.enter",
    "call-log": "interviews.enter",
    "call-undo": "interviews.enter",
    "call-correct": "interviews.enter",
    "case-ring": "interviews.enter",
    "call-back-calendar": "interviews.enter",
    "call-back-feed-address": "interviews.enter",
    "call-back-feed": EVERYBODY,
    "call-back-time": "interviews.enter",
    "call-back-cancel": "interviews.enter",
    "contact-replace": "interviews.enter",
    "interview-entry": "interviews.enter",
    "interview-withdraw": "study.manage",
    "case-change": "study.manage",
    "matching": "mentions.match",
    "matching-mention": "mentions.match",
    "matching-undo": "mentions.match",
    "live": "study.manage",
    "refusals": "study.manage",
    "checks": "study.manage",
    "check-answer": "interviews.enter",
    "check-settle": "study.manage",
    "interview-check": "study.manage",
    "progress": "study.manage",
    "fieldwork-plan": "study.manage",
    "case-assign": "study.manage",
    "call-log-export": "study.manage",
    "quotas": "study.manage",
    "sample": "study.manage",
    "study-words": "study.manage",
    "letters": "study.manage",
    "letter-template-new": "study.manage",
    "letter-template": "study.manage",
    "letters-log": "study.manage",
    "case-letter": "interviews.enter",
    "case-questionnaire": "interviews.enter",
    "study-questionnaire": "interviews.enter",
    "microdata": "microdata.export",
    "organisation-suggest": "interviews.enter",
    "survey-start": EVERYBODY,
    "survey-link": EVERYBODY,
    "survey-declined": EVERYBODY,
    "survey-resume": EVERYBODY,
    "survey-page": EVERYBODY,
    "survey-check": EVERYBODY,
    "survey-saved": EVERYBODY,
    "survey-copy": EVERYBODY,
    "survey-change": EVERYBODY,
    "survey-withdraw": EVERYBODY,
    "survey-language": EVERYBODY,
    "account-own": SIGNED_IN,
    "recover-form": SIGNED_IN,
    "job-list": SIGNED_IN,
    "job-detail": SIGNED_IN,
    "job-cancel": SIGNED_IN,
    "job-file": SIGNED_IN,
    "sources": EVERYBODY,
    "accessibility": EVERYBODY,
    "privacy": EVERYBODY,
    "cookies": EVERYBODY,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
}

API = {
    "api-docs": EVERYBODY,
    "api-schema": EVERYBODY,
    "api-region-list": EVERYBODY,
    "api-region-detail": EVERYBODY,
    "api-area-list": EVERYBODY,
    "api-area-detail": EVERYBODY,
    "api-service-list": EVERYBODY,
    "api-service-detail": EVERYBODY,
    "api-organisation-list": EVERYBODY,
    "api-organisation-detail": EVERYBODY,
    "api-engagement-list": EVERYBODY,
    "api-engagement-detail": EVERYBODY,
    "api-study-list": EVERYBODY,
    "api-study-detail": EVERYBODY,
    "api-assessment-list": EVERYBODY,
    "api-assessment-detail": EVERYBODY,
    "api-report-list": EVERYBODY,
    "api-report-detail": EVERYBODY,
    "api-hsds": EVERYBODY,
    "api-hsds-organization-list": EVERYBODY,
    "api-hsds-organization-detail": EVERYBODY,
    "api-hsds-service-list": EVERYBODY,
    "api-hsds-service-detail": EVERYBODY,
    "api-hsds-location-list": EVERYBODY,
    "api-hsds-location-detail": EVERYBODY,
    "api-hsds-service-at-location-list": EVERYBODY,
    "api-hsds-service-at-location-detail": EVERYBODY,
    "api-hsds-taxonomy-list": EVERYBODY,
    "api-hsds-taxonomy-term-list": EVERYBODY,
}

API_WRITING = {"api-evidence-list": "directory.curate"}
"""Addresses of the API that take something in; they give nothing back but a receipt."""

SIGN_IN = {
    "accounts/signup/": NOBODY,
    "accounts/email/": NOBODY,
    "accounts/confirm-email/": NOBODY,
    "accounts/confirm-email/<str:key>/": NOBODY,
    "accounts/login/code/confirm/": NOBODY,
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "mfa_authenticate": EVERYBODY,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
}

ADMIN_PAGES = {
    "admin:index": "admin.enter",
    "admin:login": EVERYBODY,
    "admin:logout": "admin.enter",
    "admin:password_change": "admin.enter",
    "admin:password_change_done": "admin.enter",
    "admin:autocomplete": "admin.enter",
    "admin:jsi18n": "admin.enter",
    "admin:view_on_site": "admin.enter",
    "admin:app_list": "admin.enter",
}

ADMIN_SECTIONS = {
    "accounts_user": ("accounts.manage", "accounts.manage", "accounts.manage", NOBODY),
    "accounts_auditevent": ("audit.view", NOBODY, NOBODY, NOBODY),
    "noms_datasource": ("admin.enter", NOBODY, NOBODY, NOBODY),
    "noms_region": ("admin.enter", NOBODY, "reference.manage", NOBODY),
    "noms_probationarea": ("admin.enter", NOBODY, "reference.manage", NOBODY),
    "noms_localauthority": ("admin.enter", "reference.manage", "reference.manage", NOBODY),
    "noms_outcode": ("admin.enter", NOBODY, NOBODY, NOBODY),
    "noms_service": ("admin.enter", NOBODY, "reference.manage", NOBODY),
    "noms_prison": ("admin.enter", "reference.manage", "reference.manage", NOBODY),
    "noms_probationtrust": ("admin.enter", "reference.manage", "reference.manage", NOBODY),
    "noms_site": ("admin.enter", "reference.manage", "reference.manage", NOBODY),
    "enterprises_organisation": ("unpublished.view", "directory.curate", "directory.curate", NOBODY),
    "enterprises_evidence": ("unpublished.view", "directory.curate", "directory.curate", NOBODY),
    "enterprises_engagement": ("unpublished.view", "directory.curate", "directory.curate", NOBODY),
    "survey_study": ("study.manage", "study.manage", "study.manage", NOBODY),
    "survey_instrument": ("study.manage", "study.manage", "study.manage", NOBODY),
    "survey_sampledunit": ("study.manage", NOBODY, NOBODY, NOBODY),
    "survey_invitation": ("study.manage", NOBODY, "study.manage", NOBODY),
    "survey_delivery": ("study.manage", "study.manage", "study.manage", NOBODY),
    "survey_response": ("survey.review", NOBODY, "survey.review", NOBODY),
    "interviews_contact": ("interviews.enter", NOBODY, NOBODY, NOBODY),
    "interviews_call": ("outcomes.view", NOBODY, NOBODY, NOBODY),
    "interviews_interview": ("outcomes.view", NOBODY, NOBODY, NOBODY),
    "interviews_draw": ("study.manage", NOBODY, NOBODY, NOBODY),
    "interviews_fieldworkrules": ("study.manage", NOBODY, NOBODY, NOBODY),
    "interviews_nomination": ("study.manage", NOBODY, NOBODY, NOBODY),
    "interviews_latechange": ("study.manage", NOBODY, NOBODY, NOBODY),
    "auth_group": (NOBODY,) * 4,
    "account_emailaddress": (NOBODY,) * 4,
    "mfa_authenticator": (NOBODY,) * 4,
    "django_tasks_database_dbtaskresult": (NOBODY,) * 4,
}
"""Section of the admin → who may read, add, change and delete there; all need `admin.enter` as well."""

READING = ("changelist", "change", "history", "simple_history")


def word_for(key: str) -> str | None:
    """Return the permission word of an address by its name or else its pattern; None if it is not listed."""
    for table in (PAGES, API, API_WRITING, SIGN_IN, ADMIN_PAGES):
        if key in table:
            return table[key]
    if key.startswith("admin:"):
        return _section_word(key.removeprefix("admin:"))
    # The admin's old addresses of a row, and its page for an address that does not exist.
    return "admin.enter" if key.startswith("admin/") else None


def _section_word(name: str) -> str | None:
    section = next((each for each in ADMIN_SECTIONS if name.startswith(f"{each}_")), None)
    if section is None:
        return None
    see, add, change, delete = ADMIN_SECTIONS[section]
    act = name.removeprefix(f"{section}_")
    if act in READING:
        return see
    return {"add": add, "delete": delete}.get(act, change)
