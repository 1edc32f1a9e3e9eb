"""Real people come evenly all the time; from the middle on a script sends the same answers from ever new sessions."""

from __future__ import annotations

import random
from contextlib import suppress

import gevent

from benchmarks.load.people import CHOSEN, Gone, Person, arrivals, new_words, now, wait_until

ALONE, SECONDS, SCRIPTED = CHOSEN["alone"], CHOSEN["seconds"], CHOSEN["scripted"]
answering = arrivals(CHOSEN["submissions"], ALONE + SECONDS)
sending = iter([ALONE + place * SECONDS / SCRIPTED for place in range(SCRIPTED)])
chance = random.Random(15)


class Respondent(Person):
    fixed_count = CHOSEN["respondents"]

    def think(self) -> None:
        gevent.sleep(chance.uniform(0.8, 1.2) * CHOSEN["think"])

    def run_once(self) -> None:
        moment = next(answering, None)
        if moment is None:
            self.leave()
        wait_until(moment)
        self.client.cookiejar.clear()
        with suppress(Gone):
            self.answer(new_words(chance), self.think)

    tasks = [run_once]  # noqa: RUF012 (locust’s own way)


class Script(Person):
    fixed_count = CHOSEN["scripts"]

    def run_once(self) -> None:
        moment = next(sending, None)
        if moment is None:
            self.leave()
        wait_until(moment)
        self.client.cookiejar.clear()
        with suppress(Gone):
            self.answer(CHOSEN["same"], lambda: None, kind="script: ")

    tasks = [run_once]  # noqa: RUF012


assert now() < ALONE
