"""The frame in the API, and the behaviour that all list views of the API share."""

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
