"""How templates are made into pages: compiled once in each process, and so is what is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask, request
from flask.templating import Environment
from jinja2.runtime import Macro

from consult.languages import ENGLISH
from consult.web import languages

MOST_PIECES = 2_000  # the shipped surveys have some 400 in each language


class SharedGlobals(Environment):
    """No template of ours has globals of its own, so that all share those of the application.

    Jinja otherwise lays an empty layer over them for each template, and every import of macros compares the layers by
    hand: a fifth of the work of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if not d else super().make_globals(d)


class Pieces:
    """Pieces of pages that are the same for everybody, made once in each process for each language.

    Nothing in a piece may depend on who asks or on what they said: a question that is answered, or has an error, is
    never kept. Where a translator brought other words for the language, it is made anew.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], tuple[Any, Any, str]] = {}

    def piece(self, make: Macro, *words: str | bool) -> str:
        """What this macro makes of these words."""
        return self._kept((make.name, *words), None, lambda: make(*words))

    def question(self, make: Macro, field: Any, is_heading: bool) -> str:
        """Of one wording, while nobody has answered it; else made for whoever asks."""
        if field.typed or field.errors or field.before is not None:
            return make(field, is_heading)
        return self._kept((make.name, is_heading, id(field.question)), field.question, lambda: make(field, is_heading))

    def _kept(self, key: tuple[Any, ...], of: object, make: Callable[[], str]) -> str:
        """Markup, as macros make it. of: what it shows, known by being the same object and never by being alike."""
        code = languages.language()
        said = None if code == ENGLISH else languages.words_of(code)
        kept = self._made.get(whole := (code, request.script_root, *key))
        if kept is not None and kept[0] is said and kept[1] is of:
            return kept[2]
        piece = make()
        if len(self._made) >= MOST_PIECES:
            self._made.clear()
        self._made[whole] = (said, of, piece)
        return piece


def init_app(app: Flask) -> None:
    pieces = Pieces()
    app.jinja_env.globals.update(kept_piece=pieces.piece, kept_question=pieces.question)
