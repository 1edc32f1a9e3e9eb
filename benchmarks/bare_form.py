"""The least a form of six pages can be in Flask: one template, answers in the signed cookie, one durable INSERT at the
end. No languages, no draft, no receipt: the floor that benchmarks/respond.py measures beside ours.
"""

from __future__ import annotations

import os
import secrets
import sqlite3

from flask import Flask, redirect, render_template_string, request, session
from werkzeug import Response

PAGES = 6
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Question {{ n }}</title></head><body><h1>Question {{ n }}</h1>
<form method="post"><input name="csrf_token" type="hidden" value="{{ token }}">
{% for one in ("yes", "no", "not sure") %}
<label><input type="radio" name="answer" value="{{ one }}"> {{ one }}</label>{% endfor %}
<label>Words <textarea name="words">{{ said }}</textarea></label><button>Continue</button></form></body></html>"""


def make(file: str) -> Flask:
    app = Flask(__name__)
    app.secret_key = "bare" * 10
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, said TEXT)")

    @app.get("/<int:n>")
    def show(n: int) -> str:
        token = session.setdefault("token", secrets.token_urlsafe(16))
        return render_template_string(PAGE, n=n, token=token, said=session.get(str(n), ["", ""])[1])

    @app.post("/<int:n>")
    def take(n: int) -> Response | tuple[str, int]:
        if request.form["csrf_token"] != session.get("token"):
            return "", 400
        session[str(n)] = [request.form.get("answer"), request.form["words"]]
        if n < PAGES:
            return redirect(f"/{n + 1}")
        with sqlite3.connect(file, timeout=30) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("INSERT INTO answer (said) VALUES (?)", (str(dict(session)),))
        session.clear()
        return redirect("/thanks")

    @app.get("/thanks")
    def thanks() -> str:
        return "<!DOCTYPE html><title>Thank you</title><h1>Thank you</h1>"

    return app


if file := os.environ.get("BARE_FORM"):
    app = make(file)
