"""A school assembly behind one address: so many begin within two minutes, then a page every so often each, and at the
bell a quarter of them press the last button within five seconds."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import count

import gevent

from benchmarks.load.people import CHOSEN, Gone, Person, new_words, wait_until

STARTS, WITHIN, THINK = CHOSEN["starts"], CHOSEN["within"], CHOSEN["think"]
AT_THE_BELL, BELL, RUSH = CHOSEN["at_the_bell"], CHOSEN["bell"], CHOSEN["rush"]
places = count()


class Child(Person):
    def on_start(self) -> None:
        self.place = next(places)
        self.chance = random.Random(self.place)

    def wait_for_the_bell(self) -> None:
        if self.place % (STARTS // AT_THE_BELL) == 0 and self.place // (STARTS // AT_THE_BELL) < AT_THE_BELL:
            wait_until(BELL + self.chance.uniform(0, RUSH))

    def think(self) -> None:
        gevent.sleep(self.chance.uniform(0.5, 1.5) * THINK)

    def run_once(self) -> None:
        wait_until(self.place * WITHIN / STARTS)
        with suppress(Gone):
            self.answer(new_words(self.chance), self.think, self.wait_for_the_bell)
        self.leave()


Child.tasks = [Child.run_once]
