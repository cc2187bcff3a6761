"""Subtracting public figures does not reveal who was not interviewed, or what an unnamed service said."""

from pathlib import Path

import pytest

from survey.models import Study
from tests.reports.subtraction import Reader, concluded

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

PAGE = Path("docs/method.md").read_text(encoding="utf-8")


def test_nothing_can_be_concluded_of_a_service_of_the_demonstration(demonstration: Study) -> None:
    reader = Reader(demonstration)

    assert f"the {len(reader.unlisted())} services of the demonstration without a listed" in PAGE
    assert concluded(reader) == []


def test_exact_figures_would_reveal_services(demonstration: Study) -> None:
    found = concluded(Reader(demonstration, detail=True))

    assert any("was not interviewed" in words for words in found)
    assert any("told of an included organisation" in words for words in found)
