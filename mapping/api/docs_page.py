"""The OpenAPI description, arranged for the page of the API."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Parameter:
    """A query or path parameter in words."""

    name: str
    where: str
    kind: str
    description: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One address with its method, summary and parameters."""

    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]

    @property
    def is_list(self) -> bool:
        return self.method == "GET" and "{" not in self.path


def operations(request: HttpRequest) -> list[Operation]:
    """Return every address of the API with its parameters, in the order of the description."""
    schema = SchemaGenerator(api_version="1").get_schema(request=None, public=True)
    found = []
    for path, methods in schema["paths"].items():
        if path.endswith("schema.json"):
            continue
        for method, operation in methods.items():
            found.append(
                Operation(
                    method=method.upper(),
                    path=path,
                    summary=operation.get("summary") or operation.get("description", ""),
                    parameters=tuple(_parameter(each) for each in operation.get("parameters", [])),
                )
            )
    return found


def _parameter(raw: dict[str, Any]) -> Parameter:
    schema = raw.get("schema", {})
    return Parameter(
        name=raw["name"],
        where=raw["in"],
        kind=schema.get("format") or schema.get("type", "text"),
        description=raw.get("description", ""),
        choices=tuple(str(value) for value in schema.get("enum", ())),
    )
