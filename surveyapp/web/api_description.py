"""The interface for programs as OpenAPI 3.1; a test compares it with the routes."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
OPTIONAL_WHOLE: Schema = {"type": ["integer", "null"]}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}

RELEASE: Schema = {
    "type": "object",
    "required": [
        "round", "number", "rehearsal", "made_at", "corrects", "why", "configuration", "sha256",
        "summary", "table",
    ],
    "properties": {
        "round": {**TEXT, "description": "Name of the round."},
        "number": {**WHOLE, "description": "1 for the first release of the round."},
        "rehearsal": {"type": "boolean", "description": "True: for trying out, not to be used."},
        "made_at": {**TEXT, "format": "date-time"},
        "corrects": {**OPTIONAL_WHOLE, "description": "The release that this one corrects."},
        "why": {**TEXT, "description": "Why it was corrected."},
        "configuration": {**HASH, "description": "Hash of what the committee approved."},
        "sha256": {**HASH, "description": "Hash of the bundle."},
        "summary": {**TEXT, "format": "uri-reference"},
        "table": {**TEXT, "format": "uri-reference"},
    },
    "additionalProperties": False,
}  # fmt: skip
FILE: Schema = {
    "type": "object",
    "required": ["name", "bytes", "sha256"],
    "properties": {
        "name": TEXT,
        "bytes": WHOLE,
        "sha256": {"type": ["string", "null"], "description": "As the signed manifest has it."},
    },
}
RELEASES: Schema = {
    "type": "object",
    "required": ["releases"],
    "properties": {
        "releases": {"type": "array", "items": {"$ref": "#/components/schemas/Release"}}
    },
}
ONE: Schema = {
    "allOf": [
        {"$ref": "#/components/schemas/Release"},
        {
            "type": "object",
            "required": ["files"],
            "properties": {"files": {"type": "array", "items": FILE}},
        },
    ]
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["status", "problem"],
    "properties": {"status": WHOLE, "problem": TEXT},
}
NAME = {"name": "name", "in": "path", "required": True, "schema": TEXT}
NUMBER = {"name": "number", "in": "path", "required": True, "schema": WHOLE}


def describe(base_url: str) -> Schema:
    """Return the description for a site at this address."""
    release = {**RELEASE, "additionalProperties": True}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Releases",
            "version": "1",
            "description": "Frozen, signed results. Nothing here reads a response. Files and keys "
            "of summary and table stand in docs/method.md.",
        },
        "servers": [{"url": base_url}],
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Release": release, "Problem": PROBLEM},
        },
        "paths": {
            "/api/v1/openapi.json": {"get": {**_get("This description", {}), "security": []}},
            "/api/v1/releases": {"get": _get("Every release, the newest first", RELEASES)},
            "/api/v1/releases/{name}": {
                "parameters": [NAME],
                "get": _get("The releases of one round, the newest first", RELEASES, missing=True),
            },
            "/api/v1/releases/{name}/{number}": {
                "parameters": [NAME, NUMBER],
                "get": _get("One release and its files", ONE, missing=True),
            },
            "/api/v1/releases/{name}/{number}/summary": {
                "parameters": [NAME, NUMBER],
                "get": _get("All that reports print", {"type": "object"}, missing=True),
            },
            "/api/v1/releases/{name}/{number}/table": {
                "parameters": [NAME, NUMBER],
                "get": _get("Table T", {"type": "object"}, missing=True),
            },
        },
    }


def _get(summary: str, schema: Schema, *, missing: bool = False) -> Schema:
    problem = _json("Refused", {"$ref": "#/components/schemas/Problem"})
    replies = {"200": _json(summary, schema), "401": problem, "403": problem}
    return {"summary": summary, "responses": replies | ({"404": problem} if missing else {})}


def _json(about: str, schema: Schema) -> Schema:
    return {"description": about, "content": {"application/json": {"schema": schema}}}
