"""How to reach a body: the abstract model of its own published contact, and the contact as pages show it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

MONTHS_UNTIL_OLD = 12
NO_SOURCE = "Say where it publishes this contact itself."
NO_DAY = "Give the day on which this contact was checked."

telephone_number = RegexValidator(
    r"^\+?[0-9(][0-9() -]{4,}( ext\.? ?[0-9]+)?$",
    "Write the telephone number in figures, such as 01632 960000 or +44 1632 960000.",
)


def not_in_the_future(day: dt.date) -> None:
    """Refuse a day after today.

    :raises ValidationError: for such a day.
    """
    if day > timezone.localdate():
        raise ValidationError("The day on which it was checked cannot be in the future.")


@dataclass(frozen=True)
class PublicContact:
    """A contact as everybody sees it. An old one was checked more than 12 months ago and may be out of date."""

    role: str
    telephone: str
    email: str
    address: str
    website: str
    checked_on: dt.date | None
    source: str
    is_old: bool

    @property
    def dial_link(self) -> str:
        """The address of a link that dials the number: `tel:01632960000`."""
        number = self.telephone.split("ext")[0]
        if "+" in number:
            number = number.replace("(0)", "")
        number = re.sub(r"[^0-9+]", "", number)
        return f"tel:{number}"

    @property
    def source_is_address(self) -> bool:
        return self.source.startswith(("https://", "http://")) and " " not in self.source

    @property
    def ways(self) -> list[str]:
        """Telephone, e-mail and website, without those that are not known: for one line of a sheet."""
        return [way for way in (self.telephone, self.email, self.website) if way]


class Contactable(models.Model):
    """A body with the contact that it publishes itself: never a person's, and never from an interview."""

    contact_role = models.CharField(
        "who answers",
        max_length=100,
        blank=True,
        help_text="A post or a team, such as “Head of reducing reoffending”. Never a person's name.",
    )
    telephone = models.CharField(
        max_length=60,
        blank=True,
        validators=[telephone_number],
        help_text="Its own number, never a person's.",
    )
    email = models.EmailField("e-mail", blank=True, help_text="Its own address, never a person's.")
    address = models.CharField("postal address", max_length=300, blank=True)
    website = models.URLField(blank=True)
    contact_source = models.CharField(
        "where it publishes this contact",
        max_length=300,
        blank=True,
        help_text="The address of its own page or the title of its own publication. Only what it publishes itself.",
    )
    contact_checked_on = models.DateField(
        "contact checked on",
        null=True,
        blank=True,
        validators=[not_in_the_future],
        help_text="The day on which somebody saw it in its source, or the date of the source.",
    )

    CONTACT_FIELDS = (
        "contact_role", "telephone", "email", "address", "website", "contact_source", "contact_checked_on",
    )  # fmt: skip

    class Meta:
        abstract = True
        # A website alone needs no source: it may come from the body's own answer to a study, and shows whose it is.
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_role="", telephone="", email="", address="")
                | (~Q(contact_source="") & Q(contact_checked_on__isnull=False)),
                name="%(app_label)s_%(class)s_contact_has_source_and_day",
                violation_error_message=f"{NO_SOURCE} {NO_DAY}",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.clean_contact()

    def clean_contact(self) -> None:
        """Check that a contact has its source and its day.

        :raises ValidationError: with a sentence for each of the two that is missing.
        """
        if not (self.contact_role or self.telephone or self.email or self.address):
            return
        missing = {} if self.contact_source.strip() else {"contact_source": NO_SOURCE}
        if self.contact_checked_on is None:
            missing["contact_checked_on"] = NO_DAY
        if missing:
            raise ValidationError(missing)

    @property
    def public_website(self) -> str:
        """Its website as everybody may see it."""
        return self.website

    def contact_on(self, day: dt.date | None = None) -> PublicContact | None:
        """Return how to reach it as shown on a day, by default today; None if nothing is known."""
        website = self.public_website
        if not (self.telephone or self.email or self.address or website):
            return None
        return PublicContact(
            role=self.contact_role,
            telephone=self.telephone,
            email=self.email,
            address=self.address,
            website=website,
            checked_on=self.contact_checked_on,
            source=self.contact_source,
            is_old=is_old(self.contact_checked_on, day or timezone.localdate()),
        )

    @property
    def contact(self) -> PublicContact | None:
        return self.contact_on()


def is_old(checked_on: dt.date | None, day: dt.date) -> bool:
    """Return True if more than 12 months lie between both days, or if nobody knows when it was checked.

    >>> is_old(dt.date(2025, 6, 1), dt.date(2026, 6, 1)), is_old(dt.date(2025, 5, 31), dt.date(2026, 6, 1))
    (False, True)
    """
    if checked_on is None:
        return True
    months = (day.year - checked_on.year) * MONTHS_UNTIL_OLD + day.month - checked_on.month
    return (months, day.day) > (MONTHS_UNTIL_OLD, checked_on.day)
