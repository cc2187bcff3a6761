"""Sheets as plain values, from nearly empty to as full as a sheet may be."""

import datetime as dt
from dataclasses import replace

from mapping.sheets.sheet import Comparison, Figure, Section, Sheet, items_of, shortened

LONG = "Cymdeithas Gydweithredol Tŷ Ŵyl y Môr a’r Mynydd er Budd Cyn-droseddwyr a’u Teuluoedd "


def small_sheet(**changes: object) -> Sheet:
    sheet = Sheet(
        caption="Prison in Wales",
        name="HMP Cardiff",
        facts="Directory of 1 July 2009. No study has published figures yet, so this sheet has the directory only.",
        address="https://gatehouse.example.org/services/hmp-cardiff/",
        answer="No organisation is known to work here. Not known is not the same as none.",
        figures=(Figure("0", "organisations known to work here"),),
        comparison=None,
        sections=(),
        data_on=dt.date(2009, 7, 1),
    )
    return replace(sheet, **changes)


def full_sheet() -> Sheet:
    """Return a sheet on which every list is full and every text as long as it may be, in words with Welsh letters."""
    long = LONG * 5
    lists = (
        ("Who works here", 6),
        ("What nobody provides", 3),
        ("Barriers", 3),
        ("Whom to ask", 3),
        ("Not known", 3),
    )
    return small_sheet(
        label="Demonstration. " + shortened(long, 150),
        caption=f"Report of the study “{shortened(long, 120)}”",
        name=shortened(long, 300),
        facts=shortened(long, 260),
        address="https://gatehouse.example.org/organisations/" + "tŷ-ŵyl-" * 20,
        answer=shortened(long, 260),
        figures=tuple(Figure("1,234 of 5,678", shortened(long, 110)) for _ in range(3)),
        comparison=Comparison(
            shortened(long, 130),
            ("Place", *[shortened(long, 20)] * 4),
            tuple((shortened(long, 60), *["12,345"] * 4) for _ in range(8)),
            shortened(long, 150),
        ),
        sections=tuple(
            Section(shortened(f"{title} {long}", 70), items_of([long] * number), "and 6 more")
            for title, number in lists
        ),
    )
