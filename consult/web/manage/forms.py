"""A new user: who they are, what they may do, and a password, typed twice or made for them."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from consult.models.people import Role
from consult.services.sign_in import SHORTEST_PASSWORD

ROLES = {
    Role.FACILITATOR: "Facilitator: runs listening events and writes down what was said",
    Role.STRATEGIST: "Strategist: finds themes and maps them to the priorities",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead: acts on concerns",
    Role.MANAGER: "Manager: opens, closes and watches surveys; downloads",
    Role.ADMINISTRATOR: "Administrator: gives access; watches background work",
}
TOO_SHORT = f"Use at least {SHORTEST_PASSWORD} characters. Three or four words work well."


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
    password = PasswordField("Password", [Optional(), Length(min=SHORTEST_PASSWORD, message=TOO_SHORT)])
    again = PasswordField(
        "Password again", [EqualTo("password", message="Enter the same password in both boxes, or leave both empty")]
    )
