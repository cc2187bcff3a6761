"""The scan for personal information: what it finds, what it ignores, and that a match prevents publication."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from enterprises import actions
from enterprises.pii_scan import Kind, find_pii, kinds_in, may_be_published


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He was A1234BC at Leeds", Kind.PRISON_NUMBER),
        ("number AB1234, I think", Kind.PRISON_NUMBER),
        ("her CRN is X123456.", Kind.CRN),
        ("PNC 2009/1234567D", Kind.PNC),
        ("pnc 09/123456a", Kind.PNC),
        ("NI QQ 12 34 56 C is made up, AB 12 34 56 C is not", Kind.NI_NUMBER),
        ("DOB: 03/05/1980", Kind.DATE_OF_BIRTH),
        ("he was born on 3 May 1980", Kind.DATE_OF_BIRTH),
        ("date of birth 1980-05-03", Kind.DATE_OF_BIRTH),
        ("write to ann.example@prison.example", Kind.EMAIL),
        ("ring 0113 496 0001 ext 3", Kind.TELEPHONE),
        ("mobile 07700 900123", Kind.TELEPHONE),
        ("+44 (0)20 7946 0000", Kind.TELEPHONE),
    ],
)
def test_personal_information_is_found(text: str, kind: Kind) -> None:
    assert kind in kinds_in(text)
    assert not may_be_published(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2009 about 120 people came, 40 a year, 12/07/2009 was the first day",
        "Postcode LS9 7TN, company 05123456, charity 1101234",
        "£1,234,567 over three years; 0 accidents in 2008-2009",
        "The scheme was born in Leeds in 2003",
        "CIC, SPV and NVQ level 2; contract 2009/10",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert find_pii(text) == []


@given(st.text(max_size=400))
def test_matches_are_returned_in_the_order_of_the_text(text: str) -> None:
    found = find_pii(text)

    assert all(0 <= mark.start < mark.end <= len(text) for mark in found)
    assert found == sorted(found, key=lambda mark: (mark.start, mark.end))


def test_a_very_long_text_is_scanned_quickly() -> None:
    assert kinds_in("a.b-" * 50_000 + "1 " * 50_000 + "AB" * 50_000) == []


@pytest.mark.django_db
def test_an_entry_about_a_person_is_not_published_until_that_is_taken_out() -> None:
    organisation = actions.create_organisation(
        name="The Clink", description="Ask for A1234BC. Ring 020 7946 0000.", by=None
    )

    with pytest.raises(ValidationError, match="seems to hold a prison number and a telephone number"):
        actions.publish(organisation=organisation, by=None)

    actions.update_organisation(organisation=organisation, description="Ring 020 7946 0000.", by=None)
    assert actions.publish(organisation=organisation, by=None).is_published
