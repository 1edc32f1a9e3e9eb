"""Signing in through the organisation's own server, against a small real one that can lie in every way."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import logging
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.identities import Identity
from consult.models.people import AuditEntry, Role, SignIn, Stage
from consult.services import doctor, organisation, second_factor, sign_in, users
from consult.services.organisation import Refusal
from consult.settings import Organisation
from consult.store import people
from consult.store.transaction import transaction
from consult.web.account.organisation_views import ASKED, WORDS
from tests.consult import signing_server
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page
from tests.consult.signing_server import CLIENT, SECRET

BEGIN = "/staff/sign-in/organisation"
HOME = "What would you like to do?"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with signing_server.open_server() as server:
        yield server


@pytest.fixture
def settings(settings, server):
    rules = Organisation(issuer=server.issuer, client_id=CLIENT, client_secret=SECRET)
    return replace(settings, own_sign_in=rules)


@pytest.fixture
def strict(app):
    """A second factor is needed, as in production."""
    old = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(old, signing_in=replace(old.signing_in, needs_second_factor=True))


@pytest.fixture(autouse=True)
def closed_reads(app):
    yield
    db.session.close()


@pytest.fixture
def manager(user):
    return user(Role.MANAGER).id


def browse(address):
    """What a browser does over there: whoever is signed in there is sent back at once."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    line.request("GET", f"{parts.path}?{parts.query}")
    location = line.getresponse().headers["Location"]
    line.close()
    return location


def asked(page, path=BEGIN):
    """Where this browser is sent to, with what."""
    answer = page._alone(page.client.get, path)
    assert answer.status_code == 302
    return answer.location


def come_back(page, location):
    parts = urlsplit(location)
    return page.visit(f"{parts.path}?{parts.query}")


def enter(page, path=BEGIN):
    return come_back(page, browse(asked(page, path)))


def is_refused(page, why):
    words = page.errors == [WORDS[why]] and page.heading == "Sign in" and page.title.startswith("Error: ")
    db.session.close()
    return words and db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0


def audited():
    db.session.close()
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number))
    return [(entry.action, entry.subject, entry.detail) for entry in entries]


# the way in


def test_an_existing_user_comes_in_and_is_linked_once(page, manager, server):
    page.visit("/staff/overview")
    link = next(a for a in page.tree.iter("a") if a.get("id") == "with-organisation")
    enter(page, link.get("href"))
    assert (page.path, page.heading) == ("/staff/overview", "Surveys and ledger")
    assert ("organisation sign-in linked", f"user {manager}", "") in audited()
    assert ("signed in", f"user {manager}", "organisation") in audited()
    enter(page.press("Sign out"))
    assert page.heading == HOME
    assert [action for action, _, _ in audited()].count("organisation sign-in linked") == 1
    assert (server.asked.count("/.well-known/openid-configuration"), server.asked.count("/keys")) == (1, 1), "kept"


def test_what_is_asked_says_who_asks_and_gives_no_secret_away(page, server):
    location = asked(page)
    query = parse_qs(urlsplit(location).query)
    assert location.startswith(f"{server.issuer}/begin?tenant=one&")
    assert query["redirect_uri"] == ["http://localhost/staff/sign-in/organisation/answer"]
    assert query["scope"] == ["openid email"]
    assert {len(query[name][0]) for name in ("state", "nonce", "code_challenge")} == {43}
    with page.client.session_transaction() as session:
        verifier = session[ASKED]["verifier"]
    assert verifier not in location
    assert SECRET not in location


def test_the_code_never_stays_in_the_address_of_a_page(page, manager):
    parts = urlsplit(browse(asked(page)))
    answer = page._alone(page.client.get, f"{parts.path}?{parts.query}")
    assert (answer.status_code, answer.location) == (302, "/staff/")
    answer = page._alone(page.client.get, f"{parts.path}?{parts.query}")
    assert (answer.status_code, answer.location) == (302, "/staff/sign-in")


def test_it_is_there_only_where_it_is_set(app, page):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], own_sign_in=None)
    assert "organisation’s account" not in page.visit("/staff/sign-in").text
    for path in (BEGIN, f"{BEGIN}/answer?code=a&state=b"):
        assert page.visit(path).status == 404


def test_the_password_still_works_when_the_server_does_not(page, manager, server):
    server.shutdown()
    server.server_close()
    page.visit(BEGIN)
    assert is_refused(page, Refusal.AWAY)
    page.visit("/staff/sign-in").fill("E-mail address", "manager@example.org").fill("Password", PASSWORD)
    assert page.press("Sign in").heading == HOME


# who it is


def test_nobody_gets_an_account_by_signing_in(page, manager, server):
    server.person |= {"email": "stranger@example.org"}
    assert is_refused(enter(page), Refusal.NO_ACCOUNT)
    assert [someone.email for someone in people.list_users()] == ["manager@example.org"]
    assert db.session.scalars(sa.select(Identity)).all() == []


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0, [], {"a": 1}])
def test_an_address_that_is_not_confirmed_links_nothing(page, manager, server, verified):
    server.person["email_verified"] = verified
    assert is_refused(enter(page), Refusal.NO_EMAIL)


def test_another_claim_may_say_that_the_address_is_confirmed(app, page, manager, server):
    old = app.config["SETTINGS"]
    rules = replace(old.own_sign_in, verified_claim="xms_edov")
    app.config["SETTINGS"] = replace(old, own_sign_in=rules)
    assert is_refused(enter(page), Refusal.NO_EMAIL)
    server.person["xms_edov"] = "1"
    assert enter(page).heading == HOME


def test_letters_that_only_look_alike_after_folding_open_nothing(page, user, server):
    with transaction():
        people.add_user(email="kate@example.org", name="Kate", role=Role.MANAGER, password_hash="x")
    server.person["email"] = "\u212aate@example.org"  # the Kelvin sign, whose lower case is our k
    assert is_refused(enter(page), Refusal.NO_ACCOUNT)
    server.person["email"] = "KATE@example.org"
    assert enter(page).heading == HOME


def test_after_the_first_time_the_subject_alone_counts(app, page, manager, user, server):
    enter(page)
    user(Role.STRATEGIST)
    server.person |= {"email": "strategist@example.org", "email_verified": False}  # married, or moved
    other = Page(app)
    enter(other).visit("/staff/account/")
    assert "manager@example.org" in other.text


def test_an_address_that_was_given_to_somebody_else_opens_nothing(app, page, manager, server):
    enter(page)
    server.person["sub"] = "person-2"
    other = enter(Page(app))
    assert other.errors == [WORDS[Refusal.LINKED_OTHERWISE]]
    assert db.session.scalars(sa.select(Identity.subject)).all() == ["person-1"]


def test_an_administrator_lets_an_account_be_linked_anew(app, page, manager, user, server):
    enter(page)
    boss = user(Role.ADMINISTRATOR)
    admin = Page(app)
    admin.visit("/staff/sign-in").fill("E-mail address", boss.email).fill("Password", PASSWORD).press("Sign in")
    admin.visit("/staff/users").press("Unlink organisation of Test manager")
    assert ("organisation sign-in unlinked", f"user {manager}", "") in audited()
    assert page.visit("/staff/").heading == "Sign in", "and signed out"
    server.person["sub"] = "person-2"
    assert enter(Page(app)).heading == HOME


def test_a_closed_account_stays_closed_whether_it_was_linked_or_not(page, manager, user, server):
    enter(page)
    sign_in.set_active(manager, is_active=False, by=manager)
    assert page.visit("/staff/").heading == "Sign in", "and what was open has ended"
    assert enter(page).errors == [WORDS[Refusal.NO_ACCOUNT]]
    closed = user(Role.STRATEGIST)
    sign_in.set_active(closed.id, is_active=False, by=manager)
    server.person |= {"sub": "person-3", "email": closed.email}
    assert enter(page).errors == [WORDS[Refusal.NO_ACCOUNT]]


def test_a_server_that_says_the_address_only_when_asked_is_asked_once(app, page, manager, server):
    server.says_email_in_token = False
    assert enter(page).heading == HOME
    enter(Page(app))
    assert server.asked.count("/me") == 1, "known by the subject since"


def test_what_is_said_about_somebody_else_when_asked_does_not_count(page, manager, server):
    server.says_email_in_token = False
    server.change = lambda claims: claims.update(sub="person-9")
    assert is_refused(enter(page), Refusal.NO_EMAIL)


# the second factor


def test_it_counts_as_a_password_and_asks_for_the_second_factor_here(strict, page, manager):
    assert enter(page).heading == "Set up a second way to show that it is you"
    assert page.visit("/staff/overview").heading == "Set up a second way to show that it is you"


@pytest.mark.parametrize(
    ("said", "is_enough"),
    [({"amr": ["pwd", "mfa"]}, True), ({"acr": "gold"}, True), ({"amr": ["pwd"]}, False), ({"amr": "mfa"}, False),
     ({"acr": ["gold"]}, False), ({}, False)],
)  # fmt: skip
def test_its_own_second_factor_counts_where_the_token_says_so(strict, app, page, manager, server, said, is_enough):
    old = app.config["SETTINGS"]
    rules = replace(old.own_sign_in, factors=("amr:mfa", "acr:gold"))
    app.config["SETTINGS"] = replace(old, own_sign_in=rules)
    assert parse_qs(urlsplit(asked(page)).query)["acr_values"] == ["gold"]
    server.person |= said
    assert (enter(page).heading == HOME) == is_enough
    db.session.close()
    assert db.session.scalars(sa.select(SignIn.method)).all() == [
        "organisation, two factors" if is_enough else "organisation"
    ]


def test_whoever_has_a_factor_here_enters_it_and_the_record_names_both(strict, page, manager):
    codes = second_factor.make_recovery_codes(manager)
    with transaction():
        second_factor.second_factors.put_new_app(user_id=manager, locked_secret="locked")
        second_factor.second_factors.confirm_app(manager)
    assert enter(page).heading == "Enter your code"
    assert page.fill("Code", codes[0]).press("Continue").heading == HOME
    assert ("signed in", f"user {manager}", "organisation, recovery code") in audited()


def test_the_longest_way_in_fits_where_it_is_kept(app, manager):
    with transaction():
        people.add_sign_in(user=people.get_user(manager), token_hash="x", stage=Stage.CODE, method="organisation")
    found = db.session.scalars(sa.select(SignIn)).one()
    sign_in.go_on(found.id, method=second_factor.APP)
    db.session.close()
    assert db.session.scalars(sa.select(SignIn.method)).one() == "organisation, code from an app"


def test_a_new_colleague_needs_no_password_here(page, manager, server):
    users.add_user(email="new@example.org", name="New", role=Role.STRATEGIST, by=manager)
    server.person["email"] = "new@example.org"
    assert enter(page).heading == HOME


# answers that do not hold


def forged(header, claims, key):
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    return ".".join([*parts, key])


def by_another_key(server):
    other = signing_server.a_key("other")
    header = {"alg": "RS256", "kid": server.key.kid}
    server.sign = lambda claims: signing_server.jwt.encode(header, claims, other)


def unsigned(server):
    server.sign = lambda claims: forged({"alg": "none"}, claims, "")


def signed_with_the_public_key(server):
    """The old trick: the public key as the secret of a symmetric signature."""
    secret = server.key.as_pem(private=False)

    def sign(claims):
        plain = forged({"alg": "HS256", "kid": server.key.kid}, claims, "").removesuffix(".")
        signature = hmac.digest(secret, plain.encode(), "sha256")
        return f"{plain}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    server.sign = sign


def changed(**claims):
    def lie(server):
        server.change = lambda given: given.update({k: v() if callable(v) else v for k, v in claims.items()})

    return lie


def without(name):
    def lie(server):
        server.change = lambda given: given.pop(name)

    return lie


LIES = {
    "another nonce": changed(nonce="n" * 43),
    "no nonce": without("nonce"),
    "another issuer": changed(iss="https://elsewhere.example"),
    "a slash more": lambda server: changed(iss=f"{server.issuer}/")(server),
    "no issuer": without("iss"),
    "another audience": changed(aud="another program"),
    "audiences without us": changed(aud=["another program", "a third"]),
    "made for another": changed(aud=[CLIENT, "another program"], azp="another program"),
    "no audience": without("aud"),
    "expired": changed(exp=lambda: int(time.time()) - 120),
    "no end": without("exp"),
    "an end that is no time": changed(exp="tomorrow"),
    "from the future": changed(iat=lambda: int(time.time()) + 300),
    "not valid yet": changed(nbf=lambda: int(time.time()) + 300),
    "no subject": without("sub"),
    "an empty subject": changed(sub=""),
    "a subject that is a number": changed(sub=7),
    "an odd subject": changed(sub="person\x00-1"),
    "a subject without end": changed(sub="s" * 256),
    "another key": by_another_key,
    "no signature": unsigned,
    "a symmetric signature": signed_with_the_public_key,
    "no token": lambda server: setattr(server, "sign", lambda claims: "nonsense"),
    "an empty token": lambda server: setattr(server, "sign", lambda claims: ".."),
    "an odd signature": lambda server: setattr(server, "sign", lambda claims: forged({"alg": "RS256"}, [], "x")),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_hold_signs_nobody_in(page, manager, server, lie):
    LIES[lie](server)
    assert is_refused(enter(page), Refusal.NOT_BELIEVED)
    assert db.session.scalars(sa.select(Identity)).all() == []


@pytest.mark.parametrize(
    "lie", [changed(exp=lambda: int(time.time()) - 30), changed(iat=lambda: int(time.time()) + 30)]
)
def test_clocks_may_differ_a_little(page, manager, server, lie):
    lie(server)
    assert enter(page).heading == HOME


def test_a_new_key_of_the_server_is_looked_for(app, page, manager, server, monkeypatch):
    enter(page)
    server.key = signing_server.a_key("second")
    monkeypatch.setattr("consult.services.provider.ASK_AGAIN", 0)
    assert enter(Page(app)).heading == HOME


# answers that belong to nothing


def test_an_answer_nobody_asked_for_is_refused(app, page, manager, server):
    location = browse(asked(page))
    stranger = Page(app)
    assert is_refused(come_back(stranger, location), Refusal.STALE), "somebody else’s answer"
    assert is_refused(come_back(page, location.replace("state=", "state=x")), Refusal.STALE), "another state"
    assert is_refused(come_back(page, location), Refusal.STALE), "what was asked is used up by that"
    assert "/token" not in server.asked, "no code was handed in"


def test_a_code_works_once_even_with_the_cookie_from_before(page, manager):
    location = browse(asked(page))
    cookie = page.client.get_cookie("consult").value
    assert come_back(page, location).heading == HOME
    page.press("Sign out")
    page.client.set_cookie("consult", cookie)
    assert come_back(page, location).errors == [WORDS[Refusal.NOT_BELIEVED]]


def test_a_code_is_worth_nothing_in_another_browser(app, page, manager):
    """Even with the state of that browser: PKCE ties the code to who asked."""
    thief = Page(app)
    state = parse_qs(urlsplit(asked(thief)).query)["state"][0]
    code = parse_qs(urlsplit(browse(asked(page))).query)["code"][0]
    assert is_refused(thief.visit(f"{BEGIN}/answer?code={code}&state={state}"), Refusal.NOT_BELIEVED)


def test_what_was_asked_long_ago_is_stale(page, manager):
    location = browse(asked(page))
    with page.client.session_transaction() as session:
        session[ASKED] = session[ASKED] | {"at": time.time() - organisation.GOOD_FOR - 1}
    assert is_refused(come_back(page, location), Refusal.STALE)


def test_another_issuer_in_the_answer_is_a_mix_up(page, manager):
    assert is_refused(come_back(page, f"{browse(asked(page))}&iss=https://elsewhere.example"), Refusal.NOT_BELIEVED)


def test_whoever_stops_over_there_is_told_what_to_do(page, manager):
    state = parse_qs(urlsplit(asked(page)).query)["state"][0]
    page.visit(f"{BEGIN}/answer?error=access_denied&error_description=<b>no</b>&state={state}")
    assert is_refused(page, Refusal.STOPPED)
    assert page.visit("/staff/sign-in").errors == [], "said once"


# a server that does not do its part


@pytest.mark.parametrize(
    "said",
    [{"issuer": "https://elsewhere.example"}, {"authorization_endpoint": "http://elsewhere.example/begin"},
     {"authorization_endpoint": "file:///etc/passwd"}, {"authorization_endpoint": 7}],
)  # fmt: skip
def test_a_server_that_says_odd_things_of_itself_is_left_alone(page, manager, server, said):
    server.document = said
    page.visit(BEGIN)
    assert is_refused(page, Refusal.AWAY)
    server.document = {}
    assert "issuer" not in said or enter(page).heading == HOME, "nothing wrong is kept"


def test_a_secret_is_never_sent_along_a_redirection(page, manager, server):
    server.document = {"token_endpoint": f"{server.issuer}/moved"}
    assert is_refused(enter(page), Refusal.AWAY)
    assert "/token" not in server.asked


def test_nothing_secret_is_in_the_log_or_the_audit_record(app, page, manager, server, caplog):
    caplog.set_level(logging.DEBUG)
    for lie in ("another nonce", "expired"):
        LIES[lie](server)
        enter(Page(app))
    server.change = lambda claims: None
    enter(page)
    assert "another nonce" in caplog.text
    said = caplog.text + str(audited())
    assert [secret for secret in [*server.handed_out, SECRET, "person-1"] if secret in said] == []
    assert "manager@example.org" not in said


def test_the_doctor_says_whether_it_answers(app, settings, server):
    def finding():
        return next(found for found in doctor.examine(settings) if found.name == "Organisation")

    assert finding().words == "its own sign-in answers."
    server.document = {"issuer": "https://elsewhere.example"}
    settings = replace(settings, own_sign_in=replace(settings.own_sign_in, scopes=("openid",)))
    assert finding().is_wrong
    assert "CONSULT_OIDC_ISSUER" in finding().words
