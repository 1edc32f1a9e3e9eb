"""A sentence for people that can be said in another language: it knows the words it was made of. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{(\w+)\}")


class Message(str):
    """English, filled in; `sentence` has named places such as {most}, and `values` what stands in them.

    Whoever shows it in another language translates the sentence, then fills it. Everybody else reads it as it is.
    """

    sentence: str
    values: Mapping[str, str | int]

    def __new__(cls, sentence: str, **values: str | int) -> Message:
        message = super().__new__(cls, fill(sentence, {name: in_english(value) for name, value in values.items()}))
        message.sentence, message.values = sentence, values
        return message


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its named places filled. Nothing but a name is read between the braces."""
    return PLACE.sub(lambda place: values.get(place[1], place[0]), sentence)


def in_english(value: str | int) -> str:
    """12,345"""
    return f"{value:,}" if isinstance(value, int) else value
