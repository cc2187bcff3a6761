"""The environment, typed: every setting read once, with an error that says what to write."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

_reader = environ.Env()


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no setting. Accepts true/false, yes/no, on/off, 1/0 in any case."""
    raw = os.environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"true", "yes", "on", "1"}:
        return True
    if raw in {"false", "no", "off", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}: write true or false.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    raw = os.environ.get(name, "").strip()
    if raw == "":
        return default
    if not raw.isdecimal() or int(raw) < least:
        raise ImproperlyConfigured(f"{name} is {raw!r}: write a whole number of {least} or more.")
    return int(raw)


def choice(name: str, default: str, among: list[str]) -> str:
    """One word of a list, in any case."""
    raw = os.environ.get(name, "").strip().upper() or default
    if raw not in among:
        raise ImproperlyConfigured(f"{name} is {raw!r}: write one of {', '.join(among)}.")
    return raw


def words(name: str, default: list[str]) -> list[str]:
    """A list separated by commas, blanks dropped."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    return [word.strip() for word in raw.split(",") if word.strip()]


ARCHIVE = ".pmtiles"
NO_HOST = re.compile(r"[\s;,'\"{}*]")
"""What would end or widen a directive of the content security policy."""


@dataclass(frozen=True)
class BaseMap:
    """A map drawn under the areas: where it comes from, and who made it.

    Pictures, or shapes that the browser draws (decision 26): tiles of shapes, or one archive of them.
    """

    address: str
    attribution: str

    @property
    def origin(self) -> str:
        """The scheme and host, for the content security policy."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_vector(self) -> bool:
        """Whether the server sends shapes to draw rather than pictures."""
        return urlsplit(self.address).path.endswith((".mvt", ".pbf", ARCHIVE))

    def origins(self, directive: str) -> list[str]:
        """What a directive of the content security policy must allow for it, and nothing for all others."""
        asks = "connect-src" if self.is_vector else "img-src"
        return [self.origin] if directive == asks else []


def base_map() -> BaseMap | None:
    """The map of BASE_MAP, attributed as BASE_MAP_ATTRIBUTION says; None where ours stands by itself."""
    address = os.environ.get("BASE_MAP", "").strip()
    if not address:
        return None
    parts = urlsplit(address)
    is_whole = parts.path.endswith(ARCHIVE) or all(part in address for part in ("{z}", "{x}", "{y}"))
    if parts.scheme != "https" or not is_whole or not parts.netloc or NO_HOST.search(parts.netloc):
        raise ImproperlyConfigured(
            f"BASE_MAP is {address!r}: write an https address with {{z}}, {{x}} and {{y}}, such as "
            "https://tiles.example.org/{z}/{x}/{y}.png or .mvt, or of an archive that ends in .pmtiles."
        )
    attribution = os.environ.get("BASE_MAP_ATTRIBUTION", "").strip()
    if not attribution:
        raise ImproperlyConfigured("BASE_MAP needs BASE_MAP_ATTRIBUTION: who made the tiles, as they ask.")
    return BaseMap(address, attribution)


def secret_key(*, may_generate: bool) -> str:
    """SECRET_KEY, or for a demonstration and development one generated once into var/secret_key."""
    given = os.environ.get("SECRET_KEY", "").strip()
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 random characters.")
        return given
    if not may_generate:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give at least 50 random characters, for instance the output of\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(64))'\n"
            "or set DEMONSTRATION=true to look at the demonstration."
        )
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass
    return path.read_text().strip()


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}

POSTGRESQL_OPTIONS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "target_session_attrs": "read-write",
}


def database() -> dict[str, Any]:
    """DATABASE_URL as Django wants it, with the options that keep writes whole (see quality notes in docs)."""
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{VAR_DIR / 'gatehouse.sqlite3'}"
    config: dict[str, Any] = _reader.db_url_config(url)
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        name = str(config.get("NAME", ""))
        if name and name != ":memory:":
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        # A file, because tests of simultaneous writers and browser journeys need several connections.
        kept = Path(name) if name and name != ":memory:" else VAR_DIR / "gatehouse.sqlite3"
        config["TEST"] = {"NAME": str(kept.with_suffix(".test.sqlite3"))}
    elif "postgresql" in engine:
        config["OPTIONS"] = {**POSTGRESQL_OPTIONS, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, "
            "for instance postgresql://gatehouse:password@127.0.0.1:5432/gatehouse."
        )
    config["ATOMIC_REQUESTS"] = False
    return config
