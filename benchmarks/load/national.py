"""A national campaign: people come evenly and answer; others open two pages and go. As many as the scale says."""

from __future__ import annotations

import random
from contextlib import suppress

import gevent

from benchmarks.load.people import CHOSEN, START, Gone, Person, arrivals, new_words, wait_until

answering = arrivals(CHOSEN["submissions"], CHOSEN["seconds"])
looking = arrivals(CHOSEN["visits"], CHOSEN["seconds"])
chance = random.Random(16)


class Respondent(Person):
    weight = 3

    def think(self) -> None:
        gevent.sleep(chance.uniform(0.5, 1.5) * CHOSEN["think"])

    def run_once(self) -> None:
        moment = next(answering, None)
        if moment is None:
            self.leave()
        wait_until(moment)
        self.client.cookiejar.clear()
        with suppress(Gone):
            self.answer(new_words(chance), self.think)

    tasks = [run_once]  # noqa: RUF012 (locust’s own way)


class Visitor(Person):
    weight = 1

    def run_once(self) -> None:
        moment = next(looking, None)
        if moment is None:
            self.leave()
        wait_until(moment)
        self.client.cookiejar.clear()
        try:
            self.open("/", "look at the front page")
            self.open(START, "look at the start")
        except Gone:
            pass

    tasks = [run_once]  # noqa: RUF012
