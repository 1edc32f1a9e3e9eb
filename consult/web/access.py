"""Who may open which page. Every view has exactly one guard; a view without one is never served."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.base import utcnow
from consult.models.people import Role, SignIn, Stage, User
from consult.services import areas, sign_in

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "sign_in"  # where the signed cookie keeps the token
# where it keeps the drafts of this browser, and how pages should look: no sign-in takes them away
OF_RESPONDENTS = ("visits", "sent", "receipts", "words", "group", "display")
READING = {"GET", "HEAD", "OPTIONS"}
NEXT = "next"  # where it keeps the page that was wanted, while a sign-in goes through its stages
BROWSER = "consult-known"  # cookie: this browser signed in before, see services/throttle.py
PAGES = {
    Stage.CODE: "step.code",
    Stage.PASSWORD: "step.password",
    Stage.FACTOR: "step.factor",
    Stage.DONE: "account.home",
}  # what a sign-in waits for is asked for there
LARGEST_ID = 2**31 - 1  # of the databases


class SignInEnded(Exception):
    """Something was sent to a staff page by nobody who is signed in (any more)."""


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def answers_json(view: View) -> View:
    """A script of ours asks: whatever goes wrong is said as JSON too, never with a page or a way to another one."""
    view.answers_json = True  # type: ignore[attr-defined]
    return view


def wants_json() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "answers_json")


def roles(*allowed: Role) -> Callable[[View], View]:
    """Only users with one of these roles; others are asked to sign in, or refused."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            user = current_user()
            if user is None:
                return _ask_to_sign_in()
            if user.role not in allowed:
                abort(403)
            areas.limit_to(user)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.guard = tuple(sorted(allowed))  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


signed_in = roles(*Role)


def at_stage(*stages: Stage) -> Callable[[View], View]:
    """Only sign-ins at one of these stages, of any role; others are sent where they belong."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            found = current_sign_in()
            if found is None:
                return _ask_to_sign_in()
            if found.stage not in stages:
                return redirect(url_for(PAGES[found.stage]))
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.guard = tuple(sorted(Role))  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _ask_to_sign_in() -> ResponseReturnValue:
    is_sent = request.method not in READING and request.endpoint != "account.sign_out"
    if is_sent or wants_json():
        raise SignInEnded  # errors.py shows what was typed again
    found = current_sign_in()
    if found is None:
        return redirect(url_for("account.sign_in", next=_return_path()))
    session[NEXT] = _return_path() or session.get(NEXT, "")
    return redirect(url_for(PAGES[found.stage]))


def current_sign_in() -> SignIn | None:
    """At whatever stage; looked up once a request."""
    if "sign_in" not in g:
        token = session.get(TOKEN)
        g.sign_in = sign_in.find_sign_in(token, is_activity=is_activity()) if isinstance(token, str) else None
    found: SignIn | None = g.sign_in
    return found


def current_user() -> User | None:
    """The signed-in user."""
    found = current_sign_in()
    return found.user if found and found.stage == Stage.DONE else None


def is_activity() -> bool:
    """What a person does, not what a script of the page asks for by itself."""
    return request.method not in READING or request.headers.get("Sec-Fetch-Dest") != "empty"


def sign_in_ends() -> datetime:
    """When the sign-in of this request ends if nothing else happens."""
    return utcnow() + timedelta(seconds=sign_in.seconds_left(the_sign_in(), is_activity=is_activity()))


def the_sign_in() -> SignIn:
    """The sign-in of a guarded view."""
    found = current_sign_in()
    assert found is not None, "only guarded views may ask for the_sign_in()"  # noqa: S101
    return found


def the_user() -> User:
    """The user of a guarded view."""
    user = current_user()
    assert user is not None, "only views guarded by roles() may ask for the_user()"  # noqa: S101
    return user


def own_areas() -> list[str]:
    """Names of the areas that this page is limited to; none where it shows all."""
    return list(areas.own().values()) if areas.is_limited() else []


def begin_session(token: str) -> None:
    """A new sign-in never continues an older one; a child's draft in the same browser stays."""
    kept = {key: session[key] for key in OF_RESPONDENTS if key in session}
    session.clear()
    session.update(kept)
    session[TOKEN] = token
    session.permanent = True
    g.pop("sign_in", None)


def go_on(token: str) -> str:
    """The next page of a sign-in: what it still waits for, or the page that was wanted."""
    wanted = own_path(str(session.get(NEXT, "")))
    begin_session(token)
    found = current_sign_in()
    if found and found.stage != Stage.DONE:
        session[NEXT] = wanted
        return url_for(PAGES[found.stage])
    return wanted or url_for("account.home")


def end_session() -> str:
    """Nothing of the sign-in stays in the browser; its token, so that the server ends it too."""
    token = str(session[TOKEN])
    kept = {key: session[key] for key in OF_RESPONDENTS if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    return token


def own_path(text: str) -> str:
    """A path on this site, or nothing: never an address that leads elsewhere, however it is dressed up."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable() or " " in text:
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text


def _return_path() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def is_from_another_site() -> bool:
    """A form on somebody else's page; the browser says so itself, and sends it without our cookie."""
    return request.method not in READING and request.headers.get("Sec-Fetch-Site") == "cross-site"


def refuse_other_sites(app: Flask) -> None:
    """Before anything else looks at the request. See headers.OwnSession: such an answer sets no cookie either."""

    @app.before_request
    def refuse() -> None:
        if is_from_another_site():
            abort(403)


def refuse_odd_addresses(app: Flask) -> None:
    """No database knows such a number or such a name: there is no such page."""

    @app.before_request
    def refuse() -> None:
        for part in (request.view_args or {}).values():
            if part > LARGEST_ID if isinstance(part, int) else "\0" in str(part):
                abort(404)


def refuse_unguarded_views(app: Flask) -> None:
    @app.before_request
    def refuse() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "guard"):
            abort(403, f"{request.endpoint} has no guard")
