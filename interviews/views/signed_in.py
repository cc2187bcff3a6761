"""Requests of somebody signed in: every page of fieldwork asks for a permission first."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose visitor is known, for type checkers."""

    user: User
