"""Tables of the special purpose vehicles that a study knows: what they are now, and who spoke with them."""

from collections.abc import Mapping

from enterprises.vocabulary import EngagementStatus
from reports.spv.queries import Contact, Stage, StatusCounts, VehicleStatus
from reports.table import Bars, Column, Row, Table
from survey.vocabulary import StrandKind

CONTACTED = "All that the study was in contact with"
KNOWN = "All enterprises set up by staff"
EVERY = "All set up by service staff"
ASSESSED = "What the definition says of the organisations named or interviewed in the study."


def identified(found: Mapping[VehicleStatus, StatusCounts]) -> Table:
    """Return a table of the enterprises that staff set up, by what they are now."""

    def row(words: str, parts: list[StatusCounts]) -> Row:
        return {
            "standing": words,
            "organisations": sum(part.organisations for part in parts),
            **{
                status.value: sum(part.relations.get(status.value, 0) for part in parts)
                for status in EngagementStatus
            },
        }

    rows = [row(vehicle_status.value, [found[vehicle_status]]) for vehicle_status in VehicleStatus]
    return Table(
        key="identified",
        title="Enterprises that service staff set up, by what they are now",
        columns=(
            Column("standing", "By the definition"),
            Column("organisations", "Organisations", "count"),
            *(
                Column(status.value, f"Working links: {status.label.lower()}", "count")
                for status in EngagementStatus
            ),
        ),
        rows=(*rows, row(EVERY, list(found.values()))),
        notes=(
            "An organisation counts once, however many services named it; a working link is one organisation and one "
            "service, however many interviews named it. Whether staff set it up is what the directory "
            "says.",
        ),
        source=ASSESSED,
        total_rows=frozenset({EVERY}),
        bars=Bars("standing", ("organisations",)),
    )


def contacted(found: Mapping[Contact, int]) -> Table:
    """Return a table of how the study was in contact with the special purpose vehicles."""
    contacts = [way for way in Contact if way is not Contact.NONE]
    contacted = sum(found[way] for way in contacts)
    rows: list[Row] = [{"contact": way.value, "organisations": found[way]} for way in contacts]
    rows += [
        {"contact": CONTACTED, "organisations": contacted},
        {"contact": Contact.NONE.value, "organisations": found[Contact.NONE]},
        {"contact": KNOWN, "organisations": sum(found.values())},
    ]
    return Table(
        key="contacted",
        title="How the study was in contact with the enterprises set up by staff",
        columns=(Column("contact", "Contact"), Column("organisations", "Organisations", "count")),
        rows=tuple(rows),
        notes=(
            "Each organisation stands in one row, the first that holds. A service tells of its enterprise where the "
            "person who answered names it and says how far it got.",
        ),
        source="Samples, nominations and interviews of the study.",
        total_rows=frozenset({CONTACTED, KNOWN}),
        bars=Bars("contact", ("organisations",)),
    )


def stages(found: Mapping[Stage, int]) -> Table:
    """Return a table of how far the special purpose vehicles got."""
    rows: list[Row] = [{"stage": stage.value, "organisations": number} for stage, number in found.items()]
    rows.append({"stage": KNOWN, "organisations": sum(found.values())})
    return Table(
        key="how_far",
        title="How far the enterprises set up by staff got",
        columns=(Column("stage", "How far it got"), Column("organisations", "Organisations", "count")),
        rows=tuple(rows),
        notes=(
            "As the vehicle said itself, or else the service whose enterprise it is. One that is named by a service "
            "that does not know how far it got is not known.",
        ),
        source="Interviews of the study.",
        total_rows=frozenset({KNOWN}),
        bars=Bars("stage", ("organisations",), ordered=True),
    )


def reached(named: Mapping[str, int], interviewed: int) -> Table:
    """Return a table of how the study came to know the vehicles: named in a strand, or `interviewed` themselves."""
    asks_services = (StrandKind.INITIAL_INTERVIEW, StrandKind.EXTENDED_INTERVIEW)
    kinds = [kind for kind in StrandKind if kind in asks_services or kind in named]
    rows: list[Row] = [{"way": "Interviewed itself", "organisations": interviewed}]
    rows += [
        {"way": f"Named in: {kind.label.lower()}", "organisations": named.get(kind.value, 0)}
        for kind in kinds
    ]
    return Table(
        key="reached",
        title="How the study came to know the enterprises set up by staff",
        columns=(Column("way", "Way"), Column("organisations", "Organisations", "count")),
        rows=tuple(rows),
        notes=("One organisation can be in several rows.",),
        source=ASSESSED,
    )
