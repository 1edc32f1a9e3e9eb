"""Respondents come evenly all the time; from the middle on strategists open every page of the report as well."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import cycle

import gevent

from benchmarks.load.people import CHOSEN, Gone, Person, arrivals, new_words, now, wait_until

answering = arrivals(CHOSEN["submissions"], CHOSEN["alone"] + CHOSEN["seconds"])
chance = random.Random(19)


class Respondent(Person):
    fixed_count = CHOSEN["respondents"]

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


class Strategist(Person):
    fixed_count = CHOSEN["strategists"]

    def run_once(self) -> None:
        pages = list(CHOSEN["pages"].items())
        chance.shuffle(pages)
        wait_until(CHOSEN["alone"])
        try:
            self.sign_in("s@example.org")
            for number, (name, path) in enumerate(cycle(pages)):  # each at least once
                if number >= len(pages) and now() > CHOSEN["alone"] + CHOSEN["seconds"]:
                    break
                self.open(path, f"strategist: {name}")
                gevent.sleep(chance.uniform(0.5, 1.5) * CHOSEN["think"])
        except Gone:
            pass
        self.leave()

    tasks = [run_once]  # noqa: RUF012
