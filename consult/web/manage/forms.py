"""A new user: who they are and what they may do. They choose their password themselves."""

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, StopValidation

from consult.models.people import Role
from consult.settings import AREAS

ROLES = {
    Role.FACILITATOR: "Facilitator: runs listening events and writes down what was said",
    Role.STRATEGIST: "Strategist: finds themes and maps them to the priorities",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead: acts on concerns",
    Role.MANAGER: "Manager: opens, closes and watches surveys; downloads",
    Role.ADMINISTRATOR: "Administrator: gives access; watches background work",
}


class NewUserForm(FlaskForm):
    name = StringField("Name", [InputRequired("Enter a name"), Length(max=100, message="Use at most 100 characters")])
    email = EmailField(
        "E-mail address",
        [
            InputRequired("Enter an e-mail address"),
            Regexp(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message="Enter an e-mail address like name@example.org"),
            Length(max=254, message="Use an e-mail address of at most 254 characters"),
        ],
    )
    role = RadioField(
        "What may this person do?",
        [InputRequired("Choose what this person may do")],
        choices=lambda: [(role.value, words) for role, words in ROLES.items()],
    )


class AreasForm(FlaskForm):
    """None chosen: all."""

    areas = SelectMultipleField("Areas", choices=lambda: list(AREAS.items()), validate_choice=False)

    def validate_areas(self, field: Field) -> None:
        if not set(field.data or ()) <= set(AREAS):
            raise StopValidation("Choose from the areas on this page")


class LanguageCheckForm(FlaskForm):
    reader = StringField(
        "Who checked it?",
        [InputRequired("Say who checked it"), Length(max=200, message="Use at most 200 characters")],
    )


class OutcomeForm(FlaskForm):
    outcome = TextAreaField(
        "What was found, and what was done?",
        [
            InputRequired("Write what was found and done"),
            Length(max=1000, message="Use at most 1,000 characters"),
        ],
    )
