"""A draft locked with a key made from five words. Pure: words and bytes in, bytes out.

The words and a random salt make a private key, slowly (argon2id, RFC 9106); its public half locks (X25519, HKDF and
AES-256-GCM, an ephemeral key for each lock, as HPKE does, RFC 9180). So the server can lock at any time, and can open
only while somebody says the words.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SALT, KEY, NONCE = 16, 32, 12  # bytes
PURPOSE = b"consult: a draft that was left, 1"
BLOCK = 1024  # bytes: how long a locked draft is tells little of how much was said


class CannotOpen(Exception):
    """Not locked with this key, or changed since."""


@dataclass(frozen=True)
class Work:
    """What a guess costs: passes over so many KiB. RFC 9106’s second choice, on one lane: about a tenth of a second."""

    passes: int = 3
    kibibytes: int = 64 * 1024


work = Work()


def new_salt() -> bytes:
    return os.urandom(SALT)


def make_key(secret: Sequence[str], salt: bytes) -> X25519PrivateKey:
    """Slow on purpose."""
    words = " ".join(secret).encode()
    raw = hash_secret_raw(words, salt, work.passes, work.kibibytes, 1, KEY, Type.ID)
    return X25519PrivateKey.from_private_bytes(raw)


def public_half(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def fits(key: X25519PrivateKey, public: bytes) -> bool:
    return hmac.compare_digest(public_half(key), public)


def lock(public: bytes, content: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    head = public_half(once)
    nonce = os.urandom(NONCE)
    padded = content + b"\0" * (-len(content) % BLOCK)
    return head + nonce + AESGCM(_message_key(shared, head + public)).encrypt(nonce, padded, head)


def unlock(key: X25519PrivateKey, locked: bytes) -> bytes:
    head, nonce, rest = locked[:KEY], locked[KEY : KEY + NONCE], locked[KEY + NONCE :]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(head))
        return AESGCM(_message_key(shared, head + public_half(key))).decrypt(nonce, rest, head).rstrip(b"\0")
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def _message_key(shared: bytes, context: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY, salt=context, info=PURPOSE).derive(shared)
