"""`manage.py prepare`: everything between a fresh database and a server that can answer. script/run calls it."""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config import analyze


class Command(BaseCommand):
    help = (
        "Migrate, load the reference data, collect the static files and, in a demonstration, load the "
        "demonstration study and its accounts. Safe to repeat; run it once, before the web workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-static", action="store_true", help="leave the static files as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", stdout=self.stdout)
        call_command("load_organisations", stdout=self.stdout)
        if not (settings.DEBUG or options["without_static"]):
            self.collect_static()
        if settings.DEMONSTRATION:
            call_command("load_demo", stdout=self.stdout)
            call_command("demonstration_accounts", stdout=self.stdout)
        analyze.gather()

    def collect_static(self) -> None:
        """Collect and compress the static files, unless they are the ones collected last."""
        record = Path(settings.STATIC_ROOT) / ".collected"
        state = state_of([Path(folder) for folder in settings.STATICFILES_DIRS])
        if record.exists() and record.read_text() == state:
            return
        self.stdout.write("Collecting the static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        record.write_text(state)


def state_of(folders: list[Path]) -> str:
    """A hash of the pinned packages and of every file in the folders."""
    state = sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                state.update(str(path.relative_to(folder)).encode())
                state.update(path.read_bytes())
    return state.hexdigest()
