"""Assessments: outcome, reasons, conflicts and missing facts."""

from dataclasses import replace

import pytest

from enterprises.classification import Facts, assess, definitions, facts_from_cells, percentages
from enterprises.classification.implications import narrow, reading_of
from enterprises.classification.implied_results import implied_results
from tests.enterprises.classification.plain_definition import GOOD as PLAIN
from tests.enterprises.classification.plain_definition import load

GOOD = {"statutory_body": "no", "independent": "yes", "reinvests": "yes", "social_aims": "yes"}


def assessed(definition=None, **cells):
    facts, errors = facts_from_cells(cells)
    assert errors == []
    return assess(facts, definition and definitions.find(definition))


def reason(assessment, criterion):
    return next(c.reason for c in assessment.criteria if c.id == criterion)


@pytest.mark.parametrize(
    ("definition", "possible", "told"),
    [
        pytest.param("inclusive-2009", ["social_enterprise"], "met met met met met", id="all are met"),
        pytest.param(
            "inclusive-2009",
            ["profit_distributing_business"],
            "met met not_met not_asked not_asked",
            id="nothing is told of what comes after the one that decides",
        ),
        pytest.param(
            "inclusive-2009",
            ["profit_distributing_business", "trading_voluntary_organisation"],
            "met met unknown met not_met",
            id="between two outcomes",
        ),
    ],
)
def test_what_an_outcome_tells_of_each_criterion(definition, possible, told):
    """By domain §3: the first rule that applies decides, so all before it are met and none after it is asked."""
    assert " ".join(implied_results(definitions.get(definition), possible)) == told


def test_everything_is_possible_if_nothing_is_known():
    assessment = assess(Facts())

    assert assessment.possible == tuple(sorted(definitions.get().outcomes))
    assert assessment.missing == (
        "separately_constituted",
        "statutory_body",
        "founded_by_service_staff",
        "operated_by_service_staff",
        "public_sector_board_share",
        "own_bank_account",
        "publicly_controlled",
        "shadow_directors",
        "being_constituted",
        "part_of_other_body",
        "trading_share",
        "reinvested_share",
        "stakeholder_share",
        "social_aims",
    )
    assert {criterion.result for criterion in assessment.criteria} == {"unknown"}
    assert assessment.is_included() is None


def test_a_missing_fact_is_listed_with_the_outcome_of_each_value():
    assessment = assessed(**GOOD)

    (settling,) = assessed(**GOOD, trading_share="26..75").missing_facts
    assert settling.settles
    assert settling.sentence == (
        "the share of income from selling goods or services would settle this: 50% or less → charity that earns "
        "part of its income; more → social enterprise"
    )
    assert assessment.missing_facts[0].sentence == (
        "the share of income from selling goods or services would settle this: 0% → voluntary organisation; "
        "up to 50% → charity that earns part of its income; more → social enterprise"
    )


def test_neighbouring_values_with_the_same_outcome_are_one_option(tmp_path):
    above_0 = '{ fact = "trading_share", above = 0 }'
    (definition,) = load(
        tmp_path, PLAIN.replace(above_0, f'{above_0}, {{ fact = "self_described", is = "yes" }}')
    )

    (missing,) = assess(Facts(social_aims=True, self_described=False), definition).missing_facts

    assert missing.sentence == (
        "the share of income from selling goods or services would settle this: 50% or less → voluntary organisation; "
        "more → social enterprise"
    )


def test_neighbouring_values_after_the_first_with_the_same_outcome_are_one_option_too(tmp_path):
    above_50 = '{ fact = "trading_share", above = 50 }'
    (definition,) = load(
        tmp_path, PLAIN.replace(above_50, f'{above_50}, {{ fact = "self_described", is = "yes" }}')
    )

    (missing,) = assess(Facts(social_aims=True, self_described=False), definition).missing_facts

    assert missing.sentence == (
        "the share of income from selling goods or services would settle this: 0% → voluntary organisation; "
        "more → charity that earns part of its income"
    )


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (
            {"stakeholder_share": "20"},
            "kept for the social purpose would settle this: 30% or less → business that pays its owners; "
            "more → social enterprise",
        ),
        (
            {"stakeholder_share": ">20..30"},
            "kept for the social purpose would narrow this: 20% or less → business that pays its owners; "
            "below 30% → business that pays its owners or social enterprise; 30% or more → social enterprise",
        ),
        (
            {"stakeholder_share": "0..20"},
            "kept for the social purpose would narrow this: 30% or less → business that pays its owners; "
            "up to 50% → business that pays its owners or social enterprise; more → social enterprise",
        ),
        (
            {"reinvested_share": "30"},
            "shared by its rules with members, employees, users or the community would settle this: "
            "20% or less → business that pays its owners; more → social enterprise",
        ),
    ],
)
def test_a_part_of_the_surplus_is_asked_for_beside_what_is_known_of_the_other(known, sentence):
    """More than 50% of the surplus must be kept or shared: the limit is 50 less what is known of the other."""
    facts = {**GOOD, "trading_share": "80", **known}
    del facts["reinvests"]

    assert assessed(**facts).missing_facts[0].sentence == f"the share of profit {sentence}"


AT_50, AT_30, AT_20 = (percentages.position(share) for share in (50, 30, 20))


@pytest.mark.parametrize(
    ("cut", "other", "reaching", "staying"),
    [
        pytest.param(AT_50, AT_20, AT_30, AT_30, id="20 and 30 are 50"),
        pytest.param(
            AT_50, AT_20 + 1, AT_30 - 1, AT_30, id="above 20 and below 30 may be 50, and may be less"
        ),
        pytest.param(
            AT_50, AT_20 - 1, AT_30 + 1, AT_30 + 2, id="below 20 and above 30 may be 50, and may be less"
        ),
        pytest.param(AT_50 + 1, AT_20, AT_30 + 1, AT_30 + 1, id="20 and above 30 are above 50"),
        pytest.param(AT_50 + 1, AT_20 + 1, AT_30 - 1, AT_30, id="above 20 and below 30 may be above 50"),
    ],
)
def test_shares_beside_a_limit_may_be_as_near_to_it_as_can_be(cut, other, reaching, staying):
    """An even position is one share, an odd one all between its neighbours, which are a millionth apart."""
    assert percentages.first_reaching(cut, other) == reaching
    assert percentages.first_staying(cut, other) == staying


def test_a_cell_is_quoted_up_to_sixty_characters():
    assert percentages.shortened("x" * 60) == repr("x" * 60)
    assert percentages.shortened("x" * 61) == repr("x" * 59 + "…")


def test_the_last_step_below_a_threshold_is_less_than_it(tmp_path):
    (definition,) = load(tmp_path, PLAIN.replace("above = 50", "at_least = 50"))
    share = percentages.parse(">49.999999..50")

    (missing,) = assess(Facts(social_aims=True, trading_share=share), definition).missing_facts

    assert missing.sentence == (
        "the share of income from selling goods or services would settle this: less than 50% → charity that earns "
        "part of its income; 50% → social enterprise"
    )


def test_not_independent_says_which_detail_fails_where_only_one_is_open():
    passing = Facts(independent=False, separately_constituted=True, own_bank_account=True)

    four_details = reading_of(
        (
            "separately_constituted",
            "operated_by_service_staff",
            "own_bank_account",
            "public_sector_board_share",
        )
    )

    one_open = narrow(replace(passing, operated_by_service_staff=False), four_details)
    two_open = narrow(passing, four_details)

    assert one_open.facts.public_sector_board_share == percentages.AT_LEAST_HALF
    assert one_open.taken == {"public_sector_board_share": ("independent",)}
    assert not one_open.fails_somewhere
    assert two_open.facts == passing
    assert two_open.fails_somewhere


def test_a_fact_that_does_not_settle_it_alone_narrows_it():
    (first, second) = assessed("inclusive-2009@1", statutory_body="no", independent="no").missing_facts

    assert not first.settles
    assert first.sentence == (
        "whether it was founded by prison or probation staff would narrow this: yes → enterprise set up by staff; "
        "no → run by another organisation or enterprise set up by staff"
    )
    assert second.fact == "operated_by_service_staff"


def test_a_fact_that_can_no_longer_change_the_outcome_is_not_missing():
    assessment = assessed(statutory_body="yes", social_aims="", trading_share="26..75")

    assert assessment.missing == ()
    assert assessment.outcome == "statutory_body"


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("separately_constituted", "no"),
        ("operated_by_service_staff", "yes"),
        ("own_bank_account", "no"),
        ("public_sector_board_share", "50"),
        ("public_sector_board_share", "50..100"),
        ("publicly_controlled", "yes"),
        ("shadow_directors", "yes"),
    ],
)
def test_each_of_the_six_details_of_independence_can_fail_it(fact, value):
    details = {
        "separately_constituted": "yes",
        "operated_by_service_staff": "no",
        "own_bank_account": "yes",
        "public_sector_board_share": "49.9",
        "publicly_controlled": "no",
        "shadow_directors": "no",
        "being_constituted": "yes",
        "part_of_other_body": "yes",
        "founded_by_service_staff": "no",
        "statutory_body": "no",
        "reinvests": "yes",
        "social_aims": "yes",
        "trading_share": "60",
    }
    staff = fact in ("operated_by_service_staff", "shadow_directors")

    assert assessed(**details).outcome == "social_enterprise"
    assert assessed(**{**details, fact: value}).outcome == (
        "special_purpose_vehicle" if staff else "part_of_another_body"
    )
    founded = {**details, fact: value, "founded_by_service_staff": "yes"}
    assert assessed(**founded).outcome == "special_purpose_vehicle"


@pytest.mark.parametrize(
    ("share", "outcome"),
    [
        ("0", "voluntary_organisation"),
        ("0.000001", "trading_voluntary_organisation"),
        ("50", "trading_voluntary_organisation"),
        ("50.1", "social_enterprise"),
        ("100", "social_enterprise"),
        ("26..50", "trading_voluntary_organisation"),
        ("51..75", "social_enterprise"),
        ("0..25", "undetermined"),
        ("50..51", "included_either"),
    ],
)
def test_the_trading_share_decides_last(share, outcome):
    assert assessed(**GOOD, trading_share=share).outcome == outcome


@pytest.mark.parametrize(
    ("definition", "cells", "outcome"),
    [
        ("social-firm@1", {"disadvantaged_share": "25", "trading_share": "50"}, "social_enterprise"),
        ("social-firm@1", {"disadvantaged_share": "24.9", "trading_share": "90"}, "other_organisation"),
        (
            "social-firm@1",
            {"disadvantaged_share": "25", "trading_share": "49.9"},
            "trading_voluntary_organisation",
        ),
        ("social-firm", {**GOOD, "disadvantaged_share": "25", "trading_share": "50"}, "social_enterprise"),
        ("social-firm", {**GOOD, "disadvantaged_share": "24.9", "trading_share": "90"}, "other_organisation"),
        (
            "small-business-survey",
            {"reinvested_share": "50", "self_described": "yes", "trading_share": "25.1"},
            "social_enterprise",
        ),
        (
            "small-business-survey",
            {"reinvested_share": "50", "self_described": "yes", "trading_share": "25"},
            "trading_voluntary_organisation",
        ),
        ("small-business-survey", {"reinvested_share": "49.9"}, "profit_distributing_business"),
        ("se-mark", {"independent": "yes", "reinvested_share": "50.9"}, "profit_distributing_business"),
        (
            "se-mark",
            {
                "independent": "yes",
                "reinvested_share": "51",
                "social_aims": "yes",
                "asset_lock": "yes",
                "trading_share": "50",
            },
            "social_enterprise",
        ),
        ("dti-2002@1", {"reinvests": "yes", "social_aims": "yes", "trades": "yes"}, "social_enterprise"),
        ("dti-2002", {"statutory_body": "yes"}, "statutory_body"),
        (
            "sec-characteristics@1",
            {"independent": "yes", "social_ownership": "no", "social_aims": "yes", "trades": "yes"},
            "other_organisation",
        ),
    ],
)
def test_other_definitions_have_their_own_thresholds(definition, cells, outcome):
    assert assessed(definition, **cells).outcome == outcome


def test_a_reason_gives_the_figure_and_the_general_answer_it_was_taken_from():
    assessment = assessed(**GOOD, trading_share="26..75")

    assert reason(assessment, "trading") == "26% to 75% of its income is from trading (above 50% is asked)."
    assert reason(assessment, "reinvestment") == (
        "More than 50% of its profit is kept for the social purpose or shared with stakeholders (above 50% is "
        "asked). "
        "This is taken from the general answer that it puts most of its profit back into its work."
    )


def test_a_reason_names_what_fails_and_what_is_not_known():
    assessment = assessed("inclusive-2009@1", statutory_body="no", own_bank_account="no")

    assert reason(assessment, "independence") == (
        "It has no bank account of its own, and it is not known whether it was founded by prison or probation staff "
        "or whether it is operated by prison or probation staff."
    )
    assert reason(assessment, "social_aims") == "It is not known whether it has social aims."


def test_a_conflict_is_reported_and_the_detail_is_used():
    assessment = assessed(
        **GOOD, separately_constituted="no", founded_by_service_staff="no", part_of_other_body="yes"
    )

    assert assessment.outcome == "part_of_another_body"
    assert [conflict.facts for conflict in assessment.conflicts] == [
        ("independent", "separately_constituted")
    ]
    assert "the detail is used" in reason(assessment, "independence")


def test_answers_that_disagree_narrow_nothing():
    assessment = assessed(**{**GOOD, "distributes_profit": "yes"}, trading_share="60")

    assert assessment.possible == ("profit_distributing_business", "social_enterprise")
    assert assessment.missing == ("reinvested_share", "stakeholder_share")
    assert "neither is used" in assessment.conflicts[0].sentence


def test_the_number_of_employees_decides_nothing():
    for employees in ("", "0", "12"):
        assessment = assessed("social-firm@1", employees=employees, trading_share="60")
        assert assessment.missing == ("disadvantaged_share",)


def test_the_study_counts_trading_voluntary_organisations_and_the_strict_definition_does_not():
    assert assessed(**GOOD, trading_share="50").is_included() is True
    assert assessed("strict-50", **GOOD, trading_share="50").is_included() is False
    assert assessed(**GOOD, trading_share="50..51").is_included() is True
    assert assessed("strict-50", **GOOD, trading_share="50..51").is_included() is None
