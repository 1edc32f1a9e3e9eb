"""Whatever is sent to whichever address: the answer is a page or a refusal, never a fault of ours."""

from __future__ import annotations

import ast
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from consult.app import create_app
from consult.extensions import db
from consult.models.people import Role
from consult.settings import Settings, SigningIn
from consult.web.access import TOKEN
from tests.architecture.routes import ROUTES
from tests.consult import everything

ROOT = Path(__file__).resolve().parents[2]
FIELD = re.compile(r'name="([\w.-]+)"')
ENDING = ("account.sign_out", "leaving.leave")  # these end the session that the others need
LONE, LONG = "\ud800", "n" * 30_000
HOSTILE = (
    "", " ", "0", "-1", "1", "2147483648", "9" * 400, "1e999", "NaN", "yes", "kingston", "children", "verbatim", "none",
    "accepted", LONE, f"a{LONE}b", "a\x00b", "\r\nSet-Cookie: a=b", "‮", "é" * 500, LONG, "=1+1", "' OR 1=1 --",
    "<script>alert(1)</script>", "../../etc/passwd", "%s%n", "{{ 7 * 7 }}", "31/02/2026", "12", "2026", "१२", "²",
    "True", "//example.org/", "/staff/", "\u2028", "a@b.org", "key:value", "[]", "{}",
)  # fmt: skip
VALUE = st.sampled_from(HOSTILE) | st.text(max_size=40)
SECRET = "f" * 40
FORM = "application/x-www-form-urlencoded"
KNOWN = {"slug": "short", "page_id": "change", "priority": "none", "key": "none"}
NUMBERS = (1, 0, 4711, 2**31, 10**30)


def field_names() -> list[str]:
    """Every name that a form of ours sends or reads, and one that none does."""
    names = {"no-such-field"}
    for template in (ROOT / "templates").rglob("*.html"):
        names |= set(FIELD.findall(template.read_text(encoding="utf-8")))
    for file in (ROOT / "consult/web").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Form"):
                assigned = [line for line in node.body if isinstance(line, ast.Assign)]
                names |= {target.id for line in assigned for target in line.targets if isinstance(target, ast.Name)}
    names = {name for name in names if not name.endswith("csrf_token")}
    return sorted(names | {"understood", "area", "happy", "likes", "people", "word", "change", "may-quote"})


NAMES = field_names()


@dataclass(frozen=True)
class Filled:
    app: Flask
    everything: everything.Filled
    place: Path
    untouched: Path


@pytest.fixture(scope="module")
def filled_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Over SQLite; what PostgreSQL refuses besides is shown elsewhere."""
    place = tmp_path_factory.mktemp("fuzz") / "place"
    place.mkdir()
    file = place / "consult.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    rules = SigningIn(needs_second_factor=False)
    url = f"sqlite:///{file}"
    app = create_app(Settings(instance=place, database_url=url, secret_key="k" * 40, is_https=False, signing_in=rules))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        filled = everything.fill(place)
        db.session.close()
        db.engine.dispose()
    untouched = place.with_name("untouched")
    shutil.copytree(place, untouched)
    yield Filled(app, filled, place, untouched)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(filled_once: Filled) -> tuple[Flask, everything.Filled]:
    """As it was filled, whatever the tests before have pressed."""
    with filled_once.app.app_context():
        db.engine.dispose()
    shutil.rmtree(filled_once.place)
    shutil.copytree(filled_once.untouched, filled_once.place)
    return filled_once.app, filled_once.everything


def endpoints(method: str) -> list[str]:
    return [name for name, (_, methods) in ROUTES.items() if method in methods.split()]


def client_for(app: Flask, filled: everything.Filled, endpoint: str):
    """Of somebody who may press this button, with a draft of their own."""
    client = app.test_client()
    role = next((role for role in Role if role in ROUTES[endpoint][0].split()), None)
    if role in (Role.MANAGER, Role.FACILITATOR) and "strategist" in ROUTES[endpoint][0]:
        role = Role.STRATEGIST
    with client.session_transaction() as session:
        session["csrf_token"] = SECRET
        if role:
            session[TOKEN] = filled.tokens[role]
    if endpoint.startswith("respond."):
        client.post("/survey/short", data={"csrf_token": csrf_token(app), "begin": "yes"})
    return client


def csrf_token(app: Flask) -> str:
    """What every form of this browser carries: a wrong one is another test's matter."""
    signed: str = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(SECRET)
    return signed


def paths(app: Flask, filled: everything.Filled, endpoint: str) -> list[str]:
    """The address with what is there, with what is not, and with what nobody would type."""
    known = {**KNOWN, "token": filled.upload}
    odd = random.Random(endpoint).sample(HOSTILE, 4)
    found = []
    for rule in (r for r in app.url_map.iter_rules(endpoint) if isinstance(r, Rule)):
        found += [_build(rule, known, number, "x") for number in NUMBERS]
        found += [_build(rule, {}, 1, word) for word in odd]
    return sorted(set(found))


def real(app: Flask, filled: everything.Filled, endpoint: str) -> str:
    """An address where something is."""
    return _build(next(app.url_map.iter_rules(endpoint)), {**KNOWN, "token": filled.upload}, 1, "x")


def _build(rule: Rule, known: dict[str, str], number: int, word: str) -> str:
    def part(match: re.Match[str]) -> str:
        kind, _, name = match[1].rpartition(":")
        plain = str(number) if kind.startswith("int") else known.get(name, word)
        return quote(plain.encode("utf-8", "surrogatepass")[:500], safe="") or "x"

    return re.sub(r"<([^>]+)>", part, rule.rule)


def form(app: Flask, pairs: list[tuple[str, str]]) -> bytes:
    return encoded([("csrf_token", csrf_token(app)), *pairs])


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """As a form sends it; lone surrogates as the bytes that a broken program would send."""
    sent = [f"{quote(name)}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs]
    return "&".join(sent).encode()


def assert_no_fault(status: int, where: str) -> None:
    assert status < 500, f"{status} at {where}"


def test_the_addresses_that_are_tried_lead_to_pages(world):
    app, filled = world
    staffs = [name for name in endpoints("GET") if ROUTES[name][0] != "public"]
    answers = {name: client_for(app, filled, name).get(real(app, filled, name)).status_code for name in staffs}
    refused = [name for name, status in answers.items() if status in (401, 403)]
    assert refused == ["explore.as_csv", "explore.as_json"], "they refuse what is in no list of tables"
    assert list(answers.values()).count(200) > len(answers) * 0.7


@pytest.mark.parametrize("endpoint", endpoints("GET"))
def test_any_address_and_query_is_a_page_or_a_refusal(world, endpoint):
    app, filled = world
    client, chance = client_for(app, filled, endpoint), random.Random(endpoint)
    for path in paths(app, filled, endpoint):
        query = encoded([(name, chance.choice(HOSTILE)[:900]) for name in ("page", "next", "all", "change", "q", "of")])
        assert_no_fault(client.get(path).status_code, path)
        assert_no_fault(client.get(f"{path}?{query.decode()}").status_code, f"{path} with a query")


@pytest.mark.parametrize("endpoint", endpoints("POST"))
def test_any_form_is_taken_or_refused(world, endpoint):
    app, filled = world
    some = paths(app, filled, endpoint)
    client = client_for(app, filled, endpoint)

    @settings(max_examples=6, deadline=None, derandomize=True, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.lists(st.tuples(st.sampled_from(NAMES), VALUE), max_size=60), st.integers(0, 10**6))
    def send(pairs: list[tuple[str, str]], place: int) -> None:
        path = some[place % len(some)]
        sender = client_for(app, filled, endpoint) if endpoint in ENDING else client
        body = form(app, pairs)
        answer = sender.post(path, data=body, content_type=FORM)
        assert_no_fault(answer.status_code, f"{path} with {[name for name, _ in pairs]}")

    send()
    for value in HOSTILE:
        body = form(app, [(name, value) for name in NAMES] * 2)
        sender = client_for(app, filled, endpoint) if endpoint in ENDING else client
        answer = sender.post(real(app, filled, endpoint), data=body, content_type=FORM)
        assert_no_fault(answer.status_code, f"{endpoint} with {value[:40]!r} in every field")


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", "nonsense", ""])
@pytest.mark.parametrize("endpoint", endpoints("POST"))
def test_a_body_of_another_kind_is_refused(world, endpoint, kind):
    app, filled = world
    client = client_for(app, filled, endpoint)
    for path in paths(app, filled, endpoint)[:1]:
        for body in (b"", b'{"a": [1, {}]}', b"--x\r\nContent-Disposition: form-data; name=", b"\xff\xfe\x00" * 50):
            assert_no_fault(client.post(path, data=body, content_type=kind).status_code, path)
