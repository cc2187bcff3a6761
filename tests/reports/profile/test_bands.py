"""Free words and numbers sorted into classes, with the words of real sources."""

import pytest

from reports.profile.bands import AGE_BANDS, LEGAL_FORMS, NOT_RECORDED, SIZE_BANDS, age, legal_form, size


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("community interest company", "Community interest company"),
        ("Community Interest Company (October 2009)", "Community interest company"),
        ("company limited by guarantee", "Company limited by guarantee"),
        ("company limited by shares", "Company limited by shares"),
        ("registered society", "Registered society or co-operative"),
        ("Ltd; ex-offender-led workers' co-operative", "Registered society or co-operative"),
        ("registered charity; not-for-profit company established by Groundwork", "Charity"),
        ("charitable trust", "Charity"),
        ("Ltd (from name); large social enterprise", "Company, kind not stated"),
        ("company (form not stated)", "Company, kind not stated"),
        ("unincorporated association", "Unincorporated association"),
        ("public body", "Public body"),
        ("statutory body", "Public body"),
        ("social enterprise of a Trust Ltd (parent: company, charity)", "Described in other words"),
        ("bakery", "Described in other words"),
        ("not stated (described as wanting to be a social enterprise, not a charity)", NOT_RECORDED),
        ("Clinks member (form not stated)", NOT_RECORDED),
        ("  ", NOT_RECORDED),
        ("", NOT_RECORDED),
    ],
)
def test_a_legal_form_is_known_by_its_words(words: str, form: str) -> None:
    assert legal_form(words) == form
    assert form in (*LEGAL_FORMS, NOT_RECORDED)


@pytest.mark.parametrize(
    ("founded", "band"),
    [
        ("2009", "Under 3 years"),
        ("2007 (opened)", "Under 3 years"),
        ("2006", "3 to 5 years"),
        ("October 2004 (CIC)", "3 to 5 years"),
        ("2003", "6 to 10 years"),
        ("1999", "6 to 10 years"),
        ("1998", "11 to 20 years"),
        ("1988, in a shed", "More than 20 years"),
        ("2010 (founded) / 2011 (initiative began)", "Founded after that year"),
        ("some years ago", NOT_RECORDED),
        ("", NOT_RECORDED),
    ],
)
def test_age_is_counted_in_years_of_the_frame(founded: str, band: str) -> None:
    assert age(founded, 2009) == band
    assert band in (*AGE_BANDS, NOT_RECORDED)


@pytest.mark.parametrize(
    ("employees", "band"),
    [
        ("0", "None"),
        ("1", "1 to 9"),
        ("9", "1 to 9"),
        ("10", "10 to 49"),
        ("249", "50 to 249"),
        ("250", "250 or more"),
        (None, NOT_RECORDED),
        ("", NOT_RECORDED),
    ],
)
def test_a_number_of_employees_is_in_one_class(employees: str | None, band: str) -> None:
    assert size(employees) == band
    assert band in (*SIZE_BANDS, NOT_RECORDED)
