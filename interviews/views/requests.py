"""The type of the requests of this package: every view requires a permission."""

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """A request of a signed-in user, for type checkers."""

    user: User
