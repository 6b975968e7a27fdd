"""The OpenAPI 3.1 document of the API, written from the declarations of its operations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter

from web.api.operations import JSON, Operation
from web.api.parameters import Parameters
from web.api.responses import Error

_REF = "#/components/schemas/{model}"


def openapi(operations: Iterable[Operation], prefix: str) -> dict[str, Any]:
    """Return the document; `prefix` is the path below which the operations stand."""
    declared = list(operations)
    schemas, components = TypeAdapter.json_schemas(
        [(op.name, "serialization", TypeAdapter(op.gives)) for op in declared]
        + [("error", "serialization", TypeAdapter(Error))],
        ref_template=_REF,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Best practices on social security for platform workers",
            "version": version("kb-social-security"),
            "description": "Public, without registration. Every claim comes with its sources. See docs/api.md.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            prefix + re.sub(r"<(\w+)>", r"{\1}", op.path): {"get": _operation(op, schemas[op.name, "serialization"])}
            for op in declared
        },
        "components": {
            "schemas": components["$defs"],
            "responses": {"Error": _error(schemas["error", "serialization"])},
        },
    }


def _operation(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    parts = re.findall(r"<(\w+)>", operation.path)
    statuses = ["400", *(["404"] if parts else []), "500", "503"]
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*(_path_parameter(part) for part in parts), *_query_parameters(operation.takes)],
        "responses": {
            "200": {"description": operation.summary, "content": {operation.media_type: {"schema": schema}}},
            **{status: {"$ref": "#/components/responses/Error"} for status in statuses},
        },
    }


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(model: type[Parameters]) -> Iterable[dict[str, Any]]:
    described = model.model_json_schema()
    for name, schema in described.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": name in described.get("required", []),
            "description": schema.pop("description"),
            "schema": schema,
        }


def _error(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "What is wrong", "content": {JSON: {"schema": schema}}}
