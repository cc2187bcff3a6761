"""What a file can be that cannot be read at all."""

from django.core.exceptions import ValidationError


class UnreadableError(ValidationError):
    """A file that is no export of this questionnaire, with every reason in words."""
