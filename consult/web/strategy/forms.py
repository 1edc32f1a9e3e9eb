"""What a strategist decides about a theme. seen says which version they had before them."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from consult.services.theme_review import LONGEST_NAME, ReviewedTheme, priority_names


class ThemeForm(FlaskForm):
    seen = HiddenField(validators=[InputRequired("Open the theme again and decide there")])

    @property
    def seen_number(self) -> int:
        """-1 is no version at all: the decision is refused and both versions are shown."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


class RenameForm(ThemeForm):
    name = StringField(
        "Name of the theme",
        [
            DataRequired("Enter a name for the theme"),
            Length(max=LONGEST_NAME, message=f"Use at most {LONGEST_NAME} characters for the name"),
        ],
        filters=[lambda text: " ".join(text.split()) if text else text],
    )


class PriorityForm(ThemeForm):
    priority = RadioField("Priority of the theme", [InputRequired("Choose a priority for the theme")])


class VerdictForm(ThemeForm):
    verdict = HiddenField()


def rename_form(theme: ReviewedTheme | None = None) -> RenameForm:
    return RenameForm(name=theme.name, seen=theme.seen) if theme else RenameForm()


def priority_form(theme: ReviewedTheme | None = None) -> PriorityForm:
    form = PriorityForm(priority=theme.priority, seen=theme.seen) if theme else PriorityForm()
    form.priority.choices = list(priority_names().items())
    return form
