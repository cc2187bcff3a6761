"""Stores the demonstration study with the actions that the pages use, as the demonstration's own accounts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from demo import releases, study_report, submissions
from demo.calls import FIRST_DAY, LAST_DAY
from demo.letters import LETTERS
from demo.plan import FrameService, Plan, PlannedCase, PlannedOrganisation, plan
from demo.strands.enterprises import conduct_enterprise_interviews
from demo.strands.extended import conduct_extended_interviews
from demo.strands.online import run_online_survey
from demo.supervision import supervise
from enterprises import actions as directory
from interviews import actions as interviewing
from interviews.models import Contact
from noms.models import Outcode, Service
from noms.parsing import outward_code
from survey import actions as surveying
from survey.models import SampledUnit, Study
from survey.vocabulary import CaseCode, StrandKind

SLUG = "demonstration-2009"
TITLE = "Mapping study 2009: demonstration"
FRAME_ON = dt.date(2009, 7, 1)
DESCRIPTION = (
    "Telephone interviews with the prisons and probation services of England and Wales about the organisations "
    "that they work with to support offenders and ex-offenders. The interviews, the respondents "
    "and the organisations marked “invented” are made up; prisons, probation services and the other organisations are "
    "real."
)
TOLD = {
    "commissioner": "the Example Commissioning Board (invented)",
    "contractor": "Example Research (invented)",
    "contact": "telephone 01632 960000 or e-mail study@example.org",
}
"""What respondents are told. The telephone number is reserved for fiction."""

MINUTES: dict[str, int | None] = {
    StrandKind.INITIAL_INTERVIEW: 20,
    StrandKind.EXTENDED_INTERVIEW: 45,
    StrandKind.ENTERPRISE_INTERVIEW: 60,
}
SOURCE = "Invented for the demonstration study."


@dataclass(frozen=True)
class Staff:
    """The accounts that carry out the demonstration."""

    lead: User
    researcher: User
    curator: User
    administrator: User


@transaction.atomic
def build(staff: Staff) -> Study:
    """Create the demonstration study with its fieldwork and organisations, in one transaction."""
    study = surveying.draft_and_open_study(
        slug=SLUG,
        title=TITLE,
        description=DESCRIPTION,
        frame_on=FRAME_ON,
        opened_on=FIRST_DAY,
        closed_on=LAST_DAY,
        is_demonstration=True,
        by=staff.lead,
    )
    units = {
        unit.service.slug: unit
        for unit in SampledUnit.objects.of_study(study).select_related("strand__study", "service__region")
    }
    planned = plan_for({slug: unit.service for slug, unit in units.items()})
    organisations = {
        made.blueprint.number: create_organisation(made, by=staff.curator) for made in planned.organisations
    }
    interviewers = _assign(planned, units, staff)
    late = releases.late_cases(planned.cases)
    for case in planned.cases:
        if case.slug not in late:
            do_fieldwork(case, units[case.slug], organisations, by=interviewers[case.slug])
    services = {slug: unit.service for slug, unit in units.items()}
    found = run_online_survey(study, planned.organisations, organisations, services.values(), by=staff.lead)
    both = (staff.lead, staff.researcher)
    cases = {case.slug: case for case in planned.cases}
    discussed = conduct_extended_interviews(study, cases, organisations, by=both)
    conduct_enterprise_interviews(
        study, planned, organisations, found, services, discussed=discussed, by=both
    )
    surveying.tell_respondents(study=study, **TOLD, minutes=MINUTES, by=staff.lead)
    for letter in LETTERS:
        interviewing.save_letter_template(study=study, **letter, by=staff.lead)
    lead, second = staff.lead, staff.administrator
    releases.make_release(study, releases.FIRST, prepared_by=lead, released_by=second)
    for case in planned.cases:
        if case.slug in late:
            do_fieldwork(case, units[case.slug], organisations, by=interviewers[case.slug])
    supervise(study)
    study_report.write_texts(study, by=lead)
    study_report.quote(study, proposed_by=staff.researcher, approved_by=lead)
    releases.make_release(
        study, releases.SECOND, note=releases.REVISION, prepared_by=lead, released_by=second
    )
    study.refresh_from_db()
    return study


def plan_for(services: Mapping[str, Service]) -> Plan:
    """Return the plan for the services of a frame, given by slug."""
    outcodes: defaultdict[str, list[str]] = defaultdict(list)
    for region, outcode in Outcode.objects.filter(region__isnull=False).values_list(
        "region__name", "outcode"
    ):
        outcodes[region].append(outcode)
    known = {outcode for codes in outcodes.values() for outcode in codes}
    frame = []
    for slug, service in services.items():
        outcode = outward_code(service.postcode or service.head_office_outcode) or ""
        frame.append(
            FrameService(slug, service.region.name, service.is_prison, outcode if outcode in known else "")
        )
    return plan(frame, outcodes, timezone.get_default_timezone())


def invented_contact(name: str) -> dict[str, Any]:
    """Return a contact that reaches nobody: a number kept for fiction, a domain that cannot exist.

    One in four has none, and one in four was checked longer ago than a contact is taken for current.
    """
    number = crc32(name.encode())
    if number % 4 == 0:
        return {}
    domain = f"{slugify(name)[:50].strip('-')}.example"
    checked_on = timezone.localdate() - dt.timedelta(days=500 if number % 4 == 1 else 60)
    return {
        "contact_role": "Office (invented)",
        "telephone": f"01632 960{number % 1000:03d}",
        "email": f"office@{domain}",
        "address": "1 Invented Street, Nowhere",
        "website": f"https://{domain}",
        "contact_source": "Invented for the demonstration",
        "contact_checked_on": checked_on,
    }


def create_organisation(made: PlannedOrganisation, *, by: User) -> int:
    """Create an invented organisation with its evidence, and return its primary key."""
    blueprint = made.blueprint
    organisation = directory.create_organisation(
        name=blueprint.name,
        description=blueprint.description,
        legal_form=blueprint.legal_form,
        terms=blueprint.terms,
        place=made.region,
        postcode=made.outcode,
        source=SOURCE,
        is_published=True,
        is_invented=True,
        by=by,
        **invented_contact(blueprint.name),
    )
    facts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for fact, value, kind in blueprint.facts:
        facts[kind][fact] = value
    for kind, values in facts.items():
        directory.add_facts(
            organisation=organisation,
            facts=values,
            source_kind=kind,
            source=SOURCE,
            observed_on=FIRST_DAY,
            by=by,
        )
    return organisation.pk


def do_fieldwork(case: PlannedCase, unit: SampledUnit, organisations: Mapping[int, int], *, by: User) -> None:
    """Log the planned calls to a service, and enter its interview if it was interviewed."""
    contact = interviewing.replace_contact(
        unit=unit,
        name=case.respondent.name,
        job_title=case.respondent.job_title,
        telephone=case.respondent.telephone,
        email=case.respondent.email,
        by=by,
    )
    for number, attempt in enumerate(case.fieldwork.attempts):
        interviewing.log_call(
            unit=unit,
            contact=contact,
            disposition=attempt.disposition,
            made_at=attempt.made_at,
            call_back_at=attempt.call_back_at,
            submission_key=submissions.key("call", case.slug, str(number)),
            by=by,
        )
    if case.is_interviewed:
        _interview(case, unit, contact, organisations, by=by)


def _interview(
    case: PlannedCase, unit: SampledUnit, contact: Contact, organisations: Mapping[int, int], *, by: User
) -> None:
    submissions.save_interview(
        unit=unit,
        contact=contact,
        held_on=case.fieldwork.held_on,
        answers=submissions.as_answers(case.values),
        mentions=case.mentions,
        organisations=organisations,
        submission_key=submissions.key("interview", case.slug),
        is_partial=case.fieldwork.code == CaseCode.PARTIAL,
        by=by,
    )


def _assign(planned: Plan, units: Mapping[str, SampledUnit], staff: Staff) -> dict[str, User]:
    """Assign one in three of the cases called to the lead, and all other cases to the researcher."""
    interviewers = {
        case.slug: staff.lead if number % 3 == 2 and case.fieldwork.attempts else staff.researcher
        for number, case in enumerate(planned.cases)
    }
    for person in (staff.researcher, staff.lead):
        own = [units[slug] for slug, interviewer in interviewers.items() if interviewer == person]
        surveying.assign(units=own, to=person, by=staff.lead)
    return interviewers
