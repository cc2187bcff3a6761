"""What the pages and the map put into a release of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mapping.atlas.engaged import engaged_slugs
from mapping.fieldwork import PART, read_fieldwork
from reports.disclosure import ControlledReport
from reports.region_merging import public_regions
from reports.releases.parts import register_part
from survey.models import Study


def build(study: Study, reports: Mapping[str, ControlledReport]) -> dict[str, Any]:
    """Return the figures of the fieldwork, with regions merged as the public may see them, and engaged services."""
    figures = asdict(read_fieldwork(study, public_regions(study)))
    del figures["released_on"]
    return {**figures, "engaged": engaged_slugs(study)}


def register() -> None:
    """Register the part with the releases."""
    register_part(PART, build)
