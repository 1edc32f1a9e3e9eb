"""The facilitators' rush: six scribes at one event write at once, a point every so often each, from devices."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from itertools import count

from benchmarks.load.people import CHOSEN, HERE, Gone, Person, new_words, told, wait_until

POINTS, SECONDS, SCRIBES = CHOSEN["points"], CHOSEN["seconds"], CHOSEN["people"]
places = count()
stored: list[list[object]] = told.setdefault("points", [])  # key, number, state


class Scribe(Person):
    def run_once(self) -> None:
        place, each = next(places), POINTS // SCRIBES
        chance = random.Random(place)
        try:
            self.sign_in(f"scribe{place}@example.org")
            token = json.loads(self.open(CHOSEN["path"], "ask for points"))["csrf"]
            for number in range(each):
                wait_until(CHOSEN["ready"] + (number + place / SCRIBES) * SECONDS / each)
                self.write(f"scribe-{place}-point-{number:05}", new_words(chance), f"device-{place}", token)
        except Gone:
            pass
        self.leave()

    def write(self, once: str, text: str, device: str, token: str) -> None:
        point = {"once": once, "text": text, "kind": "verbatim", "table": device}
        sent = {"device": device, "sent_at": datetime.now(UTC).isoformat(), "points": [point]}
        headers = HERE | {"X-CSRFToken": token}
        with self.client.post(
            CHOSEN["path"], json=sent, headers=headers, name="send a point", catch_response=True
        ) as answer:
            receipt = self._take(answer, 200).json()["receipts"][0]
            stored.append([receipt["once"], receipt["number"], receipt["state"]])

    tasks = [run_once]  # noqa: RUF012 (locust’s own way)
