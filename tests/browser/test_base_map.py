"""The base map in a browser: none by default, raster or vector tiles from the configured server."""

import re

import pytest
from playwright.sync_api import expect

from config.env import BaseMap

SERVER = "https://tiles.example.org"


def field(number, content):
    """One field of a protocol buffer: bytes with their length, or a small whole number."""
    if isinstance(content, int):
        return bytes([number << 3, content])
    return bytes([number << 3 | 2, len(content)]) + content


SQUARE = bytes([9, 0, 0, 26, 0x80, 0x40, 0, 0, 0x80, 0x40, 0xFF, 0x3F, 0, 15])
"""Move to the corner, lines to the three others (zigzag; 4096 is the tile's side), close."""
WATER = (
    field(1, b"water") + field(2, field(3, 3) + field(4, SQUARE)) + bytes([5 << 3, 0x80, 0x20, 15 << 3, 2])
)
TILE = field(3, WATER)
PAINTED = """() => [...document.querySelectorAll(".leaflet-tile-pane canvas")].some((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value > 0 && value < 255);
})"""


@pytest.fixture
def over(frame, settings, open_context):
    """Open the map over a base map, whose server answers with one tile of water; gives the page and what was asked."""

    def open_(address):
        base = BaseMap(address, "© The makers")
        rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        rules = {name: [*rule, *base.origins(name)] for name, rule in rules.items()}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": rules}
        settings.BASE_MAP = base
        asked = []
        context = open_context()
        context.route(f"{SERVER}/**", lambda route: answer(route))
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/atlas/")
        page.wait_for_selector(".gh-atlas--is-live")
        return page, asked

    return open_


def answer(route):
    headers = {"Access-Control-Allow-Origin": "*"}
    route.fulfill(status=200, body=TILE, headers=headers, content_type="application/x-protobuf")


def test_shapes_are_drawn_under_the_areas(over, axe):
    page, asked = over(f"{SERVER}/light/{{z}}/{{x}}/{{y}}.mvt")

    page.wait_for_function(PAINTED)
    expect(page.locator(".gh-atlas-by", has_text="©")).to_have_text("© The makers")
    assert any(re.search(r"/light/\d+/\d+/\d+\.mvt$", url) for url in asked)
    assert any("protomaps-leaflet" in url for url in asked)
    axe(page)


def test_pictures_are_laid_under_the_areas_without_the_library_for_shapes(over):
    page, asked = over(f"{SERVER}/light/{{z}}/{{x}}/{{y}}.png")

    expect(page.locator(".leaflet-tile-pane img").first).to_have_js_property("complete", True)
    assert any(url.endswith(".png") and url.startswith(SERVER) for url in asked)
    assert not any("protomaps-leaflet" in url for url in asked)
