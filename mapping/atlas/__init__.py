"""The atlas: the result of one address as a map, a list, figures and files."""

from mapping.atlas.filters import DEFINITION, LISTS, AtlasFilters
from mapping.atlas.query import AtlasQuery

__all__ = ["DEFINITION", "LISTS", "AtlasFilters", "AtlasQuery"]
