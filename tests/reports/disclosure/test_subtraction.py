"""Counts of services less the listed relations, worked by hand."""

from collections.abc import Sequence

import pytest

from reports.disclosure.subtraction import Fact, ServiceFacts, ServiceSum, Subtraction


def service(
    name: str, *, listed: bool = False, included: bool = False, nameable: bool = False
) -> ServiceFacts:
    return ServiceFacts(name, listed, included, nameable)


def count(fact: Fact, services: Sequence[int], number: int) -> ServiceSum:
    return ServiceSum(fact, frozenset(services), number, number)


def concluded(services: Sequence[ServiceFacts], *sums: ServiceSum) -> list[str]:
    return [str(each) for each in Subtraction(services, sums).conclusions()]


LISTED = service("Lent", listed=True, included=True, nameable=True)


def test_where_every_interviewed_service_is_listed_the_others_were_not_interviewed() -> None:
    """2 of 3 interviewed, both listed: the third was not."""
    three = [LISTED, service("Stour", listed=True, included=True, nameable=True), service("Wye")]

    assert concluded(three, count(Fact.INTERVIEWED, range(3), 2)) == ["Wye was not interviewed"]
    assert concluded([LISTED, service("Stour"), service("Wye")], count(Fact.INTERVIEWED, range(3), 2)) == []


def test_what_the_last_service_told_follows_from_the_count_of_its_region() -> None:
    """All 2 were interviewed and 2 told of an included organisation; one of them is listed with its relation."""
    two = [LISTED, service("Wye")]
    everybody = count(Fact.INTERVIEWED, range(2), 2)

    assert concluded(two, everybody, count(Fact.TOLD_INCLUDED, range(2), 2)) == [
        "Wye told of an included organisation",
        "Wye works with an included organisation",
    ]
    assert concluded(two, everybody, count(Fact.TOLD_INCLUDED, range(2), 1)) == [
        "Wye told of no included organisation"
    ]


def test_the_difference_of_two_groups_is_a_count_too() -> None:
    """5 of 10 told of an included organisation, and 4 of the first 9: so the tenth did."""
    ten = [service(f"Service {number}") for number in range(9)] + [service("Wye")]
    found = concluded(ten, count(Fact.TOLD_INCLUDED, range(10), 5), count(Fact.TOLD_INCLUDED, range(9), 4))

    assert found == ["Wye told of an included organisation", "Wye works with an included organisation"]


def test_of_a_service_that_may_be_named_it_is_public_what_it_works_with() -> None:
    two = [LISTED, service("Wye", nameable=True)]

    assert concluded(two, count(Fact.INTERVIEWED, range(2), 2), count(Fact.TOLD_INCLUDED, range(2), 2)) == []


def test_counts_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        concluded([service("Wye")], count(Fact.INTERVIEWED, [0], 1), count(Fact.INTERVIEWED, [0], 0))
