"""Settings from the environment: typed, with errors that say what to write."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env as environment
from config.env import env


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("Yes", True), ("1", True), ("off", False), ("FALSE", False), ("", False)],
)
def test_a_flag_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: bool
) -> None:
    monkeypatch.setenv("DEBUG", written)

    assert env("DEBUG", cast=environment.yes_or_no, default=False) is meant


def test_an_invalid_flag_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="DEBUG is 'maybe': write true or false"):
        env("DEBUG", cast=environment.yes_or_no, default=False)


@pytest.mark.parametrize("written", ["eighty", "-1", "8000.5", "0"])
def test_an_invalid_number_says_what_to_write(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PORT", written)

    with pytest.raises(ImproperlyConfigured, match="write a whole number of 1 or more"):
        env("PORT", cast=environment.whole_number(1), default=8000)


def test_a_number_above_its_bound_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "65536")

    with pytest.raises(ImproperlyConfigured, match="write a whole number from 1 to 65535"):
        env("PORT", cast=environment.whole_number(1, 65_535), default=8000)


def test_a_value_that_begins_with_a_dollar_sign_is_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_HOST_PASSWORD", "$HOME")

    assert env("EMAIL_HOST_PASSWORD", default="") == "$HOME"


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " gatehouse.example.org, ,other.example.org ")

    assert env("ALLOWED_HOSTS", cast=environment.comma_separated, default=[]) == [
        "gatehouse.example.org",
        "other.example.org",
    ]


def test_a_choice_outside_its_list_names_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(ImproperlyConfigured, match="write one of INFO, WARNING"):
        env("LOG_LEVEL", cast=environment.one_of("INFO", "WARNING"), default="INFO")


def test_a_real_study_needs_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        environment.secret_key(may_generate=False)


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")

    with pytest.raises(ImproperlyConfigured, match="at least 50"):
        environment.secret_key(may_generate=True)


def test_an_unknown_database_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/gatehouse")

    with pytest.raises(ImproperlyConfigured, match="sqlite:/// or postgresql://"):
        environment.database()


@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://a:b@c:port/d", "postgresql://a:b@[c/d", "https://gatehouse.example.org"]
)
def test_an_invalid_database_address_says_what_to_write(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="sqlite:/// or postgresql://"):
        environment.database()


@pytest.fixture
def email(monkeypatch: pytest.MonkeyPatch) -> Callable[..., environment.MailServer | None]:
    """Return the mail server of these settings alone."""

    def read(**settings: str) -> environment.MailServer | None:
        for name in (
            "HOST",
            "PORT",
            "HOST_USER",
            "HOST_PASSWORD",
            "USE_TLS",
            "USE_SSL",
            "TIMEOUT",
        ):
            monkeypatch.setenv(f"EMAIL_{name}", settings.get(name, ""))
        return environment.mail_server()

    return read


def test_no_mail_server_is_set_by_default(email: Callable[..., environment.MailServer | None]) -> None:
    assert email() is None


@pytest.mark.parametrize(
    ("settings", "port"),
    [({}, 25), ({"USE_TLS": "true"}, 587), ({"USE_SSL": "true"}, 465), ({"PORT": "2525"}, 2525)],
)
def test_a_mail_server_has_the_usual_port_and_a_timeout_of_five_seconds(
    email: Callable[..., environment.MailServer | None], settings: dict[str, str], port: int
) -> None:
    server = email(HOST="mail.example.org", **settings)

    assert server is not None
    assert (server.host, server.port, server.timeout) == ("mail.example.org", port, 5)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        pytest.param({"HOST": "mail.example.org:2525"}, "its port is EMAIL_PORT", id="port in the name"),
        pytest.param({"HOST": "smtp://mail.example.org"}, "write the name alone", id="scheme"),
        pytest.param({"PORT": "99999"}, "from 1 to 65535", id="port"),
        pytest.param({"TIMEOUT": "60"}, "from 1 to 10", id="time-out"),
        pytest.param({"USE_TLS": "perhaps"}, "write true or false", id="neither"),
        pytest.param({"USE_TLS": "true", "USE_SSL": "true"}, "exclude each other", id="both"),
        pytest.param({"HOST_USER": "me"}, "set both or neither", id="no password"),
        pytest.param({"HOST_USER": "me", "HOST_PASSWORD": "x"}, "sent in the clear", id="no encryption"),
    ],
)
def test_a_wrong_mail_setting_says_what_to_write(
    email: Callable[..., environment.MailServer | None], settings: dict[str, str], words: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        email(**{"HOST": "mail.example.org", **settings})


def test_sqlite_begins_writes_at_once_and_keeps_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")

    options = environment.database()["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_never_hangs_and_writes_to_the_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://gatehouse:secret@db.example.org/gatehouse")

    config = environment.database()

    assert config["OPTIONS"]["connect_timeout"] == 5
    assert config["OPTIONS"]["target_session_attrs"] == "read-write"
    assert config["CONN_HEALTH_CHECKS"]
    assert not config["ATOMIC_REQUESTS"]


def test_there_is_no_base_map_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_MAP", raising=False)

    assert environment.base_map() is None


def test_a_base_map_names_its_server_for_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_MAP", "https://tiles.example.org/light/{z}/{x}/{y}.png?key=1")
    monkeypatch.setenv("BASE_MAP_ATTRIBUTION", "© The makers")

    found = environment.base_map()

    assert found is not None
    assert (found.origin, found.attribution) == ("https://tiles.example.org", "© The makers")


@pytest.mark.parametrize(
    ("address", "directive"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "img-src"),
        ("https://tiles.example.org/{z}/{x}/{y}?format=png", "img-src"),
        ("https://tiles.example.org/{z}/{x}/{y}.mvt?key=1", "connect-src"),
        ("https://tiles.example.org/{z}/{x}/{y}.pbf", "connect-src"),
        ("https://tiles.example.org/england.pmtiles", "connect-src"),
    ],
)
def test_a_base_map_opens_one_directive_for_one_server(
    monkeypatch: pytest.MonkeyPatch, address: str, directive: str
) -> None:
    monkeypatch.setenv("BASE_MAP", address)
    monkeypatch.setenv("BASE_MAP_ATTRIBUTION", "me")

    found = environment.base_map()

    assert found is not None
    opened = {name: found.origins(name) for name in ("img-src", "connect-src", "script-src", "default-src")}
    assert {name: origins for name, origins in opened.items() if origins} == {
        directive: ["https://tiles.example.org"]
    }


@pytest.mark.parametrize(
    ("address", "attribution", "message"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "me", "write an https address"),
        ("http://tiles.example.org/england.pmtiles", "me", "write an https address"),
        ("https:///england.pmtiles", "me", "write an https address"),
        ("https://tiles.example.org/{z}/{x}.png", "me", "write an https address"),
        ("https://*.example.org/{z}/{x}/{y}.png", "me", "write an https address"),
        ("https://a.example; script-src *//{z}/{x}/{y}.png", "me", "write an https address"),
        ("https://tiles.example.org/{z}/{x}/{y}.png", "", "needs BASE_MAP_ATTRIBUTION"),
    ],
)
def test_an_invalid_base_map_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, address: str, attribution: str, message: str
) -> None:
    monkeypatch.setenv("BASE_MAP", address)
    monkeypatch.setenv("BASE_MAP_ATTRIBUTION", attribution)

    with pytest.raises(ImproperlyConfigured, match=message):
        environment.base_map()
