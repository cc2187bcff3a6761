"""What a frame has on one day, and the warnings for what it lacks."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from noms.frame_day import FrameDay, frame_day
from noms.models import Frame
from noms.nouns import FrameWords, Noun
from tests.factories.noms import FrameFactory, RegionFactory, ServiceFactory, ServiceKindFactory

DAY = dt.date(2015, 11, 1)
KINDS = {"prison": Noun("prison", "prisons"), "probation": Noun("probation service", "probation services")}
WORDS = FrameWords("England and Wales", KINDS, "Part of NOMS")


def test_a_kind_without_an_open_service_is_warned_of() -> None:
    """119 prisons and no probation service: what the tables of 2009 had for November 2015."""
    found = FrameDay(DAY, WORDS, KINDS, {("prison", "Wales"): 5, ("prison", "London"): 114})

    assert found.warnings == [
        "No probation service of this frame is known to have been open on 1 November 2015."
    ]
    assert (found.total, found.by_kind) == (119, {"prison": 119, "probation": 0})
    assert (found.regions, found.in_region("Wales")) == (["Wales", "London"], [5, 0])


def test_every_kind_is_warned_of_where_nothing_is_open() -> None:
    assert len(FrameDay(DAY, WORDS, KINDS, {}).warnings) == 2


def test_nothing_is_warned_of_where_every_kind_is_there() -> None:
    assert FrameDay(DAY, WORDS, KINDS, {("prison", ""): 1, ("probation", ""): 1}).warnings == []


@pytest.mark.django_db
def test_a_kind_of_other_days_is_one_that_the_frame_lacks_today(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    frame = FrameFactory(title="Tasmania")
    south = RegionFactory(name="South")
    for kind, closed_on in (("premises", None), ("unit", dt.date(2014, 1, 1))):
        ServiceKindFactory(key=kind, singular=f"{kind} of ours", plural=f"{kind}s of ours")
        ServiceFactory(
            own=True,
            frame=frame,
            kind=kind,
            region=south,
            closed_on=closed_on,
            closed_precision="day" if closed_on else "",
        )
    ServiceFactory()

    with django_assert_num_queries(3):
        found = frame_day(frame, DAY)

    assert found.by_kind == {"premises": 1, "unit": 0}
    assert found.warnings == ["No unit of ours of this frame is known to have been open on 1 November 2015."]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(dt.date(2008, 1, 1), ["those of 1 July 2009 and later"], id="before-the-tables"),
        pytest.param(dt.date(2014, 5, 31), [], id="last-day-of-the-trusts"),
        pytest.param(
            dt.date(2014, 6, 1), ["No probation service", "stopped work on 31 May 2014"], id="between"
        ),
        pytest.param(dt.date(2021, 6, 26), [], id="first-day-of-the-units"),
        pytest.param(dt.date(2025, 6, 30), [], id="newest-lists"),
        pytest.param(dt.date(2025, 7, 1), ["The newest lists are of June 2025"], id="since"),
    ],
)
def test_the_frame_of_england_and_wales_says_what_it_cannot_know(
    frame: None, day: dt.date, words: list[str]
) -> None:
    warnings = frame_day(Frame.objects.get(), day).warnings

    assert len(warnings) == len(words)
    assert all(one in warning for one, warning in zip(words, warnings, strict=True))


@pytest.mark.parametrize(
    ("day", "counts", "word"),
    [
        pytest.param(dt.date(2009, 7, 1), (135, 42), "probation areas", id="mid-2009"),
        pytest.param(dt.date(2010, 7, 1), None, "probation trusts", id="trusts"),
        pytest.param(dt.date(2025, 6, 30), (121, 108), "probation delivery units", id="today"),
    ],
)
def test_the_frame_of_england_and_wales(
    frame: None, day: dt.date, counts: tuple[int, int] | None, word: str
) -> None:
    found = frame_day(Frame.objects.get(), day)

    assert counts is None or tuple(found.by_kind.values()) == counts
    assert found.nouns["probation"].plural == word
    assert (len(found.regions), found.warnings) == (12 if day.year == 2025 else 10, [])
