"""The JSON schema of a report, worked out from the values it is made of, so that the two never part."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from analysis.reported import ThemeReport

DIALECT = "https://json-schema.org/draft/2020-12/schema"  # the standard's own name for itself; nothing is fetched
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def report_schema() -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12) that every `report_json` follows."""
    definitions: dict[str, Any] = {}
    root = _schema(ThemeReport, definitions)
    return {"$schema": DIALECT, "title": "Theme report", **root, "$defs": dict(sorted(definitions.items()))}


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind, definitions)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [str(each) for each in kind]}
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(each, definitions) for each in inside]}
    if origin is tuple:
        return _tuple(inside, definitions)
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(inside[1], definitions)}
    raise TypeError(f"{kind!r} has no JSON schema here; teach analysis/schema.py about it")


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # so that a value may hold its own kind
        hints = get_type_hints(kind)
        properties = {each.name: _schema(hints[each.name], definitions) for each in fields(kind)}
        definitions[kind.__name__] = {
            "type": "object",
            "description": (kind.__doc__ or "").strip().split("\n")[0],
            "properties": properties,
            "required": sorted(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _tuple(inside: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    if inside[-1] is Ellipsis:
        return {"type": "array", "items": _schema(inside[0], definitions)}
    each = [_schema(kind, definitions) for kind in inside]
    return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}


if __name__ == "__main__":
    print(json.dumps(report_schema(), indent=1))
