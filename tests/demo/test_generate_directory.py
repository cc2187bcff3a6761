"""`manage.py generate_directory` gives the same directory for the same number and seed."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from demo.directory import generate as generate_one
from enterprises import actions
from enterprises.models import Assessment, Evidence, NameKey, Organisation
from enterprises.vocabulary import Outcome

pytestmark = pytest.mark.django_db


def generate(number: int, **options: Any) -> str:
    out = StringIO()
    call_command("generate_directory", organisations=number, stdout=out, **options)
    return out.getvalue()


def test_an_organisation_is_the_same_for_its_number_and_seed():
    one, again, other = (
        generate_one(7, seed=seed, outcodes=["LS9", "TR1"], services=3) for seed in (2009, 2009, 2010)
    )

    assert one == again != other
    assert one.name.endswith("7 (invented)")
    assert one.slug == "invented-2009-7"


def test_generated_organisations_are_clearly_invented(frame: None):
    output = generate(60)

    made = Organisation.objects.filter(slug__startswith="invented-2009-")
    assert (
        made.count()
        == made.filter(is_invented=True, is_published=True, name__endswith="(invented)").count()
        == 60
    )
    assert made.filter(places__region__isnull=False, places__latitude__isnull=False).count() == 60
    assert Evidence.objects.filter(source="Invented for the demonstration study.").exists()
    assert "60 invented organisations added" in output
    assert AuditEvent.objects.filter(verb="directory.generated").count() == 1


def test_rows_are_the_same_as_those_of_the_actions(frame: None):
    generate(40)

    assert list(actions.differences()) == []
    assert Assessment.objects.current("inclusive-2009").count() == 40
    assert len(set(Assessment.objects.values_list("outcome", flat=True)) & set(Outcome.values)) >= 5
    assert NameKey.objects.values("organisation").distinct().count() == 40
    for row in Evidence.objects.all()[:50]:
        row.full_clean()


def test_a_larger_number_adds_to_the_existing_organisations(frame: None):
    generate(5)
    output = generate(8)

    assert "3 invented organisations added" in output
    assert Organisation.objects.filter(is_invented=True).count() == 8
    assert "0 invented organisations added" in generate(8)


def test_the_next_run_assesses_organisations_of_an_interrupted_run(frame: None):
    generate(5)
    Assessment.objects.all().delete()

    generate(5)

    assert Assessment.objects.current("inclusive-2009").count() == 5


def test_outcomes_can_be_left_to_a_later_run(frame: None):
    generate(5, without_assessments=True)
    before = Assessment.objects.count()

    generate(5)

    assert (before, Assessment.objects.current("inclusive-2009").count()) == (0, 5)


def test_it_is_refused_beside_a_real_study(settings: Any):
    settings.DEMONSTRATION = settings.DEBUG = False

    with pytest.raises(CommandError, match="never beside a real study"):
        generate(5)


@pytest.mark.parametrize(
    ("number", "options", "reason"),
    [(0, {}, "from 1 to 2,000,000"), (2_000_001, {}, "from 1 to 2,000,000"), (1, {"seed": -1}, "0 or more")],
)
def test_an_invalid_number_is_refused(number: int, options: dict[str, int], reason: str):
    with pytest.raises(CommandError, match=reason):
        generate(number, **options)


def test_without_a_frame_the_error_says_what_to_do_first():
    with pytest.raises(CommandError, match="load_reference"):
        generate(1)
