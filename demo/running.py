"""A second, small study in the middle of its fieldwork, on the frame of today: some cases rung, some answers sent."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.uploads import actions as uploads
from demo import answers, followup, releases, submissions
from demo.answers import PlannedMention
from demo.blueprints import Blueprint
from demo.build import MINUTES, TOLD, Staff
from demo.names import UNMATCHED_NAMES
from demo.people import person
from demo.plan import PlannedOrganisation
from demo.strands.online import send_response, survey_values
from interviews import actions as interviewing
from interviews.contact_files import columns
from interviews.models import Contact
from interviews.plausible_times import bank_holiday, next_plausible_day
from interviews.vocabulary import DescribedAs, Disposition
from survey import actions as surveying
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import StrandKind
from wording import csv_export

SLUG = "demonstration-today"
TITLE = "Mapping study of today: demonstration"
DESCRIPTION = (
    "A small study in the middle of its fieldwork, on the prisons and probation delivery units of today. The "
    "interviews, the people who answered and the organisations marked “invented” are made up; prisons, delivery "
    "units and the other organisations are real."
)
WEEKS = 5
"""The number of whole weeks of fieldwork before the week in which the demonstration is made."""

WITH_CONTACT = 180
"""The number of cases with a contact, of 229; the others still need one."""

ASSIGNED = 150
"""The number of cases shared out, one in three to the lead."""

PATHS: dict[tuple[Disposition, ...], int] = {
    (Disposition.COMPLETED,): 12,
    (Disposition.NO_ANSWER, Disposition.COMPLETED): 8,
    (Disposition.VOICEMAIL, Disposition.APPOINTMENT, Disposition.COMPLETED): 4,
    (Disposition.PART_COMPLETED,): 2,
    (Disposition.NO_ANSWER, Disposition.RESPONDENT_REFUSAL): 2,
    (Disposition.GATEKEEPER_REFUSAL,): 2,
    (Disposition.NO_ANSWER, Disposition.APPOINTMENT): 4,
    (Disposition.CALL_BACK,): 5,
    (Disposition.NO_ANSWER,): 8,
    (Disposition.NO_ANSWER, Disposition.VOICEMAIL): 5,
    (Disposition.BUSY, Disposition.LEFT_MESSAGE): 4,
    (Disposition.WRONG_NUMBER,): 3,
    (Disposition.CONTACT_LEFT,): 1,
}
"""The calls of the cases that were rung, and the number of cases with each; all others were not rung yet."""

INTERVIEWED = frozenset({Disposition.COMPLETED, Disposition.PART_COMPLETED})
OWED = 1
"""The number of interviews that a call says were held and that nobody has entered yet."""

SENT = 5
"""The number of survey answers that wait for review."""

NO_OWN_ENTERPRISE = 10_000


@transaction.atomic
def build_running(staff: Staff) -> Study:
    """Create the running study, in one transaction. It has no release yet, and announces its first."""
    today = timezone.localdate()
    first = today - dt.timedelta(days=today.weekday(), weeks=WEEKS)
    study = surveying.draft_and_open_study(
        slug=SLUG,
        title=TITLE,
        description=DESCRIPTION,
        frame_on=first,
        opened_on=first,
        is_demonstration=True,
        by=staff.lead,
    )
    surveying.tell_respondents(study=study, **TOLD, minutes=MINUTES, by=staff.lead)
    found = SampledUnit.objects.of_study(study).select_related("strand__study", "service__kind", "region")
    units = list(found.order_by("service__slug"))
    random.Random(f"{SLUG}:order").shuffle(units)
    _load_contacts(study, units[:WITH_CONTACT], by=staff.lead)
    shared = units[:ASSIGNED]
    surveying.assign(
        units=[unit for place, unit in enumerate(shared) if place % 3], to=staff.researcher, by=staff.lead
    )
    surveying.assign(units=shared[::3], to=staff.lead, by=staff.lead)
    _do_fieldwork(units, first, today, staff)
    _run_survey(study, units, first, today, by=staff.lead)
    releases.announce_release(study, prepared_by=staff.lead)
    study.refresh_from_db()
    return study


def _load_contacts(study: Study, units: Sequence[SampledUnit], *, by: User) -> None:
    """Load the contacts of these cases from a file, as a study lead does."""
    heads = (columns.CODE, columns.SERVICE, columns.PERSON, columns.ROLE, columns.TELEPHONE, columns.EMAIL)
    rows = []
    for number, unit in enumerate(units):
        assert unit.service is not None
        found = person(number, random.Random(f"{SLUG}:person:{unit}"), is_prison=unit.service.is_prison)
        code = unit.service.noms_code or ""
        rows.append([code, str(unit), found.name, found.job_title, found.telephone, found.email])
    text = "".join(csv_export.csv_rows([heads, *rows]))
    strand = Strand.objects.get(study=study, kind=StrandKind.INITIAL_INTERVIEW)
    files = [("contacts.csv", text.encode())]
    upload = interviewing.upload_contacts(strand=strand, uploads=files, by=by)
    upload = uploads.preview(kind=interviewing.CONTACTS_UPLOAD, upload=upload, by=by)
    uploads.apply(kind=interviewing.CONTACTS_UPLOAD, upload=upload, by=by)


def _do_fieldwork(units: Sequence[SampledUnit], first: dt.date, today: dt.date, staff: Staff) -> None:
    """Log the calls to the first of these cases, and enter the interviews that were held, but for those still owed."""
    made = followup.known_blueprints()
    organisations = followup.entries_of(made)
    before = followup.earlier_mentions()
    contacts = {
        contact.unit_id: contact for contact in Contact.objects.filter(is_current=True, unit__in=units)
    }
    days = _working_days(first, today)
    owed = OWED
    for number, (unit, path) in enumerate(zip(units, _paths(), strict=False)):
        assert unit.service is not None
        slug, by = unit.service.slug, staff.researcher if number % 3 else staff.lead
        rng = random.Random(f"{SLUG}:{slug}")
        moments = [dt.datetime.combine(day, _time(rng)) for day in sorted(rng.sample(days[:-1], len(path)))]
        for place, (moment, disposition) in enumerate(zip(moments, path, strict=True)):
            following = moments[place + 1] if place + 1 < len(path) else None
            interviewing.log_call(
                unit=unit,
                contact=contacts[unit.pk],
                disposition=disposition,
                made_at=timezone.make_aware(moment),
                call_back_at=_call_back(disposition, following, number, days[-1], today),
                submission_key=submissions.key(SLUG, "call", slug, str(place)),
                by=by,
            )
        if path[-1] in INTERVIEWED and owed:
            owed -= 1
        elif path[-1] in INTERVIEWED:
            mentions = _mentions(unit, before[slug], made, number, rng)
            submissions.save_interview(
                unit=unit,
                contact=contacts[unit.pk],
                held_on=moments[-1].date(),
                answers=_answers(slug, mentions, is_partial=path[-1] == Disposition.PART_COMPLETED),
                mentions=mentions,
                organisations=organisations,
                submission_key=submissions.key(SLUG, "interview", slug),
                is_partial=path[-1] == Disposition.PART_COMPLETED,
                by=by,
            )


def _paths() -> Iterator[tuple[Disposition, ...]]:
    """Yield the calls of one case after another, in an order that is always the same."""
    paths = [path for path, number in PATHS.items() for _ in range(number)]
    random.Random(f"{SLUG}:paths").shuffle(paths)
    return iter(paths)


def _mentions(
    unit: SampledUnit,
    before: Sequence[PlannedMention],
    made: Sequence[Blueprint],
    number: int,
    rng: random.Random,
) -> list[PlannedMention]:
    """Return the organisations named: those of 2009 that lasted, new ones and, in every third case, one to match."""
    assert unit.service is not None
    found = followup.lasting_mentions(SLUG, unit.service, before, made, rng)[:4]
    if not found or number % 3 == 0:
        words = UNMATCHED_NAMES[number % len(UNMATCHED_NAMES)]
        found.append(PlannedMention(None, words, DescribedAs.NOT_SAID))
    return found


def _answers(
    slug: str, mentions: Sequence[PlannedMention], *, is_partial: bool
) -> Mapping[str, dict[str, object]]:
    """Return the answers of an interview. No service may be named, so that nothing of a running study is public."""
    values = answers.values(SLUG, slug, NO_OWN_ENTERPRISE, mentions, is_partial=is_partial)
    return submissions.as_answers(values if is_partial else {**values, "name_service": "no"})


def _run_survey(
    study: Study, units: Sequence[SampledUnit], first: dt.date, today: dt.date, *, by: User
) -> None:
    """Open the online survey and send a few answers, which wait for review."""
    instrument = surveying.publish_own_instrument(name="enterprise_survey", by=by, frame_on=study.frame_on)
    strand = surveying.open_survey(study=study, instrument=instrument, opens_on=first, by=by)
    days = _working_days(first, today)
    for number, blueprint in enumerate(followup.known_blueprints()[:SENT]):
        rng = random.Random(f"{SLUG}:online:{number}")
        made = PlannedOrganisation(blueprint, str(units[number].region or ""), "")
        near = [str(unit) for unit in units if unit.region_id == units[number].region_id]
        begun = timezone.make_aware(dt.datetime.combine(days[-1 - number], _time(rng)))
        values = survey_values(made, near, rng, is_second=False)
        send_response(strand, f"{SLUG} {number}", values, begun, rng)


def _working_days(first: dt.date, today: dt.date) -> list[dt.date]:
    """Return the working days from the first day to yesterday."""
    days = (first + dt.timedelta(days=number) for number in range((today - first).days))
    return [day for day in days if day.weekday() < 5 and not bank_holiday(day)]


def _time(rng: random.Random) -> dt.time:
    return dt.time(rng.choice((9, 10, 11, 14, 15, 16)), rng.randrange(0, 60, 5))


def _call_back(
    disposition: Disposition, following: dt.datetime | None, number: int, last: dt.date, today: dt.date
) -> dt.datetime | None:
    """Return the time to ring back: that of the next call, else one on the last working day, which is due, or later."""
    if disposition not in (Disposition.APPOINTMENT, Disposition.CALL_BACK):
        return None
    if following is not None:
        return timezone.make_aware(following)
    day = last if number % 3 == 0 else next_plausible_day(today + dt.timedelta(days=1 + number % 4))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(14, 30)))
