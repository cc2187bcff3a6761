"""The report on special purpose vehicles: how many there are, how far services got, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from mapping.reports.fieldwork import facts_of, last_day_of
from mapping.reports.opinions import themes
from mapping.reports.opinions.answered import Asked, answers_to, instruments_of
from mapping.reports.spv import counts, known
from mapping.reports.spv.counts import OWN
from mapping.reports.table import Bars, Column, Report, Row, Table, cells, share
from mapping.reports.wording import counted, percent
from survey.answers import AnswerState
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "spv"
TITLE = "Special purpose vehicles"
AIM = "Enterprises that services set up themselves: how far they got, what speaks for one, and what stands in the way"
STATUS, BENEFITS, OBSTACLES = "spv_status", "spv_benefits", "spv_obstacles"
INTERESTED = "interested"

OWN_WORDS = "Have, had or are developing one"
ANSWERED = "All that answered (base)"
ALL_OWN = "All with one of their own (base)"
_ANSWERS = (
    Column("stage", "How far it got"),
    Column("respondents", "Respondents", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("respondents", "base")),
)


@dataclass(frozen=True)
class Asking:
    """A question about an enterprise of the service's own: its table's key, title, first heading, and who said it."""

    key: str
    title: str
    heading: str
    said: str


FOR = Asking(
    "benefits",
    "What speaks, or would speak, for an enterprise of the service's own",
    "What speaks for it",
    "what speaks for it",
)
AGAINST = Asking(
    "obstacles",
    "What stands, or stood, in the way of an enterprise of the service's own",
    "What stands in the way",
    "what stands in the way",
)


def build(study: Study, *, detail: bool) -> Report:
    """The report on special purpose vehicles; ten queries at most, at any size. `detail` changes nothing in it.

    What respondents said of their plans and of what stands in the way is opinion: class B, for the whole
    country only. How many vehicles were identified comes from the directory.
    """
    instruments = instruments_of(study)
    status = answers_to(study, STATUS, instruments)
    benefits = answers_to(study, BENEFITS, instruments)
    obstacles = answers_to(study, OBSTACLES, instruments)
    told_benefits = {group.strand for group in benefits.respondents}
    found = counts.known_to(study)
    tables = [
        known.identified(counts.identified(found)),
        known.contacted(counts.contacts(found)),
        known.reached(*counts.reached(found)),
    ]
    for strand in status.strands:
        tables += [_stages(status, strand), _own(status, strand)]
    for strand in status.strands:
        if strand in told_benefits:
            tables.append(_named(benefits, strand, FOR))
        if strand in obstacles.strands:
            tables.append(_named(obstacles, strand, AGAINST))
    routed = (
        "Whoever has not thought of an enterprise is not asked what speaks for it and what stands in its way."
    )
    for strand in status.strands:
        questions = [("How far it got", status)]
        questions += [(FOR.heading, benefits)] if strand in told_benefits else []
        questions.append((AGAINST.heading, obstacles))
        tables.append(themes.how_answered(questions, strand, parts=(themes.ALL,), notes=(routed, themes.WHO)))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, status.choices.get(INTERESTED, "")),
        tables=tuple(tables),
        study=facts_of(study),
        notes=(
            f"A special purpose vehicle is an enterprise that prison or probation staff set up and that is not "
            f"independent of the service, by the definition “{study.definition}”, version {study.definition_version}. "
            "One that staff founded and that is independent now is counted apart.",
            "What services say of their own plans is what the respondent said; whether an organisation is a special "
            "purpose vehicle is the definition's outcome. The two are not the same number.",
        ),
        data_on=last_day_of(study),
    )


def answer(interested: str, tables: Mapping[str, Table]) -> str:
    """The first sentence: vehicles identified, services with one or thinking of one, the obstacle named most.

    `interested` is how the guide prints the word for a service that thinks of one.
    """
    number = tables["identified"].rows[0]["organisations"]
    assert isinstance(number, int)
    said = [
        f"{counted(number, 'special purpose vehicle', 'special purpose vehicles')} "
        f"{'was' if number == 1 else 'were'} identified"
        if number
        else "No special purpose vehicle was identified"
    ]
    if number:
        contacted = {row["contact"]: row["organisations"] for row in tables["contacted"].rows}[
            known.CONTACTED
        ]
        assert isinstance(contacted, int)
        said.append(f"the study was in contact with {_of_them(contacted, number)}")
    stages = {str(row["stage"]): row["respondents"] for row in tables["stages"].rows}
    base, own, thinking = stages[ANSWERED], stages[OWN_WORDS], stages.get(interested, 0)
    if base == 0:
        said.append("no service has said yet whether it has one of its own")
    elif isinstance(base, int) and isinstance(own, int) and isinstance(thinking, int):
        said.append(
            f"of {counted(base, 'service', 'services')} that answered, {own:,} {'has' if own == 1 else 'have'}, had "
            f"or {'is' if own == 1 else 'are'} developing one and {thinking:,} {'is' if thinking == 1 else 'are'} "
            "interested"
        )
    else:
        said.append("too few services have one, or think of one, for the figures to be shown")
    found = _leading(tables["obstacles"])
    if found:
        words, named, asked, rate = found
        said.append(
            f"what stands in the way most often is “{words}”, for {named:,} of {asked:,} ({percent(rate)})"
        )
    return f"{'; '.join(said)}."


def _of_them(part: int, whole: int) -> str:
    if not part:
        return "none of them"
    return f"{part:,} of them" if part < whole else "it" if whole == 1 else "all of them"


def _leading(table: Table) -> tuple[str, int, int, float] | None:
    """The obstacle that most respondents named, of those shown; None where none is, or where two are level."""
    found: list[tuple[int, str, int, float]] = []
    for row in table.rows:
        named, base, rate = row["named"], row["base"], row["rate"]
        if isinstance(named, int) and isinstance(base, int) and isinstance(rate, float) and named:
            found.append((named, str(row["words"]), base, rate))
    found.sort(key=lambda one: -one[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    named, words, base, rate = found[0]
    return words, named, base, rate


def _services(asked: Asked, strand: str) -> tuple[dict[str, int], int]:
    """How many services of a strand chose each word, and how many answered."""
    groups = [group for group in asked.respondents if group.strand == strand and group.kind]
    return dict(asked.themes(groups)), asked.states(groups)[AnswerState.GIVEN]


def _titled(title: str, asked: Asked, strand: str) -> str:
    return f"{title}: {StrandKind(strand).label.lower()}" if len(asked.strands) > 1 else title


def _of_answers(words: str, number: int, base: int) -> Row:
    return {"stage": words, "respondents": number, "base": base, "rate": share(number, base)}


def _stages(status: Asked, strand: str) -> Table:
    chosen, base = _services(status, strand)
    own = sum(chosen.get(word, 0) for word in OWN)
    rows = [_of_answers(OWN_WORDS, own, base)]
    rows += [
        _of_answers(label, chosen.get(word, 0), base)
        for word, label in status.choices.items()
        if word not in OWN
    ]
    rows.append(_of_answers(ANSWERED, base, base))
    answered = cells(range(len(rows)), "base") | cells([len(rows) - 1], "respondents")
    return Table(
        key=themes.key_of("stages", strand),
        title=_titled("Services with an enterprise of their own, or thinking of one", status, strand),
        columns=_ANSWERS,
        rows=tuple(rows),
        notes=(themes.WHO,),
        source=themes.SOURCE,
        data_class="B",
        total_rows=frozenset({ANSWERED}),
        bars=Bars("stage", ("respondents",)),
        fixed=answered if strand not in status.depends else frozenset(),
        names=dict.fromkeys(answered, themes.base_name(status, strand, themes.ALL))
        | {(0, "respondents"): _own_name(strand)},
    )


def _own(status: Asked, strand: str) -> Table:
    chosen, _ = _services(status, strand)
    base = sum(chosen.get(word, 0) for word in OWN)
    rows = [
        _of_answers(label, chosen.get(word, 0), base) for word, label in status.choices.items() if word in OWN
    ]
    rows.append(_of_answers(ALL_OWN, base, base))
    return Table(
        key=themes.key_of("own", strand),
        title=_titled("How far the services' own enterprises got", status, strand),
        columns=_ANSWERS,
        rows=tuple(rows),
        notes=(themes.WHO,),
        source=themes.SOURCE,
        data_class="B",
        total_rows=frozenset({ALL_OWN}),
        names=dict.fromkeys(
            cells(range(len(rows)), "base") | cells([len(rows) - 1], "respondents"), _own_name(strand)
        ),
    )


def _own_name(strand: str) -> str:
    return f"{STATUS}, {strand}: {OWN_WORDS}"


def _named(asked: Asked, strand: str, asking: Asking) -> Table:
    chosen, base = _services(asked, strand)
    rows: list[Row] = [
        {
            "words": label,
            "named": chosen.get(word, 0),
            "base": base,
            "rate": share(chosen.get(word, 0), base),
        }
        for word, label in asked.choices.items()
    ]
    answered = cells(range(len(rows)), "base")
    return Table(
        key=themes.key_of(asking.key, strand),
        title=_titled(asking.title, asked, strand),
        columns=(
            Column("words", asking.heading),
            Column("named", "Respondents who named it", "count"),
            Column("base", "Base", "count"),
            Column("rate", "Share", "percent", ratio=("named", "base")),
        ),
        rows=tuple(rows),
        fixed=answered if strand not in asked.depends else frozenset(),
        names=dict.fromkeys(answered, themes.base_name(asked, strand, themes.ALL)),
        sums={themes.mentions_name(asked, strand, themes.ALL): cells(range(len(rows)), "named")},
        notes=(
            "Base: respondents of services that have, had, are developing or are interested in an enterprise of their "
            f"own, and that said {asking.said}. A respondent could name several.",
            themes.WHO,
        ),
        source=themes.SOURCE,
        data_class="B",
        bars=Bars("words", ("named",)),
    )
