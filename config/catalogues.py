"""The languages of our own sentences: those with a catalogue in `locale/`."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf.locale import LANG_INFO
from django.utils.translation import to_language


class Catalogue(NamedTuple):
    """A language with a catalogue: its code, its own name, and whether no translator has checked it yet."""

    code: str
    name: str
    is_draft: bool


def catalogues(folder: Path) -> Iterator[Catalogue]:
    """Yield the compiled catalogues of a folder. A draft says `X-Draft: yes` in its header."""
    for path in sorted(folder.glob("*/LC_MESSAGES/django.mo")):
        code = to_language(path.parent.parent.name)
        with path.open("rb") as file:
            header = gettext.GNUTranslations(file).info()
        name = LANG_INFO.get(code, {}).get("name_local", code)
        yield Catalogue(code, name, header.get("x-draft", "") == "yes")
