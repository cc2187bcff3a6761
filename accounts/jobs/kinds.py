"""The kinds of jobs. Each app registers its own in a module `jobs`, which is imported at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypeVar

from accounts.roles import PERMISSIONS

if TYPE_CHECKING:
    from accounts.jobs.progress import JobHandle


@dataclass(frozen=True)
class ResultFile:
    """A file made by a job, open for reading. It is closed after it has been stored."""

    content: IO[bytes]
    name: str
    media_type: str


@dataclass(frozen=True)
class Result:
    """The result of a job: a message, and a file or the address of a page if there is one."""

    message: str = ""
    address: str = ""
    file: ResultFile | None = None


Function = TypeVar("Function", bound=Callable[..., Result])


@dataclass(frozen=True)
class JobKind:
    """A kind of job. Its permission is checked when a job starts, when it runs and when its file is downloaded."""

    name: str
    permission: str
    function: Callable[..., Result]

    def run(self, handle: JobHandle, arguments: dict[str, Any]) -> Result:
        """Run the function of this kind."""
        return self.function(handle, **arguments)


_kinds: dict[str, JobKind] = {}


class UnknownKindError(LookupError):
    """No app registers a kind of job with this name."""


def register(name: str, *, permission: str) -> Callable[[Function], Function]:
    """Return a decorator that registers `function(handle, **arguments) -> Result` as a kind of job.

    The function calls `handle.report(done, of)` between its steps. It writes with actions, each in its own
    transaction, so that a job that fails or is cancelled leaves only complete steps. A ValidationError is shown to
    the user; every other exception is logged and shown as an error of the program.

    :raises ValueError: for a name that is registered already, or an unknown permission.
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
    """Return the kind with this name.

    :raises UnknownKindError: if no app registers it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(f"There is no kind of job {name!r}.") from None
