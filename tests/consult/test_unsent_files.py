"""A file of unsent points is opened here and nowhere else; whatever else is handed in gets a sentence that helps."""

from __future__ import annotations

import base64
import json
import re
import secrets

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from consult.models.people import Role
from consult.services import devices, unsent_files
from consult.web.assets import OURS
from tests.consult.devices import event, point

LISTEN = OURS / "listen"


def locked(said, key: bytes) -> bytes:
    """As vault.js locks it."""
    own = ec.generate_private_key(ec.SECP256R1())
    sender = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key))
    lock = HKDF(algorithm=hashes.SHA256(), length=32, salt=sender, info=unsent_files.PURPOSE).derive(shared)
    iv = secrets.token_bytes(12)
    sealed = AESGCM(lock).encrypt(iv, json.dumps(said).encode(), unsent_files.PURPOSE)
    parts = {"from": sender, "iv": iv, "sealed": sealed}
    whole = {"format": unsent_files.FORMAT, "version": 1}
    return json.dumps(whole | {name: base64.b64encode(part).decode() for name, part in parts.items()}).encode()


@pytest.fixture
def page(signed_in):
    return signed_in(Role.FACILITATOR).visit("/staff/events/unsent")


def hand_in(page, content: bytes):
    page.visit("/staff/events/unsent").attach("The file of unsent points", "unsent.json", content)
    return page.press("Hand in")


def test_a_file_handed_in_twice_stores_each_point_once_and_says_which_event_it_was(app, page, user):
    made = event(user(Role.MANAGER).id)
    points = [point("More swings") | {"event": made.id}, point("Warm lunches") | {"event": made.id}]
    content = locked({"device": "phone-1", "points": points}, devices.public_file_key())
    assert f"{made.title}: 2 stored now" in hand_in(page, content).text
    assert f"{made.title}: 2 there already" in hand_in(page, content).text


def test_a_point_that_cannot_be_stored_and_an_event_that_is_not_there_are_named_and_the_others_stored(page, user):
    made = event(user(Role.MANAGER).id)
    points = [point("Later buses"), point(""), point("Nobody’s")]
    numbered = [each | {"event": number} for each, number in zip(points, (made.id, made.id, 4711), strict=True)]
    hand_in(page, locked({"device": "phone-1", "points": numbered}, devices.public_file_key()))
    assert f"{made.title}: 1 stored now, 1 not stored" in page.text
    assert "Write down what was said" in page.text
    assert "Event 4711, which is not there or not of your areas: 1 not stored" in page.text


def other_key() -> bytes:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def faults(key: bytes) -> dict[str, bytes]:
    good = locked({"device": "phone-1", "points": [point("A") | {"event": 1}]}, key)
    return {
        "photo": b"\x89PNG\r\n",
        "list": b"[1, 2]",
        "deep": b"[" * 100_000,
        "newer": good.replace(b'"version": 1', b'"version": 2'),
        "cut": b'{"format":"consult-unsent-points","version":1,"from":"BA',
        "no box": json.dumps({"format": unsent_files.FORMAT, "version": 1}).encode(),
        "odd box": good.replace(b'"iv": "', b'"iv": "!'),
        "other server": locked({"points": []}, other_key()),
        "no points": locked({"points": []}, key),
        "no event": locked({"points": [point("A")]}, key),
        "a number": locked(7, key),
        "odd device": locked({"device": "?", "points": [point("A") | {"event": 1}]}, key),
    }


def test_whatever_is_wrong_with_a_file_is_a_sentence_and_nothing_is_stored(page, user):
    event(user(Role.MANAGER).id)
    for kind, content in faults(devices.public_file_key()).items():
        hand_in(page, content)
        assert page.status == 200, kind
        assert len(page.errors) == 1, kind
        assert page.errors[0].endswith("."), kind
    assert hand_in(page, faults(other_key())["photo"]).errors == [unsent_files.NO_SUCH]


def test_a_file_that_is_too_large_is_not_opened(app):
    with pytest.raises(unsent_files.BadFile, match="at most 5 MB"):
        list(unsent_files.open_file(b" " * (unsent_files.LARGEST + 1)))


def test_a_secret_is_of_one_user_on_one_device_and_stays_the_same(app):
    secret = devices.secret_for(1, "a" * 22)
    assert secret == devices.secret_for(1, "a" * 22)
    assert len({secret, devices.secret_for(2, "a" * 22), devices.secret_for(1, "b" * 22)}) == 3


def test_the_page_that_a_device_keeps_names_every_script_and_holds_nobodys_words(app, page, user):
    """Every file is found by its name in the page: what is not named there is missing without signal."""
    made = event(user(Role.MANAGER).id)
    sent = locked({"points": [point("Kingfisher") | {"event": made.id}]}, devices.public_file_key())
    hand_in(page, sent)
    kept = page.client.get(f"/staff/events/{made.id}/offline").get_data(as_text=True)
    assert made.title in kept
    assert "Kingfisher" not in kept
    named = set(re.findall(r"/assets/\w+/([\w.-]+)", kept))
    scripts = [LISTEN / name for name in named if name.endswith(".js") and (LISTEN / name).is_file()]
    assert len(scripts) > 10
    imported = {name for script in scripts for name in re.findall(r'from "\./([\w.-]+)"', script.read_text("utf-8"))}
    assert imported <= named
