"""The follow-up a year later: a small second study, so that two studies can be compared."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from accounts.models import User
from demo import answers, build, releases, submissions
from demo.answers import PlannedMention
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
    "A year after the first study some of the prisons and the probation trusts were asked again. The interviews, "
    "the people who answered and the organisations marked “invented” are made up; prisons, trusts and the other "
    "organisations are real."
)
INTERVIEWED = {True: 0.4, False: 0.7}
"""The share of prisons (True) and of probation trusts that are interviewed again."""

LASTING_SHARE, MAX_NEW = 0.75, 2
"""The share of relations that last the year, and the largest number of new ones."""

NO_OWN_ENTERPRISE = 10_000


@transaction.atomic
def build_followup(staff: build.Staff) -> Study:
    """Create the second study on the frame of its own date, with its first release, in one transaction."""
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
    made = known_blueprints()
    organisations = entries_of(made)
    before = earlier_mentions()
    units = SampledUnit.objects.of_study(study).select_related("service__region", "strand__study")
    for unit in units.order_by("service__slug"):
        assert unit.service is not None
        rng = random.Random(f"{SLUG}:{unit.service.slug}")
        if rng.random() < INTERVIEWED[unit.service.is_prison]:
            mentions = lasting_mentions(SLUG, unit.service, before[unit.service.slug], made, rng)
            _interview(
                unit,
                unit.service.slug,
                mentions,
                organisations,
                rng,
                by=rng.choice((staff.lead, staff.researcher)),
            )
    releases.make_release(study, releases.FOLLOW_UP, prepared_by=staff.lead, released_by=staff.administrator)
    study.refresh_from_db()
    return study


def known_blueprints() -> list[Blueprint]:
    """Return the organisations of the first study that a later one may name: all but the enterprises of one service."""
    return [blueprint for blueprint in blueprints(SEED) if blueprint.outcome != OWN]


def entries_of(made: Sequence[Blueprint]) -> dict[int, int]:
    """Return the primary keys of these organisations by the numbers of their blueprints. One query."""
    entries = dict(
        Organisation.objects.filter(is_invented=True, name__in=[each.name for each in made]).values_list(
            "name", "pk"
        )
    )
    return {each.number: entries[each.name] for each in made}


def earlier_mentions() -> Mapping[str, list[PlannedMention]]:
    """Return the mentions in the first study of each service, or of its predecessors, by slug."""
    units = SampledUnit.objects.filter(strand__study__slug=build.SLUG).initial()
    services = {
        unit.service.slug: unit.service for unit in units.select_related("service__region") if unit.service
    }
    successors = dict(
        Service.objects.filter(successor__isnull=False)
        .annotate(after=F("successor__slug"))
        .values_list("slug", "after")
    )
    found: defaultdict[str, list[PlannedMention]] = defaultdict(list)
    for case in build.plan_for(services).cases:
        known = [mention for mention in case.mentions if mention.number is not None and not mention.is_own]
        found[case.slug] += known
        if case.slug in successors:
            found[successors[case.slug]] += known
    return found


def lasting_mentions(
    seed: str,
    service: Service,
    before: Sequence[PlannedMention],
    made: Sequence[Blueprint],
    rng: random.Random,
) -> list[PlannedMention]:
    """Return the mentions of lasting relations and of new ones."""
    new = answers.mentions(seed, service.slug, (), made, None)[: rng.randint(0, MAX_NEW)]
    found = {
        mention.number: mention
        for mention in (*(one for one in before if rng.random() < LASTING_SHARE), *new)
    }
    return list(found.values())[:5]


def _interview(
    unit: SampledUnit,
    slug: str,
    mentions: Sequence[PlannedMention],
    organisations: Mapping[int, int],
    rng: random.Random,
    *,
    by: User,
) -> None:
    submissions.save_interview(
        unit=unit,
        held_on=FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS)),
        answers=submissions.as_answers(answers.values(SLUG, slug, NO_OWN_ENTERPRISE, mentions)),
        mentions=mentions,
        organisations=organisations,
        submission_key=submissions.key(SLUG, slug),
        by=by,
    )
