"""What a reviewer sends: which comments, what with them, and which version they saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from consult.store.errors import Conflict

LONGEST_NUMBER = 10


class PressForm(FlaskForm):
    """A button: its token is checked; what it carries is read by `Sent`."""

    seen = HiddenField()


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of one press."""

    TYPED: ClassVar[int] = -2  # the version of a theme whose number was typed: its page was not before anybody
    fields: MultiDict[str, str]

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def number(self, name: str) -> int:
        """-1 is no number at all: as a version, the decision is refused and both versions are shown."""
        return _number(self.fields.get(name, ""))

    def numbers(self, name: str) -> list[int]:
        found = [_number(value) for value in self.fields.getlist(name)]
        if -1 in found:
            raise Conflict("A comment that was chosen has no number. Open the page again and choose there.")
        return sorted(set(found))

    @property
    def target(self) -> tuple[int, int]:
        """The other theme, and its version as the page showed it: “12.3”; or its number, where that was typed."""
        if self.text("other_number"):
            if self.number("other_number") < 0:
                raise Conflict("The number of a theme is made of digits. It stands beside its name in the list.")
            return self.number("other_number"), self.TYPED
        theme, _, seen = self.fields.get("other", "").partition(".")
        if _number(theme) < 0:
            raise Conflict("Choose the other theme first.")
        return _number(theme), _number(seen)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else -1
