"""Lists of the directory are as new as its edition."""

from __future__ import annotations

from enterprises import cache_version
from noms.api.conditional import Version


class DirectoryVersionMixin:
    """Mixin for API views over the directory: nothing is read again while the edition stands."""

    def version(self) -> Version:
        stands = cache_version.current()
        return f"edition {stands.number} of {stands.changed_at.isoformat()}", stands.changed_at
