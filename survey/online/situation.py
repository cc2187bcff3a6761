"""Where an online survey is, in words."""

from __future__ import annotations

import datetime as dt

from survey.models import Strand, Study
from wording import day


def survey_situation(study: Study, strand: Strand, today: dt.date) -> str:
    """Return in a sentence whether an online survey takes answers on a day, and if not, why."""
    if strand.opens_on is None:
        return "Its days are not set."
    if not study.takes_answers:
        return f"It takes no answers: the study is {study.get_state_display().lower()}."
    if today < strand.opens_on:
        return f"It opens on {day(strand.opens_on)}."
    if strand.closes_on is not None and today > strand.closes_on:
        return f"It closed on {day(strand.closes_on)}."
    return "It takes answers."
