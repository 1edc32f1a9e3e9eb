"""Many children who answer at once, each pressing again until a thank-you comes; and what was stored of them."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from consult.models.base import utcnow
from consult.services import surveys
from consult.store import surveys as store
from consult.store.transaction import transaction
from tests.consult.asking import SHORT
from tests.resilience.servers import REFERENCE, TOKEN, Browser

HEAD, *PAGES = SHORT.split("[[equality_pages]]")[0].split("[[pages]]\n")
BRIEF = "[[pages]]\n".join([HEAD, *(page for page in PAGES if page.startswith(('id = "privacy"', 'id = "change"')))])
PATIENCE = 180  # seconds that a child goes on pressing
THANKS = "Thank you"


def open_brief() -> None:
    """A survey of two pages at /survey/short."""
    with transaction():
        store.add_wave(slug="try", title="Try", opens_at=utcnow() - timedelta(days=1),
                       closes_at=utcnow() + timedelta(days=30))  # fmt: skip
    surveys.install_survey("try", BRIEF)


@dataclass(frozen=True)
class Receipt:
    """What a child was shown: the reference on the page that says thank you, for these words."""

    words: str
    reference: str


class Child:
    """Answers the survey; whatever goes wrong on the way, the same button is pressed again."""

    def __init__(self, port: int, words: str, faults: Counter[str]) -> None:
        self.browser, self.words, self.faults = Browser(port), words, faults

    def answer(self) -> Receipt:
        self.deadline = time.monotonic() + PATIENCE
        page = self._open("/survey/short")
        form = {"csrf_token": TOKEN.findall(page)[0]}
        said = {"privacy": {"understood": "yes"}, "change": {"change": self.words}}
        path = self._press("/survey/short", {**form, "begin": "yes"})
        while not path.endswith("/sent"):
            path = self._press(path, {**form, **said.get(path.rpartition("/")[2], {})})
        page = self._open(path)
        assert THANKS in page
        return Receipt(self.words, REFERENCE.findall(page)[0])

    def _open(self, path: str) -> str:
        return self._until_well(lambda: self.browser.call("GET", path), 200)[2]

    def _press(self, path: str, form: dict[str, str]) -> str:
        return self._until_well(lambda: self.browser.call("POST", path, form), 302)[1]

    def _until_well(self, act: Callable[[], tuple[int, str, str]], well: int) -> tuple[int, str, str]:
        while time.monotonic() < self.deadline:
            try:
                answer = act()
            except (OSError, http.client.HTTPException) as fault:
                self.faults[type(fault).__name__] += 1
            else:
                if answer[0] == well:
                    return answer
                assert answer[0] in (502, 503), f"{answer[0]} for {self.words[:40]}"
                assert THANKS not in answer[2], "a false thank-you"
                self.faults[str(answer[0])] += 1
            time.sleep(random.uniform(0.05, 0.4))
        raise AssertionError(f"no thank-you within {PATIENCE} s: {dict(self.faults)}")


@dataclass(frozen=True)
class Outcome:
    receipts: list[Receipt]
    faults: Counter[str]  # what the children met on the way, and pressed again after
    seconds: float

    def __str__(self) -> str:
        return f"{len(self.receipts)} sent, each with its thank-you, in {self.seconds:.0f} s; {dict(self.faults)}"


def answer_all(port: int, many: int, *, begin: int = 0, at_once: int = 8) -> Outcome:
    faults: Counter[str] = Counter()
    began, numbers = time.monotonic(), range(begin, begin + many)
    with ThreadPoolExecutor(at_once) as pool:
        children = [pool.submit(Child(port, f"More swings, says child {n}.", faults).answer) for n in numbers]
        receipts = [child.result() for child in children]
    return Outcome(receipts, faults, time.monotonic() - began)


def answer_until(port: int, many: int, is_enough: Callable[[], bool], *, at_once: int = 8) -> Outcome:
    """At least so many answers, and more where the harm that they are to bear has not come yet."""
    outcome = answer_all(port, many, at_once=at_once)
    while not is_enough():
        more = answer_all(port, 2 * at_once, begin=len(outcome.receipts), at_once=at_once)
        outcome = Outcome(
            outcome.receipts + more.receipts, outcome.faults + more.faults, outcome.seconds + more.seconds
        )
    return outcome


@contextmanager
def meanwhile(harm: Callable[[random.Random], None], *, pause: tuple[float, float]) -> Iterator[list[float]]:
    """Does this again and again, in a thread of its own, until the block ends; gives the moments it was done."""
    stop, done, chance = threading.Event(), [], random.Random(7)

    def go_on() -> None:
        while not stop.wait(chance.uniform(*pause)):
            harm(chance)
            done.append(time.monotonic())

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def assert_stored_once(engine: sa.Engine, receipts: list[Receipt]) -> None:
    """Every receipt is one submission with its words, as one comment; and there is nothing else."""
    with engine.connect() as connection:
        sent = {row.reference: row.id for row in connection.execute(sa.text("SELECT reference, id FROM submission"))}
        said = connection.execute(sa.text("SELECT submission_id, text FROM comment")).all()
    words_of = {row.submission_id: row.text for row in said}
    assert len(words_of) == len(said)
    lost = [r for r in receipts if words_of.get(sent.get(r.reference, 0)) != r.words]
    assert not lost, f"{len(lost)} receipts without their submission: {[r.reference for r in lost[:9]]}"
    assert len(sent) == len({r.reference for r in receipts}) == len(receipts), "something is stored twice"
