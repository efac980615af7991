"""The API's reference as a page: every address, what it takes and gives, from the OpenAPI document.

The usual pages for that load their scripts from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from dragoman.web.rendering import page

router = APIRouter(include_in_schema=False)

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a call takes: in the path, the query or the body."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Call:
    """One address and method."""

    method: str
    path: str
    group: str
    summary: str
    parameters: list[Parameter]
    gives: str


@router.get("/api")
def show(request: Request) -> Response:
    document = request.app.openapi()
    calls = list(_calls(document))
    groups = [(name, list(of_group)) for name, of_group in groupby(calls, lambda call: call.group)]
    return page(request, "reference.html", groups=groups)


def _calls(document: Schema) -> Iterator[Call]:
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            answers = [a for status, a in call["responses"].items() if status.startswith("2")]
            contents: list[Schema] = list(answers[0].get("content", {}).values())
            schema = contents[0].get("schema") if contents else None
            yield Call(
                method.upper(),
                path,
                call["tags"][0],
                call.get("description", call["summary"]),
                [*_in_address(call), *_in_body(document, call)],
                _kind(schema) if schema else "a file",
            )


def _in_address(call: Schema) -> Iterator[Parameter]:
    for found in call.get("parameters", []):
        description = found.get("description", "")
        required = found.get("required", False)
        yield Parameter(found["name"], found["in"], _kind(found["schema"]), required, description)


def _in_body(document: Schema, call: Schema) -> Iterator[Parameter]:
    for content in call.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for name, field in schema.get("properties", {}).items():
            required = name in schema.get("required", [])
            yield Parameter(name, "body", _kind(field), required, field.get("description", ""))


def _kind(schema: Schema) -> str:
    """The type of a value in a word or two: "date", "list of text", "EventPage"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if schema.get("contentMediaType"):
        return "file"
    text = {"string": "text", "integer": "number", "boolean": "yes or no"}
    kind = schema.get("type", "anything")
    return str(schema.get("format") or text.get(kind, kind))
