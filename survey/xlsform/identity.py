"""The name, version and title of a form, made up where its author gives none. No database."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple

from survey.xlsform.notes import Note, Notes
from survey.xlsform.sheets import Sheets

MAX_NAME, MAX_VERSION, MAX_TITLE = 60, 60, 200
NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")


class Corrections(NamedTuple):
    """What the author says on the page instead of the file: empty where the file is right.

    `languages` are the codes of the languages, the form's own first and then in the order of the columns.
    """

    title: str = ""
    form_id: str = ""
    version: str = ""
    languages: tuple[str, ...] = ()

    def with_changes(self, changes: Corrections) -> Corrections:
        """Return these corrections with later ones in their place, where these say something."""
        length = max(len(self.languages), len(changes.languages))
        codes = zip(_padded(self.languages, length), _padded(changes.languages, length), strict=True)
        return Corrections(
            changes.title or self.title,
            changes.form_id or self.form_id,
            changes.version or self.version,
            tuple(after or before for before, after in codes),
        )


class Identity(NamedTuple):
    """The name, version and title of a form."""

    name: str
    version: str
    title: str


def identity_of(
    sheets: Sheets,
    tree: Mapping[str, object],
    *,
    file: str,
    today: dt.date,
    corrections: Corrections,
    notes: Notes,
) -> Identity:
    """Return name, version and title of a form: as corrected, as given, or made from the file's name and the date.

    `tree` is pyxform's, which also has the settings that stand in the sheet survey.
    """
    settings = sheets.settings
    stem = PurePath(file).stem
    title = corrections.title or settings.get("form_title", "")
    given = corrections.form_id or settings.get("form_id", "") or _from_survey(tree, "id_string")
    version = " ".join((corrections.version or settings.get("version", "")).split())

    def say(sentence: str) -> None:
        notes.understood.append(Note("settings", sheets.settings_row if settings else None, sentence))

    sources = (("form_id", given), ("title", title), ("name of the file", stem))
    source, name = next(((what, made) for what, text in sources if (made := slug(text))), ("", "form"))
    if not given:
        say(f"there is no form_id: it is {f'made from the {source}: ' if source else ''}“{name}”.")
    elif name != given:
        say(f"the form_id “{given}” is written “{name}” here.")
    if not title:
        title = given or stem
        say(f"there is no form_title: the form is called “{title}”.")
    if len(title) > MAX_TITLE:
        title = title[:MAX_TITLE].rstrip()
        say(f"the form_title is cut to {MAX_TITLE} characters.")
    if not version:
        version = today.isoformat()
        say(f"there is no version: it is made from the date: “{version}”.")
    elif len(version) > MAX_VERSION:
        version = version[:MAX_VERSION].rstrip()
        say(f"the version is cut to {MAX_VERSION} characters.")
    return Identity(name, version, title)


def _padded(codes: tuple[str, ...], length: int) -> tuple[str, ...]:
    return (*codes, *[""] * (length - len(codes)))


def slug(text: str) -> str:
    """Return a text in letters, digits, - and _, 60 at most.

    >>> slug("Umfrage über Kühe 2.1")
    'Umfrage_uber_Kuhe_2_1'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return NOT_IN_NAME.sub("_", plain).strip("_")[:MAX_NAME].strip("_")


def _from_survey(tree: Mapping[str, object], key: str) -> str:
    found = str(tree.get(key, ""))
    # pyxform's own name for a form without one.
    return "" if found == "data" else found
