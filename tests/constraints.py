"""Tests a constraint both ways: the message of the form, and the error of the database."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


def assert_refused(make: Callable[[], models.Model], sentence: str) -> None:
    """Assert that validation gives this message and that the database refuses the row without validation."""
    with pytest.raises(ValidationError):
        make().full_clean()
    with pytest.raises(ValidationError) as refusal:
        make().validate_constraints()
    assert sentence in " ".join(refusal.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        make().save()
