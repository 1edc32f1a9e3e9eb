"""Work on many texts, side by side: the same answers in the same order, here, in processes or on other machines.

Processes, not threads: reading texts is Python's own work, which threads do one after the other. They are made by
forking, so that nothing has to be loaded or handed over again; where a system cannot fork all work is done here.
Who works is one value: a number of processes, or a `Crew` of other machines (analysis/cluster.py).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from analysis.threads import one_thread_each

MOST = 4  # processes; more would wait for the one that collects what they found
FEWEST = 1_000  # texts that are worth the making of a process
_TOKENIZERS = "TOKENIZERS_PARALLELISM"  # its threads do not live through a fork

Part = TypeVar("Part")
Result = TypeVar("Result")


class Workers(Protocol):
    """What can be done to every part of a whole, wherever it is done."""

    def each(self, function: Callable[[Any, Any], Result], parts: Iterable[object]) -> Iterator[Result]:
        """`function(known, part)` of every part, in their order.

        Others begin at once and go on while the caller does something else; without them a part is worked on when
        its result is asked for. Raises BrokenProcessPool where a process was ended from outside.
        """


class Crew(Protocol):
    """Other machines that work for this one."""

    def at_work(self, known: object, fetch: Fetch | None) -> AbstractContextManager[Workers]:
        """As `workers`."""


Fetch = Callable[[Any], Any]
Hands = int | Crew  # who works: so many processes, or other machines


@dataclass(frozen=True, slots=True)
class _Here:
    known: object
    fetch: Fetch | None
    pool: ProcessPoolExecutor | None

    def each(self, function: Callable[[Any, Any], Result], parts: Iterable[object]) -> Iterator[Result]:
        if self.pool is None:
            return (function(self.known, _fetched(self.fetch, part)) for part in parts)
        return self.pool.map(partial(_work, function), parts)


@contextmanager
def workers(hands: Hands, known: object = None, fetch: Fetch | None = None) -> Iterator[Workers]:
    """As many processes beside this one, or other machines, at work until this ends.

    known: what all parts need; forked processes share it, other machines are sent it once. fetch: what makes a part
    from what it is called, where that is less to hand over: done by whoever has the whole, never on another machine.
    """
    if not isinstance(hands, int):
        with hands.at_work(known, fetch) as work:
            yield work
        return
    if hands < 1 or sys.platform != "linux":
        yield _Here(known, fetch, None)
        return
    pool = ProcessPoolExecutor(hands, multiprocessing.get_context("fork"), _begin, (known, fetch))
    try:
        _fork(pool)
        yield _Here(known, fetch, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def processors() -> int:
    """How many processes are sensible here: one for each processor this program may use, 4 at most."""
    if sys.platform != "linux":
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def worth(hands: Hands, texts: int) -> Hands:
    """Who of those that may work is called: nobody for few texts, and one process alone needs no other."""
    if texts < FEWEST:
        return 0
    return hands if not isinstance(hands, int) or hands > 1 else 0


def beside(hands: Hands, texts: int) -> Hands:
    """The same for work that goes on while this process does something else."""
    if texts < FEWEST:
        return 0
    return hands - 1 if isinstance(hands, int) else hands


def in_parts(whole: Sequence[Part], size: int) -> Iterator[Sequence[Part]]:
    """Slices of that size, the last one shorter; where they begin does not depend on the number of processes."""
    return (whole[start : start + size] for start in range(0, len(whole), size))


def _fork(pool: ProcessPoolExecutor) -> None:
    before = os.environ.get(_TOKENIZERS)
    os.environ[_TOKENIZERS] = "false"
    gc.freeze()  # what is there now is not looked through in every process, so that its memory stays shared
    try:
        with warnings.catch_warnings():  # newer Pythons warn of threads, which no process made here goes on with
            warnings.simplefilter("ignore", DeprecationWarning)
            pool.submit(int)  # the first piece of work makes all processes
    finally:
        gc.unfreeze()
        if before is None:
            del os.environ[_TOKENIZERS]
        else:
            os.environ[_TOKENIZERS] = before


_given: tuple[object, Fetch | None] = None, None  # in a process made by `workers`


def _begin(known: object, fetch: Fetch | None) -> None:
    global _given
    _given = known, fetch
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that made it ends it
    one_thread_each().__enter__()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(function: Callable[[Any, Any], Result], part: object) -> Result:
    known, fetch = _given
    return function(known, _fetched(fetch, part))


def _fetched(fetch: Fetch | None, part: object) -> object:
    return part if fetch is None else fetch(part)
