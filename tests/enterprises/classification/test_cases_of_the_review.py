"""Cases that a statistician's review of version 1 worked by hand against the study's paper, by version 2.

The paper: fully independent of the public sector; vehicles of staff are businesses that “have been, or are in the
process of becoming, established as separately constituted”; “profits can be distributed as profit sharing to
stakeholders”.
"""

import pytest

from enterprises.classification import assess, definitions, facts_from_cells

INDEPENDENT = {
    "statutory_body": "no",
    "separately_constituted": "yes",
    "founded_by_service_staff": "no",
    "operated_by_service_staff": "no",
    "own_bank_account": "yes",
    "public_sector_board_share": "0",
    "publicly_controlled": "no",
    "shadow_directors": "no",
}
ENTERPRISE = {**INDEPENDENT, "reinvested_share": "100", "social_aims": "yes", "trading_share": "80"}
VEHICLE = {**ENTERPRISE, "founded_by_service_staff": "yes", "operated_by_service_staff": "no"}
NOT_CONSTITUTED = {**ENTERPRISE, "separately_constituted": "no", "own_bank_account": "no"}
FIRM = {**INDEPENDENT, "reinvested_share": "0", "social_aims": "no", "trading_share": "100"}

CASES = [
    ("trading exactly 50", {**ENTERPRISE, "trading_share": "50"}, "trading_voluntary_organisation"),
    ("trading 50.1", {**ENTERPRISE, "trading_share": "50.1"}, "social_enterprise"),
    ("trading 0", {**ENTERPRISE, "trading_share": "0"}, "voluntary_organisation"),
    ("trading 1", {**ENTERPRISE, "trading_share": "1"}, "trading_voluntary_organisation"),
    ("trades, share unknown", {**ENTERPRISE, "trading_share": "", "trades": "yes"}, "included_either"),
    ("reinvested exactly 50", {**ENTERPRISE, "reinvested_share": "50", "stakeholder_share": "0"},
     "profit_distributing_business"),
    ("reinvested 50.5", {**ENTERPRISE, "reinvested_share": "50.5"}, "social_enterprise"),
    ("trading arm that a charity owns", {**ENTERPRISE, "distributes_profit": ""}, "social_enterprise"),
    ("company that a prison owns, outside board 60%",
     {**ENTERPRISE, "public_sector_board_share": "40", "publicly_controlled": "yes"}, "part_of_another_body"),
    ("vehicle with shadow directors and none on the board", {**ENTERPRISE, "shadow_directors": "yes"},
     "special_purpose_vehicle"),
    ("vehicle with 1 of 3 staff on the board", {**VEHICLE, "public_sector_board_share": "33.3"},
     "social_enterprise"),
    ("vehicle with half of the board", {**VEHICLE, "public_sector_board_share": "50"}, "special_purpose_vehicle"),
    ("vehicle without an account", {**VEHICLE, "own_bank_account": "no"}, "special_purpose_vehicle"),
    ("joint bid company of three trusts",
     {**VEHICLE, "public_sector_board_share": "100", "publicly_controlled": "yes"}, "special_purpose_vehicle"),
    ("prison industries workshop run by officers",
     {**NOT_CONSTITUTED, "operated_by_service_staff": "yes", "being_constituted": "no"}, "part_of_another_body"),
    ("workshop that is becoming a company",
     {**NOT_CONSTITUTED, "operated_by_service_staff": "yes", "being_constituted": "yes"},
     "special_purpose_vehicle"),
    ("worker co-operative, 60% to members", {**ENTERPRISE, "reinvested_share": "40", "stakeholder_share": "60"},
     "social_enterprise"),
    ("community interest company by shares, 35% cap", {**ENTERPRISE, "reinvested_share": "65..100"},
     "social_enterprise"),
    ("company that reinvests and is said to distribute profit",
     {**ENTERPRISE, "reinvested_share": "", "reinvests": "yes", "distributes_profit": "yes"}, "undetermined"),
    ("community foundation trust", {**ENTERPRISE, "statutory_body": "yes"}, "statutory_body"),
    ("leisure trust, 49% of the board", {**ENTERPRISE, "public_sector_board_share": "49"}, "social_enterprise"),
    ("charity with a trading subsidiary, 30%", {**ENTERPRISE, "reinvested_share": "", "charity": "yes",
     "trading_share": "30"}, "trading_voluntary_organisation"),
    ("sole trader", {**NOT_CONSTITUTED, "part_of_other_body": "no"}, "not_constituted"),
    ("project of a charity", {**NOT_CONSTITUTED, "part_of_other_body": "yes"}, "part_of_another_body"),
    ("unincorporated association with a constitution, 60%", {**ENTERPRISE, "trading_share": "60"},
     "social_enterprise"),
    ("private firm without social aims", FIRM | {"stakeholder_share": "0"}, "profit_distributing_business"),
    ("new start without income", {**ENTERPRISE, "trading_share": ""}, "undetermined"),
    ("volunteers with a service-level agreement", {**ENTERPRISE, "trading_share": "100", "employees": "0"},
     "social_enterprise"),
    ("QUANGO that trades", {"statutory_body": "yes", "trades": "yes"}, "statutory_body"),
    ("enterprise of a private prison's operator",
     {**VEHICLE, "operated_by_service_staff": "yes", "publicly_controlled": "no"}, "special_purpose_vehicle"),
]  # fmt: skip


def assessed(cells, reference="inclusive-2009@2"):
    facts, errors = facts_from_cells(cells)
    assert errors == []
    return assess(facts, definitions.find(reference))


@pytest.mark.parametrize(("cells", "outcome"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_case_of_the_review_has_the_outcome_that_the_paper_asks(cells, outcome):
    assert assessed(cells).outcome == outcome


def test_contradicting_general_answers_on_surplus_narrow_nothing_and_are_a_conflict():
    cells = next(cells for name, cells, _ in CASES if name.startswith("company that reinvests and"))

    assessment = assessed(cells)

    assert assessment.possible == ("profit_distributing_business", "social_enterprise")
    assert [conflict.facts for conflict in assessment.conflicts] == [("reinvests", "distributes_profit")]


@pytest.mark.parametrize(
    "reference",
    ["strict-50", "dti-2002", "sec-characteristics", "five-characteristics", "social-firm"],
)
def test_a_community_foundation_trust_is_statutory_by_every_definition_of_the_seeds(reference):
    cells = {**ENTERPRISE, "statutory_body": "yes", "social_ownership": "yes", "disadvantaged_share": "30"}

    assert assessed(cells, reference).outcome == "statutory_body"


def test_a_private_firm_with_disadvantaged_employees_is_no_social_firm():
    cells = {**FIRM, "stakeholder_share": "0", "disadvantaged_share": "30"}

    assert assessed(cells, "social-firm@1").outcome == "social_enterprise"
    assert assessed(cells, "social-firm@2").outcome == "profit_distributing_business"


@pytest.mark.parametrize(
    ("kept", "shared", "outcome", "missing"),
    [
        pytest.param("30", "", "undetermined", ("stakeholder_share",), id="what is left may be shared"),
        pytest.param("0..20", "0..20", "profit_distributing_business", (), id="together at most 40"),
        pytest.param("0..40", "20", "undetermined", ("reinvested_share",), id="one of two is open"),
        pytest.param(
            "0..40", "0..40", "undetermined", ("reinvested_share", "stakeholder_share"), id="both are"
        ),
        pytest.param("80", "60", "social_enterprise", (), id="above 100, taken as 100"),
    ],
)
def test_the_two_shares_of_surplus_are_judged_together(kept, shared, outcome, missing):
    assessment = assessed({**ENTERPRISE, "reinvested_share": kept, "stakeholder_share": shared})

    assert (assessment.outcome, assessment.missing) == (outcome, missing)
    assert bool(assessment.conflicts) == (kept == "80")


@pytest.mark.parametrize(
    ("answer", "kept", "outcome"),
    [
        pytest.param({"reinvests": "yes"}, "30", "social_enterprise", id="the sum is above 50"),
        pytest.param({"charity": "yes"}, "", "social_enterprise", id="a charity"),
        pytest.param({"distributes_profit": "yes"}, "", "profit_distributing_business", id="at most 50"),
    ],
)
def test_a_general_answer_narrows_the_sum_of_the_two_shares(answer, kept, outcome):
    assert assessed({**ENTERPRISE, "reinvested_share": kept, **answer}).outcome == outcome
