"""Who may open what is written down once, and the application does exactly that."""

from __future__ import annotations

import re
from collections import defaultdict

from flask import Flask

from tests.architecture.routes import ROUTES

# What a view that changes something is called. Such a view is never opened by GET.
CHANGES = (
    "accept", "acknowledge", "add", "cancel", "clear", "close", "decide", "delete", "enqueue", "forget", "merge",
    "raise", "record", "reject", "remove", "rename", "reopen", "retry", "revoke", "save", "send", "set", "sign_out",
    "start_finding", "submit", "take_in", "update", "withdraw",
)  # fmt: skip
UNTYPED = re.compile(r"<(?![a-z]+(\([^)]*\))?:)")


def as_built(app: Flask) -> dict[str, tuple[str, str]]:
    methods: dict[str, set[str]] = defaultdict(set)
    for rule in app.url_map.iter_rules():
        methods[rule.endpoint] |= (rule.methods or set()) - {"HEAD", "OPTIONS"}
    return {endpoint: (guard_of(app, endpoint), " ".join(sorted(found))) for endpoint, found in sorted(methods.items())}


def guard_of(app: Flask, endpoint: str) -> str:
    guard = getattr(app.view_functions[endpoint], "guard", "no guard")
    return guard if isinstance(guard, str) else " ".join(sorted(guard))


def test_every_route_has_exactly_the_guard_and_methods_that_are_written_down(application):
    built = as_built(application)
    missing = {endpoint: found for endpoint, found in built.items() if ROUTES.get(endpoint) != found}
    vanished = sorted(set(ROUTES) - set(built))
    lines = "\n".join(f'    "{name}": ("{guard}", "{methods}"),' for name, (guard, methods) in missing.items())
    assert not missing, f"think about these, then paste them into tests/architecture/routes.py:\n{lines}"
    assert not vanished, f"these are no longer there; take them out of tests/architecture/routes.py: {vanished}"


def test_every_route_has_a_guard(application):
    assert [endpoint for endpoint, (guard, _) in as_built(application).items() if guard in ("no guard", "")] == []


def test_whatever_is_public_is_no_staff_page_and_whatever_is_staffs_is_not_public(application):
    coming_in = ("account.sign_in", "organisation.ask", "organisation.answer")
    for rule in application.url_map.iter_rules():
        is_public = guard_of(application, rule.endpoint) == "public"
        is_staffs = rule.rule.startswith("/staff") and rule.endpoint not in coming_in
        assert is_public != is_staffs, f"{rule.endpoint} at {rule.rule}"


def test_every_part_of_a_staff_address_has_a_type(application):
    untyped = [
        r.rule for r in application.url_map.iter_rules() if r.rule.startswith("/staff") and UNTYPED.search(r.rule)
    ]
    assert untyped == [], "write <int:…> or <string:…>"


def test_nothing_is_changed_by_opening_a_page(application):
    changing = re.compile(rf"({'|'.join(CHANGES)})(_|$)")
    built = as_built(application).items()
    wrong = [name for name, (_, methods) in built if changing.match(name.partition(".")[2]) and methods != "POST"]
    assert wrong == [], "these are named after a change, so they must be POST only"


def test_only_known_methods_are_used(application):
    assert {methods for _, methods in as_built(application).values()} <= {"GET", "POST", "GET POST"}


def test_a_view_without_a_guard_is_never_served(application):
    application.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = application.test_client().get("/forgotten")
    assert answer.status_code == 403
    assert b"secret" not in answer.data
