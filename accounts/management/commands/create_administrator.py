"""`manage.py create_administrator EMAIL`: the first account of a new Gatehouse."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.models import User
from accounts.roles import Role


class Command(BaseCommand):
    help = "Make an administrator of a new or existing account, and print where to choose its password."

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
        self.stdout.write("Choose a password at this path of your Gatehouse; it works once:")
        self.stdout.write(actions.one_time_link(user=user, by=None))
