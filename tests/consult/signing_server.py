"""A small authorization server of our own: it signs real tokens with its own key, or lies, as a test says."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "big conversation", "a secret & more"


@cache
def a_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class SigningServer(ThreadingHTTPServer):
    """person: what it says of whoever signs in. change: what it does to a token's claims. sign: how it signs them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.person: dict[str, Any] = {"sub": "person-1", "email": "manager@example.org", "email_verified": True}
        self.change: Callable[[dict[str, Any]], None] = lambda claims: None
        self.key = a_key("first")
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.says_email_in_token = True
        self.document: dict[str, Any] = {}  # what it says of itself in another way
        self.given: dict[str, dict[str, str]] = {}  # code → what was asked
        self.asked: list[str] = []  # paths
        self.handed_out: list[str] = []  # secrets that must be in no log

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def about_itself(self) -> dict[str, Any]:
        places = {
            "authorization_endpoint": "/begin?tenant=one",
            "token_endpoint": "/token",
            "jwks_uri": "/keys",
            "userinfo_endpoint": "/me",
        }
        return {"issuer": self.issuer} | {name: self.issuer + path for name, path in places.items()} | self.document

    def claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        person = dict(self.person)
        if not self.says_email_in_token:
            person.pop("email")
        found = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **person}
        self.change(found)
        return found


class Desk(BaseHTTPRequestHandler):
    server: SigningServer

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        self.server.asked.append(path)
        if path == "/begin":
            self._send_back(query)
        elif path == "/me":
            self._say(200, self.server.person if "Bearer" in self.headers.get("Authorization", "") else {})
        elif path == "/keys":
            self._say(200, {"keys": [self.server.key.as_dict(private=False), {"kty": "odd"}]})
        elif path == "/.well-known/openid-configuration":
            self._say(200, self.server.about_itself())
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        if self.path == "/moved":
            self._lead("/token")
            return
        asked = self.server.given.pop(form.get("code", ""), None)
        if not self._knows_client() or asked is None or not self._fits(form, asked):
            self._say(400, {"error": "invalid_grant"})
            return
        token, access = self.server.sign(self.server.claims(asked)), secrets.token_urlsafe(16)
        self.server.handed_out += [token, access]
        self._say(200, {"id_token": token, "access_token": access, "token_type": "Bearer"})

    def _send_back(self, asked: dict[str, str]) -> None:
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        code = secrets.token_urlsafe(16)
        self.server.given[code] = asked
        self.server.handed_out += [code, asked["state"], asked["nonce"]]
        self._lead(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    def _lead(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _knows_client(self) -> bool:
        pair = base64.b64encode(b"big+conversation:a+secret+%26+more").decode()
        return self.headers.get("Authorization") == f"Basic {pair}"

    def _fits(self, form: dict[str, str], asked: dict[str, str]) -> bool:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        same = challenge.decode() == asked["code_challenge"] and form["redirect_uri"] == asked["redirect_uri"]
        return same and form["grant_type"] == "authorization_code"

    def _say(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def open_server() -> Iterator[SigningServer]:
    server = SigningServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
