"""The tile map."""

from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, shades_of
from mapping.atlas.drawing.text_width import text_width
from mapping.atlas.drawing.tiles import SIDE, abbreviation, tile_map
from mapping.atlas.measures import LIMITS, Figure, Shading
from noms import geometry

SHADES = shades_of(LIMITS["engaged"])
SHADING = Shading(
    "engaged",
    "A measure",
    SHADES,
    {
        "Kent": Figure("Kent: 9 of 10", 90, len(SHADES) - 1),
        "Essex": Figure("Essex: none in the list", None, None),
    },
)


def test_tiles_begin_in_the_corner_and_keep_their_places():
    tiles = tile_map([("Kent", 5, 7), ("Essex", 4, 7)], SHADING, [])
    essex, kent = tiles.rows

    assert (essex.x, essex.y) == (3, 3)
    assert kent.y > essex.y
    assert kent.x == essex.x


def test_a_tile_has_its_areas_colour_and_words():
    _essex, kent = tile_map([("Kent", 5, 7), ("Essex", 4, 7)], SHADING, []).rows

    assert kent.fill == SHADES[-1].fill
    assert kent.ink == "#ffffff"
    assert kent.words == "Kent: 9 of 10"


def test_no_figure_has_a_colour_of_its_own():
    essex, _kent = tile_map([("Kent", 5, 7), ("Essex", 4, 7)], SHADING, []).rows

    assert essex.fill == NOT_AVAILABLE_FILL
    assert essex.ink == "#0b0c0c"


def test_a_long_name_is_broken_between_words():
    (tile,) = tile_map([("Avon and Somerset", 0, 0)], SHADING, ["Avon and Somerset"]).rows

    assert [line for line, _y in tile.lines] == ["Avon and", "Somerset"]
    assert tile.is_chosen


def test_abbreviations_fit_a_tile_and_tell_the_areas_apart():
    names = [shape.name for shape in geometry.polygons("areas_2009")]
    found = [abbreviation(name) for name in names]

    assert len(set(found)) == 42
    assert all(text_width(one, 31) <= SIDE for one in found)
    assert abbreviation("West Yorkshire") == "W York"


def test_without_zones_there_are_no_tiles():
    assert tile_map([], SHADING, []) is None
