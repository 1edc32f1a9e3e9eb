"""Who may open which page. Every view has exactly one guard; a view without one is never served."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.models.people import Role, User
from consult.services import sign_in

View = TypeVar("View", bound=Callable[..., Any])
TOKEN = "sign_in"  # where the signed cookie keeps the token


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def roles(*allowed: Role) -> Callable[[View], View]:
    """Only users with one of these roles; others are asked to sign in, or refused."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            user = current_user()
            if user is None:
                return redirect(url_for("account.sign_in", next=_return_path()))
            if user.role not in allowed:
                abort(403)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.guard = tuple(sorted(allowed))  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


signed_in = roles(*Role)


def current_user() -> User | None:
    """The signed-in user, looked up once a request."""
    if "user" not in g:
        token = session.get(TOKEN)
        found = sign_in.find_sign_in(token) if isinstance(token, str) else None
        g.user = found.user if found else None
    user: User | None = g.user
    return user


def the_user() -> User:
    """The user of a guarded view."""
    user = current_user()
    assert user is not None, "only views guarded by roles() may ask for the_user()"  # noqa: S101
    return user


def _return_path() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None


def refuse_unguarded_views(app: Flask) -> None:
    @app.before_request
    def refuse() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if view is not None and not hasattr(view, "guard"):
            abort(403, f"{request.endpoint} has no guard")
