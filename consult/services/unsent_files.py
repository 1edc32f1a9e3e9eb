"""A file of points that a device could not send: locked in the browser for the key of this server (vault.js)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consult.services.devices import file_key
from consult.store.errors import Conflict

FORMAT, VERSION = "consult-unsent-points", 1
PURPOSE = b"consult unsent points 1"
LARGEST = 5 * 1024 * 1024  # bytes: some ten thousand points
AT_ONCE = 100
NO_SUCH = (
    "This is no file of unsent points. Choose the file that “Save unsent points as a file” made; its name begins with "
    "unsent-points."
)
CUT_SHORT = "This file was cut short or changed on its way. Save it again on the device, and carry that file here."
OTHER_SERVER = (
    "This file cannot be opened here: it was changed on its way, or made for another server. The points are still on "
    "the device that saved it: sign in there, where there is signal, and they are sent."
)
TOO_NEW = "This file was made by a newer version of the page than this server knows. Tell your administrator."
EMPTY = "There are no points in this file. Save it again on the device that has them."


class BadFile(Conflict):
    """The file cannot be taken in; the message says what to do."""


def open_file(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Batches as a device sends them, each with its event, in the order in which they were written."""
    if len(content) > LARGEST:
        raise BadFile(f"This file is too large: at most {LARGEST // 1024 // 1024} MB. {NO_SUCH}")
    said = _unlocked(_envelope(content))
    points = said.get("points")
    if not isinstance(points, list) or not all(_has_event(point) for point in points):
        raise BadFile(CUT_SHORT)
    if not points:
        raise BadFile(EMPTY)
    for event_id, some in groupby(points, lambda point: point["event"]):
        of_event = list(some)
        for begin in range(0, len(of_event), AT_ONCE):
            yield event_id, {"device": said.get("device"), "points": of_event[begin : begin + AT_ONCE]}


def _has_event(point: Any) -> bool:
    return isinstance(point, dict) and type(point.get("event")) is int and 0 < point["event"] < 2**31


def _envelope(content: bytes) -> dict[str, Any]:
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        raise BadFile(CUT_SHORT if content.lstrip().startswith(b'{"format":"consult-unsent') else NO_SUCH) from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise BadFile(NO_SUCH)
    if whole.get("version") != VERSION:
        raise BadFile(TOO_NEW)
    return whole


def _unlocked(whole: dict[str, Any]) -> dict[str, Any]:
    try:
        point, iv, sealed = (base64.b64decode(whole[name], validate=True) for name in ("from", "iv", "sealed"))
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = file_key().exchange(ec.ECDH(), theirs)
        key = HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=PURPOSE).derive(shared)
        said = json.loads(AESGCM(key).decrypt(iv, sealed, PURPOSE))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BadFile(CUT_SHORT) from None
    except InvalidTag:
        raise BadFile(OTHER_SERVER) from None
    if not isinstance(said, dict):
        raise BadFile(CUT_SHORT)
    return said
