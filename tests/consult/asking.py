"""A wave to answer in: the shipped surveys, or a short one of every kind of question."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.models.base import utcnow
from consult.models.surveys import Survey
from consult.services import surveys
from consult.store import surveys as store
from consult.store.transaction import transaction
from surveys.sources import pack

SHORT = """
id = "short"
title = "A short survey of every kind"
audience = "children"
language = "en"
equality_intro = ["These questions are extra.", "You do not have to answer them."]
sections = [
  { id = "first", title = "First" },
  { id = "you", title = "About you", is_background = true },
]

[purpose]
what = ["We want to know what you think."]
readers = ["Our team reads every answer."]
decision_date = 2027-02-28
feedback_date = 2027-06-30
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
  { value = "richmond", text = "Richmond", hint = "And Twickenham" },
  { value = "prefer-not-to-say", text = "I’d rather not say" },
]

[[pages]]
id = "happy"
section = "first"
[[pages.questions]]
id = "happy"
kind = "scale"
text = "I am happy"
choices = [
  { value = "1", text = "Not at all" },
  { value = "2", text = "Sometimes" },
  { value = "3", text = "Always" },
  { value = "not-sure", text = "I don’t know", off_scale = true },
]

[[pages]]
id = "happier"
section = "first"
shown_if = { question = "happy", is = ["1"] }
[[pages.questions]]
id = "happier"
kind = "long-text"
text = "What would make you happier?"

[[pages]]
id = "likes"
section = "first"
[[pages.questions]]
id = "likes"
kind = "many-choices"
text = "What do you like?"
most = 2
choices = [
  { value = "art", text = "Art" },
  { value = "sport", text = "Sport" },
  { value = "music", text = "Music" },
  { value = "none", text = "None of these", exclusive = true },
]

[[pages]]
id = "home"
title = "Your home"
section = "you"
[[pages.questions]]
id = "people"
kind = "number"
text = "How many people live with you?"
least = 0
most = 30
[[pages.questions]]
id = "word"
kind = "short-text"
text = "One word for your home"

[[pages]]
id = "change"
section = "first"
[[pages.questions]]
id = "change"
kind = "long-text"
text = "What should change?"
hint = "Use your own words."

[[pages]]
id = "may-quote"
section = "first"
[[pages.questions]]
id = "may-quote"
kind = "consent"
text = "Can we share your words?"
agree_text = "Yes, share them"
refuse_text = "No, keep them"

[[equality_pages]]
id = "sex"
section = "you"
[[equality_pages.questions]]
id = "sex"
kind = "one-choice"
text = "Are you a girl or a boy?"
choices = [
  { value = "female", text = "Girl" },
  { value = "male", text = "Boy" },
  { value = "prefer-not-to-say", text = "I’d rather not say" },
]

[[equality_pages]]
id = "carer"
section = "you"
[[equality_pages.questions]]
id = "carer"
kind = "one-choice"
text = "Do you look after someone?"
choices = [
  { value = "yes", text = "Yes" },
  { value = "no", text = "No" },
  { value = "prefer-not-to-say", text = "I’d rather not say" },
]
"""


YOUNG = """
title = "A short survey for the young"
leaves_out = ["likes", "sex"]
[face]
name = "4 to 7"
for_whom = "with somebody to help"
highest_grade = 4
most_words = 15
is_with_helper = true
youngest = 4
answers = { area = "kingston" }
[privacy]
confidentiality = ["We keep it safe.", "If someone is hurt we have to tell."]
[questions.happy]
text = "Are you happy?"
choices = { 1 = "No", 2 = "Maybe", 3 = "Yes", not-sure = "I do not know" }
[questions.change]
text = "What would you change?"
"""
OLD = """
[face]
name = "Older"
highest_grade = 6
most_words = 15
"""
FACES = 'faces = ["young", "old"]\ndefault_face = "old"\nface_question = "How old are you?"\n'
ALWAYS = '{ value = "3", text = "Always" },\n'
FACED = (FACES + SHORT).replace(ALWAYS, ALWAYS + '{ value = "4", text = "And more" },\n')


def faced(young: str = YOUNG) -> str:
    """The short survey in two faces."""
    return pack({"instrument.toml": FACED, "young.toml": young, "old.toml": OLD})


def open_wave(*, opens: timedelta = -timedelta(days=1), closes: timedelta = timedelta(days=30)) -> list[Survey]:
    """The four shipped surveys, open now unless said otherwise."""
    return surveys.open_wave("plan", "Plan", utcnow() + opens, utcnow() + closes)


def open_short(*, opens: timedelta = -timedelta(days=1), closes: timedelta = timedelta(days=30)) -> Survey:
    """The short survey at /survey/short."""
    return _open(SHORT, opens, closes)


def open_faced() -> Survey:
    """The short survey in two faces at /survey/short."""
    return _open(faced(), -timedelta(days=1), timedelta(days=30))


def _open(source: str, opens: timedelta, closes: timedelta) -> Survey:
    with transaction():
        store.add_wave(slug="try", title="Try", opens_at=utcnow() + opens, closes_at=utcnow() + closes)
    return surveys.install_survey("try", source)


def end_wave(closes_at: datetime) -> None:
    with transaction():
        store.get_wave("try").closes_at = closes_at
