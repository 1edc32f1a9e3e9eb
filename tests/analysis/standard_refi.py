"""What REFI-QDA 1.0 (Project.xsd and Codebook.xsd, 2019) demands of the elements we write, in our own words.

Each element: its attributes (those that must be there end in “!”) with their kind, and its children in order with how
often each may come. A checker reads files by it, so that no schema file has to be shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

ONCE, MAYBE, ANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
CREATED = {"creatingUser": "guid", "creationDateTime": "moment", "modifyingUser": "guid", "modifiedDateTime": "moment"}
REF: tuple[dict[str, str], dict[str, Any]] = ({"targetGUID!": "guid"}, {})
CODE = {"guid!": "guid", "name!": "text", "isCodable!": "truth", "color": "colour"}
TEXT_SOURCE: tuple[dict[str, str], dict[str, Any]] = (
    {"guid!": "guid", "name": "text", "richTextPath": "text", "plainTextPath": "text", **CREATED},
    {
        "Description": MAYBE,
        "PlainTextContent": MAYBE,
        "PlainTextSelection": ANY,
        "Coding": ANY,
        "NoteRef": ANY,
        "VariableValue": ANY,
    },
)
WORDS: tuple[dict[str, str], dict[str, Any]] = ({}, {})
PROJECT: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "Project": (
        {
            "name!": "text",
            "origin": "text",
            "creatingUserGUID": "guid",
            "creationDateTime": "moment",
            "basePath": "text",
        },
        {
            "Users": MAYBE,
            "CodeBook": MAYBE,
            "Variables": MAYBE,
            "Cases": MAYBE,
            "Sources": MAYBE,
            "Notes": MAYBE,
            "Links": MAYBE,
            "Sets": MAYBE,
            "Graphs": MAYBE,
            "Description": MAYBE,
            "NoteRef": ANY,
        },
    ),
    "Users": ({}, {"User": SOME}),
    "User": ({"guid!": "guid", "name": "text", "id": "text"}, {}),
    "CodeBook": ({}, {"Codes": ONCE}),
    "Codes": ({}, {"Code": SOME}),
    "Code": (CODE, {"Description": MAYBE, "NoteRef": ANY, "Code": ANY}),
    "Variables": ({}, {"Variable": SOME}),
    "Variable": ({"guid!": "guid", "name!": "text", "typeOfVariable!": "kind"}, {"Description": MAYBE}),
    "Sources": ({}, {"TextSource": SOME}),
    "TextSource": TEXT_SOURCE,
    "PlainTextSelection": (
        {"guid!": "guid", "name": "text", "startPosition!": "whole", "endPosition!": "whole", **CREATED},
        {"Description": MAYBE, "Coding": ANY, "NoteRef": ANY},
    ),
    "Coding": (
        {"guid!": "guid", "creatingUser": "guid", "creationDateTime": "moment"},
        {"CodeRef": ONCE, "NoteRef": ANY},
    ),
    "VariableValue": ({}, {"VariableRef": ONCE, "TextValue": MAYBE, "BooleanValue": MAYBE}),
    "Notes": ({}, {"Note": SOME}),
    "Note": TEXT_SOURCE,
    "Sets": ({}, {"Set": SOME}),
    "Set": (
        {"guid!": "guid", "name!": "text"},
        {"Description": MAYBE, "MemberCode": ANY, "MemberSource": ANY, "MemberNote": ANY},
    ),
    **dict.fromkeys(("NoteRef", "CodeRef", "VariableRef", "MemberCode", "MemberSource", "MemberNote"), REF),
    **dict.fromkeys(("Description", "PlainTextContent", "TextValue", "BooleanValue"), WORDS),
}
CODEBOOK: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "CodeBook": ({"origin": "text"}, {"Codes": ONCE, "Sets": MAYBE}),
    "Codes": ({}, {"Code": SOME}),
    "Code": (CODE, {"Description": MAYBE, "Code": ANY}),
    "Sets": ({}, {"Set": SOME}),
    "Set": ({"guid!": "guid", "name!": "text"}, {"Description": MAYBE, "MemberCode": ANY}),
    "MemberCode": ({"guid!": "guid"}, {}),
    "Description": WORDS,
}
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLOUR = re.compile("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
KINDS = {
    "text": lambda _: True,
    "guid": _GUID.fullmatch,
    "colour": _COLOUR.fullmatch,
    "truth": lambda value: value in ("true", "false"),
    "kind": lambda value: value in ("Text", "Boolean", "Integer", "Float", "Date", "DateTime"),
    "whole": lambda value: re.fullmatch(r"[+-]?\d+", value),
    "moment": lambda value: bool(datetime.fromisoformat(value)),
}


def faults(root: Element, rules: dict[str, tuple[dict[str, str], dict[str, Any]]], namespace: str) -> list[str]:
    """What is wrong with a file by these rules, in words."""
    return [fault for each in root.iter() for fault in _of(each, rules, f"{{{namespace}}}")]


def _of(element: Element, rules: dict[str, tuple[dict[str, str], dict[str, Any]]], prefix: str) -> Iterable[str]:
    name = element.tag.removeprefix(prefix)
    if name not in rules or not element.tag.startswith(prefix):
        yield f"{element.tag} is not in the standard"
        return
    attributes, children = rules[name]
    allowed = {key.rstrip("!"): kind for key, kind in attributes.items()}
    yield from (
        f"{name} has no {key[:-1]}" for key in attributes if key.endswith("!") and element.get(key[:-1]) is None
    )
    for key, value in element.items():
        if key not in allowed or not KINDS[allowed[key]](value):
            yield f"{name} has {key}={value!r}"
    found = [child.tag.removeprefix(prefix) for child in element]
    order = list(children)
    if any(child not in children for child in found) or found != sorted(found, key=order.index):
        yield f"{name} has its children in the wrong order: {found[:9]}"
    for child, (least, most) in children.items():
        if found.count(child) < least or (most is not None and found.count(child) > most):
            yield f"{name} has {found.count(child)} of {child}"
