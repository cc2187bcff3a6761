"""`manage.py prepare`: prepare the database and the static files for a server. script/run calls it."""

from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from accounts import database_state
from config import analyze
from config.env import VAR_DIR
from survey.demonstration import refuse_real_use


class Command(BaseCommand):
    help = (
        "Migrate, load the reference data, collect the static files and, in a demonstration, load the demonstration "
        "study and its accounts. The index of the search is brought up to date. Safe to repeat; run it once, before "
        "the web workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-static", action="store_true", help="leave the static files as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.make_private(VAR_DIR)
        check_database()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", stdout=self.stdout)
        call_command("load_organisations", stdout=self.stdout)
        call_command("load_learning", stdout=self.stdout)
        if not (settings.DEBUG or options["without_static"]):
            self.collect_static()
        if settings.DEMONSTRATION:
            call_command("load_demo", stdout=self.stdout)
            call_command("demonstration_accounts", stdout=self.stdout)
        call_command("rebuild_search", stdout=self.stdout)
        analyze.update_statistics()

    def make_private(self, folder: Path) -> None:
        """Make the folder of the database and the secret key readable for this account only."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            try:
                folder.chmod(0o700)
            except PermissionError:
                self.stderr.write(
                    f"Other accounts can read {folder}, and this account does not own it: run chmod 700 as its owner."
                )

    def collect_static(self) -> None:
        """Collect and compress the static files, unless they have not changed since the last time."""
        record = Path(settings.STATIC_ROOT) / ".collected"
        state = static_files_hash([Path(folder) for folder in settings.STATICFILES_DIRS])
        if record.exists() and record.read_text() == state:
            return
        self.stdout.write("Collecting the static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        record.write_text(state)


def check_database() -> None:
    """Check that the database can be used.

    :raises CommandError: if it does not answer, is not in UTF-8, has another version, or has real data and this is a
        demonstration. The message says what to do.
    """
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise CommandError(
            f"The database cannot be used: {reason}\n"
            "Check DATABASE_URL (user, password with special characters percent-encoded, host, port, name)."
        )
    problem = database_state.problem()
    if problem not in ("", database_state.NOT_PREPARED):
        raise CommandError(problem)
    if settings.DEMONSTRATION:
        refuse_real_use()


def static_files_hash(folders: list[Path]) -> str:
    """Return a hash of requirements.txt and of every file in the folders."""
    state = sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                state.update(str(path.relative_to(folder)).encode())
                state.update(path.read_bytes())
    return state.hexdigest()
