"""AAPOR outcome rates and the Wilson interval, compared with values worked out by hand."""

import json
import math
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given
from hypothesis import strategies as st

from interviews.outcome_rates import FORMULAS, NAMES, Counts, of_frame, proportional_e, rates, wilson_fpc

WORKED = Counts(I=90, P=10, R=15, NC=20, O=5, UH=6, UO=4, NE=8)

numbers = st.integers(0, 500)
all_counts = st.builds(
    Counts, I=numbers, P=numbers, R=numbers, NC=numbers, O=numbers, UH=numbers, UO=numbers, NE=numbers
)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("e", 0.9459),
        ("RR1", 0.6000),
        ("RR2", 0.6667),
        ("RR3", 0.6022),
        ("RR4", 0.6691),
        ("RR5", 0.6429),
        ("RR6", 0.7143),
        ("COOP1", 0.7500),
        ("COOP2", 0.8333),
        ("COOP3", 0.7826),
        ("COOP4", 0.8696),
        ("REF1", 0.1000),
        ("REF2", 0.1004),
        ("REF3", 0.1071),
        ("CON1", 0.8000),
        ("CON2", 0.8029),
        ("CON3", 0.8571),
    ],
)
def test_the_worked_example_of_the_study_s_method(name: str, rate: float) -> None:
    assert rates(WORKED)[name] == pytest.approx(rate, abs=0.00005)


def test_the_prisons_of_2009() -> None:
    found = rates(Counts(I=97, R=5, NC=20, O=3, UO=5, NE=5))

    assert found["RR1"] == 97 / 130
    assert found["RR5"] == 97 / 125
    assert found["e"] == 125 / 130
    assert found["RR3"] == pytest.approx(97 / (125 + 5 * 125 / 130))


def test_a_census_of_known_services_has_one_response_rate() -> None:
    found = rates(Counts(I=97, R=10, NC=28))

    assert found["RR1"] == found["RR3"] == found["RR5"] == 97 / 135
    assert round(found["RR1"], 2) == 0.72


def test_a_dated_frame_has_no_case_of_unknown_eligibility() -> None:
    # The prisons of the demonstration: 97 interviewed, 36 refused or not reached, 2 never rung: 97/135 = 71.9%.
    found = rates(of_frame(Counts(I=97, R=20, NC=16, UH=2)))

    assert found["RR1"] == found["RR3"] == found["RR5"] == 97 / 135
    assert found["CON1"] == found["CON3"] == 117 / 135


def test_without_known_cases_their_rates_are_none_and_others_0() -> None:
    found = rates(Counts(UH=135))

    assert found["RR1"] == found["REF1"] == found["CON1"] == 0
    assert {name for name, rate in found.items() if rate is None} == {
        "e", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4", "REF2", "REF3", "CON2", "CON3"
    }  # fmt: skip


def test_an_empty_table_has_no_rate_at_all() -> None:
    assert set(rates(Counts()).values()) == {None}


def test_e_may_be_given() -> None:
    assert rates(WORKED, e=0.5)["RR3"] == 90 / 145
    assert rates(WORKED, e=1)["RR3"] == rates(WORKED)["RR1"]
    assert rates(WORKED, e=0)["RR3"] == rates(WORKED)["RR5"]
    assert rates(Counts(UH=10), e=0.9)["RR3"] == 0


@pytest.mark.parametrize("e", [-0.01, 1.01, math.nan, math.inf])
def test_an_e_outside_0_to_1_is_refused(e: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        rates(WORKED, e=e)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="R is -1"):
        Counts(R=-1)


def test_every_rate_has_a_formula() -> None:
    assert tuple(FORMULAS) == NAMES
    assert tuple(rates(WORKED)) == ("e", *NAMES)


@given(all_counts, st.none() | st.floats(0, 1))
def test_rates_are_what_their_printed_formulas_say(counts: Counts, e: float | None) -> None:
    found = rates(counts, e=e)
    letters = {name: getattr(counts, name) for name in ("I", "P", "R", "NC", "O", "UH", "UO")}
    share = e if e is not None else proportional_e(counts)

    for name, formula in FORMULAS.items():
        source = formula.replace("e(", "e*(")
        e_matters = "e*(" in source and counts.unknown
        try:
            expected = eval(source, {"__builtins__": {}}, {**letters, "e": share if e_matters else 0})
        except (ZeroDivisionError, TypeError):
            expected = None
        assert found[name] == (None if expected is None else pytest.approx(expected)), name


@given(all_counts, st.none() | st.floats(0, 1))
def test_rates_are_between_0_and_1_and_in_order(counts: Counts, e: float | None) -> None:
    found = rates(counts, e=e)

    assert all(rate is None or 0 <= rate <= 1 for rate in found.values())
    for lower, upper in (("RR1", "RR2"), ("RR1", "RR3"), ("RR3", "RR5"), ("RR4", "RR6"), ("REF1", "REF2")):
        if found[lower] is not None and found[upper] is not None:
            assert found[lower] <= found[upper] + 1e-12
    for lower, upper in (("COOP1", "COOP2"), ("COOP3", "COOP4"), ("CON1", "CON2"), ("CON2", "CON3")):
        if found[lower] is not None and found[upper] is not None:
            assert found[lower] <= found[upper] + 1e-12


@given(all_counts)
def test_refused_answered_and_neither_make_up_those_who_were_reached(counts: Counts) -> None:
    found = rates(counts)
    assume(found["RR6"] is not None and found["CON3"] is not None)

    rest = (counts.O) / counts.eligible
    assert found["RR6"] + found["REF3"] + rest == pytest.approx(found["CON3"])


def test_a_census_has_no_uncertainty() -> None:
    assert wilson_fpc(97, 135, 135) == (97 / 135,) * 3


def test_nobody_sampled_gives_no_interval() -> None:
    assert wilson_fpc(0, 0, 135) is None


def test_the_interval_of_half_the_frame_by_hand() -> None:
    # n = 68 of N = 135, so n' = 68·134/67 = 136, and p = 34/68:
    # (p + z²/2n')/(1 + z²/n') ± z/(1 + z²/n')·√(p(1-p)/n' + z²/4n'²).
    z = 1.959963984540054
    half = z / (1 + z * z / 136) * math.sqrt(0.25 / 136 + z * z / (4 * 136**2))

    found = wilson_fpc(34, 68, 135)

    assert found.estimate == 0.5
    assert (found.low, found.high) == (pytest.approx(0.5 - half), pytest.approx(0.5 + half))
    assert (round(found.low, 4), round(found.high, 4)) == (0.4171, 0.5829)


def test_in_an_infinite_population_it_is_the_wilson_interval() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 gives 0.2553 to 0.3662.
    found = wilson_fpc(81, 263, 10**12)

    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize("numbers", [(-1, 5, 10), (6, 5, 10), (5, 11, 10)])
def test_impossible_shares_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="each must be at most the next"):
        wilson_fpc(*numbers)


@given(st.data())
def test_an_interval_holds_its_estimate_and_narrows_as_the_frame_is_reached(data: st.DataObject) -> None:
    population = data.draw(st.integers(1, 2_000))
    sampled = data.draw(st.integers(1, population))
    successes = data.draw(st.integers(0, sampled))

    found = wilson_fpc(successes, sampled, population)
    wider = wilson_fpc(successes, sampled, population + 100)

    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert wider.high - wider.low >= found.high - found.low - 1e-12


def command(*words: str, **options: str) -> str:
    out = StringIO()
    call_command("outcome_rates", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_every_rate_by_its_name() -> None:
    found = json.loads(command("I=97", "P=0", "R=5", "NC=20", "O=3", "UH=0", "UO=5", "NE=5", format="json"))

    assert tuple(found) == ("e", *NAMES)
    assert found["RR1"] == pytest.approx(97 / 130)


def test_the_command_takes_e_and_codes_may_be_left_out() -> None:
    assert json.loads(command("I=9", "UH=1", e="0.9", format="json"))["RR3"] == pytest.approx(9 / 9.9)


def test_the_command_writes_null_where_the_denominator_is_empty() -> None:
    assert json.loads(command("NE=3", format="json"))["RR1"] is None
    assert "RR1    not available" in command("NE=3")


def test_the_command_prints_the_formula_beside_the_rate() -> None:
    assert "RR5    0.9000         I / ((I+P) + (R+NC+O))" in command("I=9", "R=1")


@pytest.mark.parametrize(
    ("words", "e", "reason"),
    [
        (["I"], None, "“I” is not CODE=COUNT"),
        (["X=1"], None, "There is no code “X”"),
        (["I=1", "I=2"], None, "I is given twice"),
        (["I=-1"], None, "I is “-1”"),
        (["I=1.5"], None, "I is “1.5”"),
        (["I=٣"], None, "I is “٣”"),
        (["I=" + "9" * 5000], None, "I is “999"),
        (["I=1"], "much", "e is “much”"),
        (["I=1"], "2", "between 0 and 1"),
        (["I=1"], "nan", "between 0 and 1"),
    ],
)
def test_the_command_refuses_what_it_cannot_read(words: list[str], e: str | None, reason: str) -> None:
    with pytest.raises(CommandError) as refusal:
        command(*words, **({"e": e} if e else {}))

    assert reason in str(refusal.value)
