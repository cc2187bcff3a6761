"""The locked requirement files: complete for every Python and system that Gatehouse runs on."""

import re
import sys
from importlib.metadata import PackageNotFoundError, requires

import pytest
from django.conf import settings
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
PIN = re.compile(r"^([a-z0-9][^\s;]*==[^\s;]+(?: ; [^\\\n]+)?)", re.MULTILINE)
FILES = {
    "production": ["requirements.txt"],
    "development": ["requirements.txt", "requirements-dev.txt"],
}


def pins(name: str) -> list[Requirement]:
    """The pinned packages of a requirement file, with the condition under which each is installed."""
    return [Requirement(pin) for pin in PIN.findall((settings.BASE_DIR / name).read_text())]


def needed_by(pin: Requirement, environment: dict[str, str]) -> set[str]:
    """Return the packages that a pinned one needs there, by its installed metadata."""
    try:
        needs = [Requirement(line) for line in requires(pin.name) or []]
    except PackageNotFoundError:
        return set()
    extras = ["", *pin.extras]
    return {
        canonicalize_name(need.name)
        for need in needs
        if need.marker is None
        or any(need.marker.evaluate({**environment, "extra": extra}) for extra in extras)
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the metadata that are read are those of Linux")
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("mode", FILES)
def test_all_that_a_locked_package_needs_is_locked(mode, python):
    environment = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    installed = [
        pin
        for name in FILES[mode]
        for pin in pins(name)
        if pin.marker is None or pin.marker.evaluate(environment)
    ]

    needed = {need: pin.name for pin in installed for need in needed_by(pin, environment)}
    missing = {
        f"{need} (for {pin})"
        for need, pin in needed.items()
        if need not in {canonicalize_name(pin.name) for pin in installed}
    }

    assert missing == set(), "run script/lock"
