"""What somebody presses on each page, read out of the page itself. For locust and for benchmarks/respond.py."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
CONTROL = re.compile(r'<input class="govuk-(?:radios|checkboxes)__input"[^>]* name="([^"]+)"[^>]* value="([^"]+)"')
FACE = re.compile(r'name="face" value="([^"]+)"')
TEXTAREA = re.compile(r'<textarea [^>]*name="([^"]+)"')
REFERENCE = re.compile(r"BC-\w{4}-\w{4}")
WORDS = "More places to go after school, and grown-ups who stay. " * 4


def filled(page: str, words: str = WORDS) -> Iterator[tuple[str, str]]:
    """The first choice of every question, words in every box; of several faces the first."""
    yield "csrf_token", html.unescape(TOKEN.findall(page)[0])
    yield from (("face", face) for face in FACE.findall(page)[:1])
    yield from reversed(CONTROL.findall(page)[:1])
    yield from ((name, words) for name in TEXTAREA.findall(page))
    if "no_thank_you" in page:
        yield "yes", "yes"
    if 'name="begin"' in page:
        yield "begin", "yes"
