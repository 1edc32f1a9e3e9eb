"""What a facilitator fills in, one point after another; and what all forms here are made with."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.models.listening import Change, EventPrompt, Method, Mood, NoteKind
from consult.services.points import LONGEST_NOTE, LONGEST_TABLE, MOST_AGREED, Said
from surveys.characters import clean

METHODS = {
    Method.TALK: "Talk in a group",
    Method.TABLE: "Table discussions",
    Method.WALK: "Walk",
    Method.GAME: "Game or activity",
    Method.VIDEO_CALL: "Video call",
}
KINDS = {
    NoteKind.VERBATIM: "Their own words",
    NoteKind.PARAPHRASE: "In my words",
    NoteKind.OBSERVATION: "Something I noticed",
}
MOODS = {Mood.GLAD: "Glad", Mood.MIXED: "Mixed", Mood.SAD: "Sad or worried", Mood.ANGRY: "Angry or fed up"}
CHANGES = {
    None: "Joined",
    Change.CORRECTION: "Corrected",
    Change.READ_BACK: "Changed by the group",
    Change.JOIN: "Joined",
    Change.SPLIT: "Split",
    Change.UNDO: "Undone",
    Change.SETTLED: "Settled",
}
ONCE_BYTES = 16
AGREED = re.compile("([1-9][0-9]{0,3})?")


class Stripped(InputRequired):
    """Something other than spaces."""

    def __call__(self, form: object, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(str(self.message))


Choices = Callable[[], list[tuple[str, str]]]


def one_of(names: Mapping[Any, str], ask: str = "") -> Choices:
    """The choices of a list or of radio buttons; ask is the first line of a list, which is no choice."""
    choices = [("", ask)] if ask else []
    return lambda: [*choices, *((str(value), name) for value, name in names.items())]


class NoteForm(FlaskForm):
    """once goes out with the form and comes back with it, so that a second press stores nothing more.

    The scripts of the log page read these boxes by their names.
    """

    text = TextAreaField(
        "What was said?",
        [
            Stripped("Write down what was said"),
            Length(
                max=LONGEST_NOTE,
                message=f"This is too long to save as one point. Use at most {LONGEST_NOTE:,} characters, "
                "or split it into several points",
            ),
        ],
        filters=[lambda text: text.replace("\r\n", "\n") if text else text],
    )
    kind = RadioField(
        "This is",
        [InputRequired("Choose whether these are their own words, yours, or something you noticed")],
        choices=one_of(KINDS),
        validate_choice=False,
    )
    prompt = SelectField("Prompt", choices=lambda: [("", "No prompt")], validate_choice=False)
    table = StringField("Table", [Length(max=LONGEST_TABLE, message=f"Use at most {LONGEST_TABLE} characters")])
    agreed = StringField("How many said it or agreed")
    mood = SelectField("Mood", choices=one_of(MOODS, "Not said"), validate_choice=False)
    parked = BooleanField("Park it: for another day")
    once = HiddenField(filters=[lambda token: (token or secrets.token_urlsafe(ONCE_BYTES))[:64]])

    def __init__(self, *args: Any, prompts: Sequence[EventPrompt] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self.offer(prompts)

    def offer(self, prompts: Sequence[EventPrompt]) -> None:
        """The prompts of this event, by code; none where it has none."""
        self.prompt_ids: dict[str, int | None] = {"": None} | {prompt.code: prompt.id for prompt in prompts}
        self.prompt.choices = [("", "No prompt"), *((each.code, f"{each.code}: {each.text}") for each in prompts)]

    def show(self, said: Said) -> None:
        """What a point says now, to be changed."""
        codes = {number: code for code, number in self.prompt_ids.items()}
        self.text.data, self.kind.data = said.text, said.kind.value
        self.prompt.data, self.table.data = codes.get(said.prompt_id, ""), said.table_label
        self.agreed.data, self.mood.data = str(said.agreed or ""), said.mood.value if said.mood else ""
        self.parked.data = said.is_parked

    def details(self) -> dict[str, Any]:
        """What a point says besides its words and their kind: the columns of points.Said."""
        agreed = clean(self.agreed.data or "")
        return {
            "prompt_id": self.prompt_ids[self.prompt.data or ""],
            "table_label": clean(self.table.data or ""),
            "agreed": int(agreed) if agreed else None,
            "mood": Mood(self.mood.data) if self.mood.data else None,
            "is_parked": bool(self.parked.data),
        }

    def validate_kind(self, field: Field) -> None:
        must_be_known(field, KINDS)

    def validate_prompt(self, field: Field) -> None:
        must_be_known(field, {*self.prompt_ids, None})

    def validate_mood(self, field: Field) -> None:
        must_be_known(field, {*MOODS, "", None})

    def validate_agreed(self, field: Field) -> None:
        if not AGREED.fullmatch(clean(field.data or "")):
            raise StopValidation(f"Enter a whole number from 1 to {MOST_AGREED:,}, or leave it empty")


def must_be_known(field: Field, known: object) -> None:
    if field.data not in known:  # type: ignore[operator]
        raise StopValidation("Choose one of the answers on this page")


def labels(prompts: Sequence[EventPrompt]) -> dict[str, Any]:
    """The words for what a point says about itself."""
    codes = {prompt.id: prompt.code for prompt in prompts}
    return {"kinds": KINDS, "moods": MOODS, "changes": CHANGES, "codes": codes}
