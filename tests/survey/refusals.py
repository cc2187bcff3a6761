"""The message for an XLSForm that cannot be published."""

import pytest

from survey.xlsform import XLSFormError, read_xlsform


def refusal_of(source: str) -> tuple[str, ...]:
    with pytest.raises(XLSFormError) as refusal:
        read_xlsform(source)
    return refusal.value.messages
