"""The feed as it is sent: packed, and kept while the directory's edition stands."""

import datetime as dt
import gzip
import hashlib

import orjson
from django.core.cache import caches

from enterprises import cache_version
from mapping.atlas import feed
from mapping.atlas.query import Atlas

A_DAY = 24 * 60 * 60
LEVEL = 6


def tag(asked: Atlas, today: dt.date) -> str:
    """A word that changes whenever the feed of an address may change. One query."""
    stands = cache_version.current()
    parts = (
        stands.number,
        stands.changed_at,
        asked.definition,
        asked.day,
        asked.study and (asked.study.pk, asked.study.closed_on),
        asked.as_of is not None,
        asked.name,
        today,
        sorted(asked.filter.values.items()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def packed(asked: Atlas, today: dt.date) -> bytes:
    """The feed of an address, compressed with gzip.

    The whole directory's is kept until anything in the directory changes: it is what every map begins with. Those of
    narrower addresses are not, for there is no end of them.
    """
    if asked.filter.values or asked.as_of or asked.name:
        return _pack(asked, today)
    key = f"feed-{tag(asked, today)}"
    body: bytes | None = caches["pages"].get(key)
    if body is None:
        body = _pack(asked, today)
        caches["pages"].set(key, body, A_DAY)
    return body


def _pack(asked: Atlas, today: dt.date) -> bytes:
    content = {
        "organisations": feed.points(asked.organisations, asked.definition, is_whole=not asked.filter.values),
        "services": feed.services(asked.services, asked.engaged, today),
    }
    return gzip.compress(orjson.dumps(content, default=list), LEVEL, mtime=0)
