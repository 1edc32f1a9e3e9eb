"""Sign in through the organisation's own server. It says who somebody is; who may do what is decided here.

Nobody gets an account by signing in: an open one is found by the verified e-mail address, once, and linked to the
issuer and subject. From then on the subject alone counts, so that an address which is given to somebody else opens
nothing (OpenID Connect Core, 5.7).
"""

from __future__ import annotations

import enum
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.exc import IntegrityError

from consult.services import sign_in
from consult.services.fetching import Unreachable
from consult.services.provider import NotBelieved, Person, Provider, provider_of
from consult.settings import Organisation, Settings
from consult.store import identities, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

GOOD_FOR = 600  # seconds from asking to coming back


class Refusal(enum.StrEnum):
    """Why nobody was signed in; the web says it in a sentence."""

    AWAY = "the server cannot be reached"
    STOPPED = "not finished there"
    STALE = "begun elsewhere or too long ago"
    NOT_BELIEVED = "its answer does not hold"
    NO_EMAIL = "no verified e-mail address"
    NO_ACCOUNT = "no open account"
    LINKED_OTHERWISE = "the account is linked to somebody else"


class Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Question:
    """address: where the browser goes. kept: what the answer is checked with, to be kept in the session."""

    address: str
    kept: dict[str, Any]


def is_there() -> bool:
    return _rules() is not None


def ask(*, back: str) -> Question:
    """back: the address here to which the browser returns. Raises Refused."""
    made = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    try:
        address = _provider().address(back=back, **made)
    except Unreachable as error:
        raise _refuse(Refusal.AWAY, str(error)) from None
    return Question(address=address, kept={**made, "back": back, "at": int(time.time())})


def finish(kept: Mapping[str, Any], said: Mapping[str, str]) -> str:
    """The token of a new sign-in. said: what the browser brought back in its address. Raises Refused."""
    _check_way_back(kept, said)
    provider = _provider()
    try:
        person = provider.redeem(
            said.get("code", ""), nonce=kept["nonce"], verifier=kept["verifier"], back=kept["back"]
        )
        user_id = _whose(person, provider)
    except Unreachable as error:
        raise _refuse(Refusal.AWAY, str(error)) from None
    except NotBelieved as error:
        raise _refuse(Refusal.NOT_BELIEVED, str(error)) from None
    try:
        method = sign_in.WITH_ITS_FACTOR if person.has_second_factor else sign_in.ORGANISATION
        return sign_in.begin(user_id, method=method, is_known=True)
    except sign_in.WrongSignIn:
        raise _refuse(Refusal.NO_ACCOUNT) from None


def list_linked() -> set[int]:
    """Users by number."""
    rules = _rules()
    return identities.list_linked(issuer=rules.issuer) if rules else set()


def forget_link(user_id: int, *, by: int) -> None:
    """The next sign-in of whoever has the account's verified e-mail address links it anew; all sign-ins end now."""
    with transaction():
        user = people.get_user(user_id)
        if not identities.remove(user_id):
            raise Conflict("This account is not linked to a sign-in of your organisation. There is nothing to undo.")
        people.revoke_all_sign_ins(user.id)
        people.record(user_id=by, action="organisation sign-in unlinked", subject=f"user {user_id}")


def _check_way_back(kept: Mapping[str, Any], said: Mapping[str, str]) -> None:
    """Before anything else is looked at: does this answer belong to what this browser asked?"""
    state, answered = str(kept.get("state", "")), said.get("state", "")
    is_same = bool(state) and hmac.compare_digest(state.encode(), answered.encode("utf-8", "replace"))
    if not is_same or abs(time.time() - kept["at"]) > GOOD_FOR:
        raise _refuse(Refusal.STALE)
    rules = _rules()
    if rules and said.get("iss", rules.issuer) != rules.issuer:  # RFC 9207
        raise _refuse(Refusal.NOT_BELIEVED, "another issuer came back")
    if "error" in said:
        raise _refuse(Refusal.STOPPED)


def _whose(person: Person, provider: Provider) -> int:
    issuer = provider.rules.issuer
    if known := identities.find(issuer=issuer, subject=person.subject):
        return known.user_id
    email = person.email or provider.look_up_email(person)
    if not email:
        raise _refuse(Refusal.NO_EMAIL)
    try:
        return _link(email, issuer=issuer, subject=person.subject)
    except IntegrityError:  # in another tab at the same moment
        if known := identities.find(issuer=issuer, subject=person.subject):
            return known.user_id
        raise _refuse(Refusal.LINKED_OTHERWISE) from None


def _link(email: str, *, issuer: str, subject: str) -> int:
    with transaction():
        user = people.find_user(email)
        if user is None or not user.is_active:
            raise _refuse(Refusal.NO_ACCOUNT)
        if identities.find_of_user(user.id, issuer=issuer):
            raise _refuse(Refusal.LINKED_OTHERWISE)
        identities.add(user_id=user.id, issuer=issuer, subject=subject)
        people.record(user_id=user.id, action="organisation sign-in linked", subject=f"user {user.id}")
    return user.id


def _refuse(why: Refusal, detail: str = "") -> Refused:
    """The log says why, and holds no token, code, name or address."""
    current_app.logger.warning("sign-in through the organisation: %s", f"{why}: {detail}" if detail else why.value)
    return Refused(why)


def _provider() -> Provider:
    rules = _rules()
    assert rules is not None, "only asked where it is set"  # noqa: S101
    return provider_of(rules)


def _rules() -> Organisation | None:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.own_sign_in
