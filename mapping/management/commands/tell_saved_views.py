"""Tells the owners of saved views what is new in them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mapping.atlas import news
from wording import counted


class Command(BaseCommand):
    help = (
        "Look at the saved views whose owners want to be told, and e-mail what is new. Run it once a day. "
        "It ends with an error if an e-mail was not sent; the next run tries again."
    )

    def handle(self, **options: Any) -> None:
        told = news.tell(now=timezone.now())
        self.stdout.write(
            f"Looked at {counted(told.looked_at, 'saved view', 'saved views')}: {told.with_news:,} with news, "
            f"{counted(told.emails, 'e-mail', 'e-mails')} sent."
        )
        if told.too_long:
            views = counted(told.too_long, "view finds", "views find")
            self.stdout.write(f"{views} too much to be told about; its page says so.")
        if told.not_sent:
            raise CommandError(
                f"{counted(told.not_sent, 'e-mail was', 'e-mails were')} not sent, for the reason logged. "
                "The next run tries again."
            )
