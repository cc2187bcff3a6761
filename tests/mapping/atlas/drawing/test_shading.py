"""Classes of a shaded map."""

from itertools import pairwise

import pytest

from mapping.atlas.drawing.shading import PALETTE, classes, shade_of


def limits(values, **words):
    return [(shade.minimum, shade.maximum) for shade in classes(values, **words)]


def test_zero_has_its_own_class_and_label():
    shades = classes([0, 0, 5, 9], unit="%", none="None known")

    assert shades[0].label == "None known"
    assert (shades[0].minimum, shades[0].maximum) == (0, 0)


def test_there_are_five_classes_at_most_and_no_gap_between_them():
    found = limits(range(101))

    assert len(found) == 5
    assert found[0] == (0, 0)
    assert found[-1][1] == 100
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(found[1:]))


def test_limits_are_multiples_of_the_step():
    found = limits([3, 17, 22, 38, 41, 57, 66, 80], step=5)

    assert all(least % 5 == 0 for least, _ in found[1:])


@pytest.mark.parametrize("values", [[], [0, 0], [7], [4, 4, 4], [0, 1]], ids=str)
def test_every_value_falls_in_one_class_however_few_there_are(values):
    shades = classes(values)

    for value in values:
        assert sum(shade.minimum <= value <= shade.maximum for shade in shades) == 1
        assert shade_of(value, shades) is not None


def test_without_values_there_are_no_classes_and_without_a_value_no_class():
    assert classes([]) == ()
    assert shade_of(None, classes([1, 2])) is None


def test_a_class_of_one_value_names_it_once():
    assert [shade.label for shade in classes([4, 4], unit="%")] == ["4%"]


def test_darker_is_more():
    fills = [shade.fill for shade in classes([0, 1, 5, 9, 14])]

    assert fills[0] == PALETTE[0]
    assert fills[-1] == PALETTE[-1]
    assert [PALETTE.index(fill) for fill in fills] == sorted(PALETTE.index(fill) for fill in fills)
