"""The version of the directory as the version of its API responses."""

from __future__ import annotations

from enterprises import cache_version
from noms.api.conditional import Version


class DirectoryVersionMixin:
    """Mixin for API views of the directory: a response is “not modified” while the version stays the same."""

    def version(self) -> Version:
        current = cache_version.current()
        return f"version {current.number} of {current.changed_at.isoformat()}", current.changed_at
