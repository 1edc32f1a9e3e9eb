"""Each role opens each staff page, and gets what the guard says: the page, or a refusal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import Role, SignIn, Stage
from consult.services import sign_in
from consult.store.transaction import transaction
from consult.web.access import TOKEN
from tests.architecture.routes import ROUTES
from tests.architecture.test_guards import guard_of

PASSWORD = "correct horse battery"
NOTHING_YET = {  # no themes have been found, so there is nothing to show: not found
    "downloads.as_json", "downloads.codebook", "downloads.method", "downloads.page", "downloads.project",
    "downloads.sheets", "downloads.tables", "downloads.themes", "downloads.word",
    "strategy.excluded", "strategy.no_theme", "strategy.not_sure", "review.first",
}  # fmt: skip


def pages(app):
    """Staff pages that can be opened without knowing a number, by endpoint."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and guard_of(app, rule.endpoint) != "public"
    }


def client_of(app, role):
    with app.app_context():
        user = sign_in.add_user(email=f"{role}@example.org", name=f"Test {role}", role=role, password=PASSWORD)
        token = sign_in.sign_in(user.email, PASSWORD)
    client = app.test_client()
    with client.session_transaction(base_url="https://localhost") as session:
        session[TOKEN] = token
    return client


def refusal(app, endpoint):
    """What somebody who is not signed in gets for pressing a button; a script is told so in JSON."""
    return 401 if hasattr(app.view_functions[endpoint], "answers_json") else 403


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_pages_and_no_others(application, role):
    client = client_of(application, role)
    wrong = []
    for endpoint, path in pages(application).items():
        status = client.get(path, base_url="https://localhost", follow_redirects=True).status_code
        allowed = {200, 404} if endpoint in NOTHING_YET else {200}
        if status not in (allowed if role in ROUTES[endpoint][0].split() else {403}):
            wrong.append(f"{endpoint}: {status}")
    assert wrong == []


@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_presses_only_its_own_buttons(application, role):
    """With number 4711, which is nothing's: refused before it is looked for."""
    application.config["WTF_CSRF_ENABLED"] = False
    client = client_of(application, role) if role else application.test_client()
    for rule in application.url_map.iter_rules():
        guard = guard_of(application, rule.endpoint)
        if "POST" not in rule.methods or guard == "public" or role in guard.split():
            continue
        path = application.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 4711))
        answer = client.post(path, base_url="https://localhost")
        refused = refusal(application, rule.endpoint) if role is None else 403
        is_sent_away = answer.status_code == 302 and answer.location.startswith("/staff/sign-in")
        is_leaving = role is None and rule.endpoint == "account.sign_out"
        assert is_sent_away if is_leaving else answer.status_code == refused, f"{rule.endpoint}: {answer.status_code}"


def test_whoever_is_not_signed_in_is_asked_to(application):
    client = application.test_client()
    for endpoint, path in pages(application).items():
        answer = client.get(path, base_url="https://localhost")
        if hasattr(application.view_functions[endpoint], "answers_json"):
            assert answer.status_code == 401, endpoint
            continue
        assert answer.status_code == 302, endpoint
        assert answer.location.startswith("/staff/sign-in?next="), endpoint


def test_only_the_safeguarding_lead_and_deputies_read_concerns():
    own = ("safeguard.", "screening.")
    raising = {"safeguard.raise_concern", "safeguard.raise_about_file", "safeguard.raised"}  # these show no words
    numbers = {"screening.watch"}
    readers = {guard for name, (guard, _) in ROUTES.items() if name.startswith(own) and name not in raising | numbers}
    assert readers == {f"{Role.SAFEGUARDING_DEPUTY} {Role.SAFEGUARDING_LEAD}"}


AT_STAGE = {  # what a sign-in that waits for something may open, besides signing out
    Stage.CODE: {"step.code"},
    Stage.PASSWORD: {"step.password"},
    Stage.FACTOR: {"step.factor", "own.app", "passkeys.new"},
}


@pytest.mark.parametrize("stage", AT_STAGE)
def test_half_a_sign_in_opens_nothing_and_presses_nothing(application, stage):
    """Every staff route, with the role that may open the most."""
    application.config["WTF_CSRF_ENABLED"] = False
    client = client_of(application, Role.ADMINISTRATOR)
    with application.app_context(), transaction():
        db.session.execute(sa.update(SignIn).values(stage=stage))
    for rule in application.url_map.iter_rules():
        if guard_of(application, rule.endpoint) == "public" or rule.endpoint in AT_STAGE[stage] | {"account.sign_out"}:
            continue
        path = application.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 4711))
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method, base_url="https://localhost")
            is_sent_on = answer.status_code == 302 and answer.location == ADDRESSES[stage]
            refused = refusal(application, rule.endpoint)
            is_refused = answer.status_code == refused and (method == "POST" or refused == 401)
            assert is_sent_on or is_refused, f"{method} {rule.endpoint}"


ADDRESSES = {
    Stage.CODE: "/staff/sign-in/code",
    Stage.PASSWORD: "/staff/sign-in/own-password",
    Stage.FACTOR: "/staff/sign-in/second-factor",
}
