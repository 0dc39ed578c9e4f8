"""The API's document as a page that is read, without a script: operations, then what they take
and give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import HTMLResponse

from backend.http.pages.rendering import Html, page, policy, rendered

REF = "#/components/schemas/"
JSON = "application/json"


def reference(document: Mapping[str, Any]) -> HTMLResponse:
    """`document` is OpenAPI's."""
    info, schemas = document["info"], document.get("components", {}).get("schemas", {})
    return page(
        "reference",
        200,
        policy(),
        title=info["title"],
        version=info["version"],
        operations=Html("".join(operations(document))),
        schemas=Html("".join(schema(name, found) for name, found in sorted(schemas.items()))),
    )


def operations(document: Mapping[str, Any]) -> Iterator[Html]:
    for path, methods in sorted(document["paths"].items()):
        for method, found in methods.items():
            yield rendered(
                "operation",
                method=method.upper(),
                path=path,
                description=found.get("description", found.get("summary", "")),
                facts=" · ".join(facts(found)),
            )


def facts(operation: Mapping[str, Any]) -> Iterator[str]:
    """What it takes, and what it gives."""
    given = [found["name"] for found in operation.get("parameters", ()) if found["in"] == "query"]
    if given:
        yield "?" + "&".join(given)
    if body := operation.get("requestBody"):
        yield f"takes {content_of(body)}"
    for status, answer in operation.get("responses", {}).items():
        if status.startswith("2"):
            yield f"{status} {content_of(answer)}".strip()


def content_of(message: Mapping[str, Any]) -> str:
    found = message.get("content", {}).get(JSON)
    return kind_of(found["schema"]) if found else ""


def schema(name: str, found: Mapping[str, Any]) -> Html:
    fields = [f"{field}: {kind_of(kind)}" for field, kind in found.get("properties", {}).items()]
    return rendered(
        "schema",
        schema=name,
        description=found.get("description", ""),
        fields="; ".join(fields) or kind_of(found),
    )


def kind_of(kind: Mapping[str, Any]) -> str:
    """`string`, `list of PartBody`, `integer or null`: as short as it can be said."""
    if (ref := kind.get("$ref")) is not None:
        return str(ref).removeprefix(REF)
    if choices := kind.get("anyOf"):
        return " or ".join(map(kind_of, choices))
    if kind.get("type") == "array":
        return f"list of {kind_of(kind.get('items', {}))}"
    if choices := kind.get("enum"):
        return " or ".join(map(repr, choices))
    return str(kind.get("format") or kind.get("type") or "anything")
