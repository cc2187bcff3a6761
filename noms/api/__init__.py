"""The frame for programs, and the manners that every list of the API shares."""

from noms.api.pagination import CursorPages
from noms.api.viewsets import (
    LocatedViewSet,
    ProbationAreaViewSet,
    ReadOnlyViewSet,
    RegionViewSet,
    ServiceViewSet,
)

__all__ = [
    "CursorPages",
    "LocatedViewSet",
    "ProbationAreaViewSet",
    "ReadOnlyViewSet",
    "RegionViewSet",
    "ServiceViewSet",
]
