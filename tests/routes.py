"""Every address of the URLconf, each with an example that can be asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NO_SUCH_KEY = "999999"


@dataclass(frozen=True)
class Route:
    """One pattern: its full route, its name with namespaces, and what answers it."""

    pattern: str
    name: str
    callback: Any

    @property
    def key(self) -> str:
        return self.name or self.pattern

    def example(self, values: dict[str, str]) -> str:
        """An address that this pattern answers; `values` by parameter name, else a key that no row has."""
        text = re.sub(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)", r"<\1>", self.pattern)
        text = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], NO_SUCH_KEY), text)
        return "/" + re.sub(r"/\?\$?$|[\^$]|\\Z|\\(?=[./-])", "", text)


def routes() -> list[Route]:
    """All of them, in the URLconf's order."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        whole = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, whole, inner)
        else:
            yield Route(whole, f"{namespace}{entry.name}" if entry.name else "", entry.callback)
