"""How a constraint is tested both ways: told in words, and kept by the database itself."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


def assert_refused(make: Callable[[], models.Model], sentence: str) -> None:
    """A form is told this sentence, and the database refuses the row that comes past the form."""
    with pytest.raises(ValidationError):
        make().full_clean()
    with pytest.raises(ValidationError) as refusal:
        make().validate_constraints()
    assert sentence in " ".join(refusal.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        make().save()
