"""People for locust: somebody who answers the survey, and what was measured of every request. Imports nothing of ours
but benchmarks/load/answering.py: locust has a process of its own, in which waiting is done by gevent.

Settings come as JSON in LOAD; what was measured goes to the file that it names.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import gevent
from locust import FastHttpUser, events
from locust.exception import StopUser

from benchmarks.load.answering import REFERENCE, filled

CHOSEN: dict[str, Any] = json.loads(os.environ["LOAD"])
BEGAN = time.time()
HERE = {"Sec-Fetch-Site": "same-origin"}  # as a browser says it
START = "/survey/load"
asked: list[tuple[float, str, float, str]] = []  # since the beginning, what, milliseconds, what went wrong
receipts: list[tuple[str, str]] = []  # reference, words
told: dict[str, Any] = {"receipts": receipts, "asked": asked}
_numbers = count()
_busy = [int(CHOSEN["people"])]


class Gone(Exception):
    """An answer that was not the one to be expected: this person gives up."""


@events.request.add_listener
def _note(name: str, response_time: float, exception: Exception | None, start_time: float, **_more: Any) -> None:
    asked.append((round(start_time - BEGAN, 3), name, round(response_time, 1), str(exception) if exception else ""))


@events.quitting.add_listener
def _tell(**_more: Any) -> None:
    Path(CHOSEN["out"]).write_text(json.dumps(told))


def now() -> float:
    """Seconds since the beginning."""
    return time.time() - BEGAN


def wait_until(moment: float) -> None:
    gevent.sleep(max(0.0, moment - now()))


class Person(FastHttpUser):
    abstract = True
    network_timeout = connection_timeout = 60.0

    def leave(self) -> NoReturn:
        """Nothing more to do; whoever is last ends the run."""
        _busy[0] -= 1
        if not _busy[0]:
            gevent.spawn(self.environment.runner.quit)
        raise StopUser

    def sign_in(self, email: str) -> None:
        form = dict(filled(self.open("/staff/sign-in", "sign in")))
        self.press("/staff/sign-in", {**form, "email": email, "password": CHOSEN["password"]}, "sign in")

    def open(self, path: str, name: str, *, expected: int = 200) -> str:
        with self.client.get(path, name=name, headers=HERE, allow_redirects=False, catch_response=True) as answer:
            return self._take(answer, expected).text or ""

    def press(self, path: str, form: dict[str, str], name: str, *, expected: int = 302) -> str:
        """Where it leads."""
        with self.client.post(
            path, data=form, name=name, headers=HERE, allow_redirects=False, catch_response=True
        ) as answer:
            return str(self._take(answer, expected).headers.get("Location", ""))

    @staticmethod
    def _take(answer: Any, expected: int) -> Any:
        if answer.status_code != expected:
            answer.failure(f"{answer.status_code} in place of {expected}")
            raise Gone
        answer.success()
        return answer

    def answer(
        self, words: str, think: Callable[[], None], before_sending: Callable[[], None] = lambda: None, kind: str = ""
    ) -> None:
        """From the start page to the reference, which is kept. A fault ends it, and is counted."""
        page = self.open(START, f"{kind}open the start")
        where = self.press(START, dict(filled(page)), f"{kind}begin")
        while not where.endswith("/sent"):
            is_last = where.endswith("/check")
            page = self.open(where, f"{kind}open a page")
            think()
            if is_last:
                before_sending()
            where = self.press(where, dict(filled(page, words)), f"{kind}send" if is_last else f"{kind}save a page")
        receipts.append((REFERENCE.findall(self.open(where, f"{kind}open the thanks"))[0], words))


def arrivals(per_second: float, seconds: float) -> Iterator[float]:
    """The moments at which somebody comes, evenly; shared by all people of a kind."""
    for number in count():
        moment = number / per_second
        if moment > seconds:
            return
        yield moment


def new_words(chance: Any) -> str:
    """Invented, and no two alike."""
    said = " ".join(chance.choices(VOCABULARY, k=chance.randint(6, 40)))
    return f"{said} {next(_numbers)}."


VOCABULARY = (
    *("school", "bus", "club", "park", "help", "support", "nurse", "teacher", "waiting", "list", "speech", "therapy"),
    *("family", "house", "centre", "safe", "street", "light", "youth", "sport", "art", "music", "trip", "friend"),
    *("time", "call", "letter", "plan", "meeting", "place", "worker", "visit", "form", "answer", "phone", "food"),
)
