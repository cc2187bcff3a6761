"""Benchmarks of the work list: its pages and its search in one study with this number of cases."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from bench import large_rows, scratch
from bench.generated_study import CODES, FRAME_ON
from bench.timing import Row, clock, in_turn
from config import analyze
from enterprises.models import Organisation
from interviews import case_search
from interviews.forms.worklist import WorklistFilter
from interviews.models import Contact, Interview
from interviews.views.worklist import PAGE_SIZE
from interviews.vocabulary import InterviewStatus
from interviews.worklist import (
    WorklistStatus,
    next_case,
    ordered_cases,
    owed_interviews,
    rows_of,
    status_counts,
)
from noms.pagination import page_of
from survey import actions
from survey.models import SampledUnit, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

CALLS_PER_CASE = 3
MAX_RATIO = 4
RESEARCHER = "researcher@bench.example"

LIST = """WITH ranked AS MATERIALIZED (
  SELECT c.unit_id, c.disposition, c.made_at, c.call_back_at,
    ROW_NUMBER() OVER (PARTITION BY c.unit_id ORDER BY c.made_at DESC, c.id DESC) AS place,
    COUNT(*) OVER (PARTITION BY c.unit_id) AS number
  FROM interviews_call c JOIN survey_sampledunit u ON u.id = c.unit_id
  JOIN survey_strand s ON s.id = u.strand_id AND s.study_id = %(study)s WHERE c.undone_at IS NULL),
listed AS MATERIALIZED (
  SELECT u.id, o.name, r.made_at, r.number, CASE WHEN i.status IN ('complete', 'withdrawn') THEN 9
    WHEN r.call_back_at <= %(now)s THEN 1 WHEN r.call_back_at > %(now)s THEN 7 WHEN i.id IS NOT NULL THEN 3
    WHEN r.unit_id IS NULL THEN 4 WHEN r.number >= 10 THEN 8 ELSE 5 END AS turn
  FROM survey_sampledunit u JOIN survey_strand s ON s.id = u.strand_id AND s.study_id = %(study)s
  LEFT JOIN ranked r ON r.unit_id = u.id AND r.place = 1
  LEFT JOIN interviews_interview i ON i.unit_id = u.id
  LEFT JOIN enterprises_organisation o ON o.id = u.organisation_id)
"""
PAGE = LIST + "SELECT * FROM listed ORDER BY turn, made_at, name, id LIMIT 25"
COUNTS = LIST + "SELECT turn, COUNT(*) FROM listed GROUP BY turn"
NUMBER = """SELECT u.id FROM survey_sampledunit u JOIN survey_strand s ON s.id = u.strand_id
  WHERE s.study_id = %(study)s AND u.id IN (
    SELECT unit_id FROM interviews_contact WHERE telephone_digits LIKE %(digits)s)"""
PERSON = """SELECT u.id FROM survey_sampledunit u JOIN survey_strand s ON s.id = u.strand_id
  LEFT JOIN enterprises_organisation o ON o.id = u.organisation_id
  WHERE s.study_id = %(study)s AND (UPPER(o.name) LIKE %(name)s OR u.id IN (
    SELECT unit_id FROM interviews_contact
    WHERE UPPER(name) LIKE %(name)s OR UPPER(job_title) LIKE %(name)s OR UPPER(email) LIKE %(name)s))"""


def rows(number: int) -> Iterator[Row]:
    """Yield the pages of the work list and its search, each beside SQL by hand."""
    study = large_worklist(number)
    researcher = User.objects.get(email=RESEARCHER)

    units = SampledUnit.objects.of_study(study)

    def page(query: str = "") -> Callable[[], None]:
        return lambda: read_page(study, researcher, QueryDict(query))

    def search(text: str) -> Callable[[], object]:
        return lambda: list(units.filter(case_search.matching(text)).values_list("pk"))

    listed = (PAGE, COUNTS)
    for work, measured, statements in (
        ("work list, mine", page(), listed),
        ("work list, everybody's", page("whose=all"), listed),
        (
            "work list, finished, newest first",
            page(f"whose=all&turn={WorklistStatus.FINISHED.value}"),
            listed,
        ),
        ("work list, page in the middle", page(f"whose=all&page={number // PAGE_SIZE // 2}"), listed),
        ("search by a telephone number", search(_telephone(number // 2)[6:]), (NUMBER,)),
        ("search by a person", search(f"Person {number // 2}"), (PERSON,)),
        ("next case", lambda: next_case(study, now=timezone.now()), (PAGE,)),
    ):
        taken, by_sql = in_turn(measured, _by_hand(study, number, statements), rounds=2, clock=clock())
        yield Row(
            work,
            "SQL by hand over the same cases",
            number,
            taken,
            by_sql,
            f"at most {MAX_RATIO} times",
            taken <= MAX_RATIO * by_sql,
        )


def read_page(study: Study, user: User, query: QueryDict) -> None:
    """Read what one page of the work list shows: the numbers by state, the cases, and the interviews to be entered."""
    now = timezone.now()
    form = WorklistFilter(query, study=study)
    every_case = ordered_cases(study, now=now)
    filtered = form.filter(every_case, user=user)
    counts = status_counts(filtered)
    selected = form.selected_status
    listed = form.in_order(filtered.filter(worklist_status=selected) if selected else filtered)
    total = counts.get(selected, 0) if selected else sum(counts.values())
    keys = listed.values_list("pk", flat=True)
    rows_of(every_case, list(page_of(keys, query=query, size=PAGE_SIZE, count=total)))
    list(owed_interviews(every_case, held_by=user))


def _by_hand(study: Study, number: int, statements: tuple[str, ...]) -> Callable[[], None]:
    values: dict[str, Any] = {
        "study": study.pk,
        "now": timezone.now(),
        "digits": f"%{_telephone(number // 2)[6:]}%",
        "name": f"%PERSON {number // 2}%",
    }

    def read() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values)
                cursor.fetchall()

    return read


def large_worklist(number: int) -> Study:
    """Return the study with this number of cases, each with a contact; it is created if there is none."""
    slug = f"bench-worklist-{number}"
    found = Study.objects.filter(slug=slug).first()
    if found is None:
        with transaction.atomic():
            found = _create(slug, number, random.Random(f"{scratch.SEED}:{number}"))
        analyze.update_statistics()
    return found


def _create(slug: str, number: int, rng: random.Random) -> Study:
    researcher, is_new = User.objects.get_or_create(
        email=RESEARCHER, defaults={"name": "Rita Researcher", "is_demonstration": True}
    )
    if is_new:
        RoleGrant.objects.create(user=researcher, role=Role.RESEARCHER)
    study = actions.draft_and_open_study(
        slug=slug,
        title=f"Invented study of {number:,} cases",
        frame_on=FRAME_ON,
        is_published=True,
        is_demonstration=True,
        by=None,
    )
    guide = actions.publish_own_instrument(name="enterprise_interview", by=None)
    strand = Strand.objects.create(study=study, kind=StrandKind.ENTERPRISE_INTERVIEW, instrument=guide)
    _in_batches(
        Organisation(name=f"Invented organisation {place} of {number}", slug=f"{slug}-{place}")
        for place in range(number)
    )
    organisations = Organisation.objects.filter(slug__startswith=f"{slug}-").order_by("pk")
    _in_batches(
        SampledUnit(
            strand=strand,
            organisation_id=organisation,
            code=rng.choice(CODES),
            assigned_to=researcher if place % 4 == 0 else None,
        )
        for place, organisation in enumerate(organisations.values_list("pk", flat=True))
    )
    units = list(SampledUnit.objects.filter(strand=strand).order_by("pk").values_list("pk", "code"))
    _in_batches(
        Contact(unit_id=unit, name=f"Person {place}", telephone=_telephone(place))
        for place, (unit, _) in enumerate(units)
    )
    # A tenth of the cases was never rung.
    rung = [unit for place, unit in enumerate(units) if place % 10]
    large_rows.insert_calls(rung, CALLS_PER_CASE * number, rng)
    _in_batches(
        Interview(
            unit_id=unit,
            instrument=guide,
            interviewer=researcher,
            held_on=large_rows.FIRST_DAY + timedelta(days=rng.randrange(60)),
            status=InterviewStatus.COMPLETE,
            consents={"take_part": "yes"},
            version=1,
        )
        for unit, code in units
        if code in INTERVIEWED_CODES
    )
    return study


def _in_batches(rows: Iterator[Any]) -> None:
    made = list(rows)
    type(made[0])._default_manager.bulk_create(made, batch_size=5_000)


def _telephone(place: int) -> str:
    return f"01632 {place:06d}"
