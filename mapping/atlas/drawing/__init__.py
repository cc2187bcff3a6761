"""The drawn maps: the map as SVG, the tile map, the small locator map, and the classes of their colours."""
