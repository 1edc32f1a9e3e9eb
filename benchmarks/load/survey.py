"""The survey of seven pages that load profiles and benchmarks/respond.py answer. Invented, and nobody's words."""

from __future__ import annotations

from datetime import timedelta

from consult.models.base import utcnow
from consult.models.surveys import Survey
from consult.services import surveys
from consult.store import surveys as store
from consult.store.transaction import transaction

SLUG = "load"
SEVEN_PAGES = """
id = "load"
title = "Seven pages"
audience = "children"
language = "en"
sections = [{ id = "first", title = "First" }, { id = "you", title = "About you", is_background = true }]

[purpose]
what = ["We want to know what you think."]
readers = ["Our team reads every answer."]
decision_date = 2030-02-28
feedback_date = 2030-06-30
open_to_change = ["What we do first."]
already_fixed = ["The law."]

[privacy]
confidentiality = ["We keep what you write safe.", "If someone is being hurt we have to tell people."]
about_your_answers = ["You can stop when you like.", "We keep your answers for two years."]
notice = "Nobody is reading this right now."

[[pages]]
id = "privacy"
title = "Before you start"
section = "first"
shows_privacy = true
[[pages.questions]]
id = "understood"
kind = "consent"
is_optional = false
text = "Have you read this?"
agree_text = "Yes, I have"

[[pages]]
id = "area"
section = "you"
[[pages.questions]]
id = "area"
kind = "one-choice"
is_optional = false
text = "Where do you live?"
choices = [
  { value = "kingston", text = "Kingston" },
  { value = "richmond", text = "Richmond" },
  { value = "windsor-and-maidenhead", text = "Windsor and Maidenhead" },
  { value = "prefer-not-to-say", text = "I’d rather not say" },
]

[[pages]]
id = "happy"
section = "first"
[[pages.questions]]
id = "happy"
kind = "scale"
text = "I am happy where I live"
choices = [
  { value = "1", text = "Never" },
  { value = "2", text = "Not often" },
  { value = "3", text = "Sometimes" },
  { value = "4", text = "Often" },
  { value = "5", text = "Always" },
  { value = "not-sure", text = "I don’t know", off_scale = true },
]

[[pages]]
id = "likes"
section = "first"
[[pages.questions]]
id = "likes"
kind = "many-choices"
text = "What do you like?"
most = 3
choices = [
  { value = "art", text = "Art" },
  { value = "sport", text = "Sport" },
  { value = "music", text = "Music" },
  { value = "park", text = "Going to the park" },
  { value = "none", text = "None of these", exclusive = true },
]

[[pages]]
id = "good"
section = "first"
[[pages.questions]]
id = "good"
kind = "long-text"
text = "What is good?"

[[pages]]
id = "change"
section = "first"
[[pages.questions]]
id = "change"
kind = "long-text"
text = "What should change?"

[[pages]]
id = "may-quote"
section = "first"
[[pages.questions]]
id = "may-quote"
kind = "consent"
text = "May we show your words to others, without your name?"
agree_text = "Yes"
refuse_text = "No"
"""


def open_survey() -> Survey:
    """At /survey/load, for a day."""
    with transaction():
        store.add_wave(
            slug="load", title="Load", opens_at=utcnow() - timedelta(days=1), closes_at=utcnow() + timedelta(days=1)
        )
    return surveys.install_survey("load", SEVEN_PAGES)
