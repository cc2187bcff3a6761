"""Telephone numbers. Those for drama are from Ofcom's list “Telephone numbers for use in TV and radio drama”."""

import pytest

from interviews.telephone import NOT_A_NUMBER, NOT_IN_USE, TOO_LONG, TOO_SHORT, as_read, dial_link, parse


@pytest.mark.parametrize(
    ("typed", "written", "dialled"),
    [
        ("01632960133", "01632 960133", "tel:+441632960133"),
        ("07700900123", "07700 900123", "tel:+447700900123"),
        ("0207 946 0958", "020 7946 0958", "tel:+442079460958"),
        ("+44 (0)113 496 0001", "0113 496 0001", "tel:+441134960001"),
        ("00 44 113 496 0001", "0113 496 0001", "tel:+441134960001"),
        ("0113 4960000x214", "0113 496 0000 ext. 214", "tel:+441134960000;ext=214"),
        ("0113 496 0000, ext 12", "0113 496 0000 ext. 12", "tel:+441134960000;ext=12"),
        ("0113 496 0000 ext. 12", "0113 496 0000 ext. 12", "tel:+441134960000;ext=12"),
        ("0113 496 0000 extension 9", "0113 496 0000 ext. 9", "tel:+441134960000;ext=9"),
        ("0113 496 0000 #7", "0113 496 0000 ext. 7", "tel:+441134960000;ext=7"),
        ("+33 1 44 55 66 77", "+33 1 44 55 66 77", "tel:+33144556677"),
        ("0300 123 4567", "0300 123 4567", "tel:+443001234567"),
    ],
)
def test_a_number_is_written_in_groups_and_dialled_with_its_extension(
    typed: str, written: str, dialled: str
) -> None:
    assert (as_read(typed), dial_link(typed)) == (written, dialled)
    assert as_read(written) == written


@pytest.mark.parametrize(
    "number",
    [
        "0113 496 0999", "0118 496 0000", "0121 496 0000", "0161 496 0999", "0191 498 0000", "020 7946 0000",
        "028 9649 6000", "029 2018 0999", "01632 960000", "07700 900999", "08081 570000", "0909 879 0000",
        "03069 990000",
    ],
)  # fmt: skip
def test_a_number_for_drama_is_accepted(number: str) -> None:
    assert dial_link(number)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("ask switchboard", NOT_A_NUMBER),
        ("0800 FLOWERS", NOT_A_NUMBER),
        ("0113 496 0000 or 0113 496 0001", NOT_A_NUMBER),
        ("0113", TOO_SHORT),
        ("999", TOO_SHORT),
        ("0113 496 0000 0000", TOO_LONG),
        ("0000 000 0000", NOT_IN_USE),
        ("01632 000000", NOT_IN_USE),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse(typed)

    assert str(refusal.value) == sentence
    assert dial_link(typed) == ""
