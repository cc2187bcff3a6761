"""The neighbours of a region, from its boundaries."""

import pytest

from noms.geometry import LAYERS, neighbours


def test_regions_of_2009_have_the_neighbours_of_the_map() -> None:
    found = neighbours("regions_2009")

    assert set(found["London"]) == {"East of England", "South East"}
    assert set(found["North East"]) == {"North West", "Yorkshire and Humberside"}
    assert set(found["Wales"]) == {"North West", "South West", "West Midlands"}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_neighbour_has_the_other_as_its_neighbour(layer: str) -> None:
    found = neighbours(layer)

    assert all(name in found[other] for name, others in found.items() for other in others)
    assert all(name not in others for name, others in found.items())
