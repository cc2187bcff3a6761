"""Collects our sentences into the catalogues of `locale/` and compiles these, without the programs of GNU gettext.

`script/messages` runs it. A new sentence enters each catalogue without a translation, and one that is used no more
leaves it. The catalogue of British English holds Django's own messages, and is only compiled.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "locale"
OF_DJANGO = "en_GB"
FOLDERS = (
    "accounts",
    "config",
    "enterprises",
    "interviews",
    "mapping",
    "noms",
    "reports",
    "search",
    "survey",
    "wording",
)
KEYWORDS = {
    "gettext": None,
    "_": None,
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "to_translate": None,
    "Sentence": None,
}
COMMENTS = ("Translators:",)
WIDTH = 110


def sentences() -> Catalog:
    """Return every sentence that the code and the templates mark for translation, with where it stands."""
    found = Catalog(charset="utf-8")
    for path in sorted(ROOT.glob("templates/**/*.html")):
        # Django turns a template into lines that look like Python; blank lines around keep them apart.
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        _add(found, path, "\n".join(line.strip() for line in source.splitlines()))
    for folder in FOLDERS:
        for path in sorted(ROOT.glob(f"{folder}/**/*.py")):
            text = path.read_text(encoding="utf-8")
            if any(f"{word}(" in text for word in KEYWORDS):
                _add(found, path, text)
    return found


def _add(catalogue: Catalog, path: Path, source: str) -> None:
    place = path.relative_to(ROOT).as_posix()
    for _, words, comments, context in extract(
        "python", BytesIO(source.encode()), KEYWORDS, COMMENTS, {"encoding": "utf-8"}
    ):
        catalogue.add(words, locations=[(place, None)], auto_comments=comments, context=context)


def po_files() -> Iterator[Path]:
    """Yield the catalogues."""
    yield from sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


class KeptHeader(Catalog):
    """A catalogue whose header stays as a person wrote it, so that a renewed file differs in its sentences only."""

    headers: list[tuple[str, str]]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]  # Babel writes its own
        return self.headers

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        self.headers = list(headers)
        Catalog.mime_headers.fset(self, self.headers)


def read(path: Path) -> Catalog:
    """Return a catalogue as a person wrote it."""
    catalogue = KeptHeader(locale=path.parent.parent.name)
    with path.open("rb") as file:
        PoFileParser(catalogue, abort_invalid=True).parse(file)
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return the contents of the compiled file."""
    found = BytesIO()
    write_mo(found, catalogue)
    return found.getvalue()


def renew(path: Path) -> Catalog:
    """Write the sentences into a catalogue and compile it. Returns it."""
    catalogue = read(path)
    if path.parent.parent.name != OF_DJANGO:
        catalogue.update(sentences(), no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=WIDTH, omit_header=False, sort_output=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return catalogue


if __name__ == "__main__":
    for each in po_files():
        catalogue = renew(each)
        missing = [message.id for message in catalogue if message.id and not message.string]
        print(f"{each.relative_to(ROOT)}: {len(catalogue)} sentences, {len(missing)} not translated")
        for sentence in missing:
            print(f"  {sentence}")
    sys.exit()
