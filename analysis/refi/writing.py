"""XML as the standard wants it: elements as text, identifiers that stay the same, text that XML can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr  # nosec B406 (it writes, and parses nothing)

from analysis.reported import readable

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
ORIGIN = "Big Conversation"
_OURS = uuid5(NAMESPACE_URL, "urn:big-conversation:refi-qda")
_ENDS_A_LINE = re.compile("\r\n?|[\u0085\u2028\u2029]")


@lru_cache(maxsize=5_000)  # users, variables and codes come again with every comment
def guid(*of: object) -> str:
    """The identifier of a thing: always the same for the same thing."""
    return str(uuid5(_OURS, "/".join(map(str, of))))


def clean(text: str) -> str:
    """Text whose lines end in one way, so that positions in it mean the same to every program."""
    if text.isascii() and text.isprintable():
        return text  # most identifiers and many comments: nothing to look for
    return readable(_ENDS_A_LINE.sub("\n", text))


def element(name: str, attributes: Iterable[tuple[str, str]] = (), *inside: str) -> str:
    """One element; what is inside is XML already."""
    said = "".join(f" {key}={quoteattr(clean(value))}" for key, value in attributes)
    body = "".join(inside)
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def text(name: str, words: str) -> str:
    """An element with text, or nothing where there is none."""
    return f"<{name}>{escape(clean(words))}</{name}>" if words else ""
