"""A controlled report in each format: a page, CSV and JSON. Nothing else is accepted."""

from reports.disclosure import ControlledReport


def must_be_controlled(report: object) -> ControlledReport:
    """The report itself, if it has been through disclosure control; raises TypeError otherwise."""
    if not isinstance(report, ControlledReport):
        raise TypeError(
            f"A {type(report).__name__} cannot be shown: put it through reports.disclosure.control first."
        )
    return report
