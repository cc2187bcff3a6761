"""The demonstration is never written into a database in real use."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from enterprises.models import Organisation
from survey.models import Study
from tests.factories.accounts import UserFactory
from tests.factories.survey import StudyFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["prepare"], id="prepare"),
        pytest.param(["load_demo"], id="study"),
        pytest.param(["load_demo", "--follow-up"], id="both studies"),
        pytest.param(["generate_directory", "--organisations", "5"], id="directory"),
    ],
)
def test_the_demonstration_is_not_written_beside_a_real_study(command: list[str]) -> None:
    StudyFactory(slug="round-one")

    with pytest.raises(CommandError, match="in real use: it holds the study “round-one”"):
        call_command(*command)

    assert list(Study.objects.values_list("slug", flat=True)) == ["round-one"]
    assert not User.objects.filter(is_demonstration=True).exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("command", ["prepare", "load_demo", "demonstration_accounts"])
def test_the_demonstration_is_not_written_where_somebody_has_an_account(command: str) -> None:
    UserFactory(email="ann@example.org")

    with pytest.raises(CommandError, match="in real use"):
        call_command(command)

    assert not User.objects.filter(is_demonstration=True).exists()


def test_somebody_s_own_account_and_study_in_a_demonstration_do_not_stop_its_next_start() -> None:
    call_command("demonstration_accounts", verbosity=0)
    StudyFactory(slug="demonstration-2009")
    StudyFactory(slug="demonstration-today")
    StudyFactory(slug="my-own")
    UserFactory(email="ann@example.org")

    call_command("load_demo", verbosity=0)
    call_command("demonstration_accounts", verbosity=0)

    assert User.objects.filter(is_demonstration=True).count() == len(Role)
