"""The rows that the product needs before anything is loaded: the reference frame and its kinds of service."""

from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps

from noms.nouns import FrameWords, Noun
from noms.vocabulary import PRISON, PROBATION, REFERENCE_FRAME

TITLE = "England and Wales"
DESCRIPTION = (
    "Prisons and probation services of England and Wales, with the days on which they opened and closed."
)
KINDS = ((PRISON, "prison", "prisons"), (PROBATION, "probation service", "probation services"))

REFERENCE_WORDS = FrameWords(
    TITLE, {key: Noun(singular, plural) for key, singular, plural in KINDS}, "Part of NOMS"
)
"""The words for the reference frame, for what is said of no study."""


def store_reference_rows(*, using: str, apps: Apps = installed_apps, **signal: Any) -> None:
    """Store the rows that are missing; rows that are there stay as they are. Runs after every `migrate` and `flush`."""
    store_reference_frame(apps=apps, using=using)
    store_reference_kinds(apps=apps, using=using)


def store_reference_frame(*, apps: Apps, using: str) -> None:
    frames = apps.get_model("noms", "Frame")._default_manager.using(using)
    frames.get_or_create(slug=REFERENCE_FRAME, defaults={"title": TITLE, "description": DESCRIPTION})


def store_reference_kinds(*, apps: Apps, using: str) -> None:
    kinds = apps.get_model("noms", "ServiceKind")._default_manager.using(using)
    for position, (key, singular, plural) in enumerate(KINDS, start=1):
        words = {"singular": singular, "plural": plural, "position": position}
        kinds.get_or_create(key=key, defaults=words)
