"""The report of the online survey: response, the organisations invited, and a profile of who answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from reports.coverage import split_is_safe
from reports.fieldwork import NO_REGION, facts_of, region_names
from reports.online import counts, tables
from reports.online.counts import Answered
from reports.opinions.themes import OF_WHAT_IS_SHOWN
from reports.profile import bands
from reports.table import Report, Table
from survey.models import Study
from wording import counted, listed, percent

NAME = "survey"
TITLE = "Online survey"
AIM = "Who answered the online survey, and what the organisations that answered are and live on"
MOST_LEVEL = 3

FUNDING = "payer"
POSTCODE = "postcode"
IN_CLASSES = ("employees", "volunteers", "beneficiaries", "offender_beneficiaries", "referrals")
"""Questions that are answered with a number of people, which is sorted into classes."""
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("relation", "Work with offenders"),
    ("legal_form", "Legal form"),
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
"""The questions of the profile, known by their names in any questionnaire, with the titles of their tables."""


def build(study: Study, *, detail: bool) -> Report:
    """The report of a study's online survey; eight queries at most, at any size.

    Without `detail` the organisations invited are left out while a figure may stand for one of them.
    """
    statuses = counts.statuses(study)
    invited = counts.invited(study)
    known = counts.questionnaires(study)
    answered = counts.answers_to(study, [name for name, _ in QUESTIONS], known)
    # That nobody answered a question that only some are asked tells what the others said: it is not put in words.
    told = {
        name: each
        for name, each in answered.items()
        if each.base or (not each.of_everybody and each.states.total())
    }
    made: list[Table] = [tables.by_source(statuses), tables.by_week(counts.weeks(study))]
    shows_invited = bool(invited) and (detail or split_is_safe(invited))
    if shows_invited:
        made += [tables.cases(invited), tables.outcome_rates(invited)]
    titles = dict(QUESTIONS)
    made += [tables.answers(name, titles[name], each, _rows(name, each)) for name, each in told.items()]
    if told:
        made.append(tables.how_answered({titles[name]: each for name, each in answered.items()}))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=tuple(made),
        study=facts_of(study),
        notes=_notes(
            invited,
            shows_invited=shows_invited,
            has_profile=bool(told),
            silent=[titles[name].lower() for name in answered if name not in told] if told else [],
        ),
        data_on=counts.last_day(study),
    )


def answer(made: Mapping[str, Table]) -> str:
    """The first sentence: how many answered, how many of those invited, what is accepted, who funds them most."""
    *_, row = made["by_source"].rows
    given, accepted = row["given"], row["accepted"]
    assert isinstance(given, int) and isinstance(accepted, int)
    if not given:
        return "Nobody has answered the online survey of this study yet."
    verb = "was" if given == 1 else "were"
    said = [f"{counted(given, 'answer', 'answers')} to the online survey {verb} given"]
    if "invited" in made:
        rows = made["invited"].rows
        reached, whole = rows[0]["number"], rows[-1]["number"]
        assert isinstance(reached, int) and isinstance(whole, int)
        share = percent(reached / whole) if whole else ""
        said.append(
            f"{reached:,} of {counted(whole, 'organisation', 'organisations')} invited answered ({share})"
        )
    said.append(_accepted(given, accepted))
    return f"{listed(said)}.{_funding(made)}"


def _accepted(given: int, accepted: int) -> str:
    if not accepted:
        return "none has been accepted yet"
    if accepted == given:
        return "it is accepted" if given == 1 else "all of them are accepted"
    return f"{accepted:,} {'is' if accepted == 1 else 'are'} accepted"


def _funding(made: Mapping[str, Table]) -> str:
    """A sentence on the funding streams named most, from a controlled table; none where it cannot be known."""
    if FUNDING not in made:
        return ""
    *rows, _ = made[FUNDING].rows
    numbers = [row["number"] for row in rows]
    most = max((number for number in numbers if isinstance(number, int)), default=0)
    leading = [row for row in rows if row["number"] == most]
    if not most or len(leading) > MOST_LEVEL:
        return ""
    base, rate = leading[0]["base"], leading[0]["rate"]
    assert isinstance(base, int) and isinstance(rate, float)
    start = f"{OF_WHAT_IS_SHOWN}money" if None in numbers else "Money"
    names = listed([f"“{row['words']}”" for row in leading])
    each = ", each" if len(leading) > 1 else ""
    return f" {start} comes most often from {names} ({most:,} of {base:,}, {percent(rate)}{each})."


def _rows(name: str, found: Answered) -> list[tuple[str, int]]:
    """The lines of a table of answers, with those of figures and postcodes sorted into classes."""
    if name in IN_CLASSES:
        sizes: Counter[str] = Counter()
        for word, number in found.words.items():
            sizes[bands.size(word)] += number
        return [(band, sizes[band]) for band in bands.SIZE_BANDS]
    if name == POSTCODE:
        places = counts.regions_of(found.words)
        names = [words for key, words in region_names().items() if key is not None]
        return [*((words, places[words]) for words in names), (NO_REGION, places[""])]
    return [(label, found.words[word]) for word, label in found.choices.items()]


def _notes(
    invited: Counter[str], *, shows_invited: bool, has_profile: bool, silent: list[str]
) -> tuple[str, ...]:
    notes = [tables.NO_FRAME]
    if invited and not shows_invited:
        notes.append("The organisations invited are not shown, because a figure may stand for one of them.")
    if not invited:
        notes.append("Nobody was invited by name.")
    if has_profile:
        notes.append(
            "The profile is of the answers that count as given, reviewed or not, as the respondents gave them; the "
            "directory may hold better evidence of an organisation."
        )
    if silent:
        notes.append(f"Nobody answered the questions on: {listed(silent)}.")
    return tuple(notes)
