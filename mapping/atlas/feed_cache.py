"""The feed as it is sent: compressed, and cached while the directory does not change."""

import datetime as dt
import gzip
import hashlib

import orjson
from django.core.cache import caches

from enterprises import cache_version
from mapping.atlas import feed
from mapping.atlas.query import AtlasQuery

A_DAY = 24 * 60 * 60
LEVEL = 6


def etag(atlas: AtlasQuery, today: dt.date) -> str:
    """Return a hash that changes whenever the feed of an address may change. One query."""
    filters = atlas.filters
    version = cache_version.current()
    parts = (
        version.number,
        version.changed_at,
        filters.definition,
        filters.day,
        filters.study and (filters.study.pk, filters.study.closed_on),
        filters.as_of is not None,
        filters.name,
        today,
        sorted(filters.organisation_filter.values.items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def compressed_feed(atlas: AtlasQuery, today: dt.date) -> bytes:
    """Return the feed of an address, compressed with gzip.

    The feed of the whole directory, with which every map begins, is cached until the directory changes. Those of
    filtered addresses are not: there is no end of them.
    """
    filters = atlas.filters
    if filters.organisation_filter.values or filters.as_of or filters.name:
        return _compress(atlas, today)
    key = f"feed-{etag(atlas, today)}"
    body: bytes | None = caches["pages"].get(key)
    if body is None:
        body = _compress(atlas, today)
        caches["pages"].set(key, body, A_DAY)
    return body


def _compress(atlas: AtlasQuery, today: dt.date) -> bytes:
    filters = atlas.filters
    content = {
        "organisations": feed.organisation_columns(
            atlas.organisations, filters.definition, is_whole=not filters.organisation_filter.values
        ),
        "services": feed.service_rows(atlas.services, atlas.engaged, today),
    }
    return gzip.compress(orjson.dumps(content, default=list), LEVEL, mtime=0)
