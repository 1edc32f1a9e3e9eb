"""How templates are made into pages: compiled once in each process, and what they share looked up in one place."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class SharedGlobals(Environment):
    """No template of ours has globals of its own, so that all share those of the application.

    Jinja otherwise lays an empty layer over them for each template, and every import of macros compares the layers by
    hand: a fifth of the work of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if not d else super().make_globals(d)
