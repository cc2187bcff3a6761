"""Finding the case that a row means: by code, by name however it is written, by postcode."""

import pytest

from interviews.contact_files.rows import Place
from interviews.contact_files.services import CaseFinder, KnownCase

LEEDS = KnownCase(1, "HMP Leeds", "LEI", "LS12 2TJ", "prison")
LEEDS_UNIT = KnownCase(2, "Leeds", "N23LDS", "", "probation")
DRAKE_HALL = KnownCase(3, "HMP/YOI Drake Hall", "DHI", "ST21 6LQ", "prison")
WIGHT = KnownCase(4, "HMP Isle of Wight", "IWI", "PO30 5RS", "prison")
THAMESIDE = KnownCase(5, "HMP/YOI Thameside", "TSI", "SE28 0FJ", "prison")
ISIS = KnownCase(6, "HMP/YOI Isis", "ISI", "SE28 0NZ", "prison")
SWANSEA = KnownCase(7, "HMP Swansea", "SWI", "SA1 3SR", "prison")
SWANSEA_UNIT = KnownCase(8, "Swansea and Neath Port Talbot", "N03SNT", "", "probation")
CARDIFF = KnownCase(9, "HMP/YOI Cardiff", "CFI", "CF24 0UG", "prison")
SWINFEN = KnownCase(10, "HMP/YOI Swinfen Hall", "SNI", "WS14 9QS", "prison")
CASES = [
    LEEDS,
    LEEDS_UNIT,
    DRAKE_HALL,
    WIGHT,
    THAMESIDE,
    ISIS,
    SWANSEA,
    SWANSEA_UNIT,
    CARDIFF,
    SWINFEN,
]
FINDER = CaseFinder(CASES, others=["HMP Ashwell", "HMP Leeds"])


def find(name: str = "", code: str = "", postcode: str = ""):
    return FINDER.find(Place(code, name, postcode))


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param("HMP Leeds", LEEDS, id="as we write it"),
        pytest.param("hmp leeds", LEEDS, id="in small letters"),
        pytest.param("Leeds (HMP)", LEEDS, id="the kind behind"),
        pytest.param("Leeds prison", LEEDS, id="the kind in words"),
        pytest.param("Leeds PDU", LEEDS_UNIT, id="the kind of another"),
        pytest.param("HMYOI Drake Hall", DRAKE_HALL, id="another kind of prison"),
        pytest.param("Drake Hall (HMP & YOI)", DRAKE_HALL, id="with signs"),
        pytest.param("Isle of Wight", WIGHT, id="without the kind"),
        pytest.param("H.M. Prison Isle of Wight", WIGHT, id="with stops"),
        pytest.param("Swansea & Neath Port-Talbot", SWANSEA_UNIT, id="and as a sign"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, case):
    match = find(name)

    assert (match.case, match.note) == (case, "")


@pytest.mark.parametrize(
    ("name", "case"),
    [
        pytest.param("HMP Leads", LEEDS, id="one letter"),
        pytest.param("HMP Tameside", THAMESIDE, id="a letter left out"),
        pytest.param("Swinfan Halll", SWINFEN, id="two letters of a long name"),
        pytest.param("HMP Leeds Education Department", LEEDS, id="more words"),
        pytest.param("Neath Port Talbot", SWANSEA_UNIT, id="fewer words"),
    ],
)
def test_a_name_that_is_nearly_right_is_found_and_said(name, case):
    match = find(name)

    assert (match.case, match.note) == (case, f"Read as {case.name}.")


def test_a_service_is_found_by_its_name_of_another_day():
    case = KnownCase(1, "HMYOI Ashfield", name_in_frame="HMP Fieldash")

    assert CaseFinder([case]).find(Place("", "Fieldash", "")).case == case


def test_a_prison_is_found_by_the_code_of_any_of_its_sites():
    prison = KnownCase(7, "HMP Peterborough", code="PBI", site_codes=("PBI", "PFI"))
    finder = CaseFinder([prison])

    assert [finder.find(Place(code, "", "")).case for code in ("PBI", "pfi")] == [prison, prison]


def test_a_code_of_a_prison_is_not_that_of_another_with_a_site_of_this_code():
    moorland = KnownCase(7, "HMP/YOI Moorland", code="MDI", site_codes=("MDI", "HDI"))
    hatfield = KnownCase(8, "HMP/YOI Hatfield", code="HDI", site_codes=("HDI",))
    finder = CaseFinder([moorland, hatfield])

    assert [finder.find(Place("HDI", name, "")).case for name in ("", "HMP Hatfield")] == [hatfield, hatfield]
    assert finder.find(Place("MDI", "HMP Moorland", "")).case == moorland


def test_a_name_decides_between_two_prisons_with_a_site_of_one_code():
    north = KnownCase(7, "HMP North", code="NOI", site_codes=("NOI", "OLD"))
    south = KnownCase(8, "HMP South", code="SOI", site_codes=("SOI", "OLD"))
    finder = CaseFinder([north, south])

    assert finder.find(Place("OLD", "HMP South", "")).case == south
    assert finder.find(Place("OLD", "", "")).candidates == (north, south)


def test_a_name_of_two_services_is_asked_back():
    match = find("Leeds")

    assert match.case is None
    assert set(match.candidates) == {LEEDS, LEEDS_UNIT}
    assert match.problem == "this may be more than one service."


def test_a_postcode_decides_between_two():
    match = find("Leeds", postcode="ls122tj")

    assert (match.case, match.note) == (LEEDS, "Found by its postcode: HMP Leeds.")


def test_a_postcode_alone_is_enough():
    assert find(postcode="SE28 0NZ").case == ISIS
    assert find(postcode="ZZ1 1ZZ").problem == "no service of this sample has the postcode ZZ1 1ZZ."


def test_a_code_goes_before_the_name():
    assert find("Leeds", code="lei").case == LEEDS


def test_a_code_may_stand_in_the_column_of_names():
    assert find("lei").case == LEEDS
    assert not find("lei").note


def test_a_code_and_a_name_of_two_services_are_asked_back():
    match = find("HMP Leeds", code="CFI")

    assert match.case is None
    assert match.candidates == (CARDIFF, LEEDS)
    assert match.problem == "the code is that of HMP/YOI Cardiff, the name that of HMP Leeds."


def test_an_unknown_code_offers_the_service_of_the_name():
    match = find("HMP Leeds", code="XXX")

    assert (match.case, match.candidates) == (None, (LEEDS,))
    assert match.problem == "no service of this sample has the code “XXX”."


def test_a_service_outside_the_sample_is_said_to_be_one():
    match = find("Ashwell")

    assert (match.case, match.candidates) == (None, ())
    assert match.problem == "HMP Ashwell is not in the sample of this study."


def test_another_name_is_no_service():
    match = find("Ministry of Silly Walks")

    assert match.case is None
    assert match.problem == "no service of this sample has this name."


def test_a_code_of_an_office_is_refused_with_its_name():
    match = find(code="N03ALL")

    assert match.case is None
    assert (
        match.problem
        == "this is the code of “All Wales”, which is not a place but an office code: leave the row out."
    )
