"""The outlines of the map: complete, correctly decoded, and in agreement with the frame."""

from __future__ import annotations

import json

import pytest

from noms.geometry import (
    FILES,
    LAYERS,
    Shape,
    content_hash,
    decode,
    middles,
    neighbouring_land,
    polygons,
    topojson_bytes,
)
from noms.models import ProbationArea, ProbationTrust, Region, Site
from noms.vocabulary import PROBATION_2021, ServiceForm

SQUARE_OF_TWO_ARCS = {
    "transform": {"scale": [0.5, 0.25], "translate": [10.0, 20.0]},
    "arcs": [[[0, 0], [2, 0], [0, 4]], [[0, 0], [0, 4], [2, 0]]],
    "objects": {
        "layer": {
            "geometries": [
                {"type": "Polygon", "properties": {"area": "Square"}, "arcs": [[0, -2]]},
                {"type": "MultiPolygon", "properties": {"area": "Other"}, "arcs": [[[0, -2]], [[0, -2]]]},
            ]
        }
    },
}


def test_arcs_are_summed_scaled_moved_and_joined() -> None:
    other, square = decode(SQUARE_OF_TWO_ARCS, named_by="area")

    assert square.rings == (((10.0, 20.0), (11.0, 20.0), (11.0, 21.0), (10.0, 21.0), (10.0, 20.0)),)
    assert (other.name, len(other.rings)) == ("Other", 2)


def test_a_hole_is_outside() -> None:
    outer = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
    shape = Shape("Ring", {}, ((outer, hole),))

    assert shape.contains(latitude=0.5, longitude=2.0)
    assert not shape.contains(latitude=2.0, longitude=2.0)
    assert not shape.contains(latitude=5.0, longitude=2.0)


@pytest.mark.parametrize(
    ("layer", "count"), [("areas_2009", 42), ("trusts_2010", 35), ("regions_2009", 10), ("regions_2021", 12)]
)
def test_each_layer_has_its_shapes_with_closed_rings(layer: str, count: int) -> None:
    shapes = polygons(layer)

    assert len(shapes) == count
    for shape in shapes:
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in shape.rings), shape.name


@pytest.mark.parametrize("layer", FILES)
def test_the_file_is_sent_as_it_is_and_named_by_its_hash(layer: str) -> None:
    assert json.loads(topojson_bytes(layer))["type"] == "Topology"
    assert len(content_hash(layer)) == 16
    assert content_hash(layer) == content_hash(layer)


def test_layers_have_hashes_of_their_own() -> None:
    assert len({content_hash(layer) for layer in FILES}) == 5


@pytest.mark.parametrize("ask", [polygons, topojson_bytes, content_hash])
def test_a_layer_there_is_not_is_refused(ask: object) -> None:
    with pytest.raises(KeyError):
        ask("../prisons")


@pytest.mark.usefixtures("frame")
def test_shapes_are_named_as_the_frame_names_them() -> None:
    trusts = ProbationTrust.objects.filter(form=ServiceForm.TRUST)

    assert {shape.name for shape in polygons("areas_2009")} == {
        area.name for area in ProbationArea.objects.all()
    }
    assert {shape.name for shape in polygons("trusts_2010")} == {trust.name for trust in trusts}
    assert {shape.name for shape in polygons("regions_2009")} == {
        region.name for region in Region.objects.noms()
    }
    assert {shape.name for shape in polygons("regions_2021")} == {
        region.name for region in Region.objects.filter(system__key=PROBATION_2021)
    }


@pytest.mark.usefixtures("frame")
def test_prisons_lie_inside_their_areas_but_two_on_the_border_of_london() -> None:
    shapes = {shape.name: shape for shape in polygons("areas_2009")}
    outside = [
        site.name
        for site in Site.objects.select_related("service__area")
        if not shapes[site.service.area.name].contains(latitude=site.latitude, longitude=site.longitude)
    ]

    assert outside == ["HMP High Down", "HMP/YOI Downview"]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_name_of_each_shape_is_written_inside_it(layer: str) -> None:
    found = middles(layer)

    for shape in polygons(layer):
        east, north = found[shape.name]
        assert shape.contains(latitude=north, longitude=east), shape.name


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_land"),
    [
        pytest.param(55.95, -3.6, True, id="Scotland"),
        pytest.param(53.3, -7.5, True, id="Ireland"),
        pytest.param(49.5, 0.5, True, id="France"),
        pytest.param(52.5, -1.5, False, id="England has its own outlines"),
        pytest.param(52.3, -5.5, False, id="sea"),
    ],
)
def test_the_land_around_is_there_and_ours_is_not(latitude: float, longitude: float, is_land: bool) -> None:
    land = Shape("land", {}, tuple((ring,) for ring in neighbouring_land()))

    assert land.contains(latitude=latitude, longitude=longitude) is is_land
