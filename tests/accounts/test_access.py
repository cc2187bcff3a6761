"""Permissions of view functions, view classes and the API."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.views.generic import View

from accounts.access import RequiresPermission, current_user, may, requires, return_address
from accounts.models import User


@requires("interviews.enter")
def closed_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@requires("atlas.view")
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@requires("interviews.enter")
class ClosedView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")


@requires("atlas.view")
class OpenView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")


CLOSED = [
    pytest.param(closed_page, id="function"),
    pytest.param(ClosedView.as_view(), id="class"),
]


def request_of(user: User | AnonymousUser, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/work/?study=a", headers=headers)
    request.user = user
    return request


@pytest.mark.django_db
@pytest.mark.parametrize("view", CLOSED)
def test_a_role_that_holds_the_word_comes_in(view: Callable, user_with: Callable[..., User]) -> None:
    assert view(request_of(user_with("researcher"))).content == b"in"


@pytest.mark.django_db
@pytest.mark.parametrize("view", CLOSED)
@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_a_role_without_the_word_is_refused(
    role: str, view: Callable, user_with: Callable[..., User]
) -> None:
    with pytest.raises(PermissionDenied):
        view(request_of(user_with(role)))


@pytest.mark.parametrize("view", CLOSED)
def test_a_visitor_is_sent_to_the_sign_in_page_and_back(view: Callable) -> None:
    response = view(request_of(AnonymousUser()))

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/work/%3Fstudy%3Da"


@pytest.mark.parametrize("view", CLOSED)
def test_a_script_gets_a_status_code_instead_of_a_page(view: Callable) -> None:
    response = view(request_of(AnonymousUser(), accept="application/json"))

    assert response.status_code == 401


@pytest.mark.parametrize("view", [open_page, OpenView.as_view()])
def test_a_public_word_is_open_to_visitors(view: Callable) -> None:
    assert view(request_of(AnonymousUser())).content == b"in"
    assert view.login_required is False


@pytest.mark.parametrize("view", CLOSED)
def test_the_word_can_be_read_from_the_view(view: Callable) -> None:
    assert view.required_permission == "interviews.enter"
    assert getattr(view, "login_required", True)


def test_a_misspelt_word_fails_when_the_view_is_defined() -> None:
    with pytest.raises(ValueError, match="not a permission word"):
        requires("interviews.entre")
    with pytest.raises(ValueError, match="not a permission word"):
        may(AnonymousUser(), "atlas.veiw")


@pytest.mark.django_db
def test_only_a_user_who_is_signed_in_is_the_user_of_a_request(user_with: Callable[..., User]) -> None:
    user = user_with("viewer")

    assert current_user(request_of(user)) == user
    with pytest.raises(PermissionDenied):
        current_user(request_of(AnonymousUser()))


@pytest.mark.django_db
def test_an_api_view_without_a_permission_word_is_closed(user_with: Callable[..., User]) -> None:
    gate = RequiresPermission()
    everything = user_with("viewer", "researcher", "study_lead", "curator", "administrator")

    assert not gate.has_permission(request_of(everything), SimpleNamespace())
    assert not gate.has_permission(request_of(everything), SimpleNamespace(required_permission=None))


@pytest.mark.django_db
def test_the_api_checks_the_permission_word_of_the_view(user_with: Callable[..., User]) -> None:
    gate, view = RequiresPermission(), SimpleNamespace(required_permission="interviews.enter")

    assert gate.has_permission(request_of(user_with("researcher")), view)
    assert not gate.has_permission(request_of(user_with("viewer")), view)
    assert not gate.has_permission(request_of(AnonymousUser()), view)


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        pytest.param(
            "http://testserver/work/s/cases/1/?tab=2#x", "/work/s/cases/1/?tab=2", id="the form's page"
        ),
        pytest.param("http://elsewhere.example/", "/work/send/", id="another site"),
        pytest.param("", "/work/send/", id="no referer"),
        pytest.param("javascript:alert(1)", "/work/send/", id="not an address"),
    ],
)
def test_after_a_form_is_sent_the_next_address_is_the_page_with_the_form(referer: str, expected: str) -> None:
    request = RequestFactory().post("/work/send/", headers={"referer": referer})

    assert return_address(request) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "shown"), [("researcher", "yes"), ("viewer", "no")])
def test_a_template_checks_a_permission_by_the_filter(
    role: str, shown: str, user_with: Callable[..., User]
) -> None:
    template = Template('{% load access %}{% if user|may:"interviews.enter" %}yes{% else %}no{% endif %}')

    assert template.render(Context({"user": user_with(role)})) == shown
    assert template.render(Context()) == "no"


def test_the_reason_for_a_sign_out_is_shown_on_the_sign_in_page() -> None:
    messages: list[str] = []

    class Messages(BaseStorage):
        def add(self, level: int, message: str, extra_tags: str = "") -> None:
            messages.append(message)

    request = request_of(AnonymousUser())
    request.signed_out_because = "You were signed out."
    request._messages = Messages(request)

    closed_page(request)

    assert messages == ["You were signed out."]
