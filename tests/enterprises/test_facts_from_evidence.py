"""Facts follow from evidence by the order of trust, and every contradiction is reported."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.classification import percentages
from enterprises.classification.assess import assess
from enterprises.facts_from_evidence import conflicts_as_data, derive, derive_many
from enterprises.models import Evidence
from enterprises.vocabulary import SourceKind
from tests.factories.enterprises import EvidenceFactory, OrganisationFactory

DAY = dt.date(2009, 6, 1)
YEAR_END = dt.date(2009, 3, 31)
EVIDENCE = [kind for kind in SourceKind.values if kind != SourceKind.PRESUMPTION]


def says(
    fact: str, value: str, kind: str = "desk", *, day: dt.date = DAY, pk: int = 0, year=None
) -> Evidence:
    """Return a piece of evidence, unsaved."""
    return Evidence(
        pk=pk or next(NUMBERS),
        fact=fact,
        value=value,
        source_kind=kind,
        source="A source",
        observed_on=day,
        financial_year_end=year,
    )


NUMBERS = iter(range(1_000, 10_000_000))
LATER = DAY + dt.timedelta(days=30)


def test_no_evidence_gives_no_fact():
    reading = derive([])

    assert reading.facts.cells() == {}
    assert (reading.used, reading.conflicts) == ({}, ())


@pytest.mark.parametrize(
    ("first", "second"),
    [(a, b) for index, a in enumerate(EVIDENCE) for b in EVIDENCE[index + 1 :]],
)
def test_the_more_trusted_source_wins_however_old(first, second):
    trusted = says("trades", "no", first, day=DAY)
    newer = says("trades", "yes", second, day=LATER)

    reading = derive([newer, trusted])

    assert reading.facts.trades is False
    assert reading.used["trades"] == [trusted.pk]
    assert [conflict.evidence for conflict in reading.conflicts] == [(trusted.pk, newer.pk)]


def test_within_one_rank_the_newest_wins_and_the_conflict_is_reported():
    old, new = says("charity", "no", day=DAY), says("charity", "yes", day=LATER)

    reading = derive([old, new])

    assert reading.facts.charity is True
    assert reading.conflicts[0].sentence == (
        "Charity: document or website of 1 July 2009 says yes, but document or website of"
        " 1 June 2009 says no: the first is used."
    )


def test_on_one_day_what_was_entered_last_wins():
    assert derive([says("charity", "no", pk=1), says("charity", "yes", pk=2)]).facts.charity is True


def test_agreeing_evidence_is_listed_with_the_deciding_one_first():
    desk, register = says("charity", "yes", pk=1), says("charity", "yes", "register", pk=2)

    assert derive([desk, register]).used == {"charity": [2, 1]}


def test_a_band_is_an_interval():
    assert derive([says("trading_share", "26..50")]).facts.trading_share == percentages.between(26, 50)


def test_a_less_trusted_source_may_make_a_band_narrower():
    reading = derive([says("trading_share", "26..50", "organisation_survey"), says("trading_share", "40")])

    assert reading.facts.trading_share == percentages.exactly(40)
    assert reading.conflicts == ()


@pytest.mark.parametrize(
    ("trusted", "other", "conflicts"),
    [
        pytest.param("50", "51", 0, id="a point apart"),
        pytest.param("50", "51.1", 1, id="more than a point"),
        pytest.param("26..50", "51..75", 0, id="bands side by side"),
        pytest.param("26..50", "76..100", 1, id="bands apart"),
    ],
)
def test_shares_disagree_beyond_a_percentage_point(trusted, other, conflicts):
    reading = derive([says("trading_share", trusted, "register"), says("trading_share", other)])

    assert reading.facts.trading_share == percentages.parse(trusted)
    assert len(reading.conflicts) == conflicts


@pytest.mark.parametrize(("other", "conflicts"), [("10", 0), ("11", 0), ("12", 1), ("0", 1)])
def test_numbers_of_employees_disagree_beyond_a_tenth(other, conflicts):
    reading = derive([says("employees", "10", "register"), says("employees", other)])

    assert reading.facts.employees == 10
    assert len(reading.conflicts) == conflicts


def test_legal_forms_agree_whatever_their_capitals():
    reading = derive([says("legal_form", "Charity", "register"), says("legal_form", "charity")])

    assert reading.facts.legal_form == "Charity"
    assert reading.conflicts == ()


def test_the_incomes_of_one_year_give_the_trading_share():
    reading = derive(
        [
            says("trading_income", "294000", "register", year=YEAR_END, pk=1),
            says("total_income", "560000", "register", year=YEAR_END, pk=2),
        ]
    )

    assert reading.facts.cells() == {"trading_share": "52.5"}
    assert reading.used == {"trading_share": [1, 2]}


def test_the_incomes_of_two_years_give_nothing():
    last_year = YEAR_END.replace(year=2008)

    reading = derive(
        [says("trading_income", "100", year=YEAR_END), says("total_income", "200", year=last_year)]
    )

    assert reading.facts.cells() == {}


def test_the_latest_financial_year_counts():
    rows = [
        says(fact, amount, "register", year=dt.date(year, 3, 31))
        for year, trading in ((2007, "10"), (2009, "60"), (2008, "30"))
        for fact, amount in (("trading_income", trading), ("total_income", "100"))
    ]
    random.Random(1).shuffle(rows)

    assert derive(rows).facts.trading_share == percentages.exactly(60)


def test_incomes_are_trusted_as_far_as_the_less_trusted_of_the_two():
    reading = derive(
        [
            says("trading_income", "10", "desk", year=YEAR_END),
            says("total_income", "100", "register", year=YEAR_END),
            says("trading_share", "60", "organisation_survey"),
        ]
    )

    assert reading.facts.trading_share == percentages.exactly(60)
    assert "the incomes of the year to 31 March 2009 give 10%" in reading.conflicts[0].sentence


def test_trading_shares_of_different_years_are_no_conflict_and_the_newest_complete_year_counts():
    older = [
        says("trading_income", "20", "register", year=YEAR_END.replace(year=2008)),
        says("total_income", "100", "register", year=YEAR_END.replace(year=2008)),
        says("trading_share", "30", "register", year=YEAR_END.replace(year=2007)),
    ]
    newest = [
        says("trading_income", "60", "desk", year=YEAR_END, pk=1),
        says("total_income", "100", "desk", year=YEAR_END, pk=2),
    ]
    incomplete = says("trading_income", "90", "register", year=YEAR_END.replace(year=2010))

    reading = derive([*older, *newest, incomplete])

    assert reading.facts.trading_share == percentages.exactly(60)
    assert (reading.used, reading.conflicts) == ({"trading_share": [1, 2]}, ())


@pytest.mark.parametrize(
    ("day", "conflicts"),
    [
        pytest.param(dt.date(2009, 3, 30), 0, id="before the year had ended"),
        pytest.param(dt.date(2009, 6, 1), 1, id="while it was the last year"),
        pytest.param(dt.date(2010, 6, 1), 0, id="when a later year had ended"),
    ],
)
def test_a_share_without_a_year_is_about_the_last_year_that_had_ended(day, conflicts):
    reading = derive(
        [
            says("trading_share", "60", "register", year=YEAR_END),
            says("trading_share", "20", "desk", day=day),
        ]
    )

    assert reading.facts.trading_share == percentages.exactly(60)
    assert len(reading.conflicts) == conflicts


@pytest.mark.parametrize("kind", EVIDENCE)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_any_evidence_rebuts_a_presumption_without_a_conflict(kind, said):
    reading = derive(
        [says("statutory_body", "no", "presumption", day=LATER), says("statutory_body", said, kind, pk=1)]
    )

    assert reading.facts.statutory_body is (said == "yes")
    assert (reading.used, reading.conflicts) == ({"statutory_body": [1]}, ())


def test_a_presumption_counts_where_no_evidence_speaks_of_the_matter():
    reading = derive([says("statutory_body", "no", "presumption", pk=1), says("trades", "yes", pk=2)])

    assert reading.facts.cells() == {"trades": "yes", "statutory_body": "no"}
    assert reading.used == {"trades": [2], "statutory_body": [1]}


@pytest.mark.parametrize(
    ("fact", "presumed", "evidence"),
    [
        pytest.param("own_bank_account", "yes", ("independent", "no"), id="independence"),
        pytest.param("public_sector_board_share", "0..<50", ("independent", "no"), id="board"),
        pytest.param("reinvested_share", "65..100", ("distributes_profit", "yes"), id="reinvestment"),
        pytest.param("reinvests", "yes", ("distributes_profit", "yes"), id="general answer"),
        pytest.param("trading_share", ">50", ("trades", "no"), id="trading"),
    ],
)
def test_evidence_on_a_related_fact_rebuts_a_presumption_that_it_contradicts(fact, presumed, evidence):
    reading = derive([says(fact, presumed, "presumption"), says(*evidence, pk=1)])

    assert reading.facts.cells() == dict([evidence])
    assert (reading.used, reading.conflicts) == ({evidence[0]: [1]}, ())


@pytest.mark.django_db
def test_facts_can_be_read_without_presumptions():
    presumed = EvidenceFactory(fact="statutory_body", value="no", source_kind="presumption")
    key = presumed.organisation_id

    assert derive_many([key])[key].facts.statutory_body is False
    assert derive_many([key], presumptions=False)[key].facts.statutory_body is None


def test_trading_income_above_the_total_is_reported_and_not_used():
    reading = derive(
        [says("trading_income", "200", year=YEAR_END), says("total_income", "100", year=YEAR_END)]
    )

    assert reading.facts.cells() == {}
    assert "above the total income" in reading.conflicts[0].sentence


def test_two_amounts_for_one_year_are_reported():
    reading = derive(
        [
            says("total_income", "100", "register", year=YEAR_END),
            says("total_income", "150", year=YEAR_END),
            says("trading_income", "60", "register", year=YEAR_END),
        ]
    )

    assert reading.facts.trading_share == percentages.exactly(60)
    assert "says £100, but document or website of 1 June 2009 says £150" in reading.conflicts[0].sentence


def test_unreadable_evidence_is_reported_and_not_used():
    reading = derive([says("trades", "perhaps")])

    assert reading.facts.trades is None
    assert "it is not used" in reading.conflicts[0].sentence


def test_contradicted_general_answers_are_stored_with_the_evidence_behind_them():
    reading = derive([says("trades", "no", pk=1), says("trading_share", "60", pk=2)])

    stored = conflicts_as_data(reading, assess(reading.facts))

    assert [(one["facts"], one["evidence"]) for one in stored] == [(["trades", "trading_share"], [1, 2])]


KINDS = st.sampled_from(SourceKind.values)
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2009, 12, 31))
BANDS = (
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted).map(lambda ends: "{}..{}".format(*ends))
)
ROWS = st.one_of(
    st.builds(
        says,
        st.sampled_from(["trades", "charity", "independent"]),
        st.sampled_from(["yes", "no"]),
        KINDS,
        day=DAYS,
    ),
    st.builds(says, st.sampled_from(["trading_share", "reinvested_share"]), BANDS, KINDS, day=DAYS),
)


@given(st.lists(ROWS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(rows, order):
    rows = [row for row in rows if row.value != "0..100"]
    shuffled = order.sample(rows, len(rows))

    assert derive(rows) == derive(shuffled)


@given(st.lists(ROWS, max_size=6), ROWS)
def test_evidence_that_contradicts_nothing_never_adds_a_possible_outcome(rows, more):
    rows = [row for row in [*rows, more] if row.value != "0..100"]
    if any(row.source_kind == SourceKind.PRESUMPTION for row in rows):
        return  # Evidence may take a presumption away.
    before, after = derive(rows[:-1]), derive(rows)
    facts = after.facts
    if before.conflicts or after.conflicts or _contradicts(rows) or assess(facts).conflicts:
        return

    assert set(assess(facts).possible) <= set(assess(before.facts).possible)


def _contradicts(rows: list[Evidence]) -> bool:
    """Return True if two claims about one share exclude each other, even within the tolerance."""
    bands = [(row.fact, percentages.parse(row.value)) for row in rows if ".." in row.value]
    return any(a.within(b) is None for fact, a in bands for other, b in bands if fact == other)


@pytest.mark.django_db
def test_several_organisations_are_read_with_one_query(django_assert_num_queries):
    organisations = [OrganisationFactory() for _ in range(12)]
    for organisation in organisations[:-1]:
        EvidenceFactory(organisation=organisation)
        EvidenceFactory(organisation=organisation, fact="charity", is_withdrawn=True)

    with django_assert_num_queries(1):
        found = derive_many([organisation.pk for organisation in organisations])

    assert [found[organisation.pk].facts.cells() for organisation in organisations] == [
        {"trades": "yes"}
    ] * 11 + [{}]
