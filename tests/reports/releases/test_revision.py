"""What a release lets move, what it carries over from the one before, and its audit, on a study made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Interview
from noms.models import Region
from reports.models import Release, ReleaseMember
from reports.releases.build import Built, build
from reports.releases.public import released
from reports.table import Row, Table
from survey import answers as answering
from survey.models import Strand
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.releases import release_study

pytestmark = pytest.mark.django_db

GROUP = "barriers, initial_interview"


@pytest.fixture
def strand() -> Strand:
    return strand_asking(asks("barriers", "funding", "pay", "law"))


def interview(strand: Strand, region: Region, number: int, *, first: int = 0) -> list[Interview]:
    """Return new interviews with prisons: one in two names funding, one in three pay."""
    return [
        answered(
            strand,
            region,
            barriers=["law"]
            if place % 2 and place % 3
            else ["funding"] * (place % 2 == 0) + ["pay"] * (place % 3 == 0),
        )
        for place in range(first, first + number)
    ]


def barriers(release: Release) -> Table:
    report = released(release.study).report("barriers")
    return next(table for table in report.tables if table.key == "by_part")


def funding(rows: tuple[Row, ...]) -> tuple[object, object]:
    return next((row["named"], row["base"]) for row in rows if row["theme"] == "Funding")


def facts(built: Built) -> dict[str, object]:
    return built.content.facts["audit"]


def test_one_more_interview_moves_nothing_and_twenty_move_the_figures(strand: Strand, north: Region) -> None:
    """Of 30, 15 named funding; the 31st does too, which nobody may see; of 20 more, 10 do."""
    interview(strand, north, 30)
    first = release_study(strand.study)
    assert funding(barriers(first).rows) == (15, 30)

    interview(strand, north, 1)
    second = barriers(release_study(strand.study))
    interview(strand, north, 20)
    third = barriers(release_study(strand.study))

    assert funding(second.rows) == (15, 30)
    assert second.from_release == 1
    assert second.notes[0].startswith("[e] As in release 1: too few answers have changed since then")
    assert funding(third.rows) == (26, 51)
    assert third.from_release == 0


def test_a_table_that_is_carried_over_twice_is_as_in_the_release_that_first_had_it(
    strand: Strand, north: Region
) -> None:
    interview(strand, north, 30)
    release_study(strand.study)
    for _ in range(2):
        interview(strand, north, 1)
        last = release_study(strand.study)

    assert last.number == 3
    assert barriers(last).from_release == 1
    assert sum(note.startswith("[e]") for note in barriers(last).notes) == 1


def test_a_corrected_answer_is_a_change_and_an_unchanged_one_is_not(strand: Strand, north: Region) -> None:
    made = interview(strand, north, 40)
    release_study(strand.study)

    for each in made[:10:2]:
        each.answers = {"barriers": answering.stored_value(["law"])}
        each.save()

    table = barriers(release_study(strand.study))
    assert table.from_release == 1
    assert funding(table.rows) == (20, 40)


def test_an_erased_interview_leaves_a_member_without_answers_and_moves_nothing(
    strand: Strand, north: Region
) -> None:
    made = interview(strand, north, 40)
    first = release_study(strand.study)
    ReleaseMember.objects.filter(release=first, interview=made[0]).update(interview=None, answers={})
    made[0].delete()

    assert barriers(release_study(strand.study)).from_release == 1


def test_with_another_secret_key_no_answer_counts_as_changed(
    strand: Strand, north: Region, settings: pytest.FixtureRequest
) -> None:
    """Every hash is another, but nobody has changed anything: nothing may move on that account."""
    interview(strand, north, 40)
    release_study(strand.study)
    settings.SECRET_KEY = "another" * 10

    interview(strand, north, 1)

    assert barriers(release_study(strand.study)).from_release == 1


def test_with_another_secret_key_a_corrected_answer_stops_no_release(
    strand: Strand, north: Region, settings: pytest.FixtureRequest
) -> None:
    """What was said before can no longer be told, and is not taken to be what is said now."""
    made = interview(strand, north, 40)
    release_study(strand.study)
    settings.SECRET_KEY = "another" * 10

    for each in made[:10:2]:
        each.answers = {"barriers": answering.stored_value(["law"])}
        each.save()

    assert facts(build(strand.study))["findings"] == []


def test_without_a_release_to_carry_over_a_table_has_no_figures(strand: Strand, north: Region) -> None:
    interview(strand, north, 30)
    first = release_study(strand.study)
    first.state, first.withdrawn_note, first.withdrawn_at = "withdrawn", "Wrong.", first.released_at
    first.save()

    interview(strand, north, 1)

    table = barriers(release_study(strand.study))
    assert funding(table.rows) == (None, None)
    assert (0, "named") in table.hidden
    assert table.notes[0].startswith("[c] Too few answers have changed since a release that was withdrawn")


def test_members_have_where_they_count_and_a_hash_of_each_answer(strand: Strand, north: Region) -> None:
    made = interview(strand, north, 12)
    release = release_study(strand.study)

    member = release.members.get(interview=made[0])
    assert (member.strand, member.part) == ("initial_interview", "Prisons")
    assert GROUP in member.answers
    assert not any("funding" in answer for answer in member.answers.values())
    same = release.members.get(interview=made[6])
    assert member.answers[GROUP] != same.answers[GROUP]


def test_a_release_has_the_result_of_its_audit(strand: Strand, north: Region) -> None:
    interview(strand, north, 30)
    result = facts(build(strand.study))

    assert result["findings"] == []
    assert result["words"] == f"0 of {result['tried']}"
    assert result["tried"] > 0


def test_members_are_read_with_the_same_number_of_queries_for_more_interviews(
    strand: Strand, north: Region
) -> None:
    interview(strand, north, 12)
    build(strand.study)
    with CaptureQueriesContext(
        connection,
    ) as few:
        build(strand.study)

    interview(strand, north, 12)

    with CaptureQueriesContext(connection) as more:
        build(strand.study)
    assert len(more) == len(few)
