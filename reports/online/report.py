"""The report of the online survey: response, the organisations invited, and a profile of who answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from reports.coverage.tables.services import split_is_safe
from reports.disclosure.policy import Policy
from reports.online import queries, tables
from reports.online.queries import QuestionSummary
from reports.profile import bands
from reports.study_facts import facts_of, region_names
from reports.table import Report, Row, Table, cell_text, leading_rows
from survey.models import Study
from wording import counted, listed, percent

NAME = "survey"
TITLE = "Online survey"
AIM = "Who answered the online survey, and what do they live on?"
MAX_TIES = 3

FUNDING = "payer"
POSTCODE = "postcode"
NUMBERS = ("employees", "volunteers", "beneficiaries", "offender_beneficiaries", "referrals")
"""Questions that are answered with a number of people: the table shows classes of it."""
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("relation", "Work with offenders"),
    ("legal_form", "Kind of organisation in law"),
    ("organisation_type", "Kind of organisation"),
    ("employees", "Number of employees"),
    ("volunteers", "Number of volunteers"),
    ("beneficiaries", "People helped in twelve months"),
    ("offender_beneficiaries", "Offenders and ex-offenders among the people helped"),
    ("referrals", "People whom services refer to them in a year"),
    ("sector", "Trades"),
    (FUNDING, "Funding streams"),
    ("largest_payer", "The largest funding stream"),
    ("networks", "Membership of networks"),
    ("noms_awareness", "How well they know NOMS"),
    ("commissioning_awareness", "How well they know its commissioning"),
    ("regions", "Regions they work in"),
    (POSTCODE, "Region of their main place"),
    ("benefits", "What work with services brings, or would bring"),
    ("why_not", "What keeps them from working with services, or from doing more"),
)
"""The questions of the profile, by their names in any questionnaire, with the titles of their tables."""


def build(study: Study, *, detail: bool) -> Report:
    """Return the report of a study's online survey; nine queries at most, at any size.

    Without `detail` the organisations invited are left out if a figure may be about only one of them.
    """
    statuses = queries.statuses(study)
    invited = queries.invited(study)
    known = queries.questionnaires(study)
    summaries = queries.answers_to(study, [name for name, _ in QUESTIONS], known)
    # A question that only some were asked is shown even if nobody answered it. The note that lists questions without
    # answers would disclose what the others answered before.
    shown = {
        name: each
        for name, each in summaries.items()
        if each.base or (not each.is_for_everybody and each.states.total())
    }
    found: list[Table] = [tables.by_source(statuses), tables.by_week(queries.weeks(study))]
    if outcomes := queries.outcomes(study):
        found.append(tables.by_outcome(outcomes))
    shows_invited = bool(invited) and (detail or split_is_safe(invited))
    if shows_invited:
        found += [tables.invitations(invited), tables.outcome_rates(invited)]
    titles, facts = dict(QUESTIONS), facts_of(study)
    smallest = 1 if detail else Policy.of(facts).smallest_base
    for name, each in shown.items():
        labels, place_of = _rows(study, name, each)
        found.append(tables.answers(name, titles[name], each, labels, place_of, smallest=smallest))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=tuple(found),
        study=facts,
        notes=_notes(
            invited,
            shows_invited=shows_invited,
            has_profile=bool(shown),
            unanswered=[titles[name].lower() for name in summaries if name not in shown] if shown else [],
        ),
        data_on=queries.last_day(study),
    )


def answer(controlled: Mapping[str, Table]) -> str:
    """Return the first sentences: how many answered, were accepted and are included, and who funds them most."""
    *_, row = controlled["by_source"].rows
    given = row["given"]
    assert isinstance(given, int)
    if not given:
        return "Nobody has answered the online survey of this study yet."
    verb = "was" if given == 1 else "were"
    clauses = [f"{counted(given, 'answer', 'answers')} to the online survey {verb} given: {_review(row)}"]
    if "invited" in controlled:
        rows = controlled["invited"].rows
        reached, whole = rows[0]["number"], rows[-1]["number"]
        assert isinstance(reached, int) and isinstance(whole, int)
        share = percent(reached / whole) if whole else ""
        clauses.append(
            f"{reached:,} of {counted(whole, 'organisation', 'organisations')} invited answered ({share})"
        )
    return f"{'; '.join(clauses)}.{_included(controlled)}{_funding(controlled)}"


def _review(row: Row) -> str:
    """Return what became of the answers given: “82 accepted and 3 rejected”."""
    parts = []
    for key, words in (
        ("accepted", "accepted"),
        ("submitted", "waiting for review"),
        ("rejected", "rejected"),
    ):
        number = row[key]
        assert isinstance(number, int)
        if number:
            parts.append(f"{number:,} {words}")
    return listed(parts)


def _included(controlled: Mapping[str, Table]) -> str:
    """Return a sentence on how many of those in the figures the definition includes; empty where nobody is."""
    if "by_outcome" not in controlled:
        return ""
    numbers = {str(row["outcome"]): row["answers"] for row in controlled["by_outcome"].rows}
    part, whole = numbers["All: counted"], numbers[tables.ALL]
    assert isinstance(part, int) and isinstance(whole, int)
    if not part:
        return ""
    verb = "counts as a social enterprise" if part == 1 else "count as social enterprises"
    return f" Of the {whole:,} in the figures, {part:,} {verb} by the study’s definition."


def _funding(controlled: Mapping[str, Table]) -> str:
    """Return a sentence on the funding streams named most, from a controlled table; empty if it cannot be known."""
    if FUNDING not in controlled:
        return ""
    table = controlled[FUNDING]
    rows = (row for row in table.rows if not table.is_total(row))
    leading = leading_rows(rows, "number", "base")
    if not leading or len(leading) > MAX_TIES:
        return ""
    number, base, rate = (cell_text(column, leading[0][column.key]) for column in tables.FIGURES)
    names = listed([f"“{row['words']}”" for row in leading])
    each = ", each" if len(leading) > 1 else ""
    return f" Money comes most often from {names} ({number} of {base}, {rate}{each})."


def _rows(study: Study, name: str, found: QuestionSummary) -> tuple[Mapping[str, str], Callable[[str], str]]:
    """Return the labels of a table's rows by key, and a function from an answer to the key of its row."""
    if name in NUMBERS:
        return {band: band for band in bands.SIZE_BANDS}, bands.size
    if name == POSTCODE:
        regions = region_names(study)
        places = queries.regions_of(found.words, regions)
        return {str(key or ""): label for key, label in regions.items()}, places.__getitem__
    return found.choices, str


def _notes(
    invited: Counter[str], *, shows_invited: bool, has_profile: bool, unanswered: list[str]
) -> tuple[str, ...]:
    notes = [tables.NO_FRAME]
    if invited and not shows_invited:
        notes.append("The organisations invited are not shown, because a figure may stand for one of them.")
    if not invited:
        notes.append("Nobody was invited by name.")
    if has_profile:
        notes.append(
            "The profile is of the answers in the figures, reviewed or not, as the people who answered gave them; the "
            "directory may have better sources for what it says of an organisation."
        )
    if unanswered:
        notes.append(f"Nobody answered the questions on: {listed(unanswered)}.")
    return tuple(notes)
