"""`manage.py demonstration_accounts`: open one account with a public password for each role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import actions
from accounts.models import User
from accounts.roles import Role

PASSWORD = "gatehouse-demonstration"  # noqa: S105  (printed on purpose: refused outside a demonstration)


def address_of(role: str) -> str:
    """Return the e-mail address of the role's demonstration account."""
    return f"{role.replace('_', '-')}@demonstration.example"


class Command(BaseCommand):
    help = "Open one demonstration account for each role and print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or settings.DEMONSTRATION):
            raise CommandError(
                "Demonstration accounts have a public password, so they are made only with "
                "DEMONSTRATION=true (or DEBUG=true). For a real Gatehouse "
                "use: manage.py create_administrator EMAIL"
            )
        if User.objects.exists() and not User.objects.filter(is_demonstration=True).exists():
            raise CommandError(
                "This database is in real use: it has accounts, and none of a demonstration. Accounts with a public "
                "password are not opened beside them. Set DEMONSTRATION=false with the settings of that Gatehouse."
            )
        with transaction.atomic():
            for role in Role:
                self._open(role)
        width = max(len(label) for label in Role.labels)
        self.stdout.write(f"{'Role':<{width}}  {'E-mail address':<38}  Password")
        for role in Role:
            self.stdout.write(f"{role.label:<{width}}  {address_of(role):<38}  {PASSWORD}")

    def _open(self, role: Role) -> None:
        email = address_of(role)
        user = User.objects.filter(email=email).first()
        if user is None:
            user = actions.open_account(
                email=email,
                name=f"Demonstration {role.label}",
                password=PASSWORD,
                is_demonstration=True,
                by=None,
            )
        elif not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        actions.grant_role(user=user, role=role, by=None)
