"""The security headers of every answer, the nonce that lets our own scripts run, and what reaches us clean."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict

from consult.web.access import is_activity, is_from_another_site

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # nobody types them, and PostgreSQL keeps no NUL
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class CleanText(ImmutableMultiDict[str, Any]):
    """What was sent in a form or an address, without control characters."""

    def __init__(self, pairs: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__([(key, CONTROLS.sub("", v) if isinstance(v, str) else v) for key, v in pairs])


class CleanRequest(Request):
    parameter_storage_class = CleanText


class PatientSigner(TimestampSigner):
    """Takes what was signed “in the future” too: the clock was put back since, or another machine's is ahead."""

    def unsign(self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and self.get_timestamp() - signed_at.timestamp() > max_age:
            raise SignatureExpired("older than a session may be", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class OwnSession(SecureCookieSessionInterface):
    """A page on another site must not put an empty session in place of a draft or of a sign-in. Nor does what a script
    asks for by itself keep the cookie fresh: asked before a point was sent and answered after it, it would put back
    what the browser knew before."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = PatientSigner
        return serializer

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return session.modified or (is_activity() and super().should_set_cookie(app, session))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_from_another_site():
            super().save_session(app, session, response)


def csp_nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _policy() -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{csp_nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def init_app(app: Flask, *, is_https: bool) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.request_class, app.session_interface = CleanRequest, OwnSession()

    @app.after_request
    def set_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _policy())
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        if is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint != "assets.file":
            response.headers["Cache-Control"] = "no-store"
        return response
