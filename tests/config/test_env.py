"""Settings from the environment: typed, with errors that say what to write."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("Yes", True), ("1", True), ("off", False), ("FALSE", False), ("", False)],
)
def test_a_flag_is_read_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: bool
) -> None:
    monkeypatch.setenv("DEBUG", written)

    assert env.flag("DEBUG") is meant


def test_a_flag_that_is_neither_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="DEBUG is 'maybe': write true or false"):
        env.flag("DEBUG")


@pytest.mark.parametrize("written", ["eighty", "-1", "8000.5", "0"])
def test_a_number_that_is_none_says_what_to_write(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("PORT", written)

    with pytest.raises(ImproperlyConfigured, match="write a whole number of 1 or more"):
        env.number("PORT", 8000, least=1)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " gatehouse.example.org, ,other.example.org ")

    assert env.words("ALLOWED_HOSTS", []) == ["gatehouse.example.org", "other.example.org"]


def test_a_choice_outside_its_list_names_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(ImproperlyConfigured, match="write one of INFO, WARNING"):
        env.choice("LOG_LEVEL", "INFO", ["INFO", "WARNING"])


def test_a_real_study_needs_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
        env.secret_key(may_generate=False)


def test_a_short_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")

    with pytest.raises(ImproperlyConfigured, match="at least 50"):
        env.secret_key(may_generate=True)


def test_an_unknown_database_says_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root@localhost/gatehouse")

    with pytest.raises(ImproperlyConfigured, match="sqlite:/// or postgresql://"):
        env.database()


def test_sqlite_begins_writes_at_once_and_keeps_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")

    options = env.database()["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_never_hangs_and_writes_to_the_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://gatehouse:secret@db.example.org/gatehouse")

    config = env.database()

    assert config["OPTIONS"]["connect_timeout"] == 5
    assert config["OPTIONS"]["target_session_attrs"] == "read-write"
    assert config["CONN_HEALTH_CHECKS"]
    assert not config["ATOMIC_REQUESTS"]


def test_no_base_map_is_the_usual_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_MAP", raising=False)

    assert env.base_map() is None


def test_a_base_map_names_its_server_for_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_MAP", "https://tiles.example.org/light/{z}/{x}/{y}.png?key=1")
    monkeypatch.setenv("BASE_MAP_ATTRIBUTION", "© The makers")

    found = env.base_map()

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

    found = env.base_map()

    assert found is not None
    opened = {name: found.origins(name) for name in ("img-src", "connect-src", "script-src", "default-src")}
    assert {name: origins for name, origins in opened.items() if origins} == {
        directive: ["https://tiles.example.org"]
    }


@pytest.mark.parametrize(
    ("address", "attribution", "said"),
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
def test_a_base_map_that_is_none_says_what_to_write(
    monkeypatch: pytest.MonkeyPatch, address: str, attribution: str, said: str
) -> None:
    monkeypatch.setenv("BASE_MAP", address)
    monkeypatch.setenv("BASE_MAP_ATTRIBUTION", attribution)

    with pytest.raises(ImproperlyConfigured, match=said):
        env.base_map()
