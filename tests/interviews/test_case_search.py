"""Finding a case by a telephone number in any writing, by a person, and by a name."""

import pytest

from interviews import actions
from interviews.case_search import digits_of, matching, numbers_in
from survey.models import SampledUnit, Strand
from tests.factories.accounts import UserFactory
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

CALLER = "01632 960133"


def found(text: str) -> list[str]:
    return sorted(str(unit) for unit in SampledUnit.objects.filter(matching(text)))


@pytest.fixture
def strand(db: None) -> Strand:
    return StrandFactory()


@pytest.fixture
def leeds(strand: Strand) -> SampledUnit:
    """The case of a service whose contact was replaced; another has a number that ends alike."""
    unit = SampledUnitFactory(strand=strand, service__name="HMP Leeds", service__noms_code="LEI")
    ContactFactory(
        unit=unit,
        name="Ann Example",
        job_title="Head of learning",
        telephone=CALLER,
        email="ann.example@leeds.example",
    )
    actions.replace_contact(unit=unit, name="Bob Sample", telephone="07700 900123", by=UserFactory())
    other = SampledUnitFactory(strand=strand, service__name="HMP Hull", service__noms_code="HLI")
    ContactFactory(unit=other, name="Cai Sampler", job_title="Governor", telephone="01632 961133")
    return unit


@pytest.mark.parametrize(
    "written",
    [
        "01632960133",
        "01632 960133",
        "(01632) 960 133",
        "01632-960-133",
        "+44 1632 960133",
        "+44 (0)1632 960133",
        "0044 1632 960 133",
        "441632960133",
        "01632 960133 ext. 12",
        "\u0660\u0661\u0666\u0663\u0662 \u0669\u0666\u0660\u0661\u0663\u0663",
    ],
)
def test_every_way_to_write_a_number_gives_the_same_digits(written: str) -> None:
    assert numbers_in(written) == ["1632960133"]


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert digits_of("+353 20 915 0000") == digits_of("00353 20 915 0000") == "353209150000"


@pytest.mark.parametrize("text", ["", "HMP Leeds", "wing 4", "0133", "Unit 12 3"])
def test_a_text_without_a_number_has_none(text: str) -> None:
    assert numbers_in(text) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "said",
    [
        CALLER,
        "960133",
        "01632960133",
        "+44 1632 960133",
        "+44 (0) 1632 960 133",
        "this is 01632 960133, somebody rang me",
        "0133",
        "07700900123",
    ],
)
def test_a_case_is_found_by_a_number_of_a_current_or_an_earlier_contact(
    said: str, leeds: SampledUnit
) -> None:
    assert found(said) == ["HMP Leeds"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "said",
    [
        "ann",
        "ANN EXAMPLE",
        "bob",
        "head of learning",
        "ann.example@leeds.example",
        "lei",
        "hmp leeds",
        "bob leeds",
    ],
)
def test_a_case_is_found_by_a_person_or_its_name(said: str, leeds: SampledUnit) -> None:
    assert found(said) == ["HMP Leeds"]


@pytest.mark.parametrize("said", ["01632 960134", "ann hull", "%", "_", "zoe"])
def test_what_nobody_has_finds_nothing(said: str, leeds: SampledUnit) -> None:
    assert found(said) == []


def test_an_erased_contact_is_not_found(leeds: SampledUnit) -> None:
    for contact in leeds.contacts.all():
        actions.erase_contact(contact=contact, by=None)

    assert [found(said) for said in (CALLER, "ann", "bob")] == [[], [], []]


def test_a_number_that_is_changed_is_found_at_once(leeds: SampledUnit) -> None:
    actions.replace_contact(unit=leeds, name="Bob Sample", telephone="01632 960999", by=UserFactory())

    assert found("960999") == ["HMP Leeds"]
