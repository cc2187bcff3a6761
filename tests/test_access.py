"""Every address, for every role and method: open to the roles in the table, closed to all others."""

import logging
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client, override_settings

from accounts.roles import PUBLIC, ROLES
from accounts.roles import SIGNED_IN as OWN
from enterprises import actions
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if
from enterprises.corrections.emails import token_of
from mapping.api.hsds.ids import establishment_uuid
from survey import actions as surveying
from survey.online import tokens
from tests.access_table import (
    ADMIN_PAGES,
    ADMIN_SECTIONS,
    API,
    API_WRITING,
    EVERYBODY,
    NOBODY,
    PAGES,
    SIGN_IN,
    SIGNED_IN,
    word_for,
)
from tests.factories import accounts, enterprises, interviews, learning, noms, releases, survey
from tests.factories.assessed import assessed
from tests.factories.quotations import QuotationFactory
from tests.routes import Route, routes

EVERY_ROLE = ["public", *ROLES]
WRITING = ("post", "put", "patch", "delete")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def may_open(role: str, word: str) -> bool:
    """Return True if the role has the permission in the table."""
    if word == EVERYBODY:
        return True
    if word == NOBODY or role == "public":
        return False
    return word == SIGNED_IN or word in PUBLIC | OWN | ROLES[role]


def is_closed(response: Any) -> bool:
    """Return True for a refusal, a 404, or a redirect to the sign-in page or the admin's front page."""
    location = response.headers.get("Location", "")
    return response.status_code in (401, 403, 404, 405) or "/login/" in location or location == "/admin/"


@pytest.fixture(scope="module")
def world(module_rows: None) -> Iterator[dict[str, str]]:
    """One object of each kind, by the names of the addresses' parameters and of the admin's sections."""
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        yield one_of_each()


def one_of_each() -> dict[str, str]:
    organisation = assessed("Open organisation", trading_share="60")
    base = definitions.get()
    draft = actions.save_draft(
        definition=what_if(base, trading=40), base=base, title="Forty", reason="To see.", by=None
    )
    study = survey.StudyFactory(slug="open-study", is_published=True, researchers_review=True)
    unit = survey.SampledUnitFactory(strand=survey.StrandFactory(study=study))
    interview = interviews.InterviewFactory(unit=unit, status="complete")
    mention = interviews.MentionFactory(interview=interview)
    key, online = uuid.uuid4(), survey.OnlineStrandFactory(study=study)
    answer = survey.ResponseFactory(sent=True, strand=online)
    draft_answer = survey.ResponseFactory(strand=online, start_key=key)
    invitation = survey.InvitationFactory(strand=online)
    prison, trust = noms.ServiceFactory(), noms.ServiceFactory(probation=True)
    interviews.AppointmentCancellationFactory(call__unit=unit)
    interviews.CallBackFeedFactory(user=accounts.RoleGrantFactory(role="researcher").user)
    accounts.ViewWatchFactory()
    case_study = learning.CaseStudyFactory()
    job = accounts.JobFactory(finished=True, file_name="answers.csv", file_size=8)
    accounts.JobFilePartFactory(job=job)
    letter = interviews.LetterFactory(unit=unit)
    units = noms.FrameUploadFactory()
    interviews.InterviewCheckFactory(interview=interview)
    quotation = QuotationFactory(study=study, interview=interview)
    upload = interviews.ContactUploadFactory(strand=unit.strand)
    survey.SampledUnitFactory(strand=unit.strand, service=trust, code="I")
    public = releases.release_study(study, documents=("pdf",))
    ready = releases.ReleaseFactory(
        study=study, number=2, ready=True, content=public.content, sha256=public.sha256
    )
    releases.ReleaseDocumentFactory(release=ready)
    correction = enterprises.CorrectionFactory(is_claim=True, about_kind="organisation")
    rows = {
        "accounts_user": accounts.UserFactory(),
        "accounts_auditevent": accounts.AuditEventFactory(),
        "noms_datasource": noms.DataSourceFactory(),
        "noms_region": noms.RegionFactory(),
        "noms_regionsystem": noms.RegionSystemFactory(),
        "noms_policearea": noms.PoliceAreaFactory(),
        "noms_sitefate": noms.SiteFateFactory(),
        "noms_sitetoday": noms.SiteTodayFactory(),
        "noms_probationarea": noms.ProbationAreaFactory(),
        "noms_localauthority": noms.LocalAuthorityFactory(),
        "noms_outcode": noms.OutcodeFactory(),
        "noms_service": prison,
        "noms_prison": prison,
        "noms_probationtrust": trust,
        "noms_site": noms.SiteFactory(),
        "enterprises_organisation": organisation,
        "enterprises_evidence": organisation.evidence.first(),
        "enterprises_engagement": enterprises.EngagementFactory(organisation=organisation, is_published=True),
        "enterprises_correction": correction,
        "enterprises_pagefeedback": enterprises.PageFeedbackFactory(),
        "survey_study": study,
        "survey_instrument": surveying.publish_own_instrument(name="service_interview", by=None),
        "survey_sampledunit": unit,
        "survey_invitation": invitation,
        "survey_response": answer,
        "survey_delivery": survey.DeliveryFactory(strand=online),
        "interviews_contact": interviews.ContactFactory(unit=unit),
        "interviews_call": interviews.CallFactory(unit=unit),
        "interviews_interview": interview,
        "interviews_draw": interviews.DrawFactory(strand=unit.strand),
        "interviews_fieldworkrules": interviews.FieldworkRulesFactory(strand=unit.strand),
        "interviews_nomination": interviews.NominationFactory(study=study, organisation=organisation),
        "interviews_latechange": interviews.LateChangeFactory(unit=unit),
    }
    return {
        "study": study.slug,
        "token": survey.link_of(key),
        "token of call-back-feed": "token",
        "token of correction-confirm": token_of(correction),
        "section of sitemap": "pages",
        "slug of correction-status": correction.reference,
        "token of saved-view-feed": "token",
        "token of survey-declined": tokens.token_of(tokens.INVITATION, invitation.key),
        "section": draft_answer.questionnaire.sections[0].name,
        "pk": str(unit.pk),
        "reference": answer.reference,
        "call": str(rows["interviews_call"].pk),
        "contact": str(rows["interviews_contact"].pk),
        "pk of contact-upload": str(upload.pk),
        "key": str(job.pk),
        "layer": "areas_2009",
        "name": "coverage",
        "format": "csv",
        "ending": "docx",
        "chart": "by_region",
        "kind": unit.strand.kind,
        "press": str(letter.press),
        "number": "1",
        "kind of release-document": "pdf",
        "kind of release-preview-document": "pdf",
        "pk of release-early-access-end": str(releases.EarlyAccessFactory(release=ready).pk),
        "pk of answer-upload": str(rows["survey_delivery"].pk),
        "pk of answer-upload-rows": str(rows["survey_delivery"].pk),
        "pk of invitation": str(invitation.pk),
        "pk of invitation-list-upload": str(survey.InvitationUploadFactory(strand=online).pk),
        "pk of questionnaire-upload": str(survey.QuestionnaireUploadFactory().pk),
        "pk of letter-template": str(letter.template_id),
        "curve": "sensitivity_trading",
        "picture": "svg",
        "app_label": "noms",
        **{section: str(row.pk) for section, row in rows.items()},
        **{
            f"version of {section}": str(row.history.first().pk)
            for section, row in rows.items()
            if section.startswith("enterprises_") and hasattr(row, "history")
        },
        "slug of frames": units.frame_id,
        "pk of frames": str(units.pk),
        "slug of areas": rows["noms_probationarea"].slug,
        "pk of matching-mention": str(mention.pk),
        "pk of matching-undo": str(mention.pk),
        "public_id": str(rows["enterprises_engagement"].public_id),
        "id of assessments": f"{organisation.slug}.{base.id}",
        "id of organizations": str(organisation.public_id),
        "id of services": str(organisation.public_id),
        "id of service_at_locations": str(rows["enterprises_engagement"].public_id),
        "id of locations": str(establishment_uuid(prison)),
        "slug of definitions": draft.slug,
        "slug of case-study-detail": case_study.slug,
        "slug of programme-detail": case_study.programme.slug,
        "slug of organisations": organisation.slug,
        "slug of organisation-sheet": organisation.slug,
        "slug of service-sheet": prison.slug,
        "slug of area-sheet": rows["noms_probationarea"].slug,
        "slug of region-sheet": rows["noms_region"].slug,
        "slug of report-sheet": study.slug,
        "slug of services": prison.slug,
        "slug of regions": rows["noms_region"].slug,
        "slug of studies": study.slug,
        "kind of quotation-new": "interview",
        "pk of quotation-new": str(interview.pk),
        "pk of quotation-detail": str(quotation.pk),
        "pk of quotation-decide": str(quotation.pk),
        "name of definitions": "seuk",
        "name of questionnaires": rows["survey_instrument"].name,
        "version": rows["survey_instrument"].version,
    }


def address_of(route: Route, world: dict[str, str]) -> str:
    """Return an address of an existing object for each route with a parameter."""
    first = route.pattern.removeprefix("api/v1/").removeprefix("hsds/").split("/")[0]
    section = next((each for each in ADMIN_SECTIONS if route.key.startswith(f"admin:{each}_")), "")
    values = {
        **world,
        "slug": world.get(f"slug of {route.key}", world.get(f"slug of {first}", "none")),
        "name": world.get(f"name of {first}", world["name"]),
        "kind": world.get(f"kind of {route.key}", world["kind"]),
        "section": world.get(f"section of {route.key}", world["section"]),
        "pk": world.get(f"pk of {route.key}", world.get(f"pk of {first}", world["pk"])),
        "id": world.get(f"id of {first}", "none"),
        "object_id": world.get(section, "999999"),
        "token": world[f"token of {route.key}" if f"token of {route.key}" in world else "token"],
        "url": "nowhere/",
    }
    version = world.get(f"version of {section}", values["object_id"])
    return route.example(values).replace("([/]+)", values["object_id"], 1).replace("([/]+)", version)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Replace rendering by an empty page, and log nothing: test_canary.py renders every page and reads the log."""
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **kwargs: empty)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def walk(
    client_for: Callable[[str], Client], world: dict[str, str], unrendered: None
) -> Callable[[str], Iterator[tuple[Route, str, bool, Client]]]:
    """Every route with an address, whether this role may open it, and a browser of the role."""

    def steps(role: str) -> Iterator[tuple[Route, str, bool, Client]]:
        client, session = client_for(role), None
        for route in routes():
            word = word_for(route.key)
            allowed = word is not None and may_open(role, word)
            if route.key.startswith(("admin:", "admin/")) and word != EVERYBODY:
                allowed = allowed and may_open(role, "admin.enter")
            yield route, address_of(route, world), allowed, client
            if session != (session := session_of(client)):
                assert is_signed_in(client) is (role != "public"), f"{route.pattern} signed {role} in or out"
        assert is_signed_in(client) is (role != "public")

    return steps


def session_of(client: Client) -> str:
    """Return the key of the session that the browser holds; empty for none. Signing in or out changes it."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def test_every_address_is_in_the_table():
    assert [route.key for route in routes() if word_for(route.key) is None] == []


def test_the_table_lists_no_address_that_is_gone():
    keys = {route.key for route in routes()}
    sections = {section for section in ADMIN_SECTIONS if f"admin:{section}_changelist" in keys}

    assert {*PAGES, *API, *API_WRITING, *SIGN_IN, *ADMIN_PAGES} - keys == set()
    assert set(ADMIN_SECTIONS) - sections == set()


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_reading_is_allowed_to_the_roles_in_the_table_and_to_no_others(role, walk):
    wrong = []
    for route, address, allowed, client in walk(role):
        response = client.get(address)
        if response.status_code >= 500 or not matches_table(route, response, allowed):
            wrong.append(
                f"{address}: {response.status_code}, and {role} {'may' if allowed else 'may not'} open it"
            )

    assert wrong == [], "\n".join(wrong)


def matches_table(route: Route, response: Any, allowed: bool) -> bool:
    """Return True if the response is as the table says; an address that takes only forms answers 405."""
    if route.name in MAY_LEAD_ELSEWHERE and response.status_code in (302, 403, 404):
        return True
    if route.pattern == "admin/(?P<url>.*)$":
        return is_closed(response)
    return is_closed(response) is not allowed or (allowed and response.status_code == 405)


MAY_LEAD_ELSEWHERE = {
    "account_login",
    "account_logout",
    "admin:logout",
    "mfa_authenticate",
    "admin:login",
    "admin:view_on_site",
    "admin:autocomplete",
    "account_reauthenticate",
    "account_set_password",
    "account_change_password",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_deactivate_totp",
    "mfa_reauthenticate",
    "job-detail",
    "job-file",
    "saved-view-detail",
}
"""Addresses that answer those whom they let in by leading them on, or say that there is nothing yet or of theirs."""


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_writing_is_refused_to_roles_that_may_not_read(role, walk):
    wrong = []
    for route, address, allowed, client in walk(role):
        if allowed:
            continue
        for method in WRITING:
            response = getattr(client, method)(address)
            if not is_closed(response) and route.name not in MAY_LEAD_ELSEWHERE:
                wrong.append(f"{method} {address}: {response.status_code} for {role}")

    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_the_api_refuses_writing(role, walk):
    for route, address, _, client in walk(role):
        if route.key in API:
            for method in WRITING:
                response = getattr(client, method)(address)
                assert response.status_code in (403, 405), f"{method} {address}: {response.status_code}"


@pytest.mark.parametrize("role", ["researcher", "study_lead"])
def test_a_case_is_not_found_under_another_study(role, client_for, world):
    survey.StudyFactory(slug="another-study", is_published=True)

    assert client_for(role).get(f"/work/another-study/cases/{world['pk']}/").status_code == 404
    assert client_for(role).get(f"/work/another-study/cases/{world['pk']}/interview/").status_code == 404
