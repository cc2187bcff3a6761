"""Settings from environment variables, read by django-environ; errors say what to write."""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})


class Environment(environ.Env):
    """Reads variables with `env("NAME", cast=…, default=…)`; a blank value counts as not set.

    A cast raises ValueError with what to write. Unlike in the library, a value may begin with a dollar sign, because
    passwords do.
    """

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        text = self.ENVIRON.get(var, "").strip()
        if not text:
            return "" if default is self.NOTSET else default
        try:
            return self.parse_value(text, cast)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} is {text!r}: {error}")


env = Environment()


def yes_or_no(text: str) -> bool:
    """Parse true/false, yes/no, on/off or 1/0, in upper or lower case."""
    word = text.lower()
    if word not in TRUE | FALSE:
        raise ValueError("write true or false.")
    return word in TRUE


def whole_number(minimum: int, maximum: int | None = None) -> Callable[[str], int]:
    """Return a cast to a whole number from `minimum` to `maximum`."""

    def cast(text: str) -> int:
        if text.isdecimal() and minimum <= int(text) and (maximum is None or int(text) <= maximum):
            return int(text)
        bounds = f"of {minimum} or more" if maximum is None else f"from {minimum} to {maximum}"
        raise ValueError(f"write a whole number {bounds}.")

    return cast


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a cast to one of these words, in upper or lower case."""

    def cast(text: str) -> str:
        if text.upper() not in choices:
            raise ValueError(f"write one of {', '.join(choices)}.")
        return text.upper()

    return cast


def comma_separated(text: str) -> list[str]:
    """Parse a list separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def hostname(text: str) -> str:
    """Parse a host name or address without scheme and port."""
    if "/" in text or text.count(":") == 1:
        raise ValueError("write the name alone, such as mail.example.org; its port is EMAIL_PORT.")
    return text


@dataclass(frozen=True)
class MailServer:
    """The mail server, with the credentials, encryption and timeout (in seconds) to use."""

    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool
    timeout: int


def mail_server() -> MailServer | None:
    """Return the mail server of the EMAIL_ variables, or None without EMAIL_HOST."""
    host: str = env("EMAIL_HOST", cast=hostname, default="")
    use_tls: bool = env("EMAIL_USE_TLS", cast=yes_or_no, default=False)
    use_ssl: bool = env("EMAIL_USE_SSL", cast=yes_or_no, default=False)
    user, password = env("EMAIL_HOST_USER", default=""), env("EMAIL_HOST_PASSWORD", default="")
    server = MailServer(
        host=host,
        port=env(
            "EMAIL_PORT", cast=whole_number(1, 65_535), default=465 if use_ssl else 587 if use_tls else 25
        ),
        user=user,
        password=password,
        use_tls=use_tls,
        use_ssl=use_ssl,
        # A web worker waits for the mail server; a longer timeout would block all workers while it does not answer.
        timeout=env("EMAIL_TIMEOUT", cast=whole_number(1, 10), default=5),
    )
    if use_tls and use_ssl:
        raise ImproperlyConfigured(
            "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set the first for STARTTLS (port 587), the second for "
            "TLS from the start (port 465)."
        )
    if bool(user) != bool(password):
        raise ImproperlyConfigured(
            "EMAIL_HOST_USER and EMAIL_HOST_PASSWORD belong together: set both or neither."
        )
    if password and not (use_tls or use_ssl):
        raise ImproperlyConfigured(
            "EMAIL_HOST_PASSWORD would be sent in the clear: set EMAIL_USE_TLS=true or EMAIL_USE_SSL=true."
        )
    return server if host else None


ARCHIVE = ".pmtiles"
NOT_IN_HOST = re.compile(r"[\s;,'\"{}*]")
"""Characters that would end or widen a directive of the content security policy."""


@dataclass(frozen=True)
class BaseMap:
    """The background map: the address of its tiles, and its attribution.

    Tiles are pictures or vector shapes; vector tiles may be one PMTiles archive (decision 26).
    """

    address: str
    attribution: str

    @property
    def origin(self) -> str:
        """The scheme and host of the tiles, for the content security policy."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_vector(self) -> bool:
        """True if the tiles are vector shapes, not pictures."""
        return urlsplit(self.address).path.endswith((".mvt", ".pbf", ARCHIVE))

    def origins(self, directive: str) -> list[str]:
        """Return the origins to allow in this directive of the content security policy."""
        needed = "connect-src" if self.is_vector else "img-src"
        return [self.origin] if directive == needed else []


def base_map() -> BaseMap | None:
    """Return the background map of BASE_MAP and BASE_MAP_ATTRIBUTION, or None without BASE_MAP."""
    address: str = env("BASE_MAP", default="")
    if not address:
        return None
    parts = urlsplit(address)
    is_whole = parts.path.endswith(ARCHIVE) or all(part in address for part in ("{z}", "{x}", "{y}"))
    if parts.scheme != "https" or not is_whole or not parts.netloc or NOT_IN_HOST.search(parts.netloc):
        raise ImproperlyConfigured(
            f"BASE_MAP is {address!r}: write an https address with {{z}}, {{x}} and {{y}}, such as "
            "https://tiles.example.org/{z}/{x}/{y}.png or .mvt, or of an archive that ends in .pmtiles."
        )
    attribution: str = env("BASE_MAP_ATTRIBUTION", default="")
    if not attribution:
        raise ImproperlyConfigured("BASE_MAP needs BASE_MAP_ATTRIBUTION: who made the tiles, as they ask.")
    return BaseMap(address, attribution)


def secret_key(*, may_generate: bool) -> str:
    """Return SECRET_KEY or, if `may_generate`, the key in var/secret_key, generated the first time."""
    given: str = env("SECRET_KEY", default="")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY is too short: give at least 50 random characters.")
        return given
    if not may_generate:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give at least 50 random characters, for instance the output of\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(64))'\n"
            "Every command needs the settings of the server: see docs/deploying.md. To look at the demonstration, set\n"
            "DEMONSTRATION=true; script/run does."
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
    # The data fit into memory. With the default, made for turning disks, the planner reads every document of the search
    # for a word that a tenth of them have, in six times the time.
    "options": "-c random_page_cost=1.1",
}


def database() -> dict[str, Any]:
    """Return Django's settings for DATABASE_URL, with options for safe concurrent writes."""
    url = env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'gatehouse.sqlite3'}")
    try:
        is_known = urlsplit(url).scheme in {"sqlite", "postgres", "postgresql"}
        config: dict[str, Any] = env.db_url_config(url) if is_known else {}
    except ValueError:
        config = {}
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        name = str(config.get("NAME", ""))
        if name and name != ":memory:":
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        # Tests use a file, because tests of simultaneous writers and browser tests need several connections.
        file = Path(name) if name and name != ":memory:" else VAR_DIR / "gatehouse.sqlite3"
        config["TEST"] = {"NAME": str(file.with_suffix(".test.sqlite3"))}
    elif "postgresql" in engine:
        config["OPTIONS"] = {**POSTGRESQL_OPTIONS, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood: it must begin with sqlite:/// or postgresql://, "
            "for instance postgresql://gatehouse:password@127.0.0.1:5432/gatehouse."
        )
    config["ATOMIC_REQUESTS"] = False
    return config
