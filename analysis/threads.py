"""How many threads a product of matrices takes: its last bits depend on it, and results must not."""

from __future__ import annotations

from contextlib import AbstractContextManager


def one_thread_each() -> AbstractContextManager[object]:
    """Within it a product of matrices takes one thread; several Python threads may each make their own."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-not-found,import-untyped,unused-ignore]

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
