"""Links for groups, and what a manager decides about a marked submission."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from consult.models.group_links import GroupKind
from consult.services import areas, surveys
from consult.services.group_links import MOST_EXPECTED, RESTS
from consult.settings import AREAS

OWN, SHARED = "own", "shared"
WORDS_OF_RESTS = {60: "1 minute", 120: "2 minutes", 300: "5 minutes"}


class GroupForm(FlaskForm):
    """What can be changed later too."""

    expected = IntegerField(
        "How many people do you expect?",
        [
            InputRequired("Enter a number, for instance 30"),
            NumberRange(1, MOST_EXPECTED, message=f"Enter a number between 1 and {MOST_EXPECTED:,}"),
        ],
    )
    device = RadioField(
        "Whose devices do they use?",
        [InputRequired("Choose whose devices they use")],
        choices=lambda: [
            (OWN, "Each their own"),
            (SHARED, "Shared ones, that go from hand to hand"),
        ],
        default=OWN,
    )
    rests = SelectField(
        "A shared device is cleared after nobody touched it for",
        coerce=int,
        choices=lambda: [(seconds, WORDS_OF_RESTS[seconds]) for seconds in RESTS],
        default=RESTS[0],
    )


class NewGroupForm(GroupForm):
    survey = SelectField(
        "Which survey?",
        choices=lambda: [(survey.slug, f"{survey.title} ({survey.wave.title})") for survey in surveys.list_current()],
    )
    name = StringField(
        "What is the group called?",
        [InputRequired("Enter a name"), Length(max=100, message="Use at most 100 characters")],
    )
    kind = SelectField(
        "What kind of group is it?", choices=lambda: [(kind.value, kind.value.capitalize()) for kind in GroupKind]
    )
    area = SelectField(
        "In which area?", choices=lambda: [(area, name) for area, name in areas.own().items() if area in AREAS]
    )


class ReviewForm(FlaskForm):
    why = StringField(
        "Why?", [InputRequired("Say why, in a few words"), Length(max=500, message="Use at most 500 characters")]
    )
    verdict = RadioField(
        "What should happen?",
        [InputRequired("Choose what should happen")],
        choices=lambda: [("counts", "Count it like all others"), ("aside", "Set it aside")],
    )
