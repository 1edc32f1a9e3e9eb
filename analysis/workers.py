"""Work on many texts, side by side: the same answers in the same order, on one processor or on several.

Processes, not threads: reading texts is Python's own work, which threads do one after the other. They are made by
forking, so that nothing has to be loaded or handed over again; where a system cannot fork all work is done here.
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
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from analysis.threads import one_thread_each

MOST = 4  # processes; more would wait for the one that collects what they found
FEWEST = 1_000  # texts that are worth the making of a process
_TOKENIZERS = "TOKENIZERS_PARALLELISM"  # its threads do not live through a fork

Part = TypeVar("Part")
Known = TypeVar("Known")
Result = TypeVar("Result")


class Workers:
    """What can be done to every part of a whole, wherever it is done."""

    def __init__(self, known: object, pool: ProcessPoolExecutor | None) -> None:
        self._known = known
        self._pool = pool

    def each(self, function: Callable[[Any, Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
        """`function(known, part)` of every part, in their order.

        Processes begin at once and go on while the caller does something else; without them a part is worked on when
        its result is asked for. Raises BrokenProcessPool where a process was ended from outside.
        """
        if self._pool is None:
            return (function(self._known, part) for part in parts)
        return self._pool.map(partial(_work, function), parts)


@contextmanager
def workers(count: int, known: object = None) -> Iterator[Workers]:
    """As many processes beside this one, gone when this ends; they share what is loaded now, and `known`."""
    if count < 1 or sys.platform != "linux":
        yield Workers(known, None)
        return
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), _begin, (known,))
    try:
        _fork(pool)
        yield Workers(known, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def processors() -> int:
    """How many processes are sensible here: one for each processor this program may use, 4 at most."""
    if sys.platform != "linux":
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def worth(processes: int, texts: int) -> int:
    """How many processes to make where so many may work: none for one, and none for few texts."""
    return processes if processes > 1 and texts >= FEWEST else 0


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


_known: object = None  # in a process made by `workers`


def _begin(known: object) -> None:
    global _known
    _known = known
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that made it ends it
    one_thread_each().__enter__()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(function: Callable[[Any, Part], Result], part: Part) -> Result:
    return function(_known, part)
