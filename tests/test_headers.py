"""The headers of every response, also of errors."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.routes import routes

UNUSED_FEATURES = [feature for feature, users in settings.PERMISSIONS_POLICY.items() if not users]
HTTPS_ONLY = {"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 63_072_000}


def assert_guarded(response, address: str) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, address
    assert "frame-ancestors 'none'" in policy, address
    assert "unsafe-inline" not in policy, address
    assert "unsafe-eval" not in policy, address
    assert response.headers["X-Content-Type-Options"] == "nosniff", address
    assert response.headers["X-Frame-Options"] == "DENY", address
    assert response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin", address
    assert "fullscreen=(self)" in response.headers["Permissions-Policy"], address
    assert all(f"{feature}=()" in response.headers["Permissions-Policy"] for feature in UNUSED_FEATURES)


@pytest.mark.parametrize("role", ["public", pytest.param("administrator", marks=pytest.mark.slow)])
def test_every_address_has_the_headers(role, client_for, db):
    client = client_for(role)
    client.raise_request_exception = False

    for route in routes():
        address = route.example({})
        assert_guarded(client.get(address), address)


@pytest.mark.parametrize(
    ("address", "status", "headers"),
    [
        pytest.param("/no-such-page/", 404, {}, id="a page that does not exist"),
        pytest.param("/", 400, {"HTTP_HOST": "elsewhere.example"}, id="a host that is not ours"),
    ],
)
def test_error_pages_have_the_headers(client, db, address, status, headers):
    response = client.get(address, **headers)

    assert response.status_code == status
    assert_guarded(response, address)


def test_a_refused_form_without_its_token_has_the_headers(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})

    assert response.status_code == 403
    assert_guarded(response, "/accounts/login/")


def test_a_server_error_has_the_headers_and_does_not_reveal_its_cause(client, db, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("django.db.backends.utils.CursorWrapper.execute", _broken)
        response = client.get("/studies/")

    assert response.status_code == 500
    assert_guarded(response, "/studies/")
    assert "the cable is cut" not in response.content.decode()


def _broken(*args: object, **kwargs: object) -> None:
    raise RuntimeError("the cable is cut")


@override_settings(**HTTPS_ONLY)
def test_a_real_study_is_served_over_https_only(client, db):
    plain = client.get("/")
    secure = client.get("/", secure=True)

    assert plain.status_code == 301
    assert plain.headers["Location"].startswith("https://")
    assert_guarded(plain, "/")
    assert "max-age=63072000" in secure.headers["Strict-Transport-Security"]


@override_settings(**HTTPS_ONLY)
def test_a_refused_host_has_the_headers_over_http_too(client):
    response = client.get("/", HTTP_HOST="elsewhere.example")

    assert response.status_code == 400
    assert_guarded(response, "/")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@override_settings(**HTTPS_ONLY)
def test_a_health_check_may_use_the_ip_address_without_https(client, db, address):
    response = client.get(address, HTTP_HOST="10.0.0.7:8000")

    assert response.status_code == 200
    assert_guarded(response, address)


def test_pages_of_somebody_signed_in_are_not_kept_by_shared_caches(client_for, db):
    response = client_for("administrator").get("/account/")

    assert "private" in response.headers["Cache-Control"] or "no-store" in response.headers["Cache-Control"]
