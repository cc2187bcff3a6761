"""Organisations with evidence, made through the actions."""

import datetime as dt

from enterprises import actions
from enterprises.models import Organisation

INDEPENDENT = {
    "statutory_body": "no",
    "separately_constituted": "yes",
    "operated_by_service_staff": "no",
    "own_bank_account": "yes",
    "public_sector_board_share": "0",
    "publicly_controlled": "no",
    "shadow_directors": "no",
    "reinvested_share": "100",
    "social_aims": "yes",
}
"""All but the share of income from trading, which then decides."""

OBSERVED = dt.date(2009, 6, 1)


def assessed(
    name: str,
    *,
    source_kind: str = "register",
    is_published: bool = True,
    source: str = "A register",
    **facts: str,
) -> Organisation:
    """Return an independent organisation that reinvests, with these facts too (an empty one removes a fact)."""
    organisation = actions.create_organisation(name=name, by=None, is_published=is_published)
    known = {fact: value for fact, value in {**INDEPENDENT, **facts}.items() if value}
    actions.add_facts(
        organisation=organisation,
        facts=known,
        source_kind=source_kind,
        source=source,
        observed_on=OBSERVED,
        by=None,
    )
    return organisation
