"""The report that compares the outcomes of all definitions for every organisation named."""

from collections.abc import Mapping

from enterprises.classification import definitions
from reports.definition.queries import definition_of
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table, share
from reports.verdicts import tables
from reports.verdicts.queries import judged_organisations
from survey.models import Study
from wording import counted, percent

NAME = "verdicts"
TITLE = "What each definition says"
AIM = "What does each definition say of each organisation?"
DIFFERS = "the word means different things to different people"


def build(study: Study, *, detail: bool) -> Report:
    """Return the report of a study; two queries at any size. `detail` changes nothing: outcomes are public."""
    compared = definitions.all()
    judged = judged_organisations(study, compared)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            tables.agreement(judged, compared, definition_of(study)),
            tables.organisations(judged, compared),
        ),
        study=facts_of(study),
        notes=(
            "Each definition is applied to the same facts. A definition that asks what is not known of an "
            "organisation leaves it not decided yet; that says nothing against it.",
            "Organisations that are not published are left out.",
        ),
        data_on=last_day_of(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: for how many organisations all definitions agree whether they are included."""
    rows = {str(row["definition"]): row for row in controlled["agreement"].rows}
    total, unanimous = rows[tables.ALL_AGREE]["organisations"], rows[tables.ALL_AGREE]["same"]
    assert isinstance(total, int)
    assert isinstance(unanimous, int)
    if not total:
        return "No published organisation has been named in this study yet."
    named = f"all {total:,} organisations" if total > 1 else "the 1 organisation"
    if unanimous == total:
        return f"On {named} named every definition says the same."
    if not unanimous:
        return f"On {named} named the definitions say different things: {DIFFERS}."
    others = "the other" if total - unanimous == 1 else "the others"
    return (
        f"On {unanimous:,} of {counted(total, 'organisation', 'organisations')} named "
        f"({percent(share(unanimous, total))}) every definition says the same; on {others} {DIFFERS}."
    )
