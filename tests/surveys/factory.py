"""Small instruments to try rules on: a head that passes every check, and pages to add to it."""

from __future__ import annotations

from surveys import Instrument, loads

HEAD = """
id = "tiny"
title = "A tiny survey"
audience = "{audience}"
language = "en"
sections = [
  {{ id = "start", title = "Before you start" }},
  {{ id = "about", title = "About you", is_background = true }},
  {{ id = "views", title = "Your views" }},
]

[purpose]
what = ["We make a plan."]
readers = ["The board reads it."]
decision_date = 2024-02-29
feedback_date = 2024-06-30
open_to_change = ["What we do first."]
already_fixed = ["The law."]

[privacy]
confidentiality = ["We keep it safe."]
about_your_answers = ["You can stop."]
notice = "Nobody is reading this right now."

[choice_lists]
three = [{{ value = "1", text = "No" }}, {{ value = "2", text = "A bit" }}, {{ value = "3", text = "Yes" }}]
"""

PRIVACY = """
[[pages]]
id = "privacy"
title = "What happens to your answers"
section = "start"
shows_privacy = true
[[pages.questions]]
id = "understood"
kind = "consent"
is_optional = false
text = "Is that clear?"
agree_text = "I understand"
"""


def question(words: str, *, id: str = "q", page: str = "", section: str = "views", key: str = "pages") -> str:
    """A page with one question; `words` are further lines of the question, `page` of the page."""
    return f'[[{key}]]\nid = "{id}"\nsection = "{section}"\n{page}\n[[{key}.questions]]\nid = "{id}"\n{words}\n'


def scale(id: str, *, text: str = "All is well", page: str = "") -> str:
    return question(f'kind = "scale"\ntext = "{text}"\nchoices = "three"', id=id, page=page)


def long_text(id: str, *, text: str = "What is good?", page: str = "") -> str:
    return question(f'kind = "long-text"\ntext = "{text}"', id=id, page=page)


def source(*pages: str, audience: str = "children", privacy: str = PRIVACY) -> str:
    return HEAD.format(audience=audience) + privacy + "".join(pages)


def tiny(*pages: str, audience: str = "children", privacy: str = PRIVACY) -> Instrument:
    return loads(source(*pages, audience=audience, privacy=privacy), "tiny.toml")
