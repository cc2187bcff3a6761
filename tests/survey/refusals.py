"""The message for an XLSForm that cannot be published."""

import pytest

from survey.xlsform import XLSFormError, questionnaire_of


def refusal_of(source: str) -> tuple[str, ...]:
    with pytest.raises(XLSFormError) as refusal:
        questionnaire_of(source)
    return refusal.value.messages
