"""What comes out the same in every test is made once for all of them: templates, addresses, statements.

Every test has an application and an engine of its own; none of this keeps anything of a test's data.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart

STATEMENTS = 5_000


class CompiledOnce(BytecodeCache):
    """Of each template its Python code."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


templates = CompiledOnce()


@contextmanager
def made_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _addresses(patch)
        _statements(patch)
        yield


def _addresses(patch: pytest.MonkeyPatch) -> None:
    """Of each address what werkzeug reads out of it, and the function that builds it."""
    parse, build = Rule._parse_rule, Rule._compile_builder
    read: dict[str, tuple[list[RulePart], list[Any], dict[str, Any], set[str]]] = {}
    built: dict[Any, Any] = {}

    def parse_once(self: Rule, rule: str) -> list[RulePart]:
        if rule not in read:
            before = len(self._trace)
            parts = list(parse(self, rule))
            read[rule] = (parts, self._trace[before:], dict(self._converters), set(self._converters))
        else:
            parts, trace, converters, names = read[rule]
            self._trace += trace
            self._converters |= converters
            self.arguments |= names
        return parts

    def build_once(self: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in built:
            built[key] = build(self, append_unknown)
        return built[key]

    patch.setattr(Rule, "_parse_rule", parse_once)
    patch.setattr(Rule, "_compile_builder", build_once)


def _statements(patch: pytest.MonkeyPatch) -> None:
    """Of each statement its SQL: engines of one kind keep it together, as the one engine of a server does."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    patch.setattr(sa.Engine, "_compiled_cache", property(lambda _: compiled, lambda _, own: None), raising=False)
    patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
    patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
