"""The kinds of jobs: each app registers its own in a module `jobs`, found when the project starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypeVar

from accounts.roles import PERMISSIONS

if TYPE_CHECKING:
    from accounts.jobs.progress import JobHandle


@dataclass(frozen=True)
class ResultFile:
    """A file that a job made, opened at its beginning. It is closed after it was stored."""

    content: IO[bytes]
    name: str
    media_type: str


@dataclass(frozen=True)
class Result:
    """What came of a job: a message, and a file or the address of a page where there is one."""

    message: str = ""
    address: str = ""
    file: ResultFile | None = None


Function = TypeVar("Function", bound=Callable[..., Result])


@dataclass(frozen=True)
class JobKind:
    """A kind of job: the permission that it needs, at its start, when it runs and when its file is fetched."""

    name: str
    permission: str
    function: Callable[..., Result]

    def run(self, handle: JobHandle, arguments: dict[str, Any]) -> Result:
        """Do the work."""
        return self.function(handle, **arguments)


_kinds: dict[str, JobKind] = {}


class UnknownKindError(LookupError):
    """No module has registered a kind of this name."""


def register(name: str, *, permission: str) -> Callable[[Function], Function]:
    """Make a function the work of a kind of job: `function(handle, **arguments)` returns a Result.

    The function calls `handle.report(done, of)` between its steps. What it writes it writes by actions, each a
    transaction of its own, so that a job that fails or is cancelled leaves whole steps only. ValidationError is
    how it refuses in words; every other exception is logged and told as an error of the program.

    :raises ValueError: for a name that is taken, or a word that is no permission.
    """
    if permission not in PERMISSIONS:
        raise ValueError(f"{permission!r} is not a permission word of accounts/roles.py.")

    def decorate(function: Function) -> Function:
        if name in _kinds:
            raise ValueError(f"There is a kind of job {name!r} already.")
        _kinds[name] = JobKind(name, permission, function)
        return function

    return decorate


def get(name: str) -> JobKind:
    """Return the kind of this name.

    :raises UnknownKindError: where no app registers it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(f"There is no kind of job {name!r}.") from None
