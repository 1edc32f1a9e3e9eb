"""The newest few values of what takes seconds to work out, each made once however many ask for it at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Key = tuple[object, ...]
T = TypeVar("T")


class Kept(Generic[T]):
    def __init__(self, size: int) -> None:
        self.size = size
        self._values: dict[Key, T] = {}
        self._lock = threading.RLock()

    def get(self, key: Key, make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._values:
                value = make()
                while len(self._values) >= self.size:
                    del self._values[next(iter(self._values))]
                self._values[key] = value
            return self._values[key]
