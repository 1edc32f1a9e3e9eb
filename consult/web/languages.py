"""In which language a page is, and its words in it. Respondents choose; staff pages are in English.

Templates say {{ _("Closes on {day}.", day=…) }}. A catalogue holds plain text: **words** are strong, [words] are the
link that is given beside them, and everything else is escaped, so that no translation can bring HTML with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from babel.numbers import format_decimal
from babel.support import LazyProxy
from flask import Flask, g, has_request_context, request, session
from markupsafe import Markup, escape

from consult.languages import ENGLISH, direction, is_language, shipped_words
from consult.services import translations
from consult.store.errors import StoreFault
from surveys.messages import Message, fill, in_english

KEPT = "language"  # where the signed cookie keeps the language that was chosen on this device
STAFF = "/staff"
STRONG = re.compile(r"\*\*(.+?)\*\*")
LINK = re.compile(r"\[(.+?)\]")


def language() -> str:
    """Of the page that is being made."""
    if not has_request_context() or request.path.startswith(STAFF):
        return ENGLISH
    return str(g.get("language") or kept())


def kept() -> str:
    """The language chosen on this device; English where none was, or where it is gone."""
    code = session.get(KEPT)
    return code if isinstance(code, str) and is_language(code) else ENGLISH


def use(code: str) -> None:
    """This page is in the language of its survey, whatever was chosen elsewhere."""
    g.language = code


def keep(code: str) -> None:
    """Chosen: for the pages that follow too."""
    session[KEPT] = code
    use(code)


def forget() -> None:
    session.pop(KEPT, None)


def page_direction() -> str:
    return direction(language())


def mark(sentence: str) -> str:
    """Nothing but a mark for the collector of words: this sentence is said later."""
    return sentence


def find(sentence: str) -> str:
    """The sentence in the language of the page; in English where it has not been translated."""
    code = language()
    return sentence if code == ENGLISH else words_of(code).get(sentence, sentence)


def words_of(code: str) -> Mapping[str, str]:
    """Looked up once for each page; what is shipped where the database cannot be asked."""
    if g.get("words", ("",))[0] != code:
        try:
            g.words = (code, translations.interface_words(code))
        except StoreFault:
            g.words = (code, shipped_words(code))
    found: Mapping[str, str] = g.words[1]
    return found


def say(sentence: str, /, **values: str | int) -> str:
    """Plain words in the language of the page."""
    if isinstance(sentence, Message):
        return say(sentence.sentence, **sentence.values)
    return fill(find(sentence), {name: number(value) for name, value in values.items()})


def lazy(sentence: str) -> str:
    """For what is written once and said later: the labels of forms."""
    return cast(str, LazyProxy(say, sentence, enable_cache=False))


def shown(sentence: str, /, link: str = "", links: tuple[str, ...] = (), **values: Any) -> Markup:
    """Words for a template, with their links and what is strong in them."""
    text = _marked_up(find(sentence), links or (link,))
    if not values:
        return text
    safe = {name: str(escape(number(value))) for name, value in values.items()}
    return Markup(fill(text, safe))  # noqa: S704  # nosec B704 (words, links and values were escaped)


@lru_cache(maxsize=8192)
def _marked_up(words: str, links: tuple[str, ...]) -> Markup:
    addresses = iter(links)
    text = STRONG.sub(r"<strong>\1</strong>", str(escape(words)))
    return Markup(LINK.sub(lambda found: _link(found[1], addresses), text))  # noqa: S704  # nosec B704 (escaped)


def _link(words: str, addresses: Iterator[str]) -> str:
    return f'<a class="govuk-link" href="{escape(next(addresses))}">{words}</a>'


def number(value: Any) -> Any:
    """12,345 as this language writes it; anything else stays what it is."""
    if not isinstance(value, int):
        return value
    return in_english(value) if language() == ENGLISH else format_decimal(value, locale=language())


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(_=shown, say=say, page_language=language, page_direction=page_direction)
    app.jinja_env.filters["say"] = say
