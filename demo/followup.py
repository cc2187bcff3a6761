"""The follow-up of the demonstration a year later: a second small study, so that two can be compared."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import User
from demo import answers, build, submissions
from demo.answers import Named
from demo.blueprints import Blueprint, blueprints
from demo.plan import OWN, SEED
from enterprises.models import Organisation
from noms.models import Service
from survey import actions as surveying
from survey.models import SampledUnit, Study

SLUG = "demonstration-2010"
TITLE = "Follow-up 2010: demonstration"
FRAME_ON = dt.date(2010, 7, 1)
FIRST_DAY, LAST_DAY = dt.date(2010, 6, 14), dt.date(2010, 8, 27)
DAYS = 70
DESCRIPTION = (
    "A year after the first study some of the prisons and the probation trusts were asked again. The prisons and the "
    "trusts are real; the interviews, the respondents and the organisations are invented."
)
INTERVIEWED = {True: 0.4, False: 0.7}
"""The share of prisons (True) and of probation trusts that are asked again and answer."""

STILL, NEW = 0.75, 2
"""How many of a service's relations last the year, and how many new ones it names at most."""

NOBODY_THINKS_OF_ONE = 10_000


@transaction.atomic
def build_followup(staff: build.Staff) -> Study:
    """The second study on the frame of its own date, published: all of it, or nothing."""
    study = surveying.open_study(
        slug=SLUG,
        title=TITLE,
        description=DESCRIPTION,
        frame_on=FRAME_ON,
        opened_on=FIRST_DAY,
        closed_on=LAST_DAY,
        is_demonstration=True,
        by=staff.lead,
    )
    made = [blueprint for blueprint in blueprints(SEED) if blueprint.outcome != OWN]
    entries = dict(
        Organisation.objects.filter(is_invented=True, name__in=[each.name for each in made]).values_list(
            "name", "pk"
        )
    )
    organisations = {each.number: entries[each.name] for each in made}
    before = _before()
    units = SampledUnit.objects.of_study(study).select_related("service__region", "strand__study")
    for unit in units.order_by("service__slug"):
        assert unit.service is not None
        rng = random.Random(f"{SLUG}:{unit.service.slug}")
        if rng.random() < INTERVIEWED[unit.service.is_prison]:
            named = _named(unit.service, before[unit.service.slug], made, rng)
            _interview(
                unit,
                unit.service.slug,
                named,
                organisations,
                rng,
                by=rng.choice((staff.lead, staff.researcher)),
            )
    return surveying.set_published(study=study, is_published=True, by=staff.lead)


def _before() -> Mapping[str, list[Named]]:
    """What each service, or the ones that it followed, named in the first study, by its slug."""
    units = SampledUnit.objects.filter(strand__study__slug=build.SLUG).initial()
    services = {
        unit.service.slug: unit.service for unit in units.select_related("service__region") if unit.service
    }
    led = dict(
        Service.objects.filter(successor__isnull=False)
        .annotate(after=F("successor__slug"))
        .values_list("slug", "after")
    )
    found: defaultdict[str, list[Named]] = defaultdict(list)
    for case in build.plan_of(services).cases:
        known = [mention for mention in case.named if mention.number is not None and not mention.is_own]
        found[case.slug] += known
        if case.slug in led:
            found[led[case.slug]] += known
    return found


def _named(
    service: Service, before: Sequence[Named], made: Sequence[Blueprint], rng: random.Random
) -> list[Named]:
    """The relations that lasted, and new ones."""
    fresh = answers.named(SLUG, service.slug, (), made, None)[: rng.randint(0, NEW)]
    said = {mention.number: mention for mention in (*(one for one in before if rng.random() < STILL), *fresh)}
    return list(said.values())[:5]


def _interview(
    unit: SampledUnit,
    slug: str,
    named: Sequence[Named],
    organisations: Mapping[int, int],
    rng: random.Random,
    *,
    by: User,
) -> None:
    submissions.write_down(
        unit=unit,
        held_on=FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS)),
        answers=submissions.stored(answers.values(SLUG, slug, NOBODY_THINKS_OF_ONE, named)),
        named=named,
        organisations=organisations,
        submission_key=submissions.key(SLUG, slug),
        by=by,
    )
