"""The atlas: what one address asks for, and its map, list, figures, search and files."""

from mapping.atlas.query import DEFINITION, LISTS, REFERENCE_DAY, Atlas

__all__ = ["DEFINITION", "LISTS", "REFERENCE_DAY", "Atlas"]
