"""Numbers of public registers are normalised."""

import pytest

from enterprises.identifiers import normalise


@pytest.mark.parametrize(
    ("scheme", "given", "kept"),
    [
        pytest.param("GB-COH", "4831118", "04831118", id="leading zero put back"),
        pytest.param("GB-COH", "sc 123456", "SC123456", id="Scottish"),
        pytest.param("GB-COH", "oc301234", "OC301234", id="partnership"),
        pytest.param("GB-COH", "IP28746R", "IP28746R", id="society with its letter"),
        pytest.param("GB-CHC", "1114760", "1114760", id="charity"),
        pytest.param("GB-CHC", "1114760-0", "1114760", id="main charity"),
        pytest.param("GB-CHC", "1114760-01", "1114760-1", id="linked charity"),
        pytest.param("GB-MPR", "31455r", "31455R", id="mutual"),
        pytest.param("GB-MPR", "rs7123", "RS007123", id="registered society"),
    ],
)
def test_a_number_is_normalised_as_its_register_writes_it(scheme, given, kept):
    assert normalise(scheme, given) == kept
    assert normalise(scheme, kept) == kept


@pytest.mark.parametrize(
    ("scheme", "given"),
    [
        pytest.param("GB-COH", "", id="empty"),
        pytest.param("GB-COH", "123456789", id="too long"),
        pytest.param("GB-COH", "00000000", id="nothing but noughts"),
        pytest.param("GB-COH", "QQ123456", id="unknown prefix"),
        pytest.param("GB-COH", "٤٨٣١١١٨", id="other digits"),
        pytest.param("GB-CHC", "SC012345", id="Scottish charity"),
        pytest.param("GB-CHC", "12345", id="too short"),
        pytest.param("GB-CHC", "0123456", id="leading zero"),
        pytest.param("GB-MPR", "0", id="zero"),
        pytest.param("US-EIN", "12-3456789", id="unknown register"),
    ],
)
def test_a_malformed_number_is_refused_with_a_message(scheme, given):
    with pytest.raises(ValueError, match=r"[A-Z“].*\.$"):
        normalise(scheme, given)
