"""Whatever a browser sends in the place of a passkey’s answer is refused in words, never with a fault."""

from __future__ import annotations

import json

import pytest

from consult.extensions import db
from consult.models.people import Role
from consult.services import passkeys
from consult.web.account.passkey_views import NOT_MADE
from tests.conftest import missing

ID = "AAAA"
GET = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA"}
MADE = {"clientDataJSON": "e30", "attestationObject": "o2M"}
ANSWERS = [
    "", "{", "[]", "null", "7", '"text"', "{}", "x" * 30_000,
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": {}}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": GET}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": MADE}),
    json.dumps({"id": 7, "rawId": None, "type": [], "response": "no"}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": dict.fromkeys(GET, 7)}),
    json.dumps({"id": ID, "rawId": ID, "type": "public-key", "response": dict.fromkeys(GET, "é\u0000")}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def with_passkeys(app):
    if not passkeys.are_there():
        missing("fido2 is not installed")
    yield
    db.session.close()


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_broken_answer_signs_nobody_in(page, answer):
    page.visit("/staff/sign-in")
    token = next(box.get("value") for box in page.tree.iter("input") if box.get("name") == "csrf_token")
    sent = page.client.post("/staff/sign-in", data={"csrf_token": token, "passkey": answer})
    assert sent.status_code == 200
    assert (b"This passkey does not sign in here" in sent.data) == bool(answer)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_broken_answer_adds_no_passkey(signed_in, answer):
    page = signed_in(Role.MANAGER).visit("/staff/account/passkeys/new")
    page.fill("Name", "Blue phone").fill("Your password", "correct horse battery")
    next(box for box in page.tree.iter("input") if box.get("name") == "passkey").set("value", answer)
    assert page.press("Add the passkey").errors == [NOT_MADE]
