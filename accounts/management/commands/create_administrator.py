"""`manage.py create_administrator EMAIL`: open the first account of a new Gatehouse."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make a new or existing account an administrator, and print a link to choose its password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the e-mail address to sign in with")
        parser.add_argument("--name", default="", help="the person's name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        try:
            if user is None:
                user = actions.open_account(email=email, name=options["name"], by=None)
            actions.grant_role(user=user, role=Role.ADMINISTRATOR, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages))
        self.stdout.write(f"{user.email} is an administrator.")
        days = settings.PASSWORD_RESET_TIMEOUT // 86_400
        self.stdout.write(f"Choose a password at this address. It works once, within {days} days:")
        self.stdout.write(f"{base_address()}{actions.one_time_link(user=user, by=None)}")


def base_address() -> str:
    """Return the scheme and host of this Gatehouse, from the first of ALLOWED_HOSTS."""
    if settings.DEMONSTRATION:
        return f"http://127.0.0.1:{settings.PORT}"
    name = settings.ALLOWED_HOSTS[0].lstrip(".*") if settings.ALLOWED_HOSTS else ""
    return f"https://{name or 'THE-NAME-OF-YOUR-GATEHOUSE'}"
