"""Query strings of lists: what was asked for, with changes."""

from __future__ import annotations

from django.http import QueryDict


def query_with(query: QueryDict, **changes: object) -> QueryDict:
    """Return the query with these changes and without empty values. A changed value that is empty is removed."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = str(value)
    for name in [name for name in changed if not changed[name]]:
        del changed[name]
    return changed


def address_with(query: QueryDict, **changes: object) -> str:
    """Return the query string of the list with these changes, on its first page."""
    return f"?{query_with(query, page='', **changes).urlencode()}"
