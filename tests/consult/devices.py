"""A device that writes points at a listening event and sends them, as the script of the log page does."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from consult.extensions import db
from consult.models.listening import EventPrompt, ListeningEvent, Method
from consult.services import listening
from consult.services import sign_in as signing
from consult.store.transaction import transaction
from consult.web.access import TOKEN
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page

alone = Page._alone

numbers = itertools.count()


def event(by: int, *, prompts: tuple[str, ...] = (), area: str = "kingston") -> ListeningEvent:
    made = listening.add_event(
        title=f"Table talk {next(numbers)}",
        held_on=date(2023, 6, 20),
        place="Hall",
        area=area,
        audience="parents",
        method=Method.TABLE,
        headcount="11-20",
        by=by,
    )
    with transaction():
        for position, text in enumerate(prompts, start=1):
            db.session.add(EventPrompt(event_id=made.id, code=f"P{position}", text=text, position=position))
    return made


def point(text: str, once: str = "", **more: Any) -> dict[str, Any]:
    key = once or f"key-of-one-point-{next(numbers):06}"
    return {"once": key.ljust(16, "-"), "text": text, "kind": "verbatim"} | more


class Device:
    """device.send(point("More swings")); device.ask()["points"]"""

    def __init__(self, app: Flask, email: str, event_id: int, name: str = "phone-1") -> None:
        self.client: FlaskClient = app.test_client()
        self.path, self.name = f"/staff/events/{event_id}/points.json", name
        with self.client.session_transaction() as session:
            session[TOKEN] = signing.sign_in(email, PASSWORD)
        self.csrf = ""
        self.csrf = self.ask()["csrf"]

    def post(self, body: Any, **more: Any) -> Any:
        headers = {"X-CSRFToken": self.csrf} | more.pop("headers", {})
        how = {"data": body} if isinstance(body, str) else {"json": body}
        return alone(self.client.post, self.path, headers=headers, **how, **more)

    def get(self, **query: Any) -> Any:
        return alone(self.client.get, self.path, query_string=query, headers={"Sec-Fetch-Dest": "empty"})

    def send(self, *points: dict[str, Any], sent_at: str = "") -> list[dict[str, Any]]:
        """The receipts."""
        sent = {"device": self.name, "sent_at": sent_at or datetime.now(UTC).isoformat(), "points": list(points)}
        answer = self.post(sent)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        receipts: list[dict[str, Any]] = answer.json["receipts"]
        return receipts

    def ask(self, after: int = 0) -> Any:
        answer = self.get(after=after)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json
