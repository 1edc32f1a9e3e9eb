"""One look at a time, however many ask, and nobody waits long for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from flask import Flask

PATIENCE = 3.0  # seconds after which what has not answered counts as away

Found = TypeVar("Found")


class Lookout(Generic[Found]):
    """Nobody waits longer than PATIENCE, though the database never answers. otherwise: what is said then, and why."""

    def __init__(
        self, look: Callable[[], Found], otherwise: Callable[[str], Found], *, patience: float = PATIENCE
    ) -> None:
        self._look, self._otherwise, self._patience = look, otherwise, patience
        self._lock, self._under_way = threading.Lock(), Future[Found]()
        self._under_way.cancel()

    def ask(self, app: Flask) -> Found:
        with self._lock:
            if self._under_way.done():
                self._under_way = Future()
                threading.Thread(target=self._go, args=(app, self._under_way), daemon=True).start()
            answer = self._under_way
        try:
            return answer.result(timeout=self._patience)
        except TimeoutError:
            return self._otherwise(f"no answer within {self._patience:g} seconds")

    def _go(self, app: Flask, answer: Future[Found]) -> None:
        try:
            with app.app_context():
                found = self._look()
        except Exception as error:  # of whatever sort: whoever asks is told, and never waits in vain
            found = self._otherwise(type(error).__name__)
        answer.set_result(found)
