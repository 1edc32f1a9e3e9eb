"""Signing in and one's own account: paste works, password managers work, nothing to puzzle out."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

NEW = "Enter a new password"
CODE = "Enter the code that the app shows, or a recovery code"


class SignInForm(FlaskForm):
    email = EmailField("E-mail address", [InputRequired("Enter your e-mail address")])
    password = PasswordField("Password", [InputRequired("Enter your password")])
    sign_in_code = StringField("Code from your app, or a recovery code (optional)")


class CodeForm(FlaskForm):
    sign_in_code = StringField("Code", [InputRequired(CODE)])


class OwnPasswordForm(FlaskForm):
    """The first password of one's own, in the place of a passphrase."""

    new_password = PasswordField("New password", [InputRequired(NEW)])
    again_password = PasswordField(
        "New password again", [EqualTo("new_password", message="Enter the same password in both boxes")]
    )


class ChangePasswordForm(OwnPasswordForm):
    password = PasswordField("Password you have now", [InputRequired("Enter the password you have now")])


class PasswordForm(FlaskForm):
    """Whoever finds the page open must not change how somebody signs in."""

    password = PasswordField("Your password", [InputRequired("Enter your password")])


class PasskeyForm(FlaskForm):
    name = StringField(
        "Name of the passkey",
        [InputRequired("Enter a name, for instance “Blue phone”"), Length(max=60, message="Use at most 60 characters")],
    )
    password = PasswordField("Your password", [InputRequired("Enter your password")])
    passkey = HiddenField()
