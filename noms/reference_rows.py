"""The rows that the product needs before anything is loaded: the reference frame."""

from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps

from noms.vocabulary import REFERENCE_FRAME

TITLE = "England and Wales"
DESCRIPTION = (
    "Prisons and probation services of England and Wales, with the days on which they opened and closed."
)


def store_reference_rows(*, using: str, apps: Apps = installed_apps, **signal: Any) -> None:
    """Store the rows that are missing; rows that are there stay as they are. Runs after every `migrate` and `flush`."""
    frames = apps.get_model("noms", "Frame")._default_manager.using(using)
    frames.get_or_create(slug=REFERENCE_FRAME, defaults={"title": TITLE, "description": DESCRIPTION})
