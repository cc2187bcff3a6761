"""What a file can be that cannot be read at all."""

from django.core.exceptions import ValidationError


class UnreadableError(ValidationError):
    """A file that cannot be read as what it should be, with every reason in words."""
