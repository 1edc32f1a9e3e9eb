"""What a device that writes without signal needs of the server: a secret to lock with, and a key to lock files for us.

Both come from the secret key: nothing is stored, and a backup that is put back opens what was locked before.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from consult.settings import Settings

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5)


def secret_for(user_id: int, device: str) -> bytes:
    """32 bytes that open what this user locked on this device; only ever given to that user, signed in."""
    return _derive(f"listening device 1: {user_id} {device}", 32)


def file_key() -> ec.EllipticCurvePrivateKey:
    """The key that opens files of unsent points. P-256, because every browser of today can lock for it."""
    number = int.from_bytes(_derive("unsent points 1", 48), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def public_file_key() -> bytes:
    return file_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(purpose: str, length: int) -> bytes:
    settings: Settings = current_app.config["SETTINGS"]
    hkdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
    return hkdf.derive(settings.secret_key.encode())
