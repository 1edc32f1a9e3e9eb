"""The organisation's own sign-in server: authorization code with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9700).

What it says of itself and its keys are kept for an hour. Nothing in a token is believed before its signature, issuer,
audience, nonce and time were checked. joserfc is imported late: it is an extra.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode, urlsplit

from consult.services.fetching import NotTaken, Unreachable, fetch, safe_address
from consult.settings import Organisation

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

KEPT_FOR = 3600  # seconds
ASK_AGAIN = 10  # seconds between looking for keys that are not known
SKEW = 60  # seconds that two clocks may differ
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")  # never none, never HS…
LONGEST = 255  # letters of a subject
ABOUT_ITSELF = "/.well-known/openid-configuration"


class NotBelieved(Exception):
    """What it says does not hold. The message names the check, never what was said."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who a token is about. email: lower case; empty where it is not theirs for certain."""

    subject: str
    has_second_factor: bool
    email: str
    access_token: str = field(repr=False)


class Provider:
    """Shared by all requests of a process."""

    def __init__(self, rules: Organisation) -> None:
        self.rules = rules
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, *, state: str, nonce: str, verifier: str, back: str) -> str:
        """Where the browser is sent to sign in."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.rules.client_id,
            "redirect_uri": back,
            "scope": " ".join(self.rules.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if classes := [factor[4:] for factor in self.rules.factors if factor.startswith("acr:")]:
            asked["acr_values"] = " ".join(classes)
        begin = self._endpoint("authorization_endpoint")
        return f"{begin}{'&' if urlsplit(begin).query else '?'}{urlencode(asked)}"

    def redeem(self, code: str, *, nonce: str, verifier: str, back: str) -> Person:
        """A code works once, and only with the verifier that belongs to it: the server sees to both."""
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        try:
            given = self._hand_in(sent)
        except NotTaken as error:
            raise NotBelieved(str(error)) from None
        token = given.get("id_token")
        if not isinstance(token, str):
            raise NotBelieved("no ID token")
        claims = self._checked(token, nonce)
        return Person(
            subject=claims["sub"],
            has_second_factor=self._has_second_factor(claims),
            email=self._email(claims),
            access_token=str(given.get("access_token", "")),
        )

    def look_up_email(self, person: Person) -> str:
        """For servers that say the address only when they are asked. Empty where it is not theirs for certain."""
        address = self._about_itself().get("userinfo_endpoint")
        if not isinstance(address, str) or not person.access_token:
            return ""
        said = fetch(safe_address(address), headers={"Authorization": f"Bearer {person.access_token}"})
        return self._email(said) if said.get("sub") == person.subject else ""

    def check(self) -> None:
        """Raises Unreachable. For `consult doctor`."""
        self._endpoint("authorization_endpoint")
        self._keys()

    # tokens

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        must = {
            "iss": {"essential": True, "value": self.rules.issuer},
            "aud": {"essential": True, "value": self.rules.client_id},
            "nonce": {"essential": True},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        }
        try:
            claims = self._signed(token)
            jwt.JWTClaimsRegistry(leeway=SKEW, **must).validate(claims)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError) as error:
            raise NotBelieved(type(error).__name__) from None
        if not hmac.compare_digest(str(claims["nonce"]).encode("utf-8", "replace"), nonce.encode()):
            raise NotBelieved("another nonce")
        if claims.get("azp", self.rules.client_id) != self.rules.client_id:
            raise NotBelieved("made for another program")
        if not _is_plain(claims["sub"]) or len(claims["sub"]) > LONGEST:
            raise NotBelieved("no usable subject")
        return claims

    def _signed(self, token: str) -> dict[str, Any]:
        """Keys change: one that is not known is looked for once more."""
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, InvalidKeyIdError

        try:
            return jwt.decode(token, self._keys(), ALGORITHMS).claims
        except (InvalidKeyIdError, BadSignatureError):
            return jwt.decode(token, self._keys(kept_for=ASK_AGAIN), ALGORITHMS).claims

    def _keys(self, *, kept_for: float = KEPT_FOR) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        address = self._endpoint("jwks_uri")
        found = self._get(address, kept_for=kept_for).get("keys")
        public = [key for key in found if _is_for_signing(key)] if isinstance(found, list) else []
        try:
            return KeySet.import_key_set({"keys": public})
        except (JoseError, ValueError, TypeError, KeyError):
            self._kept.pop(address, None)
            raise Unreachable("its keys cannot be read") from None

    def _has_second_factor(self, claims: Mapping[str, Any]) -> bool:
        methods, reached = claims.get("amr"), claims.get("acr")
        said = {f"amr:{method}" for method in methods} if isinstance(methods, list) else set()
        return bool((said | {f"acr:{reached}"}) & set(self.rules.factors))

    def _email(self, claims: Mapping[str, Any]) -> str:
        email, verified = claims.get("email"), claims.get(self.rules.verified_claim)
        if not isinstance(email, str) or not email.isprintable() or verified not in (True, "true", "1"):
            return ""
        return email.strip().lower() if email.isascii() else email  # other letters must not become ours

    # the server

    def _endpoint(self, name: str) -> str:
        return safe_address(self._about_itself().get(name))

    def _about_itself(self) -> dict[str, Any]:
        address = self.rules.issuer.rstrip("/") + ABOUT_ITSELF
        said = self._get(address)
        if said.get("issuer") != self.rules.issuer:
            self._kept.pop(address, None)
            raise Unreachable("it calls itself by another issuer than CONSULT_OIDC_ISSUER")
        return said

    def _get(self, address: str, *, kept_for: float = KEPT_FOR) -> dict[str, Any]:
        now = time.monotonic()
        with self._lock:
            since, said = self._kept.get(address, (0.0, {}))
        if not said or now - since >= kept_for:
            said = fetch(address)
            with self._lock:
                self._kept[address] = (now, said)
        return said

    def _hand_in(self, sent: dict[str, str]) -> dict[str, Any]:
        ways = self._about_itself().get("token_endpoint_auth_methods_supported")
        headers = {}
        if not isinstance(ways, list) or "client_secret_basic" in ways:
            pair = f"{quote_plus(self.rules.client_id)}:{quote_plus(self.rules.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            sent = sent | {"client_id": self.rules.client_id, "client_secret": self.rules.client_secret}
        return fetch(self._endpoint("token_endpoint"), data=urlencode(sent).encode(), headers=headers)


@cache
def provider_of(rules: Organisation) -> Provider:
    return Provider(rules)


def _is_for_signing(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"


def _is_plain(text: object) -> bool:
    return isinstance(text, str) and bool(text) and text.isascii() and text.isprintable()
