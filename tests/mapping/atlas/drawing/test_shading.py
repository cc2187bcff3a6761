"""Classes of a shaded map, with the limits of `design/officer.md` section 3."""

import pytest

from mapping.atlas.drawing.shading import PALETTE, shade_of, shades_of
from mapping.atlas.measures import LIMITS, LIMITS_OF_REGIONS


def label_of(measure: str, value: float) -> str:
    shades = shades_of(LIMITS[measure])
    return shades[shade_of(value, shades)].label


@pytest.mark.parametrize(
    ("measure", "labels"),
    [
        ("engaged", {0: "None known", 1: "1% to 24%", 24: "1% to 24%", 25: "25% to 49%", 49: "25% to 49%",
                     50: "50% to 74%", 74: "50% to 74%", 75: "75% to 100%", 100: "75% to 100%"}),
        ("interviewed", {0: "Under 50%", 49: "Under 50%", 50: "50% to 74%", 75: "75% to 89%", 89: "75% to 89%",
                         90: "90% to 99%", 99: "90% to 99%", 100: "100%"}),
        ("organisations", {0: "None", 1: "1 or 2", 2: "1 or 2", 3: "3 to 5", 6: "6 to 10", 10: "6 to 10",
                           11: "11 and more", 9_000: "11 and more"}),
        ("per_service", {0: "None", 0.01: "Fewer than 0.25", 0.2499: "Fewer than 0.25", 0.25: "0.25 to 0.49",
                         0.5: "0.5 to 0.99", 1: "1 and more", 12: "1 and more"}),
        ("gap", {0: "None", 1: "1 or 2", 4: "3 or 4", 5: "5 or 6", 6: "5 or 6", 7: "7 or 8", 8: "7 or 8"}),
    ],
)  # fmt: skip
def test_each_measure_has_its_fixed_classes(measure: str, labels: dict[float, str]) -> None:
    assert {value: label_of(measure, value) for value in labels} == labels


def test_darker_is_more_and_without_a_value_there_is_no_class() -> None:
    for limits in (*LIMITS.values(), LIMITS_OF_REGIONS):
        shades = shades_of(limits)
        assert [shade.fill for shade in shades] == list(PALETTE)
        assert [shade.minimum for shade in shades] == sorted(shade.minimum for shade in shades)
    assert shade_of(None, shades_of(LIMITS["gap"])) is None
    assert shade_of(3, ()) is None
