"""Sections of the admin open by two permissions: one to change, one to read."""

from collections.abc import Callable

import pytest
from django.test import RequestFactory

from accounts.admin_permissions import RolePermissions
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("permission", "view_permission", "reads", "changes"),
    [
        pytest.param("interviews.enter", None, True, True, id="to change"),
        pytest.param("definitions.draft", "interviews.enter", True, False, id="to read"),
        pytest.param(None, "interviews.enter", True, False, id="read-only"),
        pytest.param("interviews.enter", "definitions.draft", True, True, id="to change and not to read"),
        pytest.param("definitions.draft", "audit.view", False, False, id="neither"),
        pytest.param(None, None, False, False, id="closed"),
    ],
)
def test_who_may_change_a_section_also_reads_it(
    permission: str | None,
    view_permission: str | None,
    reads: bool,
    changes: bool,
    user_with: Callable[..., User],
) -> None:
    section = RolePermissions()
    section.permission, section.view_permission = permission, view_permission
    request = RequestFactory().get("/admin/")
    request.user = user_with("researcher")

    assert (section.has_module_permission(request), section.has_view_permission(request)) == (reads, reads)
    assert (section.has_change_permission(request), section.has_delete_permission(request)) == (
        changes,
        changes,
    )
