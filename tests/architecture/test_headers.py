"""The exact headers of an answer, name by name: a new one, a lost one and a changed one are all noticed."""

from __future__ import annotations

import re

import pytest

NONCE = re.compile(r"'nonce-[\w-]{20,}'")
EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'nonce-…'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
PAGE = {"Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8"}
VARYING = {"Content-Length", "Set-Cookie", "Vary"}


def headers_of(answer):
    found = {name: value for name, value in answer.headers.items() if name not in VARYING}
    found["Content-Security-Policy"] = NONCE.sub("'nonce-…'", found["Content-Security-Policy"])
    return found


@pytest.mark.parametrize("path", ["/staff/sign-in", "/no-such-page", "/"])
def test_a_page_has_exactly_these_headers(application, path):
    answer = application.test_client().get(path, base_url="https://localhost")
    assert headers_of(answer) == EVERYWHERE | PAGE


def test_every_answer_has_a_nonce_of_its_own(application):
    client = application.test_client()
    policies = {client.get("/staff/sign-in").headers["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_the_only_cookie_is_the_sessions_and_it_is_locked_to_this_site(application):
    answer = application.test_client().get("/staff/sign-in", base_url="https://localhost")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-consult=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_nothing_inline_and_nothing_foreign_may_run(application):
    policy = application.test_client().get("/staff/sign-in").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy
